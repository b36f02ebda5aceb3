"""Text for Telegram's HTML: escaped first, cut afterwards.

Telegram counts UTF-16 units of what is left once tags and references were read (4096 for a message), so a cut
looks at that length and closes the tags that were open.
"""

import re
import unicodedata

from bot.views import clusters

MESSAGE_LIMIT = 4096
_ELLIPSIS = "…"
_SPARE = 8  # how many characters are looked at for one that is shown on one line
_REFERENCES = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"'}
_PIECE = re.compile(
    r"<(?P<close>/?)(?P<tag>[a-z-]+)[^>]*>|(?P<reference>&(?:lt|gt|amp|quot);)|[^<&]+|.", re.DOTALL
)


def escape(text: str) -> str:
    """What a person or a letter wrote, so that Telegram reads it as nothing but text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def units(text: str) -> int:
    """The length as Telegram counts it: UTF-16 code units."""
    return len(text) + sum(char > "\uffff" for char in text)


def one_line(text: str, limit: int) -> str:
    """Plain text on one line of at most `limit` characters.

    Controls and the marks that turn the direction of writing are left out: with them a file's name could
    be shown with another ending than it has. What makes one of several, as in emoji, stays between them.
    """
    looked_at = text[: limit * _SPARE]
    shown = "".join(" " if char.isspace() else char for char in looked_at)
    flags = {at for flag in clusters.REGION_FLAG.finditer(shown) for at in range(*flag.span())}
    shown = "".join(char for at, char in enumerate(shown) if at in flags or _is_shown(shown, at))
    shown = re.sub(" +", " ", shown).strip()
    if len(shown) <= limit and len(looked_at) == len(text):
        return shown
    return shown[: clusters.before(shown, min(limit - 1, len(shown)))].rstrip() + _ELLIPSIS


def _is_shown(text: str, at: int) -> bool:
    if text[at] == clusters.JOINER:
        return 0 < at < len(text) - 1 and not (text[at - 1] + text[at + 1]).isascii()
    return unicodedata.category(text[at]) not in {"Cc", "Cf", "Cs"}


def fit(text: str, limit: int = MESSAGE_LIMIT) -> str:
    """HTML of ours (lower-case tags that nest well) cut to `limit` UTF-16 units of visible text."""
    if _fits(text, limit):
        return text
    kept: list[str] = []
    opened: list[str] = []
    room = limit - units(_ELLIPSIS)
    for piece in _PIECE.finditer(text):
        whole = piece.group()
        if tag := piece["tag"]:
            if piece["close"]:
                opened.pop()
            else:
                opened.append(tag)
        elif piece["reference"]:
            room -= 1
        else:
            room -= units(whole)
        if room < 0:
            if not piece["reference"]:
                kept.append(_cut(whole, room + units(whole)))
            break
        kept.append(whole)
    return "".join((*kept, _ELLIPSIS, *(f"</{tag}>" for tag in reversed(opened))))


def _cut(run: str, room: int) -> str:
    """As much of a run of text as `room` units hold."""
    at = 0
    while at < len(run) and room >= units(run[at]):
        room -= units(run[at])
        at += 1
    return run[: clusters.before(run, at)]


def _fits(text: str, limit: int) -> bool:
    """Looks no further than it has to: a letter may be long."""
    seen = 0
    for piece in _PIECE.finditer(text):
        if not piece["tag"]:
            seen += 1 if piece["reference"] else units(piece.group())
        if seen > limit:
            return False
    return True


def plain(text: str) -> str:
    """HTML of ours without its tags and references."""
    return _PIECE.sub(lambda piece: "" if piece["tag"] else _visible(piece), text)


def _visible(piece: re.Match[str]) -> str:
    return _REFERENCES[piece["reference"]] if piece["reference"] else piece.group()
