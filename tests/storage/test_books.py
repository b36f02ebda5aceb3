"""Small facts of many mailboxes: written together, lost by nobody, told to whoever waits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from storage import books, mailboxes, orm
from tests import make


async def test_many_writers_share_two_transactions(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    boxes = [await make.stored_mailbox(f"box{number}@acme.test") for number in range(40)]
    kept, writing = books.Books(), orm.writing
    transactions, begun = 0, asyncio.Event()

    @asynccontextmanager
    async def counted() -> AsyncIterator[Any]:
        nonlocal transactions
        transactions += 1
        begun.set()
        async with writing() as connection:
            yield connection

    monkeypatch.setattr(orm, "writing", counted)
    later = [make.NOW + timedelta(minutes=number) for number in range(40)]
    first = asyncio.create_task(kept.put(boxes[0].id, next_check=make.NOW))
    await begun.wait()
    # One transaction is under way: all of these wait for the next one.
    await asyncio.gather(
        first, *(kept.put(box.id, next_check=due) for box, due in zip(boxes, later, strict=True))
    )
    assert transactions == 2
    assert {box.id: box.next_check for box in await mailboxes.everything()} == {
        box.id: due for box, due in zip(boxes, later, strict=True)
    }


async def test_what_is_told_of_one_mailbox_last_holds(database: str) -> None:
    box, kept = await make.stored_mailbox(), books.Books()
    moments = [make.NOW + timedelta(minutes=number) for number in range(9)]
    await asyncio.gather(*(kept.put(box.id, last_check=moment, logins=[1.5]) for moment in moments))
    found = await mailboxes.get(box.id)
    assert found
    assert (found.last_check, found.logins) == (moments[-1], (1.5,))


async def test_the_last_word_holds_whatever_it_is_said_with(database: str) -> None:
    """A sign-in that was put off, then a check without news: both tell when the next check is."""
    box, kept = await make.stored_mailbox(), books.Books()
    soon, late = make.NOW + timedelta(minutes=1), make.NOW + timedelta(minutes=15)
    await asyncio.gather(
        kept.put(box.id, next_check=make.NOW, watched_until=None),
        kept.put(box.id, last_check=make.NOW, next_check=soon),
        kept.put(box.id, next_check=late, watched_until=None),
    )
    found = await mailboxes.get(box.id)
    assert found
    assert found.next_check == late


async def test_an_error_reaches_everyone_who_waits_and_spoils_nothing_afterwards(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    box, other = await make.stored_mailbox(), await make.stored_mailbox("boris@acme.test")
    kept = books.Books()

    def disk_full() -> Any:
        raise OSError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(orm, "writing", disk_full)
        writers = (kept.put(each.id, last_check=make.NOW) for each in (box, other, box))
        found = await asyncio.gather(*writers, return_exceptions=True)
    assert [type(each) for each in found] == [OSError] * 3
    await kept.put(other.id, last_check=make.NOW)
    assert {each.address: each.last_check for each in await mailboxes.everything()} == {
        box.address: None,
        other.address: make.NOW,
    }


async def test_a_writer_who_gives_up_takes_nothing_from_the_others(database: str) -> None:
    boxes, kept = [await make.stored_mailbox(f"box{number}@acme.test") for number in range(3)], books.Books()
    writers = [asyncio.create_task(kept.put(box.id, last_check=make.NOW)) for box in boxes]
    await asyncio.sleep(0)
    writers[1].cancel()
    await asyncio.gather(*writers, return_exceptions=True)
    await kept.close()
    assert [box.last_check for box in await mailboxes.everything()] == [make.NOW] * 3
