"""Text for Telegram's HTML: escaped first, cut afterwards.

Telegram counts UTF-16 units of what is left once tags and references were read (4096 for a message), so a cut
looks at that length and closes the tags that were open.
"""

import re
import unicodedata

MESSAGE_LIMIT = 4096
_ELLIPSIS = "…"
_REFERENCES = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"'}
_PIECE = re.compile(r"<(?P<close>/?)(?P<tag>[a-z-]+)[^>]*>|(?P<reference>&(?:lt|gt|amp|quot);)|.", re.DOTALL)


def escape(text: str) -> str:
    """What a person or a letter wrote, so that Telegram reads it as nothing but text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def units(text: str) -> int:
    """The length as Telegram counts it: UTF-16 code units."""
    return len(text) + sum(char > "\uffff" for char in text)


def one_line(text: str, limit: int) -> str:
    """Plain text on one line of at most `limit` characters.

    Controls and the marks that turn the direction of writing are left out: with them a file's name could
    be shown with another ending than it has.
    """
    shown = "".join(" " if char.isspace() else char for char in text)
    shown = "".join(char for char in shown if unicodedata.category(char) not in {"Cc", "Cf", "Cs"})
    shown = re.sub(" +", " ", shown).strip()
    return shown if len(shown) <= limit else shown[: limit - 1].rstrip() + _ELLIPSIS


def fit(text: str, limit: int = MESSAGE_LIMIT) -> str:
    """HTML of ours (lower-case tags that nest well) cut to `limit` UTF-16 units of visible text."""
    if units(plain(text)) <= limit:
        return text
    kept: list[str] = []
    opened: list[str] = []
    room = limit - units(_ELLIPSIS)
    for piece in _PIECE.finditer(text):
        if tag := piece["tag"]:
            if piece["close"]:
                opened.pop()
            else:
                opened.append(tag)
        else:
            room -= 1 if piece["reference"] else units(piece.group())
            if room < 0:
                break
        kept.append(piece.group())
    return "".join((*kept, _ELLIPSIS, *(f"</{tag}>" for tag in reversed(opened))))


def plain(text: str) -> str:
    """HTML of ours without its tags and references."""
    return _PIECE.sub(lambda piece: "" if piece["tag"] else _visible(piece), text)


def _visible(piece: re.Match[str]) -> str:
    return _REFERENCES[piece["reference"]] if piece["reference"] else piece.group()
