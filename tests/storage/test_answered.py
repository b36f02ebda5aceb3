"""Who answered a client, seen from what is stored: named letters count, guesses do not."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from storage import (
    answers,
    batches,
    bounces,
    folders,
    mailboxes,
    models,
    notice_edits,
    outbox,
    people,
    records,
    sending,
    turns,
)
from tests import make

MINUTE = timedelta(minutes=1)
CLIENT = "<question@client.test>"
OURS = "<answer@acme.test>"


@pytest.fixture
async def box(database: str) -> records.Mailbox:
    box = await make.stored_mailbox(mode="corporate")
    await people.put(1002, "member", "ru", "Борис")
    return box


async def store(box: records.Mailbox, *letters: records.Letter, merged: dict[str, str] | None = None) -> None:
    """In one commit a folder, as the sync does it."""
    for direction, role in (("in", "inbox"), ("out", "sent")):
        those = tuple(each for each in letters if each.direction == direction)
        job = await turns.begin(box.id)
        assert job
        folder = next(each for each in await folders.marks(box.id) if each.role == role)
        everyone = tuple([row.id for row in await models.Person.all()])
        batch = records.Batch(
            folder_id=folder.folder_id,
            letters=those,
            notify=everyone,
            announced=frozenset(each.uid for each in those if each.direction == "in" and each.new),
            merged=merged or {},
        )
        if those:
            await batches.commit(job, batch, make.NOW)


def question(uid: int = 100, message_id: str | None = CLIENT, **facts: Any) -> records.Letter:
    given: dict[str, Any] = {"message_id": message_id, "chain": "c", "new": True, "received": make.NOW}
    return make.letter(uid, **given | facts)


def sent(uid: int = 200, *, minutes: int = 12, **facts: Any) -> records.Letter:
    given: dict[str, Any] = {
        "message_id": OURS,
        "chain": "c",
        "new": True,
        "direction": "out",
        "client": False,
        "in_reply_to": CLIENT,
        "received": make.NOW + minutes * MINUTE,
    }
    return make.letter(uid, **given | facts)


async def tell_all() -> None:
    """As if Telegram had taken every notice."""
    for number, job in enumerate(await outbox.due(make.NOW + timedelta(hours=1), 100)):
        await outbox.sent([job.id], 1000 + number, make.NOW)


async def edits(telegram_id: int = 1001) -> list[records.NoticeJob]:
    person = await people.find(telegram_id)
    assert person
    return await notice_edits.due(make.NOW + timedelta(days=1), 10, person.id)


async def test_an_answer_from_another_program_edits_everyones_notice(box: records.Mailbox) -> None:
    await store(box, question())
    await tell_all()
    assert await edits() == []
    await store(box, sent())
    for telegram_id in (1001, 1002):
        (job,) = await edits(telegram_id)
        assert job.answered == records.Answered(person_id=None, name="", at=make.NOW + 12 * MINUTE)
        assert job.message_id is not None


async def test_an_answer_that_came_to_us_before_its_letter_counts(box: records.Mailbox) -> None:
    await store(box, sent())
    await store(box, question())
    await tell_all()
    (job,) = await edits()
    assert job.answered


@pytest.mark.parametrize(
    ("facts", "counts"),
    [
        ({"in_reply_to": None, "references": (CLIENT,)}, True),
        ({"in_reply_to": "<other@client.test>", "references": ()}, False),
        ({"in_reply_to": None, "references": ()}, True),  # a program that names nothing
        ({"in_reply_to": None, "references": (), "minutes": -5}, False),
        ({"chain": "another", "in_reply_to": None}, False),
        ({"new": False}, False),
    ],
)
async def test_what_counts_as_an_answer(box: records.Mailbox, facts: dict[str, Any], counts: bool) -> None:
    await store(box, question(), sent(**facts))
    assert await models.Answered.exists() is counts


@pytest.mark.parametrize("facts", [{"client": False}, {"new": False}])
async def test_only_new_letters_of_clients_are_answered(box: records.Mailbox, facts: dict[str, Any]) -> None:
    await store(box, question(**facts), sent())
    assert not await models.Answered.exists()


async def test_the_first_answer_stays(box: records.Mailbox) -> None:
    await store(box, question())
    await store(box, sent(), sent(201, minutes=30, message_id="<second@acme.test>"))
    await store(box, sent(202, minutes=60, message_id="<third@acme.test>"))
    (row,) = await models.Answered.all()
    assert row.at == make.NOW + 12 * MINUTE


async def our_answer(box: records.Mailbox, letter_id: int) -> int:
    boris = await people.find(1002)
    assert boris
    new = make.answer(box.id, boris.id, letter_id=letter_id, message_id=OURS)
    answer_id = await answers.intend(new)
    assert await sending.begin(box.id, make.NOW + 20 * MINUTE)
    await sending.handed(answer_id, make.NOW + 20 * MINUTE, 1)
    return answer_id


async def test_an_answer_from_the_chat_says_who_and_its_copy_changes_nothing(
    box: records.Mailbox,
) -> None:
    await store(box, question())
    await tell_all()
    letter = await models.Letter.get(message_id=CLIENT)
    await sending.sent(await our_answer(box, letter.id), "250 ok", make.NOW + 20 * MINUTE, make.NOW)
    await store(box, sent(minutes=21))
    (job,) = await edits()
    assert job.answered
    assert (job.answered.name, job.answered.at) == ("Борис", make.NOW + 20 * MINUTE)


async def test_an_unknown_one_is_known_by_its_copy_with_its_writer(
    box: records.Mailbox,
) -> None:
    await store(box, question())
    letter = await models.Letter.get(message_id=CLIENT)
    await sending.unknown(await our_answer(box, letter.id), "died", make.NOW)
    assert not await models.Answered.exists()
    await store(box, sent())
    row = await models.Answered.get().prefetch_related("person")
    assert row.person is not None
    assert row.person.name == "Борис"


async def test_the_letters_that_led_to_the_answered_one_are_answered_too(box: records.Mailbox) -> None:
    second = "<second@client.test>"
    other = "<other@client.test>"
    await store(box, question(), question(101, second, references=(CLIENT,)), question(102, other))
    letter = await models.Letter.get(message_id=second)
    await sending.sent(await our_answer(box, letter.id), "250 ok", make.NOW, None)
    rows = await models.Answered.all().prefetch_related("letter")
    assert {row.letter.message_id for row in rows} == {CLIENT, second}


async def test_an_answer_that_did_not_arrive_is_none(box: records.Mailbox) -> None:
    await store(box, question())
    await tell_all()
    letter = await models.Letter.get(message_id=CLIENT)
    await sending.sent(await our_answer(box, letter.id), "250 ok", make.NOW, None)
    (job,) = await edits()
    assert await notice_edits.begin_attempt([job.id], make.NOW + 30 * MINUTE)
    await notice_edits.sent([job.id], 1000, make.NOW)
    assert await edits() == []
    bounce = records.Bounce(message_id=OURS, reply="550 no such user", reason="recipient")
    await bounces.note(box.id, replace(bounce, address="copy@client.test"), make.NOW)
    assert await edits() == []
    await bounces.note(box.id, bounce, make.NOW)
    (job,) = await edits()
    assert job.answered is None


async def test_an_edit_cut_short_comes_again_and_one_that_is_done_does_not(
    box: records.Mailbox,
) -> None:
    await store(box, question())
    await tell_all()
    await store(box, sent())
    (job,) = await edits()
    assert await notice_edits.begin_attempt([job.id], make.NOW + 3 * MINUTE)
    person = await people.find(1001)
    assert person
    assert await notice_edits.due(make.NOW + MINUTE, 10, person.id) == []
    assert len(await notice_edits.due(make.NOW + 4 * MINUTE, 10, person.id)) == 1
    await notice_edits.sent([job.id], 1000, make.NOW)
    assert await edits() == []


async def test_who_is_not_entitled_any_more_sees_no_edit(box: records.Mailbox) -> None:
    await store(box, question())
    await tell_all()
    await store(box, sent())
    await models.Mailbox.filter(id=box.id).update(mode="personal")
    assert await edits(1002) == []
    assert len(await edits()) == 1
    assert await mailboxes.get(box.id)


async def test_a_message_of_several_letters_is_edited_once_for_all_that_was_answered(
    box: records.Mailbox,
) -> None:
    several = [question(uid, f"<{uid}@client.test>", chain=str(uid)) for uid in range(100, 104)]
    await store(box, *several)
    await models.Notice.all().update(bundle="late")
    person = await people.find(1001)
    assert person
    (summary,) = await outbox.summaries_due(make.NOW + MINUTE, person.id)
    assert await outbox.begin_attempt(summary.notice_ids, make.NOW + 3 * MINUTE)
    await outbox.sent(summary.notice_ids, 1000, make.NOW)
    assert await notice_edits.together_due(make.NOW + MINUTE, 10, person.id) == []
    for uid in (101, 103):
        await store(box, sent(uid, chain=str(uid), in_reply_to=f"<{uid}@client.test>", message_id=f"<{uid}>"))
    (edit,) = await notice_edits.together_due(make.NOW + timedelta(days=1), 10, person.id)
    assert (edit.message_id, edit.count, edit.answered) == (1000, 4, 2)
    assert [each.uid for each in edit.newest if each.answered] == [103, 101]
    assert person.id in await notice_edits.people_due(make.NOW + timedelta(days=1))
    assert await notice_edits.begin_attempt(edit.notice_ids, make.NOW + 3 * MINUTE)
    await notice_edits.sent(edit.notice_ids, 1000, make.NOW)
    assert await notice_edits.together_due(make.NOW + timedelta(days=1), 10, person.id) == []
