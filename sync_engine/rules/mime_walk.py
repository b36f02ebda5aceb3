"""The walk over a letter's parts (RFC 2046 §5.1): octets in, in slices of any size; parts out.

Holds always:
- never raises, whatever the octets; a letter cut anywhere ends where it was cut;
- the slices make no difference: whole or one octet at a time, the parts are the same;
- memory is bounded by the header in hand and what `mime_parts` keeps, time by the number of octets;
- a delimiter of any open multipart ends everything inside it, closed or not; a multipart in which no part was
  found is read as the text it then is.
"""

import re
from dataclasses import dataclass

from sync_engine.rules import headers, mime_parts
from sync_engine.rules.headers import Headers

MOST_PARTS = 10_000
MOST_DEPTH = 100
_LONGEST_HEADER = 1024 * 1024  # octets; what follows is taken for the body
_LONGEST_LINE = 1000  # octets of a line that may be a delimiter
# A blank line; or what must be a delimiter, where the blank line is missing.
_HEADER_END = re.compile(rb"\n(?:\r?\n|(--))")
_DASHES = re.compile(rb"\n--")
_PREAMBLE = mime_parts.Head("text/plain", {}, "", False, "")


@dataclass(frozen=True, slots=True)
class Walked:
    """The header of the letter itself, and its parts in order."""

    headers: Headers
    parts: tuple[mime_parts.Part, ...]


@dataclass(slots=True)
class _Multipart:
    """An open multipart; `outer` is the place of an older one with the same boundary, if there is one."""

    boundary: bytes
    kind: str
    prefix: str
    group: int | None
    outer: int | None
    children: int = 0


def _next_dashes(data: bytes, at: int) -> int:
    """Where a line ends before one that begins with two dashes, from `at` on; -1 for nowhere."""
    # A single octet is by far the quickest to find, and base64 has no dash.
    dash = data.find(b"-", at)
    found = _DASHES.search(data, max(at, dash - 1)) if dash >= 0 else None
    return found.start() if found else -1


class Walk:
    """Fed with the octets of one letter; `close` gives what was found."""

    def __init__(self, text_octets: int) -> None:
        """`text_octets`: how much of plain text, and again of HTML, is kept, encoded as it comes."""
        self._room = {"text/plain": text_octets, "text/html": text_octets}
        self._rest = b""
        self._lead = 0  # 1 if `_rest` begins with the end of the line before, which belongs to nothing
        self._in_header = True
        self._root: Headers | None = None
        self._sink: mime_parts.Sink | None = None  # None where nobody reads: after the last part
        self._open: list[_Multipart] = []
        self._places: dict[bytes, int] = {}  # boundary -> place in `_open`
        self._parts: list[mime_parts.Part] = []
        self._begun = 0
        self._groups = 0

    def feed(self, octets: bytes) -> None:
        self._advance(octets, final=False)

    def close(self) -> Walked:
        self._advance(b"", final=True)
        self._end_part()
        return Walked(self._root or Headers(), tuple(self._parts))

    def _advance(self, octets: bytes, *, final: bool) -> None:
        data = self._rest + octets if self._rest else octets
        at, more = 0, True
        while more and self._begun <= MOST_PARTS:
            at, more = self._header(data, at, final) if self._in_header else self._body(data, at, final)
        self._rest = data[at:] if self._begun <= MOST_PARTS else b""

    def _header(self, data: bytes, at: int, final: bool) -> tuple[int, bool]:
        """Reads a header. Like `_body`: from where to go on, and whether it can be done at once."""
        start = at + self._lead
        limit = start + _LONGEST_HEADER
        if data.startswith((b"\n", b"\r\n"), start):
            end, begin = start, data.index(b"\n", start) + 1
        elif data.startswith(b"--", start):
            end = begin = start
        elif found := _HEADER_END.search(data, start, limit + 3):
            end = found.start() + 1
            begin = end if found[1] else found.end()
        elif len(data) >= limit + 3:
            end = begin = limit
        elif final:
            end = begin = len(data)
        else:
            return at, False
        fields, rest = headers.read(data[start:end])
        if rest:  # the body begins without a blank line
            begin = end - len(rest)
        self._begin_part(fields)
        self._lead = int(begin > at and data[begin - 1] == ord("\n"))
        return begin - self._lead, True

    def _body(self, data: bytes, at: int, final: bool) -> tuple[int, bool]:
        """Gives the open part its octets, up to the next delimiter or as far as it is sure to be its own."""
        if not self._open:
            return self._give(data, at, len(data)), False
        line = _next_dashes(data, at)
        while line >= 0:
            end = data.find(b"\n", line + 3, line + 3 + _LONGEST_LINE)
            if end < 0 and len(data) < line + 3 + _LONGEST_LINE:
                if not final:
                    return self._give(data, at, self._before_break(data, at, line)), False
                end = len(data)
            if end >= 0 and (found := self._delimits(data[line + 3 : end])):
                self._give(data, at, self._before_break(data, at, line))
                self._delimit(*found)
                self._lead = int(end < len(data))
                return end, True
            line = _next_dashes(data, line + 3)
        end = len(data)
        if not final:  # what may be the beginning of a delimiter waits
            end -= 2 if data.endswith(b"\n-") else data.endswith(b"\n")
            end = self._before_break(data, at, end)
        return self._give(data, at, end), False

    def _before_break(self, data: bytes, at: int, end: int) -> int:
        """Before the line break that belongs to a delimiter at `end` (RFC 2046 §5.1.1)."""
        if end - 1 >= at + self._lead and data[end - 1] == ord("\r"):
            return end - 1
        return max(end, at)

    def _give(self, data: bytes, at: int, end: int) -> int:
        if end > at:
            if self._sink:
                self._sink.feed(data, at + self._lead, end)
            self._lead = 0
        return end

    def _delimits(self, line: bytes) -> tuple[int, bool] | None:
        """Which open multipart a line (without its dashes) delimits, and whether it closes it."""
        line = line.rstrip()
        if (place := self._places.get(line)) is not None:
            return place, False
        if line.endswith(b"--") and (place := self._places.get(line[:-2])) is not None:
            return place, True
        return None

    def _delimit(self, place: int, closing: bool) -> None:
        multipart = self._open[place]
        if len(self._open) - 1 == place and not multipart.children and not closing:
            self._sink = None  # the preamble is for programs that do not know MIME
        self._end_part()
        while len(self._open) > place + (not closing):
            closed = self._open.pop()
            if closed.outer is None:
                del self._places[closed.boundary]
            else:
                self._places[closed.boundary] = closed.outer
        self._in_header = not closing

    def _begin_part(self, fields: Headers) -> None:
        self._in_header = False
        self._begun += 1
        if self._root is None:
            self._root = fields
        if self._begun > MOST_PARTS:
            return
        parent = self._open[-1] if self._open else None
        kind, group, number = "", None, "1"
        if parent:
            parent.children += 1
            kind, group, number = parent.kind, parent.group, f"{parent.prefix}{parent.children}"
        head = mime_parts.head(fields, default="message/rfc822" if kind == "digest" else "text/plain")
        use = mime_parts.use(head, kind)
        if (container := head.container) and len(self._open) < MOST_DEPTH:
            if group is None and container == "alternative":
                self._groups += 1
                group = self._groups
            prefix = f"{number}." if parent else ""  # RFC 3501 §6.4.5: the outermost multipart has no number
            boundary = head.boundary
            outer = self._places.get(boundary)
            self._places[boundary] = len(self._open)
            self._open.append(_Multipart(boundary, container, prefix, group, outer))
            head, use = _PREAMBLE, "text"
        if use != "none":
            self._sink = mime_parts.Sink(number, head, use, group, self._room.get(head.type, 0))

    def _end_part(self) -> None:
        if self._sink:
            part = self._sink.close()
            if part.use == "text":
                self._room[part.head.type] -= len(part.octets)
            self._parts.append(part)
        self._sink = None
