"""Further addresses of a mailbox: none is lost, and whose letters they would hide."""

import asyncio

from storage import aliases, batches, erasing, folders, mailboxes, records, turns
from tests import make


async def named(mailbox_id: int) -> set[str]:
    found = await mailboxes.get(mailbox_id)
    assert found
    return set(found.aliases)


async def test_of_many_that_are_named_at_once_none_is_lost(database: str) -> None:
    box = await make.stored_mailbox()
    wanted = {f"a{number}@acme.test" for number in range(8)}
    assert await asyncio.gather(*(aliases.add(box.id, each, 20) for each in wanted)) == [True] * 8
    assert await named(box.id) == wanted
    gone = sorted(wanted)[:4]
    await asyncio.gather(*(aliases.remove(box.id, each) for each in gone))
    assert await named(box.id) == wanted - set(gone)


async def test_there_are_never_too_many_however_many_come_at_once(database: str) -> None:
    box = await make.stored_mailbox()
    added = await asyncio.gather(*(aliases.add(box.id, f"a{number}@acme.test", 3) for number in range(8)))
    assert sorted(added) == [False] * 5 + [True] * 3
    assert len(await named(box.id)) == 3


async def test_a_mailbox_on_its_way_out_gets_none(database: str) -> None:
    box = await make.stored_mailbox()
    await erasing.begin(box.id, make.NOW)
    assert await aliases.add(box.id, "a@acme.test", 3)
    await aliases.remove(box.id, "a@acme.test")
    assert "a@acme.test" not in await mailboxes.own_addresses()


async def test_only_what_a_client_sent_to_these_mailboxes_is_counted(database: str) -> None:
    boxes = [await make.stored_mailbox(f"{name}@acme.test") for name in ("anna", "boris")]
    for box in boxes:
        job = await turns.begin(box.id)
        assert job
        inbox = (await folders.marks(box.id))[0]
        several = (
            make.letter(100),
            make.letter(101, client=False, origin="bulk"),
            make.letter(102, direction="out"),
            make.letter(103, sender=records.Contact(name="", address="another@client.test")),
        )
        await batches.commit(job, records.Batch(folder_id=inbox.folder_id, letters=several), make.NOW)
    first, both = {boxes[0].id}, {box.id for box in boxes}
    assert await aliases.letters_of_client(first, "petrov@client.test") == 1
    assert await aliases.letters_of_client(both, "petrov@client.test") == 2
    assert await aliases.letters_of_client(both, "nobody@client.test") == 0
    assert await aliases.letters_of_client((), "petrov@client.test") == 0
