from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import app
from storage import orm
from tests.bot import stage as stages


@pytest.fixture(autouse=True)
def spans_not_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[stages.Stage]:
    """Everything but the bot itself."""
    async with orm.open_storage(f"sqlite://{tmp_path / 'postroom.sqlite3'}"), stages.on_stage() as stage:
        yield stage


@pytest.fixture
async def play(stage: stages.Stage) -> AsyncIterator[stages.Stage]:
    """The bot is running."""
    async with app.running(stage.build(), stage.deps):
        yield stage
