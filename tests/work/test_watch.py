"""Mailboxes watched live on a real Dovecot: news come by themselves, no check is due."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from storage import letters, models, standing
from sync_engine.rules import freshness
from sync_engine.work.kit import Kit
from tests.fakes import dovecot
from tests.fakes.dovecot_box import Box
from tests.work.conftest import connect
from tests.work.live import live, row

PLAIN = b"From: petrov@client.test\r\nTo: anna@acme.test\r\nSubject: %d\r\n\r\nGood morning\r\n"
MANY = 50


def logins(server: dovecot.Dovecot, box: Box) -> int:
    """How often a mailbox was signed in to so far."""
    return server.log().count(f"Login: user=<{box.address}>")


async def test_a_letter_is_announced_within_seconds_while_no_check_is_due(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot
) -> None:
    box.deliver(PLAIN % 1)
    mailbox = await connect(kit, box, dovecot_server)
    async with live(kit) as engine:
        await engine.watched(mailbox)
        before, signed_in = await row(mailbox), logins(dovecot_server, box)
        assert before.next_check
        assert before.next_check - kit.clock() > timedelta(minutes=5)
        box.deliver(PLAIN % 2)
        await engine.told(1)
        box.deliver(PLAIN % 3)
        await engine.told(2)
        await engine.watched(mailbox)
        now = kit.clock()
        assert freshness.of([await row(mailbox)], now).max == 0
        assert logins(dovecot_server, box) == signed_in
    notices = await models.Notice.all().prefetch_related("letter")
    assert sorted(each.letter.subject for each in notices) == ["2", "3"]


@pytest.mark.parametrize("sent", ["Sent", "Отправленные"])
async def test_what_is_written_in_another_mail_program_comes_live_too(
    database: str, kit: Kit, dovecot_server: dovecot.Dovecot, sent: str
) -> None:
    box = dovecot_server.user(f"writes-{len(sent)}@acme.test", sent=sent)
    mailbox = await connect(kit, box, dovecot_server)
    async with live(kit) as engine:
        await engine.watched(mailbox)
        await asyncio.to_thread(file_in_sent, box, PLAIN % 1)
        await engine.stored(mailbox, "1")
    (stored,) = await letters.newest(mailbox.id, 10)
    assert (stored.folder, stored.notice.state) == ("sent", "none")


def file_in_sent(box: Box, raw: bytes) -> None:
    """As a mail program does: Dovecot's NOTIFY sees no file that came into another folder behind its back."""
    with box.session() as session:
        session.append(box.sent, raw)


async def test_fifty_are_watched_by_a_connection_each(
    database: str, kit: Kit, dovecot_server: dovecot.Dovecot
) -> None:
    boxes = [dovecot_server.user(f"watched{number}@acme.test") for number in range(MANY)]
    found = [await connect(kit, box, dovecot_server) for box in boxes]
    before = [logins(dovecot_server, box) for box in boxes]
    async with live(kit) as engine:
        await engine.watched(*found)
        for box in boxes:
            box.deliver(PLAIN % 1)
        await engine.told(MANY)
        await engine.watched(*found)
        assert [logins(dovecot_server, box) for box in boxes] == [times + 1 for times in before]
    told = await models.Notice.all().prefetch_related("letter")
    assert {each.letter.mailbox_id for each in told} == {each.id for each in found}


async def test_one_who_asks_is_answered_over_the_open_connection(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot
) -> None:
    mailbox = await connect(kit, box, dovecot_server)
    async with live(kit) as engine:
        await engine.watched(mailbox)
        before, signed_in = await row(mailbox), logins(dovecot_server, box)

        async def checked() -> bool:
            return (await row(mailbox)).last_check != before.last_check

        await engine.engine.check_now(mailbox.id)
        await engine.until(checked)
        assert logins(dovecot_server, box) == signed_in
        assert (await row(mailbox)).watching(kit.clock())


async def test_where_there_is_room_for_few_the_others_are_checked_and_news_keep_a_place(
    database: str, kit: Kit, dovecot_server: dovecot.Dovecot
) -> None:
    few = replace(kit, policy=replace(kit.policy, watched_most=3))
    boxes = [dovecot_server.user(f"crowd{number}@acme.test") for number in range(8)]
    found = [await connect(few, box, dovecot_server) for box in boxes]

    async def watched() -> set[int]:
        now = few.clock()
        return {each.id for each in await standing.of_mailboxes() if each.watching(now)}

    async with live(few) as engine:

        async def settled() -> bool:
            rows = [await row(each) for each in found]
            return not engine.engine._visits and all(each.last_check for each in rows)

        await engine.until(settled)
        for mailbox in found:  # the places that visits kept free are taken by and by
            await engine.engine.check_now(mailbox.id)
            await engine.until(settled)
        first = await watched()
        assert len(first) == 3
        for box, mailbox in zip(boxes, found, strict=True):
            if mailbox.id in first:
                box.deliver(PLAIN % 1)
        await engine.told(3)
        await engine.until(settled)
        assert await watched() == first
