"""Mailboxes that hold letters, indexed, for tests of what is found in them."""

from storage import batches, folders, mailboxes, people, records, turns
from sync_engine.work import indexing
from tests import make


async def person(number: int, role: records.Role = "member") -> records.Person:
    return await people.put(number, role, "ru")


async def mailbox(
    owner: records.Person, address: str, *found: records.Letter, mode: records.Mode = "personal"
) -> int:
    """Letters that went out are in Sent; the id of the mailbox."""
    mailbox_id = await mailboxes.add(make.new_mailbox(address, mode=mode), owner.id)
    await add(mailbox_id, *found)
    return mailbox_id


async def mailbox_of(
    who: int, *found: records.Letter, address: str = "boris@acme.test", mode: records.Mode = "personal"
) -> int:
    """The same of somebody who is in, by their Telegram id."""
    owner = await people.find(who)
    assert owner
    return await mailbox(owner, address, *found, mode=mode)


async def add(mailbox_id: int, *found: records.Letter) -> None:
    job = await turns.begin(mailbox_id)
    assert job
    inbox, sent = await folders.marks(mailbox_id)
    for marks, direction in ((inbox, "in"), (sent, "out")):
        letters = tuple(each for each in found if each.direction == direction)
        await batches.commit(job, records.Batch(folder_id=marks.folder_id, letters=letters), make.NOW)
    await indexing.catch_up()
