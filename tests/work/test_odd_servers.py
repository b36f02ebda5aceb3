"""Servers that fail over a letter, leave one out or number a folder anew: nothing is lost, nothing stops."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage import folders, letters, mailboxes, records
from sync_engine import errors
from sync_engine.wire import connection, imap
from sync_engine.wire.survey import Surveyed
from sync_engine.work import audit, turn
from sync_engine.work.kit import Kit
from tests.fakes import dovecot
from tests.fakes.dovecot_box import Box
from tests.work.conftest import connect
from tests.work.test_sync import fill

PLAIN = b"From: petrov@client.test\r\nSubject: %d\r\n\r\nx\r\n"


def later(kit: Kit) -> Kit:
    return replace(kit, clock=lambda: datetime.now(UTC) + timedelta(hours=1))


async def take_until_it_ends_well(mailbox: records.Mailbox, kit: Kit) -> None:
    for _ in range(4):
        try:
            await turn.take(mailbox.id, kit)
        except errors.MailError:
            continue
        return
    pytest.fail("it never came past the letter")


async def subjects(mailbox: records.Mailbox) -> set[str]:
    return {each.letter.subject for each in await letters.newest(mailbox.id, 100)}


async def holes(mailbox: records.Mailbox) -> list[int]:
    return [hole.uid for marks in await folders.marks(mailbox.id) for hole in marks.holes]


async def test_a_letter_over_which_the_server_hangs_up_stops_no_other(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot
) -> None:
    for number in range(1, 7):
        box.deliver(PLAIN % number)
    mailbox = await connect(kit, box, dovecot_server)
    letter = sorted((box.home / "Mail" / "INBOX").rglob("*.test,*"), key=lambda path: path.name)[2]
    letter.chmod(0)
    await take_until_it_ends_well(mailbox, kit)
    assert await subjects(mailbox) == {"1", "2", "4", "5", "6"}
    assert await holes(mailbox) == [3]
    letter.chmod(0o600)
    await turn.take(mailbox.id, later(kit))
    assert len(await subjects(mailbox)) == 6


@pytest.mark.parametrize("trouble", [errors.ServerConfused, errors.ServerUnreachable])
async def test_a_letter_the_server_refuses_to_give_becomes_a_hole(
    database: str,
    kit: Kit,
    box: Box,
    dovecot_server: dovecot.Dovecot,
    monkeypatch: pytest.MonkeyPatch,
    trouble: type[errors.MailError],
) -> None:
    for number in range(1, 7):
        box.deliver(PLAIN % number)
    mailbox = await connect(kit, box, dovecot_server)
    fetch = imap.Session.letters

    async def failing(self: imap.Session, wanted: Any) -> Any:
        if 3 in wanted.uids:
            raise trouble
        return await fetch(self, wanted)

    monkeypatch.setattr(imap.Session, "letters", failing)
    await take_until_it_ends_well(mailbox, kit)
    assert await subjects(mailbox) == {"1", "2", "4", "5", "6"}
    assert await holes(mailbox) == [3]
    monkeypatch.setattr(imap.Session, "letters", fetch)
    await turn.take(mailbox.id, later(kit))
    assert await subjects(mailbox) == {"1", "2", "3", "4", "5", "6"}


@pytest.mark.parametrize("when", ["at-the-first-scan", "among-new-letters"])
async def test_a_letter_the_server_leaves_out_of_its_list_is_not_passed_in_silence(
    database: str,
    kit: Kit,
    box: Box,
    dovecot_server: dovecot.Dovecot,
    monkeypatch: pytest.MonkeyPatch,
    when: str,
) -> None:
    if when == "among-new-letters":
        mailbox = await connect(kit, box, dovecot_server)
        await turn.take(mailbox.id, kit)
    for number in range(1, 5):
        box.deliver(PLAIN % number)
    if when == "at-the-first-scan":
        mailbox = await connect(kit, box, dovecot_server)
    survey = imap.Session.survey

    async def forgetful(self: imap.Session, *args: Any) -> Any:
        found = await survey(self, *args)
        return [
            replace(one, metas=tuple(meta for meta in one.metas if meta.uid != 2))
            for one in found
            if isinstance(one, Surveyed)
        ]

    monkeypatch.setattr(imap.Session, "survey", forgetful)
    await turn.take(mailbox.id, kit)
    assert await holes(mailbox) == [2]
    monkeypatch.setattr(imap.Session, "survey", survey)
    await turn.take(mailbox.id, later(kit))
    assert await subjects(mailbox) == {"1", "2", "3", "4"}


async def test_a_server_whose_clock_is_ahead_loses_no_letter(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot
) -> None:
    mailbox = await connect(kit, box, dovecot_server)
    await turn.take(mailbox.id, kit)
    scanner = b"Date: Sat, 1 Jan 2000 00:00:00 +0000\r\n" + PLAIN % 1
    box.deliver(scanner, received=datetime.now(UTC) + timedelta(seconds=30))
    await turn.take(mailbox.id, kit)
    assert await subjects(mailbox) == {"1"}


async def test_a_sent_folder_numbered_anew_does_not_stop_the_inbox(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot
) -> None:
    fill(box, 20)
    mailbox = await connect(kit, box, dovecot_server)
    await turn.take(mailbox.id, kit)
    assert box.sent
    box.recreate(box.sent)
    box.deliver(PLAIN % 7)
    await turn.take(mailbox.id, kit)
    assert "7" in await subjects(mailbox)
    assert len(await letters.newest(mailbox.id, 100)) == 21
    found = await audit.audit(mailbox, await mailboxes.credential(mailbox.id), kit)
    assert found.current
    assert not any(folder.gone for folder in found.folders)


async def test_old_and_new_letters_by_turns_are_asked_for_in_short_commands(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(600):
        age = timedelta(days=40 if number % 2 else 1)
        box.deliver(PLAIN % number, received=datetime.now(UTC) - age)
    mailbox = await connect(kit, box, dovecot_server)
    few = replace(kit, policy=replace(kit.policy, import_letters=10))
    await turn.take(mailbox.id, few)
    asked: list[bytes] = []
    ask = connection.Connection.ask

    def watched(self: connection.Connection, *commands: bytes, before: bytes = b"") -> Any:
        asked.extend(commands)
        return ask(self, *commands, before=before)

    monkeypatch.setattr(connection.Connection, "ask", watched)
    await turn.take(mailbox.id, few)
    assert max(map(len, asked)) <= 1100
    assert len(await letters.newest(mailbox.id, 1000)) == 300
    found = await audit.audit(mailbox, await mailboxes.credential(mailbox.id), kit)
    assert found.current


async def test_a_new_letter_does_not_wait_for_the_rest_of_the_window(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot
) -> None:
    fill(box, 40)
    mailbox = await connect(kit, box, dovecot_server)
    few = replace(kit, policy=replace(kit.policy, import_letters=5, chunk_letters=5))
    await turn.take(mailbox.id, few)
    delivered = False
    order: list[int] = []

    def slow_clock() -> Callable[[], datetime]:
        start = datetime.now(UTC)
        ticks = iter(range(100_000))
        return lambda: start + timedelta(seconds=2 * next(ticks))

    def committed(notices: int) -> None:
        nonlocal delivered
        order.append(notices)
        if not delivered:
            box.deliver(PLAIN % 99)
            delivered = True

    await turn.take(mailbox.id, replace(few, clock=slow_clock()), committed=committed)
    assert order.index(1) < len(order) - 2, "the notice came after everything else"
