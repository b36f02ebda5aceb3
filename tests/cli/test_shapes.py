"""The JSON of a mailbox: what monitoring reads of it."""

from datetime import timedelta

from bot.cli import shapes
from tests.bot import make


def test_a_mailbox_is_watched_until_its_watch_should_have_answered() -> None:
    box = make.mailbox(watched_until=make.NOW + timedelta(seconds=1))
    moments = (make.NOW, make.NOW + timedelta(seconds=1))
    assert [shapes.mailbox(box, moment)["watching"] for moment in moments] == [True, False]
    assert not shapes.mailbox(make.mailbox(), make.NOW)["watching"]
