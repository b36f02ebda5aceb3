"""A long text in leaves that each fit into a message: HTML of what is in view and what is folded.

Holds always:
- all of the text is on the leaves, in order;
- a leaf ends between lines or words where it can: inside a link or an emoji only where that alone is longer
  than a leaf;
- quotes are open and shut on the same leaf, and there are no more of them than Telegram takes entities.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.views import clusters, html, marks
from sync_engine.rules.quoting import Piece

_QUOTES = 40  # of one leaf; Telegram takes 100 entities
_BREAK = re.compile(r"\s")
# Marks that change the direction of all that follows, and controls
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(slots=True)
class _Leaf:
    room: int
    parts: list[str]
    quotes: int = 0


def leaves(pieces: Iterable[Piece], room: int, first: int) -> Sequence[str]:
    """HTML of each leaf, at least one; each holds `room` UTF-16 units of text, the first of them `first`."""
    leaf = _Leaf(first, [])
    done: list[str] = []
    for piece in pieces:
        text = _shown(piece.text)
        while text:
            if leaf.parts and (leaf.room < _few(room) or (piece.folded and leaf.quotes >= _QUOTES)):
                done.append(_joined(leaf))
                leaf = _Leaf(room, [])
            end = cut(text, leaf.room)
            taken = text[:end].strip("\n").rstrip()
            if taken.strip():
                quoted = marks.quote(html.escape(taken)) if piece.folded else html.escape(taken)
                leaf.parts.append(quoted)
                leaf.quotes += piece.folded
                leaf.room -= html.units(taken) + 2
            text = text[end:].lstrip("\n")
            if text:
                leaf.room = min(leaf.room, 0)  # the rest goes on the next leaf
    return [*done, _joined(leaf)]


def _shown(text: str) -> str:
    """Without what is not seen, and with no more than one empty line between two."""
    lines = "\n".join(line.rstrip() for line in _UNSEEN.sub("", text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def _few(room: int) -> int:
    """So little room is left empty rather than begun upon."""
    return min(60, room // 20)


def _joined(leaf: _Leaf) -> str:
    return "\n\n".join(leaf.parts)


def cut(text: str, room: int) -> int:
    """Where a leaf with `room` for UTF-16 units ends: 1 at least for text that is not empty."""
    if html.units(text[:room]) == len(text[:room]) and len(text) <= room:
        return len(text)
    end, left = 0, room
    for char in text[: room + 1]:
        left -= 2 if char > "\uffff" else 1
        if left < 0:
            break
        end += 1
    if end == len(text):
        return end
    line = text.rfind("\n", end * 3 // 5, end + 1)
    if line > 0:
        return line
    if _BREAK.match(text[end]):
        return max(1, end)
    space = next((place for place in range(end - 1, 0, -1) if text[place].isspace()), 0)
    if text[:space].strip():
        return space + 1
    return max(1, clusters.before(text, end) or end)
