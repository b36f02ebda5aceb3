"""One part of a letter: what its header says it is, and the little that is kept of its octets.

Holds always:
- of text at most a set number of octets is kept, of a file none: only its size (invariant 11);
- what a header says is read tolerantly; what makes no sense is plain text (RFC 2045 §5.2).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sync_engine.rules import parameters, transfer
from sync_engine.rules.headers import Headers

_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+", re.ASCII)
_LONGEST_TYPE = 100  # characters
_LONGEST_BOUNDARY = 200  # RFC 2046 §5.1.1 allows 70
_TEXTS = frozenset({"text/plain", "text/html"})
_USUAL_HEAD = 200  # octets of a head that is remembered
_SEEN_OF_LETTER = 4096  # octets of an enclosed letter, for its subject
Use = Literal["text", "file", "none"]
# Machine's parts beside what people read: signatures, and control parts (RFC 1847, 3156, 3462, 8551, 1740).
_MACHINE = frozenset(
    {
        ("signed", "application/pgp-signature"),
        ("signed", "application/pkcs7-signature"),
        ("signed", "application/x-pkcs7-signature"),
        ("encrypted", "application/pgp-encrypted"),
        ("report", "message/delivery-status"),
        ("report", "message/disposition-notification"),
        ("report", "message/feedback-report"),
        ("appledouble", "application/applefile"),
    }
)


@dataclass(frozen=True, slots=True)
class Head:
    """What the header of a part says; `name` is the file's, perhaps empty."""

    type: str
    parameters: Mapping[str, str]
    encoding: str
    attached: bool
    name: str

    @property
    def container(self) -> str:
        """The kind of multipart this is, "" if its parts cannot be told apart or it is none."""
        return self.type.partition("/")[2] if self.type.startswith("multipart/") and self.boundary else ""

    @property
    def boundary(self) -> bytes:
        return self.parameters.get("boundary", "").encode("latin-1", "replace")[:_LONGEST_BOUNDARY].rstrip()


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is no multipart.

    `number` is its section (RFC 3501 §6.4.5); `group` is the same for parts of one alternative, of which a
    reader shows one, and None elsewhere; `octets` are encoded as they came, `size` is that of the part once
    decoded.
    """

    number: str
    head: Head
    use: Use
    group: int | None
    octets: bytes
    size: int


def head(fields: Headers, *, default: str = "text/plain") -> Head:
    """Reads the header of a part; `default` is its type if it names none (RFC 2046 §5.1.5)."""
    kind, disposition = fields.first("content-type"), fields.first("content-disposition")
    encoding = fields.first("content-transfer-encoding")
    # Most parts of most letters say one of few things.
    usual = len(kind) + len(disposition) + len(encoding) <= _USUAL_HEAD
    return (_usual_head if usual else _head)(kind, disposition, encoding, default)


def _head(content_type: bytes, content_disposition: bytes, transfer_encoding: bytes, default: str) -> Head:
    content = parameters.read(content_type)
    disposition = parameters.read(content_disposition)
    written = disposition.parameters.get("filename") or content.parameters.get("name") or ""
    name = parameters.file_name(written)
    kind = content.value[:_LONGEST_TYPE]
    if not _TYPE.fullmatch(kind):
        kind = default if not content.value else "application/octet-stream" if name else "text/plain"
    if kind.startswith("multipart/") and not content.parameters.get("boundary", "").strip():
        kind = "text/plain"
    encoding = transfer_encoding.split(maxsplit=1)
    return Head(
        type=kind,
        parameters=content.parameters,
        encoding=encoding[0].lower().decode("ascii", "ignore") if encoding else "",
        attached=disposition.value == "attachment",
        name=name,
    )


_usual_head = lru_cache(maxsize=500)(_head)


def use(part: Head, parent: str) -> Use:
    """What a part is for, in a multipart of the kind `parent` ("" for the letter itself)."""
    if (parent, part.type) in _MACHINE:
        return "none"
    if not parent and part.type in _TEXTS and not (part.attached and part.name):
        return "text"
    if part.attached or not part.type.startswith("text/"):
        return "file"
    if part.type in _TEXTS:
        return "file" if part.name and parent not in ("alternative", "related") else "text"
    # In an alternative other kinds of text say the same once more (AMP, enriched); an invitation does not.
    return "none" if parent == "alternative" and not part.name and part.type != "text/calendar" else "file"


class Sink:
    """Takes the octets of one part as they come."""

    __slots__ = ("_kept", "_meter", "_room", "group", "head", "number", "use")

    def __init__(self, number: str, part: Head, use: Use, group: int | None, room: int) -> None:
        """`room` is how many octets of text may still be kept."""
        self.number = number
        self.head = part
        self.use = use
        self.group = group
        self._kept: list[bytes] = []
        self._room = room if use == "text" else _SEEN_OF_LETTER if part.type == "message/rfc822" else 0
        self._meter = transfer.Meter(part.encoding) if use == "file" else None

    def feed(self, octets: bytes, start: int, end: int) -> None:
        """Takes the octets from `start` to `end`; of files, which may be large, no copy is made."""
        if self._room > 0:
            self._kept.append(octets[start : min(end, start + self._room)])
            self._room -= len(self._kept[-1])
        if self._meter:
            self._meter.feed(octets, start, end)

    def close(self) -> Part:
        size = self._meter.size() if self._meter else 0
        return Part(self.number, self.head, self.use, self.group, b"".join(self._kept), size)
