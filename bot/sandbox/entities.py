"""Text with entities, as Telegram keeps it (Bot API, MessageEntity).

- Offsets and lengths are UTF-16 code units, so are the limits on texts.
- An entity of no length disappears; blank lines before and white space after the text are cut.
- Links, e-mail addresses, mentions and commands are found by themselves where no code or link covers them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from bot.sandbox import answers

TEXT_LIMIT = 4096  # UTF-16 units after entities were parsed
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100  # Telegram ignores the rest of them

_OPAQUE = frozenset({"code", "pre", "text_link", "text_mention"})  # nothing is looked for inside these
_FOUND = (
    ("url", re.compile(r"\bhttps?://[^\s<>\"«»]*[^\s<>\"«».,;:!?)\]'…]", re.IGNORECASE)),
    ("email", re.compile(r"\b[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b")),
    ("bot_command", re.compile(r"(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}\b")),
)


@dataclass(frozen=True, slots=True)
class Entity:
    """One span of a text; `extra` holds a url, a language or the like."""

    type: str
    offset: int
    length: int
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def end(self) -> int:
        return self.offset + self.length

    def to_api(self) -> dict[str, Any]:
        return {"type": self.type, "offset": self.offset, "length": self.length, **dict(self.extra)}


@dataclass(frozen=True, slots=True)
class Formatted:
    text: str
    entities: tuple[Entity, ...] = ()


def units(text: str) -> int:
    """The length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, offset: int, end: int) -> str:
    """A slice by UTF-16 code units."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[offset * 2 : end * 2].decode("utf-16-le", "surrogatepass")


def given(text: str, listed: Iterable[dict[str, Any]]) -> Formatted:
    """A text whose entities the bot counted itself."""
    entities = []
    for item in listed:
        extra = tuple((key, str(item[key])) for key in ("url", "language") if item.get(key))
        entities.append(Entity(str(item["type"]), int(item["offset"]), int(item["length"]), extra))
    return Formatted(text, tuple(entities))


def finished(raw: Formatted) -> Formatted:
    """What Telegram makes of a text before it keeps it: trimmed, links found, entities in order."""
    trimmed = _trimmed(raw)
    entities = sorted(
        (*trimmed.entities, *_found(trimmed)), key=lambda entity: (entity.offset, -entity.length)
    )
    return Formatted(trimmed.text, tuple(entities[:ENTITY_LIMIT]))


def _trimmed(raw: Formatted) -> Formatted:
    text = raw.text.rstrip()
    blank = re.match(r"(?:[^\S\n]*\n)+", text)
    text, shift = text[blank.end() :] if blank else text, units(blank.group()) if blank else 0
    length = units(text)
    kept = []
    for entity in raw.entities:
        start, end = max(entity.offset - shift, 0), min(entity.end - shift, length)
        if start < end:
            kept.append(replace(entity, offset=start, length=end - start))
    return Formatted(text, tuple(kept))


def _found(formatted: Formatted) -> list[Entity]:
    taken = [(entity.offset, entity.end) for entity in formatted.entities if entity.type in _OPAQUE]
    found = []
    for kind, pattern in _FOUND:
        for match in pattern.finditer(formatted.text):
            start = units(formatted.text[: match.start()])
            end = start + units(match.group())
            if all(end <= low or high <= start for low, high in taken):
                found.append(Entity(kind, start, end - start))
                taken.append((start, end))
    return found


def checked_caption(formatted: Formatted) -> Formatted:
    """The same for the text of a file, which may be empty."""
    if units(formatted.text) > CAPTION_LIMIT:
        raise answers.bad_request("message caption is too long")
    return formatted


def checked(formatted: Formatted) -> Formatted:
    """The text itself if Telegram would take it; raises Refused if it is empty or too long."""
    if not formatted.text.strip():
        raise answers.bad_request("message text is empty")
    if units(formatted.text) > TEXT_LIMIT:
        raise answers.bad_request("message is too long")
    return formatted
