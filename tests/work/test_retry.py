"""A quarantined letter tried again: its card stays until it is a letter, and nobody is told twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage import folders, letters, mailboxes, outbox, records
from sync_engine import errors
from sync_engine.wire import imap, requests
from sync_engine.work import audit, lock, retry, turn
from sync_engine.work.kit import Kit
from tests.fakes import dovecot
from tests.fakes.dovecot_box import Box
from tests.work.conftest import connect

LETTER = (
    b"From: petrov@client.test\r\nTo: anna@acme.test\r\nReply-To: Boss <boss@client.test>\r\n"
    b"Subject: Order\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
    b"--x\r\nContent-Type: text/plain\r\n\r\nTwenty pieces\r\n"
    b"--x\r\nContent-Type: application/pdf; name=order.pdf\r\n\r\nabc\r\n--x--\r\n"
)


async def quarantined(
    kit: Kit, box: Box, server: dovecot.Dovecot, monkeypatch: pytest.MonkeyPatch
) -> tuple[records.Mailbox, records.Uid]:
    """A mailbox with one new letter that the server would not give, of which one person is to be told."""
    mailbox = await connect(kit, box, server)
    await turn.take(mailbox.id, kit)
    box.deliver(LETTER)
    uid = box.uids()[0]

    async def nothing(self: imap.Session, wanted: Any) -> list[Any]:
        return []

    with monkeypatch.context() as patched:
        patched.setattr(imap.Session, "letters", nothing)
        await turn.take(mailbox.id, replace(kit, policy=replace(kit.policy, hole_tries=1)))
    return mailbox, records.Uid(uid)


async def shown(mailbox: records.Mailbox, uid: records.Uid) -> records.StoredLetter:
    found = await letters.one(mailbox.id, "inbox", uid)
    assert found
    return found


async def counts(mailbox: records.Mailbox) -> tuple[int, int]:
    now = await mailboxes.get(mailbox.id)
    assert now
    return now.stored, now.quarantined


async def test_the_card_becomes_the_letter_and_keeps_its_notice(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox, uid = await quarantined(kit, box, dovecot_server, monkeypatch)
    before = await shown(mailbox, uid)
    soon = datetime.now(UTC) + timedelta(hours=1)
    assert (before.letter.status, before.notice.state) == ("quarantined", "waiting")
    assert await outbox.all_due(soon).count() == 1
    await retry.take(mailbox, "inbox", uid, kit)
    after = await shown(mailbox, uid)
    assert (after.id, after.letter.status, after.notice) == (before.id, "stored", before.notice)
    assert (after.letter.subject, after.letter.text) == ("Order", "Twenty pieces")
    assert after.letter.reply_to == "boss@client.test"
    assert [each.name for each in after.letter.attachments] == ["order.pdf"]
    assert after.letter.chain
    assert await outbox.all_due(soon).count() == 1
    assert await counts(mailbox) == (1, 0)
    proof = await audit.audit(mailbox, await mailboxes.credential(mailbox.id), kit)
    assert (proof.complete, proof.current) == (True, True)


async def test_a_letter_that_cannot_be_read_now_either_stays_with_the_newest_reason(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox, uid = await quarantined(kit, box, dovecot_server, monkeypatch)

    async def empty(self: imap.Session, wanted: Any) -> Any:
        return [requests.RawLetter(uid=uid, octets=b"")]

    before = await shown(mailbox, uid)
    monkeypatch.setattr(imap.Session, "letters", empty)
    await retry.take(mailbox, "inbox", uid, kit)
    after = await shown(mailbox, uid)
    assert (after.id, after.letter.status, after.notice) == (before.id, "quarantined", before.notice)
    assert after.letter.quarantine_reason not in (None, "not_given")
    assert await counts(mailbox) == (0, 1)
    assert not [hole for marks in await folders.marks(mailbox.id) for hole in marks.holes]


async def test_a_server_that_cannot_be_asked_changes_nothing(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox, uid = await quarantined(kit, box, dovecot_server, monkeypatch)
    before = await shown(mailbox, uid)
    away = records.Server(host="localhost", port=1, security="tls")
    with pytest.raises(errors.MailError):
        await retry.take(replace(mailbox, imap=away), "inbox", uid, kit)
    assert await shown(mailbox, uid) == before


async def test_two_at_one_mailbox_wait_for_each_other_and_not_forever(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot
) -> None:
    mailbox = await connect(kit, box, dovecot_server)
    async with lock.held(kit.locks, f"mailbox-{mailbox.id}"):
        with pytest.raises(errors.Locked):
            await turn.take(mailbox.id, kit, wait=0.3)
        with pytest.raises(errors.Locked):
            await retry.take(mailbox, "inbox", records.Uid(1), kit, wait=0.3)
    assert (await turn.take(mailbox.id, kit)).seconds > 0
