"""Content-transfer-encodings (RFC 2045 §6): decoding what is kept, measuring what is not.

Holds always:
- decoding never raises: of a damaged or cut part it gives what could be read;
- a `Meter` and a `Decoder` hold few octets however much they are fed, and the slices they are fed in make no
  difference.
"""

import binascii
import re

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_NO_LETTERS = b"\r\n =\t"
_AT_ONCE = 32 * 1024  # octets; larger pieces of memory are slow to get
_LONGEST_LINE = 1000  # octets; RFC 5322 §2.1.1
_LONGEST_QUOTED = 64 * 1024  # octets of a quoted-printable line that wait for its end


def decode(octets: bytes, encoding: str) -> bytes:
    """The octets of a part; an encoding nobody knows is taken for none."""
    if encoding == "base64":
        return unbase64(octets)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(octets)
    return octets


def unbase64(octets: bytes) -> bytes:
    """Base64 with foreign characters, without its padding, or cut anywhere (RFC 2045 §6.8)."""
    try:
        return binascii.a2b_base64(octets)
    except binascii.Error:
        letters = _NOT_BASE64.sub(b"", octets.partition(b"=")[0])
        if len(letters) % 4 == 1:  # six bits make no octet
            letters = letters[:-1]
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _letters(octets: bytes, start: int, end: int) -> int:
    """How many octets of a slice are neither white space nor padding."""
    first = octets.find(b"\n", start, end) + 1
    width = octets.find(b"\n", first, end) + 1 - first
    if not (first and 2 < width < _LONGEST_LINE):
        return len(octets[start:end].translate(None, _NO_LETTERS))
    count = len(octets[start:first].translate(None, _NO_LETTERS))
    step = _AT_ONCE // width * width
    for place in range(first, end, step):
        block = octets[place : min(place + step, end)]
        if place + step >= end:
            block = block.rstrip(_NO_LETTERS)
        # Lines of one width, as programs write them, are quickly rid of their ends.
        lines = bytearray(block)
        del lines[width - 1 :: width], lines[width - 2 :: width - 1]
        ends = block[width - 1 :: width].strip(b"\n") + block[width - 2 :: width].strip(b"\r")
        if ends or any(each in lines for each in _NO_LETTERS):
            count += len(block.translate(None, _NO_LETTERS))
        else:
            count += len(lines)
    return count


class Meter:
    """Counts what a part would be once decoded."""

    __slots__ = ("_base64", "_letters", "_octets", "_quoted", "_tail")

    def __init__(self, encoding: str) -> None:
        self._base64 = encoding == "base64"
        self._quoted = encoding == "quoted-printable"
        self._octets = 0
        self._letters = 0
        self._tail = b""

    def feed(self, octets: bytes, start: int, end: int) -> None:
        """Counts the octets from `start` to `end`."""
        if self._base64:
            self._letters += _letters(octets, start, end)
        elif self._quoted:
            self._feed_quoted(octets[start:end])
        else:
            self._octets += end - start

    def size(self) -> int:
        """Octets of the decoded part, exact unless it is damaged."""
        if self._base64:
            return self._letters * 3 // 4
        return max(0, self._octets + len(self._tail))

    def _feed_quoted(self, octets: bytes) -> None:
        octets = self._tail + octets
        # An escape begun at the end waits for its rest.
        end = octets.rfind(b"=", max(0, len(octets) - 2))
        self._tail = octets[end:] if end >= 0 else b""
        octets = octets[:end] if end >= 0 else octets
        breaks, bare_breaks = octets.count(b"=\r\n"), octets.count(b"=\n")
        escapes = octets.count(b"=") - breaks - bare_breaks
        self._octets += len(octets) - 3 * breaks - 2 * bare_breaks - 2 * escapes


class Decoder:
    """Decodes a part as it comes: `feed` gives what can be told by now, `rest` what is left at the end."""

    __slots__ = ("_encoding", "_ended", "_waiting")

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._waiting = b""
        self._ended = False  # base64 is over with its padding

    def feed(self, octets: bytes) -> bytes:
        if self._encoding == "base64":
            return self._feed_base64(octets)
        if self._encoding != "quoted-printable":
            return octets
        octets = self._waiting + octets
        end = octets.rfind(b"\n") + 1
        if not end and len(octets) > _LONGEST_QUOTED:
            escape = octets.rfind(b"=", len(octets) - 2)
            end = escape if escape >= 0 else len(octets)
        self._waiting = octets[end:]
        return binascii.a2b_qp(octets[:end])

    def rest(self) -> bytes:
        waiting, self._waiting = self._waiting, b""
        return decode(waiting, self._encoding)

    def _feed_base64(self, octets: bytes) -> bytes:
        if self._ended:
            return b""
        octets, padding, _ = octets.partition(b"=")
        self._ended = bool(padding)
        letters = self._waiting + _NOT_BASE64.sub(b"", octets)
        end = len(letters) // 4 * 4
        self._waiting = letters[end:]
        return binascii.a2b_base64(letters[:end])
