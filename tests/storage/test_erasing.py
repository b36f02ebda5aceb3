"""What is disconnected is gone: from every table, and from every octet of the database's files."""

import asyncio
import secrets
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from storage import batches, erasing, folders, mailboxes, models, orm, people, records, turns
from sync_engine.work import indexing
from tests import make

LATER = make.NOW + timedelta(days=30)


async def letters_of(box: records.Mailbox, word: str, count: int = 300) -> None:
    """Letters that say a word in every field, in chunks as an import stores them."""
    job = await turns.begin(box.id)
    assert job
    inbox = (await folders.marks(box.id))[0]
    for first in range(100, 100 + count, 100):
        several = tuple(
            make.letter(
                uid,
                subject=f"{word} {uid}",
                text=f"{word} " * (uid % 50 * 20 + 1),
                preview=word,
                message_id=f"<{uid}.{word}@client.test>",
                sender=records.Contact(name=word, address=f"{word}{uid}@client.test"),
                attachments=(
                    records.Attachment(name=f"{word}.pdf", type="application/pdf", size=9, part="2"),
                ),
            )
            for uid in range(first, first + 100)
        )
        batch = records.Batch(
            folder_id=inbox.folder_id,
            letters=several,
            notify=(box.owner.id,),
            announced=frozenset(letter.uid for letter in several),
            tokens={f"{box.id}-{letter.uid}": "chain" for letter in several},
            holes=(records.Hole(uid=records.Uid(first + 99_000), reason=word),),
        )
        await batches.commit(job, batch, make.NOW)


def said_in(folder: Path, word: str) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if word.encode() in path.read_bytes())


async def test_no_octet_of_an_erased_mailbox_is_left_in_a_file(sqlite_url: str) -> None:
    gone, kept = secrets.token_hex(8), secrets.token_hex(8)
    async with orm.open_storage(sqlite_url):
        boxes = [await make.stored_mailbox(f"{name}@acme.test") for name in ("anna", "boris", "vera")]
        for box, word in zip(boxes, (kept, gone, kept), strict=True):
            await letters_of(box, word)
        await indexing.catch_up()
        (file,) = {Path(str(orm.reading().filename)).parent}  # type: ignore[attr-defined]
        assert said_in(file, gone)
        await erasing.begin(boxes[1].id, make.NOW)
        assert await erasing.erase()
        assert await erasing.wipe()
        assert said_in(file, gone) == []
        assert said_in(file, kept)
        assert await models.Letter.filter(mailbox_id__not=boxes[1].id).count() == 600
        tables = ("Letter", "Attachment", "Notice", "Hole", "ChainToken", "Folder", "Mailbox")
        left = {name: await getattr(models, name).all().count() for name in tables}
        assert left == dict(zip(tables, (600, 600, 600, 6, 600, 4, 2), strict=True))


async def test_an_erased_mailbox_is_seen_by_nobody_and_no_sync_writes_to_it(database: str) -> None:
    box = await make.stored_mailbox()
    job = await turns.begin(box.id)
    assert job
    inbox = (await folders.marks(box.id))[0]
    assert await erasing.begin(box.id, make.NOW)
    assert not await erasing.begin(box.id, make.NOW)
    assert await mailboxes.everything() == []
    assert (await models.Mailbox.get(id=box.id)).credential == ""
    with pytest.raises(turns.Superseded):
        await batches.commit(job, records.Batch(folder_id=inbox.folder_id), make.NOW)
    assert await erasing.erase(box.id)
    assert not await erasing.erase()


async def test_wiping_waits_for_a_reader_and_gives_up_on_one_that_never_ends(
    sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "_PATIENCE", 10)
    monkeypatch.setattr(erasing, "_PAUSE", 0.01)
    await make.stored_mailbox()
    with closing(sqlite3.connect(str(orm.reading().filename), isolation_level=None)) as reader:  # type: ignore[attr-defined]
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM mailbox").fetchone() == (1,)
        await make.stored_mailbox("boris@acme.test")
        assert not await erasing.wipe()
        wiping = asyncio.create_task(erasing.wipe())
        reader.execute("ROLLBACK")
        assert await wiping


async def test_mailboxes_of_a_removed_person_wait_thirty_days_and_are_theirs_again_before(
    database: str,
) -> None:
    member = await people.put(2002, "member", "ru")
    personal = await mailboxes.add(make.new_mailbox("personal@acme.test"), member.id)
    shared = await mailboxes.add(make.new_mailbox("shared@acme.test", mode="corporate"), member.id)
    await people.remove(2002, make.NOW, erase=False)
    await erasing.begin_of_removed(make.NOW, LATER)
    assert {box.id for box in await mailboxes.everything()} == {personal, shared}
    await people.put(2002, "member", "ru")
    await erasing.begin_of_removed(LATER, LATER)
    assert {box.id: box.state for box in await mailboxes.everything()} == {
        personal: "paused",
        shared: "importing",
    }
    await people.remove(2002, make.NOW, erase=False)
    await erasing.begin_of_removed(LATER, LATER)
    assert [box.id for box in await mailboxes.everything()] == [shared]


async def test_only_messages_about_the_mailbox_that_telegram_lets_us_delete_are_named(database: str) -> None:
    box, other = await make.stored_mailbox(), await make.stored_mailbox("boris@acme.test")
    for each in (box, other):
        await letters_of(each, "word", 100)
    notices = await models.Notice.all().prefetch_related("letter").order_by("id")
    of_box = [notice for notice in notices if notice.letter.mailbox_id == box.id]
    for number, notice in enumerate(notices, 1):
        recent = notice is not of_box[0]
        notice.state, notice.message_id = "sent", number if notice is not of_box[1] else None
        notice.at = make.NOW if recent else make.NOW - timedelta(hours=49)
        await notice.save()
    found = await erasing.messages(box.id, make.NOW - timedelta(hours=48))
    assert found == {1001: sorted(notice.message_id for notice in of_box[2:] if notice.message_id)}
