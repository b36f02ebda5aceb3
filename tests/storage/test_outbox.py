"""Notices of a bundle: told together, counted without being read, and never told as anything else."""

from datetime import timedelta
from typing import Any

import pytest

from storage import (
    batches,
    erasing,
    folders,
    letter_lines,
    letters,
    mailboxes,
    models,
    outbox,
    people,
    records,
    summaries,
    turns,
)
from storage.records import Uid
from tests import make

SOON = make.NOW + timedelta(minutes=30)
MINUTE = timedelta(minutes=1)


async def told_of(count: int, *, bundle: str | None, first: int = 100, **facts: Any) -> records.Mailbox:
    """So many new letters of a mailbox, a minute apart, of which its owner is to be told."""
    box = await mailboxes.find("anna@acme.test") or await make.stored_mailbox()
    job = await turns.begin(box.id)
    assert job
    inbox = (await folders.marks(box.id))[0]
    found = tuple(
        make.letter(uid, received=make.NOW + (uid - 100) * MINUTE, subject=f"Заказ {uid}", **facts)
        for uid in range(first, first + count)
    )
    batch = records.Batch(
        folder_id=inbox.folder_id,
        letters=found,
        notify=(box.owner.id,),
        announced=frozenset(letter.uid for letter in found),
    )
    await batches.commit(job, batch, make.NOW)
    uids = [letter.uid for letter in found]
    await models.Notice.filter(letter__uid__in=uids).update(bundle=bundle)
    return box


async def summary(box: records.Mailbox) -> records.SummaryJob:
    (job,) = await outbox.summaries_due(make.NOW, box.owner.id)
    return job


async def states() -> dict[str, int]:
    rows = await models.Notice.all().values_list("state", flat=True)
    return {str(state): rows.count(state) for state in rows}


async def test_a_bundle_is_one_summary_with_its_newest_letters(database: str) -> None:
    box = await told_of(12, bundle="b")
    job = await summary(box)
    assert len(job.notice_ids) == 12
    assert (job.person, job.mailbox_id, job.mailbox) == (box.owner, box.id, box.address)
    assert [each.subject for each in job.newest] == [f"Заказ {uid}" for uid in range(111, 101, -1)]
    assert (job.first_received, job.last_received) == (make.NOW, make.NOW + 11 * MINUTE)
    assert not job.more


async def test_each_message_about_a_bundle_leads_to_its_own_letters(database: str) -> None:
    box = await told_of(5, bundle="b")
    first = await summary(box)
    await outbox.sent(first.notice_ids, 1, make.NOW)
    await told_of(2, bundle="b", first=200)
    second = await summary(box)
    await outbox.sent(second.notice_ids, 2, make.NOW)
    for job, subjects in (
        (first, [f"Заказ {uid}" for uid in range(104, 99, -1)]),
        (second, ["Заказ 201", "Заказ 200"]),
    ):
        for notice_id in job.notice_ids:
            told = await summaries.told(notice_id, box.owner.id)
            assert told
            lines = await letter_lines.these(list(told.notices), box.owner.id)
            assert [each.subject for each in lines] == subjects
            assert told.notices[told.letter_id] == notice_id
    assert await summaries.told(first.notice_ids[0], box.owner.id + 1) is None


async def test_notices_with_and_without_a_bundle_do_not_mix(database: str) -> None:
    box = await told_of(2, bundle="b")
    await told_of(1, bundle=None, first=200)
    assert [each.letter.letter.uid for each in await outbox.due(make.NOW, 10)] == [200]
    assert len((await summary(box)).notice_ids) == 2
    assert await outbox.people_due(make.NOW) == [box.owner.id]


async def test_two_bundles_of_one_person_are_two_summaries(database: str) -> None:
    box = await told_of(2, bundle="a")
    await told_of(3, bundle="b", first=200)
    jobs = await outbox.summaries_due(make.NOW, box.owner.id)
    assert [len(job.notice_ids) for job in jobs] == [2, 3]


async def test_a_bundle_that_is_not_due_waits(database: str) -> None:
    box = await told_of(2, bundle="b")
    await models.Notice.all().update(due_at=SOON)
    assert await outbox.people_due(make.NOW) == []
    assert await outbox.summaries_due(make.NOW, box.owner.id) == []


async def test_an_attempt_is_written_down_for_every_letter_of_a_large_bundle(database: str) -> None:
    box = await told_of(1100, bundle="b")
    job = await summary(box)
    await outbox.begin_attempt(job.notice_ids, SOON)
    assert set(await models.Notice.all().values_list("tries", "due_at")) == {(1, SOON)}
    assert await outbox.summaries_due(make.NOW, box.owner.id) == []
    await outbox.sent(job.notice_ids, 77, make.NOW)
    assert await states() == {"in_summary": 1100}
    assert set(await models.Notice.all().values_list("message_id", "at")) == {(77, make.NOW)}


async def test_letters_that_come_after_their_summary_are_a_second_one_of_their_own(database: str) -> None:
    box = await told_of(4, bundle="b")
    first = await summary(box)
    await outbox.begin_attempt(first.notice_ids, SOON)
    await told_of(2, bundle="b", first=300)
    await outbox.sent(first.notice_ids, 77, make.NOW)
    second = await summary(box)
    assert second.more
    assert [each.uid for each in second.newest] == [301, 300]
    assert await states() == {"in_summary": 4, "waiting": 2}


async def test_a_letter_told_alone_is_sent_and_not_in_a_summary(database: str) -> None:
    await told_of(1, bundle=None)
    (job,) = await outbox.due(make.NOW, 10)
    await outbox.sent((job.id,), 77, make.NOW)
    assert await states() == {"sent": 1}


async def test_what_was_muted_meanwhile_is_not_made_to_wait_again(database: str) -> None:
    box = await told_of(3, bundle="b")
    job = await summary(box)
    await people.mark_unreachable(box.owner.id, make.NOW)
    await outbox.begin_attempt(job.notice_ids, SOON)
    await outbox.postpone(job.notice_ids, SOON)
    assert await states() == {"muted": 3}


async def test_what_telegram_refuses_is_muted_with_its_reason(database: str) -> None:
    box = await told_of(2, bundle="b")
    await outbox.drop((await summary(box)).notice_ids, make.NOW)
    assert set(await models.Notice.all().values_list("state", "why")) == {("muted", "telegram_refused")}


@pytest.mark.parametrize("bundle", [None, "b"])
async def test_nothing_is_told_of_a_mailbox_that_is_being_erased(database: str, bundle: str | None) -> None:
    box = await told_of(2, bundle=bundle)
    await erasing.begin(box.id, make.NOW)
    assert await outbox.people_due(make.NOW) == []
    assert await outbox.due(make.NOW, 10) == []
    assert await outbox.summaries_due(make.NOW, box.owner.id) == []


async def test_a_notice_that_is_tried_again_keeps_its_place(database: str) -> None:
    box = await told_of(3, bundle=None)
    first = (await outbox.due(make.NOW, 10))[0]
    await outbox.postpone((first.id,), SOON)
    assert [each.letter.letter.uid for each in await outbox.due(SOON, 10, box.owner.id)] == [100, 101, 102]


async def test_a_letter_of_a_summary_says_so(database: str) -> None:
    box = await told_of(1, bundle="b")
    await outbox.sent((await summary(box)).notice_ids, 77, make.NOW)
    stored = await letters.one(box.id, "inbox", Uid(100))
    assert stored
    assert (stored.notice.state, stored.notice.at) == ("in_summary", make.NOW)
