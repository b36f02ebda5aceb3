"""What Telegram does not take: nobody is left with nothing, and the log says where it was."""

import pytest

from bot.sandbox import answers
from bot.sandbox.people import Person
from tests.bot.stage import BORIS, Stage, told

REFUSED = answers.bad_request("BUTTON_DATA_INVALID")
UNREADABLE = answers.bad_request('can\'t parse entities: Unsupported start tag "boris" at byte offset 7')
NAME = "Борис <b> & Ко"


@pytest.fixture
def named(stage: Stage) -> None:
    """Boris has a name that is told from tags only by those who read them well."""
    stage.chats.add(Person(id=BORIS, first_name=NAME, language_code="ru"))


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.message for each in caplog.records if each.levelname == "ERROR"]


async def test_a_screen_telegram_refuses_is_an_error_of_ours(
    play: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    play.chats.fail(REFUSED, method="sendMessage", chat_id=BORIS)
    await play.hear(BORIS, "/help", "Простите")
    (line,) = errors(caplog)
    assert "BadRequest in" in line
    assert "help_:" in line  # the handler


async def test_so_is_one_that_a_button_asked_for(play: Stage, caplog: pytest.LogCaptureFixture) -> None:
    screen = await play.hear(BORIS, "/start", "Здравствуйте")
    for method in ("editMessageText", "sendMessage"):
        play.chats.fail(REFUSED, method=method, chat_id=BORIS)
    await play.press(BORIS, screen, "Настройки", "Простите")
    (line,) = errors(caplog)
    assert "BadRequest in" in line


async def test_trouble_of_the_network_is_none(play: Stage, caplog: pytest.LogCaptureFixture) -> None:
    play.chats.fail(answers.bad_gateway(), method="sendMessage", chat_id=BORIS)
    play.chats.say(BORIS, "/help")
    await play.hear(BORIS, "/start", "Здравствуйте")
    assert told(play, BORIS, "Простите") == []
    assert errors(caplog) == []


async def test_what_telegram_cannot_read_goes_as_plain_text(
    named: None, play: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    play.chats.fail(UNREADABLE, method="sendMessage", chat_id=BORIS)
    shown = await play.hear(BORIS, "/start", NAME)
    assert shown.labels
    sent = play.chats.calls_of("sendMessage", chat_id=BORIS)
    assert [call.params.get("parse_mode") for call in sent] == ["HTML", None]
    (line,) = [each for each in caplog.records if each.__dict__.get("action") == "message_plain"]
    assert "start:" in line.message  # the handler
    assert NAME not in caplog.text
    assert "byte offset" not in caplog.text


async def test_a_screen_in_the_place_of_another_too(named: None, play: Stage) -> None:
    screen = await play.hear(BORIS, "/help", "Что здесь где")
    play.chats.fail(UNREADABLE, method="editMessageText", chat_id=BORIS)
    shown = await play.press(BORIS, screen, "‹ В начало", NAME)
    assert shown.id == screen.id
    assert told(play, BORIS, "Простите") == []


async def test_it_is_tried_as_plain_text_once(play: Stage, caplog: pytest.LogCaptureFixture) -> None:
    play.chats.fail(UNREADABLE, method="sendMessage", chat_id=BORIS, times=2)
    await play.hear(BORIS, "/help", "Простите")
    assert len(play.chats.calls_of("sendMessage", chat_id=BORIS)) == 3
    assert len(errors(caplog)) == 1
