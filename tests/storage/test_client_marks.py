"""Senders marked as clients (rule S7)."""

from storage import client_marks, erasing, people
from tests import make


async def test_a_sender_is_marked_for_one_mailbox_in_lower_case(database: str) -> None:
    box, other = await make.stored_mailbox(), await make.stored_mailbox("sales@acme.test")
    await client_marks.add(box.id, "News@Shop.Test", box.owner.id)
    assert await client_marks.marked(box.id) == {"news@shop.test"}
    assert await client_marks.marked(other.id) == frozenset()


async def test_marked_twice_is_marked_once(database: str) -> None:
    box = await make.stored_mailbox()
    boris = await people.put(2002, "member", "ru")
    await client_marks.add(box.id, "news@shop.test", box.owner.id)
    await client_marks.add(box.id, "NEWS@shop.test", boris.id)
    (mark,) = await client_marks.listing(box.id)
    assert (mark.address, mark.mailbox_id) == ("news@shop.test", box.id)


async def test_a_mark_is_taken_back(database: str) -> None:
    box = await make.stored_mailbox()
    for address in ("b@shop.test", "a@shop.test"):
        await client_marks.add(box.id, address, box.owner.id)
    await client_marks.remove(box.id, "B@shop.test")
    (mark,) = await client_marks.listing(box.id)
    assert mark.address == "a@shop.test"
    assert await client_marks.get(mark.id) == mark
    await client_marks.remove(box.id, mark.address)
    assert await client_marks.get(mark.id) is None


async def test_marks_go_with_their_mailbox(database: str) -> None:
    box = await make.stored_mailbox()
    await client_marks.add(box.id, "news@shop.test", box.owner.id)
    await erasing.begin(box.id, make.NOW)
    await erasing.erase()
    assert await client_marks.marked(box.id) == frozenset()
