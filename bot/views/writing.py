"""What others wrote on one line among words of ours: a name, a subject."""

import unicodedata

from bot.views import html

_FROM_THE_RIGHT = frozenset({"R", "AL", "AN"})
_ISOLATE, _END = "\u2068", "\u2069"  # UAX #9: the direction inside is found out alone


def shown(text: str, limit: int) -> str:
    """`html.one_line`; kept apart from the words around it where it is written from right to left."""
    line = html.one_line(text, limit)
    if any(unicodedata.bidirectional(char) in _FROM_THE_RIGHT for char in line):
        return f"{_ISOLATE}{line}{_END}"
    return line
