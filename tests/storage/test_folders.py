"""A batch is stored whole or not at all, and only by the newest sync of its mailbox."""

from collections.abc import Awaitable, Callable

import pytest

from storage import batches, credentials, folders, letters, mailboxes, models, outbox, people, records, turns
from storage.records import Uid
from tests import make


async def begun() -> tuple[records.MailboxJob, records.FolderMarks]:
    box = await make.stored_mailbox()
    job = await turns.begin(box.id)
    assert job
    return job, (await folders.marks(box.id))[0]


async def test_letters_marks_holes_and_notices_come_together(database: str) -> None:
    job, inbox = await begun()
    batch = records.Batch(
        folder_id=inbox.folder_id,
        letters=(make.letter(100), make.letter(102, client=False, origin="bulk")),
        notify=(job.mailbox.owner.id,),
        announced=frozenset({Uid(100)}),
        holes=(records.Hole(uid=Uid(101), reason="not_given", tries=1),),
        new_to=Uid(103),
    )
    assert await batches.commit(job, batch, make.NOW) == 1
    marks = (await folders.marks(job.mailbox.id))[0]
    assert (marks.new_to, [hole.uid for hole in marks.holes]) == (103, [101])
    waiting = await outbox.due(make.NOW, 10)
    assert [notice.letter.letter.uid for notice in waiting] == [100]
    states = {each.letter.uid: each.notice for each in await letters.newest(job.mailbox.id, 10)}
    assert states[Uid(100)].state == "waiting"
    assert (states[Uid(102)].state, states[Uid(102)].why) == ("none", "bulk")


async def test_the_folder_of_sent_letters_is_told_by_its_mailbox(database: str) -> None:
    box = await make.stored_mailbox()
    other = await make.stored_mailbox("sales@acme.test")
    await models.Folder.filter(mailbox_id=other.id, role="sent").update(name="Sent Items")
    named = await folders.sent_names([box.id, other.id])
    assert named == {box.id: (await folders.marks(box.id))[1].name, other.id: "Sent Items"}


async def test_a_batch_that_fails_leaves_nothing(database: str) -> None:
    job, inbox = await begun()
    impossible = records.Batch(
        folder_id=inbox.folder_id,
        letters=(make.letter(100),),
        notify=(job.mailbox.owner.id,),
        announced=frozenset({Uid(100)}),
        holes=(records.Hole(uid=Uid(101), reason="not_given"),) * 2,  # one too many
        new_to=Uid(102),
    )
    with pytest.raises(Exception, match=r"(?i)unique"):
        await batches.commit(job, impossible, make.NOW)
    assert (await folders.marks(job.mailbox.id))[0].new_to == inbox.new_to
    assert await models.Letter.all().count() == 0


async def test_a_sync_that_was_superseded_cannot_write(database: str) -> None:
    job, inbox = await begun()
    assert await turns.begin(job.mailbox.id)
    with pytest.raises(turns.Superseded):
        await batches.commit(
            job, records.Batch(folder_id=inbox.folder_id, letters=(make.letter(100),)), make.NOW
        )
    assert await models.Letter.all().count() == 0


async def announcing(*people_ids: int) -> int:
    """How many notices a letter gives that was read for these people."""
    job, inbox = await begun()
    batch = records.Batch(
        folder_id=inbox.folder_id,
        letters=(make.letter(100),),
        notify=(job.mailbox.owner.id, *people_ids),
        announced=frozenset({Uid(100)}),
    )
    return await batches.commit(job, batch, make.NOW)


async def test_somebody_removed_while_a_letter_was_read_gets_no_notice(database: str) -> None:
    member = await people.put(2002, "member", "ru")
    await people.remove(2002, make.NOW, erase=False)
    assert await announcing(member.id) == 1


async def test_somebody_who_blocked_the_bot_while_a_letter_was_read_gets_no_notice(database: str) -> None:
    member = await people.put(2002, "member", "ru")
    await people.mark_unreachable(member.id, make.NOW)
    assert await announcing(member.id) == 1


async def pause(job: records.MailboxJob) -> None:
    await mailboxes.pause(job.mailbox.id, make.NOW)


async def remove_owner(job: records.MailboxJob) -> None:
    await people.remove(job.mailbox.owner.telegram_id, make.NOW, erase=False)


async def change_secret(job: records.MailboxJob) -> None:
    await credentials.mend(job.mailbox.id, "another", can_send=True, now=make.NOW)


@pytest.mark.parametrize("done", [pause, remove_owner, change_secret])
async def test_what_people_do_stops_the_sync_that_is_running(
    database: str, done: Callable[[records.MailboxJob], Awaitable[None]]
) -> None:
    job, inbox = await begun()
    await done(job)
    with pytest.raises(turns.Superseded):
        await batches.commit(
            job, records.Batch(folder_id=inbox.folder_id, letters=(make.letter(100),)), make.NOW
        )


async def test_the_same_letter_is_stored_once_and_announced_once(database: str) -> None:
    job, inbox = await begun()
    batch = records.Batch(
        folder_id=inbox.folder_id,
        letters=(make.letter(100),),
        notify=(job.mailbox.owner.id,),
        announced=frozenset({Uid(100)}),
    )
    assert [await batches.commit(job, batch, make.NOW) for _ in range(2)] == [1, 0]
    assert await models.Letter.all().count() == 1


async def test_letters_with_one_message_id_are_different_letters(database: str) -> None:
    job, inbox = await begun()
    twins = (make.letter(100, message_id="<same@x>"), make.letter(101, message_id="<same@x>"))
    await batches.commit(job, records.Batch(folder_id=inbox.folder_id, letters=twins), make.NOW)
    assert await models.Letter.all().count() == 2
