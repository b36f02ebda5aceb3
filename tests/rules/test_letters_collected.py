"""The test letters of other mail libraries, read as people should see them."""

from typing import Any

import pytest

from sync_engine.rules import letter, mime_stream
from tests import letters

EXPECTED = letters.expected()


def found(read: letter.ParsedLetter, asked: dict[str, Any]) -> dict[str, Any]:
    """What is in a letter, in the shape of `expected.json`: of a long text its beginning and its end."""
    return {
        "subject": read.subject,
        "sender": [read.sender.name, read.sender.address],
        "to": [each.address for each in read.to],
        "cc": [each.address for each in read.cc],
        "message_id": read.message_id,
        "date": read.date.isoformat() if read.date else None,
        "references": list(read.references),
        "text": read.text,
        "begins": read.text[: len(asked.get("begins", ""))],
        "ends": read.text[-len(asked.get("ends", "")) :],
        "attachments": [[each.part, each.type, each.name, each.size] for each in read.attachments],
    }


def test_every_collected_letter_is_expected_to_be_something() -> None:
    assert set(EXPECTED) == set(letters.COLLECTED)
    assert len(EXPECTED) > 60


@pytest.mark.parametrize("name", letters.COLLECTED)
def test_a_collected_letter_is_read_as_people_should_see_it(name: str) -> None:
    asked = EXPECTED[name]
    read = found(letter.parse_letter(letters.read(name)), asked)
    assert {key: read[key] for key in asked} == asked


@pytest.mark.parametrize("name", letters.COLLECTED)
def test_a_collected_letter_is_the_same_in_slices(name: str) -> None:
    raw = letters.read(name)
    scanner = mime_stream.Scanner()
    for start in range(0, len(raw), 61):
        scanner.feed(raw[start : start + 61])
    assert scanner.close() == letter.parse_letter(raw)
