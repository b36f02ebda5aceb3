"""The index follows what is stored, and does not get in the way of an import."""

import asyncio

import pytest

from storage import batches, folders, models, records, search, search_index, turns
from storage.records import Query
from sync_engine.work import indexing
from tests import make

pytestmark = pytest.mark.both_databases


@pytest.fixture
async def box(database: str) -> records.Mailbox:
    return await make.stored_mailbox()


async def store(box: records.Mailbox, *uids: int) -> None:
    job = await turns.begin(box.id)
    assert job
    inbox = (await folders.marks(box.id))[0]
    batch = records.Batch(folder_id=inbox.folder_id, letters=tuple(make.letter(uid) for uid in uids))
    await batches.commit(job, batch, make.NOW)


async def found(box: records.Mailbox) -> int:
    return len(await search.found(box.owner.id, Query(words=(("заказ",),))))


async def until_found(box: records.Mailbox, count: int) -> None:
    async with asyncio.timeout(10):
        while await found(box) < count:  # noqa: ASYNC110 - a database tells nobody when it changes
            await asyncio.sleep(0.01)


async def in_the_index(count: int) -> None:
    async with asyncio.timeout(10):
        while await models.SearchEntry.all().count() < count:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The greatest ids that were seen, one a look; looks follow each other at once."""
    seen: list[int] = []
    newest = search_index.newest_letter

    async def noted() -> int:
        seen.append(await newest())
        return seen[-1]

    monkeypatch.setattr(search_index, "newest_letter", noted)
    monkeypatch.setattr(indexing, "_LOOK", 0.01)
    return seen


async def test_what_is_stored_is_found_some_looks_later(box: records.Mailbox, looks: list[int]) -> None:
    async with indexing.Indexer():
        await store(box, 100, 101)
        await until_found(box, 2)
        await store(box, 102)
        await until_found(box, 3)
    assert await models.Correspondence.all().count() == 3


async def test_letters_of_before_the_start_are_found(box: records.Mailbox, looks: list[int]) -> None:
    await store(box, *range(100, 350))
    async with indexing.Indexer():
        await until_found(box, search.MOST + 1)
        await in_the_index(250)


async def test_while_letters_keep_coming_the_index_waits_but_not_for_ever(
    box: records.Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexer, indexed = indexing.Indexer(), []
    for uid in range(100, 108):
        await store(box, uid)
        await indexer._look()
        indexed.append(await found(box))
    assert indexed == [0, 0, 0, 0, 0, 0, 7, 7]
    await indexer._look()
    assert await found(box) == 8


async def test_an_error_of_one_look_does_not_end_the_looking(
    box: records.Mailbox, looks: list[int], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(indexing.Indexer, "pause", 0.01)
    put, troubles = search_index.put, [ZeroDivisionError("secret")]

    async def failing(entries: list[records.Indexed]) -> None:
        if troubles:
            raise troubles.pop()
        await put(entries)

    monkeypatch.setattr(search_index, "put", failing)
    await store(box, 100)
    async with indexing.Indexer():
        await until_found(box, 1)
    assert "ZeroDivisionError" in caplog.text
    assert "secret" not in caplog.text


async def test_a_letter_somebody_looks_at_is_indexed_out_of_turn(box: records.Mailbox) -> None:
    await store(box, 100, 101)
    letter = await models.Letter.get(uid=100)
    await indexing.take(letter.id)
    await indexing.take(letter.id)
    await indexing.take(999)
    assert await found(box) == 1
