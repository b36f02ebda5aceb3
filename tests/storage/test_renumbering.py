"""Letters that lost their numbers keep their rows, and are offered to be found again."""

from datetime import timedelta

import pytest

from storage import batches, folders, models, records, renumbering, turns
from storage.records import Uid, UidValidity
from tests import make

NEW_VALIDITY = UidValidity(8)


async def begun(*letters: records.Letter) -> tuple[records.MailboxJob, records.FolderMarks]:
    """An Inbox with these letters and a hole, and the turn of a sync."""
    box = await make.stored_mailbox()
    job = await turns.begin(box.id)
    assert job
    inbox = (await folders.marks(box.id))[0]
    hole = records.Hole(uid=Uid(150), reason="not_given")
    batch = records.Batch(
        folder_id=inbox.folder_id, letters=letters, holes=(hole,), new_to=Uid(200), old_to=Uid(3), skipped="7"
    )
    await batches.commit(job, batch, make.NOW)
    return job, (await folders.marks(box.id))[0]


async def detach(job: records.MailboxJob, inbox: records.FolderMarks, uidnext: int = 20) -> None:
    await renumbering.begin(job, inbox.folder_id, NEW_VALIDITY, Uid(uidnext))


async def identities() -> list[tuple[int, int]]:
    rows = await models.Letter.all().order_by("id").values_list("uidvalidity", "uid")
    return [(int(validity), int(uid)) for validity, uid in rows]


async def test_the_marks_meet_at_uidnext_and_every_letter_keeps_its_row(database: str) -> None:
    job, inbox = await begun(make.letter(100), make.letter(101))
    before = await models.Letter.all().order_by("id").values_list("id", flat=True)
    await detach(job, inbox)
    after, sent = await folders.marks(job.mailbox.id)
    assert (after.uidvalidity, after.new_from, after.new_to, after.old_to) == (8, 20, 20, 20)
    assert (after.renumbering, after.scanned, after.skipped, after.holes) == (True, False, "", ())
    assert after.seen == records.Seen()
    assert (sent.uidvalidity, sent.renumbering) == (make.VALIDITY, False)
    assert await models.Letter.all().order_by("id").values_list("id", flat=True) == before
    assert all(validity == 0 and uid < 0 for validity, uid in await identities())


async def test_letters_detached_twice_meet_neither_each_other_nor_a_new_one(database: str) -> None:
    job, inbox = await begun(make.letter(100), make.letter(101))
    await detach(job, inbox)
    (one, _) = await models.Letter.all().order_by("id")
    found = records.Batch(
        folder_id=inbox.folder_id,
        letters=(make.letter(1, uidvalidity=NEW_VALIDITY),),
        renumbered=(records.Renumbered(letter_id=one.id, uid=Uid(2)),),
    )
    await batches.commit(job, found, make.NOW)
    assert sorted(uid for validity, uid in await identities() if validity) == [1, 2]
    await renumbering.begin(job, inbox.folder_id, UidValidity(9), Uid(20))
    assert len({uid for validity, uid in await identities() if validity == 0}) == 3


async def test_candidates_share_a_message_id_or_have_none_and_a_size(database: str) -> None:
    job, inbox = await begun(
        make.letter(100, message_id="<a@x>", size=10),
        make.letter(101, message_id="<a@x>", size=11),
        make.letter(102, message_id="<b@x>", size=12),
        make.letter(103, message_id=None, size=12, date=None),
        make.letter(104, message_id=None, size=13),
    )
    assert await renumbering.candidates(inbox.folder_id, ["<a@x>"], [12]) == []  # none has lost its number
    await detach(job, inbox)
    found = await renumbering.candidates(inbox.folder_id, ["<a@x>", "<nobody@x>"], [12])
    told = sorted((each.message_id or "", each.size, each.date, each.received) for each in found)
    assert told == [
        ("", 12, None, make.NOW),
        ("<a@x>", 10, make.NOW, make.NOW),
        ("<a@x>", 11, make.NOW, make.NOW),
    ]
    elsewhere = (await folders.marks(job.mailbox.id))[1].folder_id
    assert await renumbering.candidates(elsewhere, ["<a@x>"], [12]) == []


async def test_more_message_ids_than_the_database_takes_at_once(database: str) -> None:
    job, inbox = await begun(*(make.letter(uid) for uid in range(100, 103)))
    await detach(job, inbox)
    asked = [f"<{number}@client.test>" for number in range(2000)]
    found = await renumbering.candidates(inbox.folder_id, asked, list(range(2000)))
    assert len({each.letter_id for each in found}) == len(found) == 3


async def test_the_newest_known_is_one_of_before_the_new_numbering(database: str) -> None:
    hour = timedelta(hours=1)
    job, inbox = await begun(make.letter(100), make.letter(101, received=make.NOW + hour))
    await detach(job, inbox)
    assert await renumbering.newest_known(inbox.folder_id, Uid(20)) == make.NOW + hour
    newer = make.letter(20, uidvalidity=NEW_VALIDITY, received=make.NOW + 2 * hour)
    await batches.commit(job, records.Batch(folder_id=inbox.folder_id, letters=(newer,)), make.NOW)
    assert await renumbering.newest_known(inbox.folder_id, Uid(20)) == make.NOW + hour
    assert await renumbering.newest_known(inbox.folder_id, Uid(21)) == make.NOW + 2 * hour
    sent = (await folders.marks(job.mailbox.id))[1]
    assert await renumbering.newest_known(sent.folder_id, Uid(20)) is None


async def test_a_sync_that_was_superseded_renumbers_nothing(database: str) -> None:
    job, inbox = await begun(make.letter(100))
    assert await turns.begin(job.mailbox.id)
    with pytest.raises(turns.Superseded):
        await detach(job, inbox)
    assert await identities() == [(make.VALIDITY, 100)]
    assert (await folders.marks(job.mailbox.id))[0] == inbox
