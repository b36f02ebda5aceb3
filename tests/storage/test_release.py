"""What was found late waits until all of it is there, then goes as one summary, or singly if it is little."""

from datetime import timedelta

import pytest

from storage import batches, folders, models, outbox, people, records, turns
from storage.records import Uid
from tests import make

MOST_SINGLE = 3


async def found_late(count: int, *, on_time: int = 0) -> records.MailboxJob:
    """So many letters of a summary for two people are stored one by one, and others beside them."""
    box = await make.stored_mailbox()
    colleague = await people.put(2002, "member", "ru")
    job = await turns.begin(box.id)
    assert job
    inbox = (await folders.marks(box.id))[0]
    for uid in range(100, 100 + count + on_time):
        batch = records.Batch(
            folder_id=inbox.folder_id,
            letters=(make.letter(uid),),
            notify=(box.owner.id, colleague.id),
            announced=frozenset({Uid(uid)}),
            bundle="summary",
            late=frozenset({Uid(uid)}) if uid < 100 + count else frozenset(),
        )
        await batches.commit(job, batch, make.NOW)
    return job


async def singles(person_id: int) -> list[int]:
    return [job.letter.letter.uid for job in await outbox.due(make.NOW, 100, person_id)]


@pytest.mark.parametrize("count", [1, MOST_SINGLE])
async def test_so_few_that_each_is_told_by_itself(database: str, count: int) -> None:
    job = await found_late(count)
    assert await outbox.people_due(make.NOW) == []  # they wait for more
    await batches.release(job, "summary", MOST_SINGLE, make.NOW)
    for person_id in (1, 2):
        assert await singles(person_id) == list(range(100, 100 + count))
        assert await outbox.summaries_due(make.NOW, person_id) == []


async def test_more_are_one_summary_for_each_person_and_due_at_once(database: str) -> None:
    job = await found_late(MOST_SINGLE + 1, on_time=1)
    assert await singles(1) == [104]  # what came on time waits for nobody
    assert await outbox.summaries_due(make.NOW, 1) == []
    await batches.release(job, "summary", MOST_SINGLE, make.NOW)
    for person_id in (1, 2):
        (summary,) = await outbox.summaries_due(make.NOW, person_id)
        assert len(summary.notice_ids) == MOST_SINGLE + 1
        assert await singles(person_id) == [104]


async def test_what_is_held_for_a_sync_that_died_is_told_soon_all_the_same(database: str) -> None:
    await found_late(MOST_SINGLE + 1)
    (summary,) = await outbox.summaries_due(make.NOW + batches.HELD, 1)
    assert len(summary.notice_ids) == MOST_SINGLE + 1


async def test_each_part_of_a_summary_holds_the_earlier_ones_back(database: str) -> None:
    job = await found_late(2)
    inbox = (await folders.marks(job.mailbox.id))[0]
    more = records.Batch(
        folder_id=inbox.folder_id,
        letters=(make.letter(110),),
        notify=(job.mailbox.owner.id,),
        announced=frozenset({Uid(110)}),
        bundle="summary",
        late=frozenset({Uid(110)}),
    )
    later = make.NOW + batches.HELD - timedelta(seconds=1)
    await batches.commit(job, more, later)
    assert await outbox.people_due(make.NOW + batches.HELD) == []
    dues = set(await models.Notice.filter(bundle="summary").values_list("due_at", flat=True))
    assert dues == {later + batches.HELD}


async def test_a_sync_that_was_superseded_sets_nothing_free(database: str) -> None:
    job = await found_late(MOST_SINGLE + 1)
    assert await turns.begin(job.mailbox.id)
    with pytest.raises(turns.Superseded):
        await batches.release(job, "summary", MOST_SINGLE, make.NOW)
    assert await outbox.people_due(make.NOW) == []
