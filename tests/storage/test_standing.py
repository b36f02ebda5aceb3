"""The account in figures: what waits, for how long, and nothing of what is being erased."""

from datetime import timedelta

import pytest

from storage import answers, erasing, folders, models, outbox, records, standing, turns
from storage.batches import commit
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.usefixtures("database")


async def with_letters() -> records.Mailbox:
    mailbox = await make.stored_mailbox()
    job = await turns.begin(mailbox.id)
    assert job is not None
    inbox, _ = await folders.marks(mailbox.id)
    hole = records.Hole(uid=records.Uid(103), reason="unreadable", tries=1, next_try=NOW, new=True)
    batch = records.Batch(
        folder_id=inbox.folder_id,
        letters=(make.letter(101), make.letter(102, status="quarantined", quarantine_reason="unreadable")),
        holes=(hole,),
        notify=(mailbox.owner.id,),
        announced=frozenset({records.Uid(101)}),
    )
    await commit(job, batch, NOW)
    return mailbox


async def test_letters_notices_and_answers_that_wait() -> None:
    mailbox = await with_letters()
    await answers.intend(make.answer(mailbox.id, mailbox.owner.id))
    later = NOW + timedelta(seconds=90)
    assert await standing.of_letters() == records.LetterTotals(stored=1, quarantined=1, waiting=0, holes=1)
    assert await standing.of_notices(later) == [
        records.WaitingFor(person_id=mailbox.owner.id, count=1, since=NOW)
    ]
    assert await standing.of_answers(later) == records.Waiting(count=1, oldest=90.0)


async def test_a_notice_that_was_tried_and_put_off_waits_since_its_letter_came() -> None:
    mailbox = await with_letters()
    later = NOW + timedelta(minutes=20)
    (notice,) = await outbox.due(later, 10)
    await outbox.begin_attempt([notice.id], later + timedelta(minutes=3))
    await outbox.postpone([notice.id], later + timedelta(minutes=1))
    assert await outbox.people_due(later) == []
    assert await standing.of_notices(later) == [
        records.WaitingFor(person_id=mailbox.owner.id, count=1, since=NOW)
    ]


async def test_a_notice_that_is_held_for_others_does_not_wait_for_telegram() -> None:
    await with_letters()
    await models.Notice.all().update(due_at=NOW + timedelta(minutes=2))
    assert await standing.of_notices(NOW) == []
    (found,) = await standing.of_notices(NOW + timedelta(minutes=3))
    assert found.since == NOW + timedelta(minutes=2)


async def test_nothing_is_there_of_what_is_being_erased() -> None:
    mailbox = await with_letters()
    await erasing.begin(mailbox.id, NOW)
    assert await standing.of_mailboxes() == []
    assert await standing.of_letters() == records.LetterTotals(stored=0, quarantined=0, waiting=0, holes=0)
    assert await standing.of_notices(NOW) == []
    assert await standing.of_answers(NOW) == records.Waiting(count=0, oldest=0.0)


async def test_an_account_without_a_mailbox_is_all_nought() -> None:
    assert await standing.of_mailboxes() == []
    assert await standing.of_letters() == records.LetterTotals(stored=0, quarantined=0, waiting=0, holes=0)
