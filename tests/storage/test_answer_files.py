"""Files of letters are there for as long as the letter may need them, and for its writer only."""

from datetime import timedelta

import pytest

from storage import answer_files, answers, erasing, mailboxes, models, people, records, sending
from tests import make

LATER = make.NOW + timedelta(days=8)


async def kept(box: records.Mailbox, name: str = "счёт.pdf", person: int = 0) -> records.AnswerFile:
    """The file, as one of the draft of the mailbox's owner or of that person."""
    whose = person or box.owner.id
    new = records.NewAnswerFile(
        person_id=whose,
        mailbox_id=box.id,
        name=name,
        type="application/pdf",
        octets=b"%PDF\0" + name.encode(),
        made_at=make.NOW,
    )
    await answer_files.keep(new)
    return (await answer_files.of_draft(whose))[-1]


async def test_they_go_with_the_letter_and_end_with_it(database: str) -> None:
    box = await make.stored_mailbox()
    file = await kept(box)
    assert (file.name, file.size) == ("счёт.pdf", len(b"%PDF\0" + file.name.encode()))
    assert await answer_files.octets(box.owner.id, file.id) == b"%PDF\0" + file.name.encode()
    new = make.answer(box.id, box.owner.id)
    answer_id = await answers.intend(new, ends_dialogue_of=box.owner.telegram_id)
    assert await answer_files.of_draft(box.owner.id) == []
    await answer_files.back_to_draft(answer_id, box.owner.id)
    assert await answer_files.of_draft(box.owner.id) == [file]
    answer_id = await answers.intend(new, ends_dialogue_of=box.owner.telegram_id)
    await sending.sent(answer_id, "250 OK", make.NOW, None)
    assert await models.AnswerFile.all().count() == 0


async def test_they_end_with_the_draft(database: str) -> None:
    box = await make.stored_mailbox()
    owner = box.owner.telegram_id
    await people.set_dialogue(owner, "write.ready", {}, keeps_files=True)
    await kept(box)
    await people.set_dialogue(owner, "write.cc", {}, keeps_files=True)
    assert await models.AnswerFile.all().count() == 1
    await people.end_dialogue(owner)
    assert await models.AnswerFile.all().count() == 0
    await kept(box)
    await people.set_dialogue(owner, "connect.address", {})
    assert await models.AnswerFile.all().count() == 0
    await kept(box)
    await people.remove(owner, make.NOW, erase=False)
    assert await models.AnswerFile.all().count() == 0


async def test_they_end_with_the_mailbox_and_after_a_week(database: str) -> None:
    box = await make.stored_mailbox()
    await kept(box)
    await erasing.begin(box.id, make.NOW)
    await erasing.erase()
    assert await models.AnswerFile.all().count() == 0
    other = await mailboxes.get(await mailboxes.add(make.new_mailbox("b@acme.test"), box.owner.id))
    assert other
    await kept(other)
    await answer_files.drop_old(make.NOW)
    assert await models.AnswerFile.all().count() == 1
    await answer_files.drop_old(LATER)
    assert await models.AnswerFile.all().count() == 0


async def test_they_are_their_writers_alone(database: str) -> None:
    box = await make.stored_mailbox()
    boris = await people.put(1002, "admin", "ru", "Борис")
    file = await kept(box)
    theirs = await kept(box, "other.pdf", boris.id)
    with pytest.raises(LookupError):
        await answer_files.octets(boris.id, file.id)
    await answer_files.drop(boris.id, file.id)
    answer_id = await answers.intend(make.answer(box.id, boris.id), ends_dialogue_of=boris.telegram_id)
    assert await answer_files.of_draft(box.owner.id) == [file]
    await answer_files.back_to_draft(answer_id, box.owner.id)
    assert await answer_files.of_draft(box.owner.id) == [file]
    await answer_files.back_to_draft(answer_id, boris.id)
    assert await answer_files.of_draft(boris.id) == [theirs]
