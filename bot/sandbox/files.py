"""Files that lie in the chats: documents, and pictures that are shown.

Limits are Telegram's (Bot API: Sending files): a bot sends 50 MB, a picture of 10 MB, and fetches 20 MB.
"""

import mimetypes
import secrets
import struct
from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox import answers

Kind = Literal["document", "photo"]

SENT_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
FETCHED_LIMIT = 20 * 1024 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # JPEG: start of a frame, which tells the size


@dataclass(frozen=True, slots=True)
class File:
    """`width` and `height` in pixels, of a picture; `album` is the same for those sent together."""

    kind: Kind
    name: str
    octets: bytes = field(repr=False)
    width: int = 0
    height: int = 0
    album: str = ""
    id: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    unique_id: str = field(default_factory=lambda: secrets.token_urlsafe(8))

    @property
    def mime_type(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def path(self) -> str:
        """Where it is fetched from."""
        return f"{self.kind}s/{self.id}"


def document(name: str, octets: bytes) -> File:
    """Raises Refused."""
    if not octets:
        raise answers.bad_request("file must be non-empty")
    if len(octets) > SENT_LIMIT:
        raise answers.Refused(413, "Request Entity Too Large")
    return File("document", name or "file", octets)


def photo(name: str, octets: bytes) -> File:
    """PNG or JPEG. Raises Refused."""
    size = _png_size(octets) or _jpeg_size(octets)
    if size is None:
        raise answers.bad_request("IMAGE_PROCESS_FAILED")
    if len(octets) > PHOTO_LIMIT:
        raise answers.bad_request("file is too big")
    if sum(size) > 10_000 or max(size) > 20 * min(size):
        raise answers.bad_request("PHOTO_INVALID_DIMENSIONS")
    return File("photo", name or "photo.jpg", octets, *size)


def _png_size(octets: bytes) -> tuple[int, int] | None:
    if not octets.startswith(_PNG) or len(octets) < 24:
        return None
    width, height = struct.unpack(">II", octets[16:24])
    return (width, height) if width and height else None


def _jpeg_size(octets: bytes) -> tuple[int, int] | None:
    """By the frame's header (ITU-T T.81 B.2.2)."""
    place = 2
    if not octets.startswith(b"\xff\xd8"):
        return None
    while place + 9 <= len(octets) and octets[place] == 0xFF:
        if octets[place + 1] in _FRAMES:
            height, width = struct.unpack(">HH", octets[place + 5 : place + 9])
            return (width, height) if width and height else None
        place += 2 + int(struct.unpack(">H", octets[place + 2 : place + 4])[0])
    return None


class Shelf:
    """All files there are, by their ids."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}

    def keep(self, file: File) -> File:
        self._files[file.id] = file
        return file

    def find(self, file_id: str) -> File | None:
        return self._files.get(file_id)
