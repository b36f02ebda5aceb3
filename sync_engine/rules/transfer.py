"""Content-transfer-encodings (RFC 2045 §6): decoding what is kept, measuring what is not.

Holds always:
- decoding never raises: of a damaged or cut part it gives what could be read;
- a `Meter` holds a few octets however much it is fed, and the slices it is fed in make no difference.
"""

import binascii
import re

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


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


class Meter:
    """Counts what a part would be once decoded."""

    __slots__ = ("_base64", "_letters", "_octets", "_quoted", "_tail")

    def __init__(self, encoding: str) -> None:
        self._base64 = encoding == "base64"
        self._quoted = encoding == "quoted-printable"
        self._octets = 0
        self._letters = 0
        self._tail = b""

    def feed(self, octets: bytes) -> None:
        if self._base64:
            self._letters += len(octets.translate(None, b"\r\n =\t"))
        elif self._quoted:
            self._feed_quoted(octets)
        else:
            self._octets += len(octets)

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
