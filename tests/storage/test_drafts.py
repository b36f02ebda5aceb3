"""Letters that are being written: each is its writer's, and is there until it is sent or thrown away."""

from datetime import timedelta

from storage import answer_files, answers, drafts, erasing, models, people, records
from tests import make

LATER = make.NOW + timedelta(days=8)


async def begun(box: records.Mailbox, text: str = "Цена 100", card: int = 5) -> int:
    return await drafts.put(
        box.owner.id, 0, "write.ready", {"text": text}, make.NOW, mailbox_id=box.id, card=card
    )


async def texts() -> list[object]:
    return [each.data["text"] async for each in models.Draft.all().order_by("id")]


async def test_each_is_found_by_its_card_and_one_is_in_hand(database: str) -> None:
    box = await make.stored_mailbox()
    boris = await people.put(1002, "admin", "ru", "Борис")
    first, second = await begun(box), await begun(box, "Цена 200", 6)
    found = await drafts.shown_in(box.owner.id, 5)
    assert found == await drafts.get(first, box.owner.id)
    assert (found and found.data, found and found.card) == ({"text": "Цена 100"}, 5)
    held = await drafts.in_hand(box.owner.telegram_id)
    assert held
    assert held.id == second
    assert await drafts.shown_in(boris.id, 5) is None
    assert await drafts.get(first, boris.id) is None
    await drafts.drop(first, boris.id)
    await drafts.show_in(first, 7)
    assert await drafts.shown_in(box.owner.id, 5) is None
    await drafts.drop(second, box.owner.id)
    assert await people.dialogue(box.owner.telegram_id) is None
    assert await texts() == ["Цена 100"]


async def test_it_outlives_other_dialogues(database: str) -> None:
    box = await make.stored_mailbox()
    owner, draft = box.owner.telegram_id, await begun(box)
    await people.set_dialogue(owner, "connect.address", {})
    assert await drafts.in_hand(owner) is None
    await people.end_dialogue(owner)
    assert await texts() == ["Цена 100"]
    await drafts.put(box.owner.id, draft, "write.cc", {"text": "2"}, make.NOW, mailbox_id=box.id, card=0)
    held = await drafts.in_hand(owner)
    assert held == records.Draft(id=draft, step="write.cc", data={"text": "2"}, card=0)


async def test_it_ends_when_it_is_sent(database: str) -> None:
    box = await make.stored_mailbox()
    first, second = await begun(box), await begun(box, "Цена 200")
    await answers.intend(make.answer(box.id, box.owner.id), draft=first)
    assert await texts() == ["Цена 200"]
    held = await drafts.in_hand(box.owner.telegram_id)
    assert held
    assert held.id == second
    gone = await drafts.put(box.owner.id, first, "write.cc", {}, make.NOW, mailbox_id=box.id, card=0)
    assert (gone, await drafts.get(first, box.owner.id)) == (first, None)
    assert await answer_files.of_draft(first) == []


async def test_it_ends_with_its_mailbox_its_writer_and_after_a_week(database: str) -> None:
    box = await make.stored_mailbox()
    await begun(box)
    await drafts.drop_old(make.NOW)
    assert await texts() == ["Цена 100"]
    await drafts.drop_old(LATER)
    assert await texts() == []
    await begun(box)
    await erasing.begin(box.id, make.NOW)
    await erasing.erase()
    assert await texts() == []
    await drafts.put(box.owner.id, 0, "write.to", {"text": ""}, make.NOW, mailbox_id=None, card=0)
    await people.remove(box.owner.telegram_id, make.NOW, erase=False)
    assert await texts() == []
    assert not await drafts.put(box.owner.id, 0, "write.to", {"text": ""}, make.NOW, mailbox_id=None, card=0)
