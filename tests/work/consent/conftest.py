"""A town of its own for each test, and a mailbox in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import NUMBERS
from tests.fakes.certificates import Certificates
from tests.fakes.dovecot_box import Box
from tests.work import consenting
from tests.work.consenting import Town


@pytest.fixture
def town(tmp_path: Path, certificates: Certificates) -> Iterator[Town]:
    with consenting.town(tmp_path, certificates) as made:
        yield made


@pytest.fixture
def box(town: Town) -> Box:
    return town.dovecot.user(f"user{next(NUMBERS)}@acme.test")
