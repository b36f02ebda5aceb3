"""What waits to be told of mailboxes themselves."""

from datetime import datetime, timedelta
from typing import Any

from storage import alerts, credentials, erasing, models, people, records, turns
from tests import make

HOUR = timedelta(hours=1)
LATER = make.NOW + HOUR


async def alert(
    box: records.Mailbox, kind: records.AlertKind, made_at: datetime = make.NOW, **facts: object
) -> models.Alert:
    plain: dict[str, Any] = {
        "mailbox_id": box.id,
        "person_id": box.owner.id,
        "reason": None,
        "state": "waiting",
        "due_at": made_at,
        "worked_at": None if kind == "works" else made_at - HOUR,
    }
    return await models.Alert.create(kind=kind, made_at=made_at, **(plain | facts))


async def due(box: records.Mailbox, now: datetime = make.NOW) -> list[records.AlertJob]:
    return await alerts.due(now, 10, box.owner.id)


async def test_an_alert_is_told_with_its_mailbox_as_it_stands(database: str) -> None:
    box = await make.stored_mailbox()
    await alert(box, "auth_failed", reason="sign_in_refused")
    assert await alerts.people_due(make.NOW) == [box.owner.id]
    (job,) = await due(box)
    assert (job.kind, job.reason, job.person, job.mailbox) == (
        *("auth_failed", "sign_in_refused"),
        *(box.owner, box),
    )


async def test_one_that_is_not_due_or_was_told_does_not_come(database: str) -> None:
    box = await make.stored_mailbox()
    await alert(box, "unreachable", LATER)
    told = await alert(box, "auth_failed")
    await alerts.sent((told.id,), 77, make.NOW)
    assert await due(box) == []
    assert [job.kind for job in await due(box, LATER)] == ["unreachable"]
    row = await models.Alert.get(id=told.id)
    assert (row.state, row.at, row.message_id) == ("sent", make.NOW, 77)


async def test_an_attempt_is_written_down(database: str) -> None:
    box = await make.stored_mailbox()
    row = await alert(box, "unreachable")
    await alerts.begin_attempt((row.id,), LATER)
    assert await due(box) == []
    assert [job.tries for job in await due(box, LATER)] == [1]


async def test_a_mailbox_that_works_again_says_since_when_it_did_not(database: str) -> None:
    box = await make.stored_mailbox()
    await alert(box, "unreachable", make.NOW - 9 * HOUR, state="sent")
    await alert(box, "works", make.NOW - 8 * HOUR, state="sent")
    await alert(box, "unreachable", make.NOW - 6 * HOUR, state="sent")
    await alert(box, "auth_failed", make.NOW - 2 * HOUR, state="sent")
    await alert(box, "works")
    (job,) = await due(box)
    assert job.broken == records.Broken(kind="unreachable", worked_at=make.NOW - 7 * HOUR)


async def test_the_trouble_of_another_mailbox_is_not_this_ones(database: str) -> None:
    box, other = await make.stored_mailbox(), await make.stored_mailbox("sales@acme.test")
    await alert(other, "unreachable", make.NOW - HOUR, state="sent")
    await alert(box, "works")
    (job,) = await due(box)
    assert job.broken is None


async def test_it_goes_with_its_mailbox_at_once(database: str) -> None:
    box = await make.stored_mailbox()
    await alert(box, "unreachable")
    await erasing.begin(box.id, make.NOW)
    assert await alerts.people_due(make.NOW) == []
    assert await due(box) == []
    await erasing.erase()
    assert not await models.Alert.exists()


async def test_whoever_was_removed_or_blocked_the_bot_is_told_nothing(database: str) -> None:
    box = await make.stored_mailbox()
    await alert(box, "unreachable")
    await people.mark_unreachable(box.owner.id, make.NOW)
    assert (await models.Alert.get()).state == "dropped"
    await alert(box, "works")
    await people.remove(box.owner.telegram_id, make.NOW, erase=False)
    assert await alerts.people_due(make.NOW) == []


async def test_who_was_removed_is_owed_nothing_and_administrators_hear_of_the_teams_mailbox(
    database: str,
) -> None:
    box = await make.stored_mailbox(mode="corporate", consent_until=LATER)
    await alert(box, "unreachable")
    await people.put(1002, "admin", "ru")
    await people.remove(1001, make.NOW, erase=False)
    await models.Alert.all().update(state="waiting")  # one that began as they were removed
    job = await turns.begin(box.id)
    assert job
    await turns.fail(
        job, now=make.NOW, next_check=LATER, trouble="auth_failed", reason="consent_needed", tell=True
    )
    assert await alerts.people_due(LATER) == []
    await credentials.warn(box.id, LATER + HOUR, make.NOW)
    (person,) = await alerts.people_due(LATER)
    assert [each.kind for each in await alerts.due(LATER, 10, person)] == ["consent_ends"]
    assert (await models.Person.get(id=person)).telegram_id == 1002
