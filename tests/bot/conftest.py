from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot import app, push
from bot.delivery import DeliveryBoard
from bot.sandbox.people import Message
from storage import models, orm
from tests.bot import stage as stages


@pytest.fixture(autouse=True)
def spans_not_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
async def stage(own_database: str) -> AsyncIterator[stages.Stage]:
    """Everything but the bot itself."""
    async with orm.open_storage(own_database), stages.on_stage() as stage:
        yield stage


@pytest.fixture
async def play(stage: stages.Stage) -> AsyncIterator[stages.Stage]:
    """The bot is running."""
    async with app.running(stage.build(), stage.deps):
        yield stage


@pytest.fixture
async def pushing(stage: stages.Stage) -> AsyncIterator[stages.Stage]:
    """Only the pusher runs; Anna and Boris have spoken to the bot before."""
    for who in (stages.ANNA, stages.BORIS):
        stage.chats.say(who, "/start")
    async with stage.speaking() as application, push.Pusher(application, stage.deps):
        yield stage


@pytest.fixture
async def notice(play: stages.Stage) -> Message:
    """What told Anna of a letter."""
    await stages.announce(play, stages.ANNA, subjects=("Заказ 17",))
    told = play.chats.post(stages.ANNA, (await play.hear(stages.ANNA, "/start", "Здравствуйте")).content)
    await models.Notice.all().update(state="sent", message_id=told.id, at=datetime.now(UTC))
    return told


@pytest.fixture
async def board(play: stages.Stage) -> AsyncIterator[DeliveryBoard]:
    async with play.speaking() as application, DeliveryBoard(application, play.deps) as running:
        yield running
