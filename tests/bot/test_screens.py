"""Every screen in both languages: Telegram reads it, it fits, and nothing is missing in it."""

import re

import pytest

from bot import say
from bot.sandbox import html_text
from bot.views import html
from bot.views.screen import Screen
from storage.records import Language
from tests.bot import admin_screens, answer_screens, make, question_screens, reading_screens
from tests.bot.screens import SCREENS


def shown(name: str, language: Language) -> Screen:
    return SCREENS[name](make.voice(language))


@pytest.mark.parametrize("language", say.LANGUAGES)
@pytest.mark.parametrize("name", SCREENS)
def test_telegram_takes_it(name: str, language: Language) -> None:
    screen = shown(name, language)
    text = html_text.read(screen.text).text
    assert html.units(text) <= html.MESSAGE_LIMIT
    assert text == text.strip()
    assert "\n\n\n" not in text
    assert not re.search(r"[{}]|\?\?\?|None", text)
    buttons = [button for row in screen.rows for button in row]
    assert len(buttons) <= 100
    for button in buttons:
        assert button.label.strip()
        assert bool(button.data) != bool(button.url)
        assert len(button.data.encode()) <= 64
        assert not button.url or button.url.startswith("https://")


@pytest.mark.parametrize("name", SCREENS)
def test_both_languages_have_the_same_buttons(name: str) -> None:
    russian, english = (shown(name, language) for language in say.LANGUAGES)
    assert [[button.data for button in row] for row in russian.rows] == (
        [[button.data for button in row] for row in english.rows]
    )


@pytest.mark.parametrize("name", SCREENS)
def test_each_language_is_spoken_alone(name: str) -> None:
    """No Cyrillic of ours in English; names, folders and the languages' own names are the data's."""
    screen = shown(name, "en")
    said = html.plain(screen.text)
    for data in ("Анна", "Пётр Иванов", "Счёт за ноябрь", make.letter().preview, "Смета"):
        said = said.replace(data, "")
    assert not re.search("[а-яё]", said, re.IGNORECASE)


DEAD_ENDS = {
    *("door-closed", "sorry", "cancelled-trial", "left-dialogue", "connect-below", "connect-gave-way"),
    *reading_screens.DEAD_ENDS,
    *admin_screens.DEAD_ENDS,
    *question_screens.DEAD_ENDS,
}
PASSING = {
    *("import-counting", "import-running", "import-running-left", "import-paused", "import-broken-off"),
    *answer_screens.PASSING,
}


@pytest.mark.parametrize("name", sorted(set(SCREENS) - DEAD_ENDS - PASSING))
def test_every_screen_has_a_way_on(name: str) -> None:
    assert shown(name, "ru").rows


HALF_A_ROW = 16  # characters: what a narrow phone shows of a button that shares its row with another


@pytest.mark.parametrize("language", say.LANGUAGES)
@pytest.mark.parametrize("name", SCREENS)
def test_no_label_is_cut_beside_another(name: str, language: Language) -> None:
    shared = [row for row in shown(name, language).rows if len(row) > 1]
    assert [button.label for row in shared for button in row if len(button.label) > HALF_A_ROW] == []
