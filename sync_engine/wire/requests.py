"""What of letters is asked for, and what comes back."""

from dataclasses import dataclass

from storage.records import Uid, UidValidity
from sync_engine.rules import uids


@dataclass(frozen=True, slots=True)
class RawLetter:
    """A whole letter as the server gave it."""

    uid: Uid
    octets: bytes


@dataclass(frozen=True, slots=True)
class Letters:
    """Whole letters of a folder under one UIDVALIDITY, to be asked for together."""

    folder: str
    uidvalidity: UidValidity
    uids: tuple[Uid, ...]

    def command(self) -> bytes:
        return b"UID FETCH %b (UID BODY.PEEK[])" % uids.text(uids.ranges(self.uids)).encode()


@dataclass(frozen=True, slots=True)
class Slice:
    """Some octets of a letter, or of one section of it: `BODY.PEEK[]<offset.octets>` (RFC 3501 §6.4.5)."""

    folder: str
    uidvalidity: UidValidity
    uid: Uid
    offset: int
    octets: int
    section: str = ""

    def command(self) -> bytes:
        section = self.section.encode("ascii")
        return b"UID FETCH %d (UID BODY.PEEK[%b]<%d.%d>)" % (self.uid, section, self.offset, self.octets)


Request = Letters | Slice
WHOLE = -1  # where the offset of a slice stands otherwise
