"""Letters of ours in the database: each step is there before the next, on both kinds of database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storage import (
    alerts,
    answers,
    batches,
    bounces,
    folders,
    mailboxes,
    models,
    people,
    records,
    sending,
    turns,
)
from tests import make

LATER = make.NOW + timedelta(minutes=1)


async def intended(**changes: object) -> records.Answer:
    box = await mailboxes.find("anna@acme.test") or await make.stored_mailbox()
    found = await answers.get(await answers.intend(make.answer(box.id, box.owner.id, **changes)))
    assert found is not None
    return found


async def state(answer: records.Answer) -> records.AnswerState:
    found = await answers.get(answer.id)
    assert found is not None
    return found.state


async def test_it_is_due_only_once_it_cannot_be_taken_back(database: str) -> None:
    answer = await intended(due_at=LATER)
    assert await sending.mailboxes_due(make.NOW) == []
    assert await sending.begin(answer.mailbox_id, make.NOW) is None
    assert await sending.mailboxes_due(LATER) == [answer.mailbox_id]
    assert await answers.waiting_count() == 1
    assert await answers.take_back(answer.id, make.NOW)
    assert not await answers.take_back(answer.id, make.NOW)
    assert await sending.mailboxes_due(LATER) == []
    assert await sending.octets(answer.id) is None
    assert await answers.waiting_count() == 0


async def test_one_sender_gets_it(database: str) -> None:
    answer = await intended()
    begun = await sending.begin(answer.mailbox_id, make.NOW)
    assert begun is not None
    assert (begun.id, begun.state, begun.tries) == (answer.id, "sending", 1)
    assert await sending.begin(answer.mailbox_id, make.NOW) is None
    assert not await answers.take_back(answer.id, make.NOW)


async def test_what_a_dead_sender_left_depends_on_how_far_it_was(database: str) -> None:
    first, second = await intended(), await intended(message_id="<2@acme.test>")
    for _ in range(2):
        await sending.begin(first.mailbox_id, make.NOW)
    await sending.handed(second.id, make.NOW, 1)
    await sending.recover(first.mailbox_id, LATER, make.NOW)
    assert [await state(first), await state(second)] == ["waiting", "unknown"]
    assert not await answers.again(first.id, LATER)
    assert await answers.again(second.id, LATER)


async def test_the_copy_that_the_sync_found_settles_it(database: str) -> None:
    unknown, unfiled, other = (
        await intended(),
        await intended(message_id="<2@acme.test>"),
        await intended(message_id="<3@acme.test>"),
    )
    for each in (unknown, unfiled, other):
        await sending.begin(each.mailbox_id, make.NOW)
    await sending.unknown(unknown.id, "died", make.NOW)
    await sending.unknown(other.id, "died", make.NOW)
    await sending.sent(unfiled.id, "250 OK", make.NOW, LATER)
    assert await sending.seen(make.NOW) == 0
    job = await turns.begin(unknown.mailbox_id)
    assert job is not None
    sent = next(each for each in await folders.marks(unknown.mailbox_id) if each.role == "sent")
    copies = tuple(
        make.letter(50 + number, message_id=each.message_id, direction="out")
        for number, each in enumerate((unknown, unfiled))
    )
    await batches.commit(job, records.Batch(folder_id=sent.folder_id, letters=copies), make.NOW)
    assert await sending.seen(make.NOW) == 1
    assert await sending.seen(make.NOW) == 0
    assert [await state(each) for each in (unknown, unfiled, other)] == ["sent", "sent", "unknown"]
    assert await sending.to_file(unknown.mailbox_id, LATER) is None
    assert await sending.octets(unfiled.id) is None


async def test_what_a_removed_person_wrote_does_not_go(database: str) -> None:
    """Within the span for taking back, between two tries, and after a try that was under way just then."""
    fresh = await intended(due_at=LATER)
    tried, going = await intended(message_id="<2@acme.test>"), await intended(message_id="<3@acme.test>")
    other = await people.put(1002, "admin", "ru", "Борис")
    kept = await answers.get(await answers.intend(make.answer(fresh.mailbox_id, other.id, due_at=LATER)))
    assert kept
    await sending.begin(fresh.mailbox_id, make.NOW)
    await sending.postpone(tried.id, LATER, "later", "451", make.NOW)
    await sending.begin(fresh.mailbox_id, make.NOW)
    await people.remove(1001, make.NOW, erase=False)
    assert [await state(each) for each in (fresh, tried, going, kept)] == [
        *("undone", "undone", "sending", "waiting")
    ]
    assert await sending.octets(fresh.id) is None
    await sending.postpone(going.id, LATER, "later", "451", make.NOW)
    begun = await sending.begin(fresh.mailbox_id, LATER)
    assert begun
    assert begun.id == kept.id
    assert await state(going) == "undone"
    assert await sending.begin(fresh.mailbox_id, LATER) is None


async def test_one_that_is_handed_over_while_its_writer_is_removed_ends_as_it_does(database: str) -> None:
    answer = await intended()
    await people.put(1002, "admin", "ru", "Борис")
    begun = await sending.begin(answer.mailbox_id, make.NOW)
    assert begun
    await people.remove(1001, make.NOW, erase=False)
    await sending.handed(answer.id, make.NOW, begun.tries)
    await sending.sent(answer.id, "250 OK", make.NOW, LATER)
    assert await state(answer) == "sent"
    assert await sending.to_file(answer.mailbox_id, LATER)


async def test_a_report_of_failure_comes_with_its_letter_and_once(database: str) -> None:
    answer = await intended()
    await sending.begin(answer.mailbox_id, make.NOW)
    await sending.sent(answer.id, "250 OK", make.NOW, None)
    job = await turns.begin(answer.mailbox_id)
    assert job is not None
    inbox = (await folders.marks(answer.mailbox_id))[0]
    bounce = records.Bounce(message_id=answer.message_id, reply="550 no such user", reason="recipient")
    foreign = records.Bounce(message_id="<else@acme.test>", reply="", reason="bounced")
    batch = records.Batch(folder_id=inbox.folder_id, bounces=(bounce, foreign))
    await batches.commit(job, batch, make.NOW)
    assert await state(answer) == "bounced"
    assert not await bounces.note(answer.mailbox_id, bounce, make.NOW)


async def reported(answer: records.Answer, *addresses: str) -> list[str]:
    """The kinds of what its writer is to be told when this was noted, once more than needed."""
    for address in (*addresses, *addresses):
        bounce = records.Bounce(
            message_id=answer.message_id, address=address, reply="550", reason="recipient"
        )
        await bounces.note(answer.mailbox_id, bounce, make.NOW)
    return [row.kind for row in await models.Alert.filter(answer_id=answer.id, state="waiting")]


async def test_a_copy_that_failed_is_told_once_and_the_letter_stays_sent(database: str) -> None:
    answer = await intended(to="boris@client.test", cc="vera@client.test")
    await sending.begin(answer.mailbox_id, make.NOW)
    await sending.sent(answer.id, "250 OK", make.NOW, None)
    assert await reported(answer, "vera@client.test") == ["copy_bounced"]
    assert await state(answer) == "sent"
    (job,) = await alerts.due(make.NOW, 5, answer.person.id)
    assert [each.address for each in job.bounces] == ["vera@client.test"]
    await alerts.sent([job.id], 5, make.NOW)
    assert await reported(answer, "vera@client.test") == []
    assert await reported(answer, "boris@client.test") == ["bounced"]
    assert await state(answer) == "bounced"


@pytest.mark.parametrize("first", ["boris@client.test", "vera@client.test"])
async def test_both_recipients_that_failed_are_told_in_one_message(database: str, first: str) -> None:
    answer = await intended(to="boris@client.test", cc="vera@client.test")
    await sending.begin(answer.mailbox_id, make.NOW)
    await sending.sent(answer.id, "250 OK", make.NOW, None)
    assert await reported(answer, first, "boris@client.test", "vera@client.test") == ["bounced"]
    assert await state(answer) == "bounced"


async def test_what_its_message_shows_is_remembered(database: str) -> None:
    answer = await intended()
    assert await answers.moving(10) == []
    await answers.show_in(answer.id, 77)
    assert [each.message for each in await answers.moving(10)] == [77]
    await answers.shown(answer)
    assert await answers.moving(10) == []
    await sending.begin(answer.mailbox_id, make.NOW)
    await answers.shown(answer)  # too late: it stands otherwise by now
    assert [each.state for each in await answers.moving(10)] == ["sending"]


async def test_it_goes_with_its_mailbox_and_stays_without_the_letter_it_answers(database: str) -> None:
    box = await make.stored_mailbox()
    job = await turns.begin(box.id)
    assert job is not None
    inbox = (await folders.marks(box.id))[0]
    await batches.commit(job, records.Batch(folder_id=inbox.folder_id, letters=(make.letter(1),)), make.NOW)
    letter = await models.Letter.get(uid=1)
    answer = await intended(letter_id=letter.id)
    await models.Letter.filter(id=letter.id).delete()
    found = await answers.get(answer.id)
    assert found is not None
    assert found.letter_id is None
    await models.Mailbox.filter(id=box.id).delete()
    assert await answers.get(answer.id) is None


async def test_a_chat_that_is_closed_is_not_asked_for_ever(database: str) -> None:
    answer = await intended()
    await answers.show_in(answer.id, 77)
    await people.mark_unreachable(answer.person.id, make.NOW)
    assert await answers.moving(10) == []
    await people.set_name(answer.person.id, "Анна")  # she spoke to the bot again
    assert [each.message for each in await answers.moving(10)] == [77]


async def test_what_the_server_said_before_it_took_a_letter_is_no_word_of_its_taking(database: str) -> None:
    answer = await intended()
    await sending.begin(answer.mailbox_id, make.NOW)
    await sending.postpone(answer.id, LATER, "later", "451 Later", make.NOW)
    job = await turns.begin(answer.mailbox_id)
    assert job is not None
    sent = next(each for each in await folders.marks(answer.mailbox_id) if each.role == "sent")
    copy = make.letter(50, message_id=answer.message_id, direction="out")
    await batches.commit(job, records.Batch(folder_id=sent.folder_id, letters=(copy,)), make.NOW)
    assert await sending.seen(make.NOW) == 1
    found = await answers.get(answer.id)
    assert found is not None
    assert (found.state, found.reply) == ("sent", None)


async def test_a_letter_of_another_program_that_came_back_is_known_and_told_nobody(database: str) -> None:
    box = await make.stored_mailbox()
    bounce = records.Bounce(message_id="<else@acme.test>", reply="550 no such user", reason="recipient")
    for _ in range(2):
        assert not await bounces.note(box.id, bounce, make.NOW)
    assert not await models.Alert.exists()
    letter = make.letter(50, message_id="<else@acme.test>", direction="out")
    notice = records.NoticeSummary(state="none")
    for stored, found in ((letter, (bounce,)), (replace(letter, direction="in"), ())):
        one = records.StoredLetter(id=1, mailbox_id=box.id, folder="sent", letter=stored, notice=notice)
        assert await bounces.of(one) == found
