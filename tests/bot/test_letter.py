"""The notice about a new letter, also when the letter means no good."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import html_text
from bot.views import html, letter
from storage.records import Contact
from tests.bot import make


def card(**facts: Any) -> str:
    return html_text.read(letter.card(make.voice(), make.notice(**facts)).text).text


def test_a_letter_says_who_where_what() -> None:
    shown = card(attachments=(make.attachment("Счёт.pdf", 200_000),))
    assert shown.splitlines() == [
        "✉️ Пётр Иванов",
        "petr@client.test",
        "Пришло на anna@acme.test в 14:58",
        "Счёт за ноябрь",
        "Добрый день! Пришлите, пожалуйста, счёт за ноябрь.",
        "📎 Счёт.pdf, 195 КБ",
    ]


def test_the_preview_opens_when_it_is_tapped() -> None:
    read = html_text.read(letter.card(make.voice(), make.notice()).text)
    assert "expandable_blockquote" in {entity.type for entity in read.entities}


HOSTILE = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("<>&\"'\u202e\n😀")), max_size=500)


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_nothing_a_letter_says_breaks_its_card(name: str, subject: str, preview: str, file: str) -> None:
    files = tuple(make.attachment(file, 10) for _ in range(20))
    job = make.notice(
        sender=Contact(name=name, address="a@b.test"), subject=subject, preview=preview, attachments=files
    )
    screen = letter.card(make.voice(), job)
    read = html_text.read(html.fit(screen.text))
    assert html.units(read.text) <= html.MESSAGE_LIMIT
    assert {entity.type for entity in read.entities} <= {"bold", "italic", "expandable_blockquote"}


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (0, "0 Б"),
        (1, "1 Б"),
        (1023, "1 023 Б"),
        (1024, "1 КБ"),
        (1_000_000, "977 КБ"),
        (1024 * 1024 - 1, "1 МБ"),
        (5 * 1024**3, "5 120 МБ"),
    ],
)
def test_sizes_in_the_unit_a_person_would_use(octets: int, said: str) -> None:
    assert letter.size(make.voice(), octets).replace("\xa0", " ") == said
