"""A letter's text as a reader wants it: what was written in view, quotes and signatures folded away.

Holds always:
- the pieces put together again are the text, line for line: nothing is lost, added or moved;
- something of every letter is in view: where all of it is quoted or signed, all of it is;
- in doubt a line is in view.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sync_engine.rules import body


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines that stand together; `folded` where they are a quote or a signature."""

    text: str
    folded: bool


def pieces(text: str) -> tuple[Piece, ...]:
    """In order; neighbours differ in `folded`, and no two of them are both in view or both folded."""
    lines = text.split("\n")
    folded = body.quoted(text, lines)
    _fold_signatures(lines, folded)
    if not any(line.strip() for line, away in zip(lines, folded, strict=True) if not away):
        folded = [False] * len(lines)
    _join_blanks(lines, folded)
    found: list[Piece] = []
    place = 0
    for away, same in groupby(folded):
        length = sum(1 for _ in same)
        found.append(Piece("\n".join(lines[place : place + length]), away))
        place += length
    return tuple(found)


def _fold_signatures(lines: Sequence[str], folded: list[bool]) -> None:
    """Folds the signature at the end of each stretch of the writer's own lines."""
    place = 0
    for away, same in groupby(tuple(folded)):
        length = sum(1 for _ in same)
        if not away:
            own = lines[place : place + length]
            for signed in body.signed(own):
                folded[place + signed] = True
        place += length


def _join_blanks(lines: Sequence[str], folded: list[bool]) -> None:
    """Empty lines beside something folded go with it, so that no stretch in view is nothing but them."""
    place = 0
    for away, same in groupby(tuple(folded)):
        length = sum(1 for _ in same)
        beside = place > 0 or place + length < len(lines)
        if not away and beside and not any(line.strip() for line in lines[place : place + length]):
            folded[place : place + length] = [True] * length
        place += length
