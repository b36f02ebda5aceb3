"""Attachments and originals from a real server: octet for octet, in little memory, or why not."""

import base64
import io
import secrets
from email.message import EmailMessage

import pytest

from storage import letters, records
from sync_engine import errors
from sync_engine.policy import MIB
from sync_engine.work import files, turn
from sync_engine.work.kit import Kit
from tests.fakes import dovecot
from tests.fakes.dovecot_box import Box
from tests.work.conftest import connect

LIMIT = 50 * MIB


def with_files(*several: tuple[str, bytes, str]) -> bytes:
    """A letter with attachments: name, octets, encoding."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "p@client.test", "a@acme.test", "Order"
    message.set_content("See below")
    for name, octets, encoding in several:
        message.add_attachment(octets, "application", "octet-stream", filename=name, cte=encoding)
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


async def arrived(
    kit: Kit, box: Box, server: dovecot.Dovecot, raw: bytes
) -> tuple[records.Mailbox, records.StoredLetter]:
    mailbox = await connect(kit, box, server)
    await turn.take(mailbox.id, kit)
    box.deliver(raw)
    await turn.take(mailbox.id, kit)
    (stored,) = await letters.newest(mailbox.id, 2)
    return mailbox, stored


async def fetched(
    kit: Kit, mailbox: records.Mailbox, stored: records.StoredLetter, place: int | None, limit: int = LIMIT
) -> bytes:
    into = io.BytesIO()
    file = None if place is None else stored.letter.attachments[place]
    await files.Files(kit).fetch(mailbox, stored, file, into, limit)
    return into.getvalue()


async def test_what_was_attached_comes_as_it_was(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot
) -> None:
    step = kit.policy.slice_size
    large = secrets.token_bytes(step * 2 + 17)  # in slices, and off every border
    plain = b"a = b\r\n" * 9
    raw = with_files(("a.bin", large, "base64"), ("b.txt", plain, "quoted-printable"), ("c", b"x", "base64"))
    mailbox, stored = await arrived(kit, box, dovecot_server, raw)
    assert await fetched(kit, mailbox, stored, 0) == large
    assert await fetched(kit, mailbox, stored, 1) == plain
    assert await fetched(kit, mailbox, stored, 2) == b"x"
    assert await fetched(kit, mailbox, stored, None) == raw
    with box.session() as session:
        session.select_folder("INBOX", readonly=True)
        assert b"\\Seen" not in session.get_flags(box.uids())[stored.letter.uid]


async def test_a_letter_that_is_nothing_but_a_file(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot
) -> None:
    octets = secrets.token_bytes(999)
    head = b"From: p@client.test\r\nMIME-Version: 1.0\r\nContent-Type: application/pdf; name=a.pdf\r\n"
    raw = (
        head
        + b"Content-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(octets).replace(b"\n", b"\r\n")
    )
    mailbox, stored = await arrived(kit, box, dovecot_server, raw)
    assert await fetched(kit, mailbox, stored, 0) == octets


async def test_what_ends_where_a_slice_does(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot
) -> None:
    raw = with_files(("a.bin", b"x", "base64"))
    raw += b"\r\n" * ((kit.policy.slice_size - len(raw) % kit.policy.slice_size) // 2)
    raw += b" " * (kit.policy.slice_size - len(raw) % kit.policy.slice_size)
    assert len(raw) % kit.policy.slice_size == 0
    mailbox, stored = await arrived(kit, box, dovecot_server, raw)
    assert await fetched(kit, mailbox, stored, None) == raw


async def test_a_letter_that_is_gone_from_the_server(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot
) -> None:
    mailbox, stored = await arrived(kit, box, dovecot_server, with_files(("a", b"x", "base64")))
    box.expunge(stored.letter.uid)
    for place in (0, None):
        with pytest.raises(errors.NotFound):
            await fetched(kit, mailbox, stored, place)
    box.recreate()
    with pytest.raises(errors.NotFound):
        await fetched(kit, mailbox, stored, 0)


async def test_no_more_is_written_than_may_be(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot
) -> None:
    mailbox, stored = await arrived(kit, box, dovecot_server, with_files(("a", b"x" * 100, "base64")))
    with pytest.raises(files.FileTooLarge):
        await fetched(kit, mailbox, stored, 0, limit=99)
    assert await fetched(kit, mailbox, stored, 0, limit=100) == b"x" * 100
