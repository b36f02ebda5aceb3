"""How fast a mailbox gave its old letters."""

from datetime import timedelta

from storage import batches, folders, paces, records, turns
from storage.records import StoredAtOnce
from tests import make

SECOND = timedelta(seconds=1)


async def test_letters_count_by_the_transaction_that_stored_them(database: str) -> None:
    box, other = await make.stored_mailbox(), await make.stored_mailbox("boris@acme.test")
    for mailbox, uids, seconds, new in (
        (box, (90, 91), 0, False),
        (other, (90, 91), 1, False),
        (box, (92, 93, 94), 4, False),
        (box, (100,), 5, True),  # it came meanwhile, and tells nothing of the speed
    ):
        job = await turns.begin(mailbox.id)
        assert job
        inbox = (await folders.marks(mailbox.id))[0]
        letters = tuple(make.letter(uid, new=new) for uid in uids)
        hole = records.Hole(uid=records.Uid(50), reason="later")
        batch = records.Batch(folder_id=inbox.folder_id, letters=letters, holes=(hole,))
        await batches.commit(job, batch, make.NOW + seconds * SECOND)
    assert await paces.of(box.id) == records.Pace(
        stored=(StoredAtOnce(make.NOW + 4 * SECOND, 3), StoredAtOnce(make.NOW, 2)), tried_again=0
    )


async def test_a_letter_that_is_asked_for_again_is_counted(database: str) -> None:
    box = await make.stored_mailbox()
    job = await turns.begin(box.id)
    assert job
    inbox = (await folders.marks(box.id))[0]
    hole = records.Hole(uid=records.Uid(50), reason="not_given", tries=1, next_try=make.NOW)
    await batches.commit(job, records.Batch(folder_id=inbox.folder_id, holes=(hole,)), make.NOW)
    assert (await paces.of(box.id)).tried_again == 1
