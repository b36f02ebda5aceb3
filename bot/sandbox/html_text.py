"""Telegram's HTML (Bot API, "HTML style") read as strictly as Telegram reads it.

- Of the named references only &lt; &gt; &amp; &quot; are known; any other "&" stays as it is.
- An unknown, unclosed or crossed tag is refused with its byte offset in UTF-8.
- A link that leads nowhere is dropped and its text stays; code inside pre only names the language.
"""

import re
from dataclasses import dataclass, replace

from bot.sandbox import answers
from bot.sandbox.entities import Entity, Formatted, cut, units

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
_REFERENCES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_REFERENCE = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6}));")
_TAG = re.compile(r"<(/?)([^\s>]*)((?:[^>'\"]|'[^']*'|\"[^\"]*\")*)>")
_ATTRIBUTE = re.compile(r"([^\s=>]+)(?:\s*=\s*(?:'([^']*)'|\"([^\"]*)\"|([A-Za-z0-9.-]+)))?")
_ADDRESS = re.compile(r"(?:https?|tg|mailto|tel):", re.IGNORECASE)
_BARE_ADDRESS = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[/?#]|$)")


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    type: str
    offset: int
    argument: str = ""  # where a link leads, the language of code


def read(source: str) -> Formatted:
    """The text and its entities; raises Refused ("can't parse entities: …") for what Telegram refuses."""
    text, at, length = "", 0, 0
    stack: list[_Open] = []
    entities: list[Entity] = []
    while True:
        begin = source.find("<", at)
        plain = _unescaped(source[at : begin if begin >= 0 else len(source)])
        text, length = text + plain, length + units(plain)
        if begin < 0:
            break
        where = f"at byte offset {len(source[:begin].encode('utf-8', 'surrogatepass'))}"
        match = _TAG.match(source, begin)
        if match is None:
            raise _broken(f"Unclosed {'end' if source.startswith('</', begin) else 'start'} tag {where}")
        closing, tag, attributes = match[1], match[2].lower(), match[3]
        if not closing:
            stack.append(_opened(tag, attributes, length, where))
        elif not stack:
            raise _broken(f"Unexpected end tag {where}")
        elif tag not in {"", stack[-1].tag}:
            raise _broken(f'Unmatched end tag {where}, expected "</{stack[-1].tag}>", found "</{tag}>"')
        else:
            _close(stack, entities, text, length)
        at = match.end()
    if stack:
        raise _broken(f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"')
    return Formatted(text, tuple(entities))


def _broken(why: str) -> answers.Refused:
    return answers.bad_request(f"can't parse entities: {why}")


def _unescaped(text: str) -> str:
    def char(match: re.Match[str]) -> str:
        name, decimal, hexadecimal = match.groups()
        if name:
            return _REFERENCES[name]
        code = int(decimal) if decimal else int(hexadecimal, 16)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else match.group()

    return _REFERENCE.sub(char, text)


def _opened(tag: str, attributes: str, offset: int, where: str) -> _Open:
    found = {
        name.lower(): _unescaped(single or double or bare)
        for name, single, double, bare in _ATTRIBUTE.findall(attributes)
    }
    kind = _TYPES.get(tag)
    if kind is None or (tag == "span" and found.get("class") != "tg-spoiler"):
        raise _broken(f'Unsupported start tag "{tag}" {where}')
    if tag == "blockquote" and "expandable" in found:
        kind = "expandable_blockquote"
    argument = found.get("href", "") if tag == "a" else ""
    if tag == "code":
        language = found.get("class", "")
        argument = language.removeprefix("language-") if language.startswith("language-") else ""
    return _Open(tag, kind, offset, argument)


def _close(stack: list[_Open], entities: list[Entity], text: str, end: int) -> None:
    """Ends the innermost open tag; what it covers becomes an entity."""
    opened = stack.pop()
    extra: tuple[tuple[str, str], ...] = ()
    if opened.offset == end:
        return
    if opened.type == "code" and stack and stack[-1].type == "pre":
        stack[-1] = replace(stack[-1], argument=opened.argument)
        return
    if opened.type == "pre" and opened.argument:
        extra = (("language", opened.argument),)
    if opened.type == "text_link":
        url = _address(opened.argument or cut(text, opened.offset, end))
        if url is None:
            return
        extra = (("url", url),)
    entities.append(Entity(opened.type, opened.offset, end - opened.offset, extra))


def _address(written: str) -> str | None:
    if _ADDRESS.match(written):
        return written
    return f"http://{written}" if _BARE_ADDRESS.match(written) else None
