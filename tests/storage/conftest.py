from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import orm


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite://{tmp_path / 'postroom.sqlite3'}"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[str]:
    """An empty database, open."""
    async with orm.open_storage(database_url):
        yield database_url
