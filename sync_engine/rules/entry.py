"""What a letter is found by: its words without their endings, in four fields."""

from collections.abc import Iterable

from storage.records import Contact, Indexed, Unindexed
from sync_engine.rules import correspondents, stems

_MOST = 16_000  # words of a field
_ADDRESSEES = 200  # whose names and addresses are found


def of(letter: Unindexed) -> Indexed:
    return Indexed(
        letter=letter,
        sender=stems.stems(_who([letter.sender]), _MOST),
        recipients=stems.stems(_who([*letter.to, *letter.cc][:_ADDRESSEES]), _MOST),
        subject=stems.stems(letter.subject, _MOST),
        body=stems.stems("\n".join((*letter.files, letter.text)), _MOST),
        correspondents=correspondents.of(letter.direction, letter.sender, letter.to, client=letter.client),
    )


def _who(people: Iterable[Contact]) -> str:
    return "\n".join(f"{each.name} {each.address}" for each in people)
