"""What a person wrote, apart from what their program put around it: quotes, signatures, reply headers.

Holds always:
- nothing is lost: `split_quote` only sorts lines; a preview with nothing of the writer's own shows the quote;
- in doubt a line is the writer's own;
- time is in proportion to the text.
"""

import re
from collections.abc import Sequence

_USUALLY_ENOUGH = 1500  # characters of a letter that a preview is mostly made of
_LOOKED_AT = 20_000  # characters of a letter that a preview can come from
_MOST_WRAPPED = 3  # lines that the sentence above a quote is broken into
_LONGEST_SENTENCE = 300  # characters of such a sentence
_LONGEST_SIGNATURE = 12  # lines
_ELLIPSIS = "…"

_QUOTED = re.compile(r"[ \t]{0,3}>")
# "On Mon, 23 Nov 2026 at 10:15, Ivan <ivan@acme.test> wrote:", «23.11.2026, 10:15, Иван писал(а):»
_WROTE = re.compile(
    r"\b(?:(?:wrote|writes|said|schrieb|пишет|пишут)\b|(?:на)?писал(?:\(а\)|[аи]\b|\b)).{0,60}:$", re.I
)
# Programs that say who and when without a verb: «пн, 23 нояб. 2026 г. в 10:15, Иван <ivan@acme.test>:»
_ADDRESS_ENDS = re.compile(r"<[^<>\s]+@[^<>\s]+>:$")
_DATED = re.compile(r"\d{1,2}[:./]\d{2}|\b\d{4}\b")
_DIVIDER = re.compile(
    r"[-_=*]{2}[-_=*\s]*(?:original (?:message|appointment)|forwarded (?:message|by)|исходное сообщение"
    r"|оригинальное сообщение|(?:конец )?пересылаемо[ег]о? сообщени[ея]|пересланное сообщение"
    r"|перенаправленное сообщение)\b"
    r"|(?:begin forwarded message|начало переадресованного сообщения|начало пересылаемого сообщения):$",
    re.I,
)
# The header a program writes above the letter it quotes: its first line, and what follows it.
_FROM = re.compile(r"\*{0,2}(?:from|от|от кого)\s?:\*{0,2}\s*\S", re.I)
_FIELD = re.compile(
    r"\*{0,2}(?:sent|date|to|cc|subject|отправлено|дата|дата отправки|кому|копия|тема|from|от|от кого)\s?:",
    re.I,
)
_SUSPECT = re.compile(r"\s*(?:[-_=*]|from|от|begin|начало)", re.I)  # what either of them begins with
# Lines worth a closer look, for most letters have none; each begins with an octet that is quickly found.
_MAY_QUOTE = re.compile(r"\n[^\S\n]*(?:[>\-_=*]|from|от|begin|начало)", re.I)
_COLON = re.compile(r":[^\S\n]*(?:\n|\Z)")  # only such lines end the sentence above a quote
_MAY_SIGN = re.compile(
    r"\n(?:(?:--|—)[ ]?(?:\n|\Z)|[^\w\n]{0,3}(?:sent from|get outlook|отправлено)"
    r"|[^\S\n]*(?:с\s|всего\s|best\s|kind|warm|with\s|regards|sincerely|yours\s))",
    re.I,
)
_RULE = re.compile(r"[_\-=*—]{5,}$")
_DASHES = re.compile(r"(?:--|—) ?$")  # RFC 3676 §4.3 says "-- "
_FAREWELL = re.compile(
    r"(?:с\s+(?:\w+\s+)?(?:уважением|наилучшими пожеланиями)|всего\s+(?:доброго|хорошего|наилучшего)"
    r"|(?:best|kind|kindest|warm|with\s+(?:best|kind))\s+(?:regards|wishes)|regards|sincerely(?:\s+yours)?"
    r"|yours\s+(?:sincerely|faithfully|truly))"
    r"(?:\s*[,.!]\s*[\w.\- ]{0,40}|\s+(?-i:[A-ZА-ЯЁ])[\w.\- ]{0,40}|\s*)$",
    re.I,
)
_DEVICE = re.compile(
    r"\W{0,3}(?:sent from (?:my|mail for|outlook|yahoo|samsung)|get outlook for"
    r"|отправлено (?:с моего|с iphone|с ipad|с android|из мобильн|из почты|из яндекс|из mail))",
    re.I,
)


def preview(text: str, limit: int) -> str:
    """The beginning of what the writer says, on one line, at most `limit` characters."""
    words = ""
    for size in (_USUALLY_ENOUGH, _LOOKED_AT):
        words = _said(text[:size], limit + 1 if len(text) <= size else limit + _LONGEST_SENTENCE + 1)
        # What the last lines are cannot be told before the lines after them are seen.
        if len(words) > limit + _LONGEST_SENTENCE or len(text) <= size:
            break
    if len(words) <= limit:
        return words
    cut = words[: max(0, limit - len(_ELLIPSIS))]
    if words[len(cut)] != " " and " " in cut[limit // 2 :]:
        cut = cut.rpartition(" ")[0]
    return cut.rstrip(" ,;:-–—(") + _ELLIPSIS


def _said(text: str, enough: int) -> str:
    """What the writer says, without a signature; of a letter only passed on, what that one says.

    All of it, or at least `enough` characters from its beginning.
    """
    own, quoted = split_quote(text)
    said = _without_signature(own)
    chosen = said if said.strip() else own if own.strip() else _unquoted(quoted)
    line = _on_one_line(chosen[: enough * 5 // 4])
    return line if len(line) >= enough else _on_one_line(chosen)


def _on_one_line(text: str) -> str:
    line = text.replace("\n\n", " ").replace("\n", " ")
    if line.isprintable() and "  " not in line:  # no other white space; the same as below, and quicker
        return line.strip(" ")
    return " ".join(line.split())


def split_quote(text: str) -> tuple[str, str]:
    """The writer's own lines, and the letter they answer or pass on with the sentences above it."""
    if _first_to_look_at(text) is None:
        return text.strip("\n"), ""
    lines = text.split("\n")
    marks = quoted(text, lines)
    own = [line for line, quote in zip(lines, marks, strict=True) if not quote]
    rest = [line for line, quote in zip(lines, marks, strict=True) if quote]
    end = len(own)
    while rest and end and (not own[end - 1].strip() or _RULE.match(own[end - 1].strip())):
        end -= 1  # a line drawn above the quote
    return "\n".join(own[:end]).strip("\n"), "\n".join(own[end:] + rest).strip("\n")


def quoted(text: str, lines: Sequence[str]) -> list[bool]:
    """Of each line of `text`, whether it is quoted or the sentence above a quote."""
    marks = [False] * len(lines)
    place = _first_to_look_at(text)
    if place is None:
        return marks
    colons = [line.rstrip().endswith(":") for line in lines]
    while place < len(lines):
        line = lines[place]
        if _QUOTED.match(line):
            marks[place] = True
        elif _SUSPECT.match(line) and _begins_original(lines, place):
            marks[place:] = [True] * (len(lines) - place)
            break
        elif True in colons[place : place + _MOST_WRAPPED] and (length := _introduction(lines, place)):
            marks[place : place + length] = [True] * length
            place += length
            if not _is_marked(lines, place):
                marks[place:] = [True] * (len(lines) - place)
                break
            continue
        place += 1
    return marks


def _first_to_look_at(text: str) -> int | None:
    """The first line that may be no longer the writer's own; None if all of them are."""
    places = []
    if found := _MAY_QUOTE.search(f"\n{text}"):
        places.append(text.count("\n", 0, found.start()))
    if found := _COLON.search(text):
        places.append(max(0, text.count("\n", 0, found.start()) - _MOST_WRAPPED + 1))
    return min(places, default=None)


def _begins_original(lines: Sequence[str], place: int) -> bool:
    """Whether the rest is a letter passed on or answered, under a divider or under its own header."""
    line = lines[place].strip()
    if _DIVIDER.match(line):
        return True
    if not _FROM.match(line):
        return False
    after = [each.strip() for each in lines[place + 1 : place + 9] if each.strip()][:3]
    return sum(1 for each in after if _FIELD.match(each)) >= 2


def _introduction(lines: Sequence[str], place: int) -> int:
    """How many lines from here on are the sentence above a quote; 0 if there is none."""
    sentence = ""
    for length in range(1, min(_MOST_WRAPPED, len(lines) - place) + 1):
        line = lines[place + length - 1].strip()
        sentence = f"{sentence} {line}".strip()
        if not line or len(sentence) > _LONGEST_SENTENCE or (length > 1 and not _DATED.search(lines[place])):
            return 0
        if not line.endswith(":"):
            continue
        marked = _is_marked(lines, place + length)
        if _ADDRESS_ENDS.search(sentence) and _DATED.search(sentence):
            return length
        if _WROTE.search(sentence) and (marked or ("@" in sentence and _DATED.search(sentence))):
            return length
        return 0
    return 0


def _is_marked(lines: Sequence[str], place: int) -> bool:
    """Whether the next line with anything on it is quoted."""
    following = next((line for line in lines[place : place + 5] if line.strip()), "")
    return bool(_QUOTED.match(following))


def _without_signature(own: str) -> str:
    found = _MAY_SIGN.search(f"\n{own}")
    if not found:
        return own
    before = own[: found.start()]
    lines = [line for line in own[found.start() :].split("\n") if not _DEVICE.match(line)]
    left = sum(1 for line in lines if line.strip())  # lines with something on them, from here on
    said = bool(before.strip())
    for place, line in enumerate(lines):
        left -= bool(line.strip())
        if said and (_DASHES.match(line) or (left <= _LONGEST_SIGNATURE and _FAREWELL.match(line.strip()))):
            return before + "\n".join(lines[:place])
        said = said or bool(line.strip())
    return before + "\n".join(lines)


def _unquoted(quoted: str) -> str:
    """What a letter passed on says, without marks, dividers and its header."""
    lines = [line.lstrip("> \t") for line in quoted.split("\n")]
    return "\n".join(
        line for line in lines if not (_DIVIDER.match(line) or _FIELD.match(line) or _RULE.match(line))
    )


def signed(own: Sequence[str]) -> list[int]:
    """Places of the lines of a signature among the writer's own: it ends them, after something was said.

    Fewer than the preview leaves out: whatever is too long for a signature is none.
    """
    if not _MAY_SIGN.search("\n" + "\n".join(own)):
        return []
    filled = [place for place, line in enumerate(own) if line.strip()]
    devices = [place for place in filled if _DEVICE.match(own[place])]
    for after, place in enumerate(filled[1:], start=1):
        left = len(filled) - after
        if left > _LONGEST_SIGNATURE:
            continue
        if _DASHES.match(own[place]) or _FAREWELL.match(own[place].strip()):
            return list(range(place, len(own)))
    return devices if len(filled) > len(devices) else []
