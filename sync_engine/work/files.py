"""Attachments and originals, fetched from the mail server when somebody asks for them (rule S9).

Holds always:
- memory is bounded: what comes goes into a file slice by slice (invariant 11);
- nothing larger than `limit` is written, whatever the server says of its size.
"""

from dataclasses import dataclass
from typing import BinaryIO

from storage import folders, mailboxes, records
from sync_engine import errors
from sync_engine.rules import headers, mime_parts, transfer
from sync_engine.wire import requests
from sync_engine.wire.imap import Session
from sync_engine.work import budget, door
from sync_engine.work.kit import Kit


class FileTooLarge(Exception):
    """More octets than may be written."""


@dataclass(frozen=True, slots=True)
class Files:
    """`fetch` raises `NotFound` where the letter has gone or is numbered anew, `FileTooLarge` above `limit`
    octets, what `budget.spend_for_person` raises, and the `MailError` of a server that cannot be asked."""

    kit: Kit

    async def fetch(
        self,
        mailbox: records.Mailbox,
        stored: records.StoredLetter,
        file: records.Attachment | None,
        into: BinaryIO,
        limit: int,
    ) -> None:
        """Writes an attachment, decoded, or the original where `file` is None."""
        marks = next(each for each in await folders.marks(mailbox.id) if each.role == stored.folder)
        if marks.uidvalidity != stored.letter.uidvalidity:
            raise errors.NotFound
        await budget.spend_for_person(mailbox.id, self.kit)
        credential = await mailboxes.credential(mailbox.id)
        async with door.entered(mailbox, credential, self.kit) as session:
            source = _Source(session, marks, stored.letter.uid, self.kit.policy.slice_size)
            section = file.part if file else ""
            encoding = await source.encoding(section) if file else ""
            written = await source.copy(section, transfer.Decoder(encoding), into, limit)
        if written < (file.size if file else stored.letter.size):
            raise errors.NotFound  # it was deleted while it came


@dataclass(frozen=True, slots=True)
class _Source:
    session: Session
    marks: records.FolderMarks
    uid: records.Uid
    step: int

    async def slice(self, section: str, offset: int) -> bytes:
        """Empty behind the end, as some servers say by giving nothing."""
        wanted = requests.Slice(self.marks.name, self.marks.uidvalidity, self.uid, offset, self.step, section)
        try:
            found = await self.session.slice(wanted)
        except errors.FolderReplaced:
            raise errors.NotFound from None
        if found is None and not offset:
            raise errors.NotFound
        return found or b""

    async def encoding(self, section: str) -> str:
        """How a part is encoded; a letter of one part says so in its own header (RFC 3501 §6.4.5)."""
        for place in (f"{section}.MIME", "HEADER") if section == "1" else (f"{section}.MIME",):
            fields, _ = headers.read(await self.slice(place, 0))
            if fields.first("content-transfer-encoding") or fields.first("content-type"):
                return mime_parts.head(fields).encoding
        return ""

    async def copy(self, section: str, decoder: transfer.Decoder, into: BinaryIO, limit: int) -> int:
        """The octets written."""
        offset = written = 0
        while True:
            found = await self.slice(section, offset)
            offset += len(found)
            ends = len(found) < self.step
            octets = decoder.feed(found) + (decoder.rest() if ends else b"")
            written += len(octets)
            if written > limit:
                raise FileTooLarge
            into.write(octets)
            if ends:
                return written
