"""Whoever wants something of a mailbox: no more sign-ins than it bears, and none that would be in vain."""

import asyncio
import io
from dataclasses import replace
from datetime import timedelta

import pytest

from storage import letters, mailboxes, models, records
from sync_engine import errors
from sync_engine.work import budget, files, retry, turn
from sync_engine.work.kit import Kit
from tests.fakes import dovecot
from tests.fakes.dovecot_box import Box
from tests.work.conftest import connect

LETTER = b"From: p@client.test\r\nTo: a@acme.test\r\nSubject: Order\r\n\r\nTwenty\r\n"


@pytest.fixture
async def stored(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot
) -> tuple[records.Mailbox, records.StoredLetter]:
    mailbox = await connect(kit, box, dovecot_server)
    await turn.take(mailbox.id, kit)
    box.deliver(LETTER)
    await turn.take(mailbox.id, kit)
    (letter,) = await letters.newest(mailbox.id, 2)
    return mailbox, letter


def bearing(kit: Kit, sign_ins: int, wait: timedelta) -> Kit:
    """A kit for mailboxes that bear so many a minute, and people who wait so long."""
    return replace(kit, policy=replace(kit.policy, logins_per_minute=sign_ins, sign_in_wait=wait))


async def original(kit: Kit, stored: tuple[records.Mailbox, records.StoredLetter]) -> bytes:
    into = io.BytesIO()
    await files.Files(kit).fetch(*stored, None, into, 1000)
    return into.getvalue()


async def test_files_of_people_count_against_the_budget(
    kit: Kit, stored: tuple[records.Mailbox, records.StoredLetter]
) -> None:
    kit = bearing(kit, 3, timedelta())
    before = kit.meter.sign_ins["accepted"]
    for _ in range(3):
        assert await original(kit, stored) == LETTER
    for again in (original(kit, stored), retry.take_for_person(stored[0], "inbox", records.Uid(1), kit)):
        with pytest.raises(errors.SignInsSpent) as refused:
            await again
        assert 50 <= int(refused.value.facts["seconds"]) <= 60
    assert kit.meter.sign_ins["accepted"] - before == 3
    mailbox = await mailboxes.get(stored[0].id)
    assert mailbox
    assert budget.asked(mailbox.logins, mailbox, kit)[0] > 0  # the engine waits, too


async def test_a_short_wait_is_waited_for(
    kit: Kit, stored: tuple[records.Mailbox, records.StoredLetter]
) -> None:
    kit = bearing(kit, 1, timedelta(seconds=5))
    soon = kit.clock().timestamp() - 59.8
    await models.Mailbox.filter(id=stored[0].id).update(logins=[soon])
    assert await original(kit, stored) == LETTER
    assert kit.clock().timestamp() >= soon + 60


async def test_of_two_at_once_one_has_the_last_sign_in(
    kit: Kit, stored: tuple[records.Mailbox, records.StoredLetter]
) -> None:
    kit = bearing(kit, 1, timedelta())
    asked = [budget.spend_for_person(stored[0].id, kit) for _ in range(5)]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", *["SignInsSpent"] * 4]


@pytest.mark.parametrize(
    ("column", "error"), [("paused_at", errors.MailboxPaused), ("trouble", errors.MailboxShut)]
)
async def test_nobody_signs_in_where_it_would_be_in_vain(
    kit: Kit,
    stored: tuple[records.Mailbox, records.StoredLetter],
    column: str,
    error: type[errors.MailError],
) -> None:
    value = kit.clock() if column == "paused_at" else "auth_failed"
    await models.Mailbox.filter(id=stored[0].id).update(**{column: value, "reason": "sign_in_refused"})
    before = kit.meter.sign_ins.copy()
    for again in (original(kit, stored), retry.take_for_person(stored[0], "inbox", records.Uid(1), kit)):
        with pytest.raises(error):
            await again
    assert kit.meter.sign_ins == before


async def test_one_that_is_erased_meanwhile_is_gone(
    kit: Kit, stored: tuple[records.Mailbox, records.StoredLetter]
) -> None:
    await models.Mailbox.filter(id=stored[0].id).update(erased_at=kit.clock())
    for spent in (budget.spend(stored[0], kit), budget.spend_for_person(stored[0].id, kit)):
        with pytest.raises(errors.NotFound):
            await spent
