"""Whose turn it is, and which sync may keep the books."""

from datetime import timedelta

import pytest

from storage import credentials, erasing, mailboxes, models, records, turns
from tests import make

LATER = make.NOW + timedelta(minutes=15)


async def begun(mailbox_id: int) -> records.MailboxJob:
    job = await turns.begin(mailbox_id)
    assert job
    return job


async def refused(job: records.MailboxJob, *, tell: bool = False) -> None:
    await turns.fail(
        job, now=make.NOW, next_check=LATER, trouble="auth_failed", reason="sign_in_refused", tell=tell
    )


async def now(mailbox_id: int) -> records.Mailbox:
    mailbox = await mailboxes.get(mailbox_id)
    assert mailbox
    return mailbox


async def test_the_longest_due_comes_first_and_what_is_not_due_does_not(database: str) -> None:
    boxes = [await make.stored_mailbox(f"box{number}@acme.test") for number in range(5)]
    for box, minutes in zip(boxes, (-1, -3, 0, 1, -2), strict=True):
        await turns.check_at(box.id, make.NOW + timedelta(minutes=minutes))
    await mailboxes.pause(boxes[4].id, make.NOW)
    due = [mailbox_id for mailbox_id, _ in await turns.due(make.NOW, 10)]
    assert due == [boxes[1].id, boxes[0].id, boxes[2].id]
    assert [mailbox_id for mailbox_id, _ in await turns.due(make.NOW, 2)] == [boxes[1].id, boxes[0].id]


async def test_a_mailbox_being_erased_is_never_due_and_has_no_turns(database: str) -> None:
    box = await make.stored_mailbox()
    await erasing.begin(box.id, make.NOW)
    assert await turns.due(LATER, 10) == []
    assert await turns.begin(box.id) is None


async def test_every_turn_has_an_epoch_of_its_own(database: str) -> None:
    box = await make.stored_mailbox()
    assert (await begun(box.id)).epoch < (await begun(box.id)).epoch


async def test_a_paused_mailbox_has_no_turns_until_it_goes_on(database: str) -> None:
    box = await make.stored_mailbox()
    await mailboxes.pause(box.id, make.NOW)
    assert await turns.begin(box.id) is None
    await mailboxes.resume(box.id, make.NOW)
    assert await turns.begin(box.id)


@pytest.mark.parametrize("written", ["before", "during"])
async def test_a_mailbox_that_was_watched_is_not_called_so_when_it_goes_on(
    database: str, written: str
) -> None:
    """A visit that ends during the pause may call it watched, too."""
    box = await make.stored_mailbox()
    if written == "during":
        await mailboxes.pause(box.id, make.NOW)
    await models.Mailbox.filter(id=box.id).update(watched_until=make.NOW + timedelta(minutes=9))
    await mailboxes.pause(box.id, make.NOW)
    await mailboxes.resume(box.id, make.NOW)
    assert (await now(box.id)).watched_until is None


async def test_a_sync_that_came_to_its_end_clears_what_was_wrong(database: str) -> None:
    box = await make.stored_mailbox()
    failed = await begun(box.id)
    await turns.fail(
        failed,
        now=make.NOW,
        tell=False,
        next_check=make.NOW,
        trouble="unreachable",
        reason="server_unreachable",
    )
    broken = await now(box.id)
    assert (broken.state, broken.failures, broken.reason) == ("unreachable", 1, "server_unreachable")
    await turns.finish(await begun(box.id), now=make.NOW, next_check=LATER)
    well = await now(box.id)
    assert (well.state, well.failures, well.reason) == ("ok", 0, None)
    assert (well.last_check, well.next_check, well.imported_at) == (make.NOW, LATER, make.NOW)


async def test_the_first_import_is_dated_once(database: str) -> None:
    box = await make.stored_mailbox()
    for moment in (make.NOW, LATER):
        await turns.finish(await begun(box.id), now=moment, next_check=LATER)
    assert (await now(box.id)).imported_at == make.NOW


async def test_a_first_failure_need_not_be_a_state(database: str) -> None:
    box = await make.stored_mailbox()
    await turns.fail(
        await begun(box.id),
        now=make.NOW,
        next_check=LATER,
        trouble=None,
        reason="server_unreachable",
        tell=False,
    )
    found = await now(box.id)
    assert (found.state, found.failures, found.next_check) == ("importing", 1, LATER)


@pytest.mark.parametrize("end", ["finished", "failed"])
async def test_a_superseded_sync_keeps_no_books(database: str, end: str) -> None:
    box = await make.stored_mailbox()
    late = await begun(box.id)
    await begun(box.id)
    before = await models.Mailbox.get(id=box.id).values()
    ending = turns.finish(late, now=make.NOW, next_check=LATER) if end == "finished" else refused(late)
    with pytest.raises(turns.Superseded):
        await ending
    assert await models.Mailbox.get(id=box.id).values() == before


async def test_the_old_secret_being_refused_does_not_overrule_the_new_one(database: str) -> None:
    box = await make.stored_mailbox()
    old = await begun(box.id)
    await credentials.mend(box.id, "another", can_send=True, now=make.NOW)
    with pytest.raises(turns.Superseded):
        await refused(old)
    found = await now(box.id)
    assert (found.state, found.next_check, found.failures) == ("importing", make.NOW, 0)


async def test_the_owner_is_told_once_when_it_breaks_and_once_when_it_works(database: str) -> None:
    box = await make.stored_mailbox()
    for tell in (False, True, True, True):
        await refused(await begun(box.id), tell=tell)
    for _ in range(3):
        await turns.finish(await begun(box.id), now=LATER, next_check=LATER)
    alerts = await models.Alert.filter(mailbox_id=box.id).order_by("id")
    assert [(each.kind, each.person_id) for each in alerts] == [
        ("auth_failed", box.owner.id),
        ("works", box.owner.id),
    ]
