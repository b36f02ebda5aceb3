"""Files of letters are there for as long as the letter may need them, and for its writer only."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storage import answer_files, answers, drafts, erasing, mailboxes, models, people, records, sending
from tests import make

LATER = make.NOW + timedelta(days=8)


async def begun(box: records.Mailbox, person: int = 0) -> int:
    """A letter of the mailbox's owner, or of that person."""
    return await drafts.put(person or box.owner.id, 0, "write.ready", {}, make.NOW, mailbox_id=box.id, card=0)


async def kept(
    box: records.Mailbox, draft: int, name: str = "счёт.pdf", person: int = 0
) -> records.AnswerFile:
    new = records.NewAnswerFile(
        person_id=person or box.owner.id,
        draft_id=draft,
        mailbox_id=box.id,
        name=name,
        type="application/pdf",
        octets=b"%PDF\0" + name.encode(),
        made_at=make.NOW,
    )
    await answer_files.keep(new)
    return (await answer_files.of_draft(draft))[-1]


async def test_they_go_with_the_letter_and_end_with_it(database: str) -> None:
    box = await make.stored_mailbox()
    draft = await begun(box)
    file = await kept(box, draft)
    assert (file.name, file.size) == ("счёт.pdf", len(b"%PDF\0" + file.name.encode()))
    assert await answer_files.octets(draft, file.id) == b"%PDF\0" + file.name.encode()
    new = make.answer(box.id, box.owner.id)
    answer_id = await answers.intend(new, draft=draft)
    assert await answer_files.of_draft(draft) == []
    again = await begun(box)
    await answer_files.back_to_draft(answer_id, again, box.owner.id)
    assert await answer_files.of_draft(again) == [file]
    answer_id = await answers.intend(new, draft=again)
    await sending.sent(answer_id, "250 OK", make.NOW, None)
    assert await models.AnswerFile.all().count() == 0


async def test_they_end_with_the_draft_and_not_with_the_dialogue(database: str) -> None:
    box = await make.stored_mailbox()
    owner, draft = box.owner.telegram_id, await begun(box)
    await kept(box, draft)
    await people.set_dialogue(owner, "connect.address", {})
    await people.end_dialogue(owner)
    assert await models.AnswerFile.all().count() == 1
    await drafts.drop(draft, box.owner.id)
    assert await models.AnswerFile.all().count() == 0
    await kept(box, await begun(box))
    await people.remove(owner, make.NOW, erase=False)
    assert await models.AnswerFile.all().count() == 0


async def test_they_end_with_the_mailbox_and_after_a_week(database: str) -> None:
    box = await make.stored_mailbox()
    await kept(box, await begun(box))
    await erasing.begin(box.id, make.NOW)
    await erasing.erase()
    assert await models.AnswerFile.all().count() == 0
    other = await mailboxes.get(await mailboxes.add(make.new_mailbox("b@acme.test"), box.owner.id))
    assert other
    draft = await begun(other)
    await kept(other, draft)
    await answer_files.drop_old(LATER)
    assert await models.AnswerFile.all().count() == 1, "its letter is still being written"
    sent = replace(make.answer(other.id, other.owner.id), made_at=LATER)
    await answers.intend(sent, draft=draft)
    await answer_files.drop_old(LATER)
    assert await models.AnswerFile.all().count() == 1
    await answer_files.drop_old(LATER + timedelta(seconds=1))
    assert await models.AnswerFile.all().count() == 0


async def test_they_are_of_one_letter_and_of_its_writer_alone(database: str) -> None:
    box = await make.stored_mailbox()
    boris = await people.put(1002, "admin", "ru", "Борис")
    mine, other, theirs = await begun(box), await begun(box), await begun(box, boris.id)
    file = await kept(box, mine)
    await kept(box, other, "other.pdf")
    kept_by_boris = await kept(box, theirs, "theirs.pdf", boris.id)
    with pytest.raises(LookupError):
        await answer_files.octets(theirs, file.id)
    await answer_files.drop(theirs, file.id)
    answer_id = await answers.intend(make.answer(box.id, boris.id), draft=theirs)
    assert await answer_files.of_draft(mine) == [file]
    again = await begun(box)
    await answer_files.back_to_draft(answer_id, again, box.owner.id)
    assert await answer_files.of_draft(again) == []
    again = await begun(box, boris.id)
    await answer_files.back_to_draft(answer_id, again, boris.id)
    assert await answer_files.of_draft(again) == [kept_by_boris]
