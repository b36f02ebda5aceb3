"""A sync in this process, against a real Dovecot: what it must never do, and odd letters."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from storage import folders, letters, orm
from storage.records import Uid
from sync_engine.wire import imap
from sync_engine.work import retry, turn
from sync_engine.work.kit import Kit
from tests import corpus, databases
from tests.fakes import dovecot
from tests.fakes.dovecot_box import Box
from tests.work.conftest import connect

T = TypeVar("T")


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def fill(box: Box, count: int) -> None:
    now = datetime.now(UTC)
    first, last = now - timedelta(days=29), now - timedelta(hours=1)
    box.fill(corpus.letters(count, seed=5, first=first, last=last, team_address=box.address))


@pytest.mark.both_databases
async def test_network_and_database_never_wait_for_each_other(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a transaction is open nobody waits for the server; while we wait for the server, the database is
    free for any other process to write."""
    fill(box, 250)
    mailbox = await connect(kit, box, dovecot_server)
    seen = {"transactions": 0, "round_trips": 0}
    open_now = 0
    writing, in_thread = orm.writing, imap.Session._in_thread

    @asynccontextmanager
    async def watched_writing() -> AsyncIterator[Any]:
        nonlocal open_now
        async with writing() as connection:
            open_now += 1
            seen["transactions"] += 1
            try:
                yield connection
            finally:
                open_now -= 1

    async def watched_in_thread(self: imap.Session, task: Callable[[], T]) -> T:
        assert open_now == 0, "waiting for the network inside a transaction"
        seen["round_trips"] += 1
        databases.check_nobody_writes(database)
        return await in_thread(self, task)

    monkeypatch.setattr(orm, "writing", watched_writing)
    monkeypatch.setattr(imap.Session, "_in_thread", watched_in_thread)
    report = await turn.take(mailbox.id, kit)
    assert len(await letters.newest(mailbox.id, 1000)) == 250
    assert kit.meter.letters["stored"] == 250
    assert kit.meter.sign_ins["accepted"] >= kit.meter.syncs == 1
    assert kit.meter.received >= report.traffic.received > 0
    assert seen["transactions"] > 4
    assert seen["round_trips"] > 4


async def test_the_server_never_notices_that_letters_were_read(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot
) -> None:
    fill(box, 20)
    mailbox = await connect(kit, box, dovecot_server)
    await turn.take(mailbox.id, kit)
    with box.session() as session:
        for folder in ("INBOX", "Отправленные"):
            session.select_folder(folder, readonly=True)
            flags = session.get_flags(session.search("ALL"))
            assert all(b"\\Seen" not in each for each in flags.values())


async def test_a_large_letter_comes_in_slices_and_reads_like_a_small_one(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    attachment = b"".join(b"QUJD" * 19 + b"\r\n" for _ in range(40_000))  # base64 of ABC...
    raw = (
        b"From: petrov@client.test\r\nSubject: Big\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
        b"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSee the file.\r\n"
        b"--x\r\nContent-Type: application/zip; name=big.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + attachment
        + b"--x--\r\n"
    )
    box.deliver(raw)
    mailbox = await connect(kit, box, dovecot_server)
    whole: list[Uid] = []
    fetch = imap.Session.letters

    async def watched(self: imap.Session, wanted: Any) -> Any:
        whole.extend(wanted.uids)
        return await fetch(self, wanted)

    monkeypatch.setattr(imap.Session, "letters", watched)
    await turn.take(mailbox.id, kit)
    (stored,) = await letters.newest(mailbox.id, 10)
    assert whole == []
    assert stored.letter.text == "See the file."
    assert [(each.name, each.size) for each in stored.letter.attachments] == [("big.zip", 40_000 * 57)]
    assert stored.letter.size == len(raw)


async def test_a_letter_the_server_does_not_give_becomes_a_hole_and_then_comes(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(box, 12)
    mailbox = await connect(kit, box, dovecot_server)
    fetch = imap.Session.letters

    async def without_the_second(self: imap.Session, wanted: Any) -> Any:
        return [raw for raw in await fetch(self, wanted) if raw.uid != 2]

    monkeypatch.setattr(imap.Session, "letters", without_the_second)
    await turn.take(mailbox.id, kit)
    holes = [(hole.uid, hole.reason) for marks in await folders.marks(mailbox.id) for hole in marks.holes]
    assert (2, "not_given") in holes
    monkeypatch.setattr(imap.Session, "letters", fetch)
    later = replace(kit, clock=lambda: datetime.now(UTC) + timedelta(hours=1))
    await turn.take(mailbox.id, later)
    assert len(await letters.newest(mailbox.id, 100)) == 12
    assert not [hole for marks in await folders.marks(mailbox.id) for hole in marks.holes]


async def test_a_letter_that_is_never_given_is_quarantined_and_can_be_retried(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(box, 5)
    mailbox = await connect(kit, box, dovecot_server)
    inbox_uid = box.uids()[0]
    fetch = imap.Session.letters

    async def without_the_first(self: imap.Session, wanted: Any) -> Any:
        return [raw for raw in await fetch(self, wanted) if raw.uid != inbox_uid]

    monkeypatch.setattr(imap.Session, "letters", without_the_first)
    for day in range(kit.policy.hole_tries + 1):
        await turn.take(mailbox.id, replace(kit, clock=at(datetime.now(UTC) + timedelta(days=day))))
    found = await letters.one(mailbox.id, "inbox", inbox_uid)
    assert found
    assert (found.letter.status, found.letter.quarantine_reason) == ("quarantined", "not_given")
    monkeypatch.setattr(imap.Session, "letters", fetch)
    await retry.take(mailbox, "inbox", Uid(inbox_uid), kit)
    again = await letters.one(mailbox.id, "inbox", inbox_uid)
    assert again
    assert (again.letter.status, again.letter.quarantine_reason, again.id) == ("stored", None, found.id)
