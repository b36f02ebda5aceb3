"""Letters reach their recipient once, their copy is in Sent once, and each has a state that is true."""

import asyncio
import itertools
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from storage import alerts, answers, letters, mailboxes, models
from storage import sending as out
from sync_engine.rules import compose, providers
from sync_engine.work import turn
from sync_engine.work.kit import Kit
from sync_engine.work.sender import Sender
from tests.fakes import dovecot
from tests.fakes.certificates import Certificates
from tests.work import sending
from tests.work.sending import BORIS, Post, read, state

NUMBERS = itertools.count(1)
LATER = timedelta(minutes=2)


@pytest.fixture
async def post(
    database: str, kit: Kit, certificates: Certificates, dovecot_server: dovecot.Dovecot
) -> AsyncIterator[Post]:
    box = dovecot_server.user(f"sender{next(NUMBERS)}@acme.test")
    with sending.outgoing(certificates, box) as smtp:
        yield await sending.post(kit, dovecot_server, box, smtp)


async def synced(post: Post) -> None:
    await turn.take(post.mailbox.id, post.kit)


async def test_a_letter_goes_once_and_its_copy_is_in_sent_once(post: Post) -> None:
    number = await post.write(
        cc="vera@client.test", files=(compose.File("счёт.pdf", "application/pdf", b"%PDF"),)
    )
    await post.go()
    sent = await state(number)
    assert (sent.state, sent.reason) == ("sent", None)
    assert sent.reply is not None
    assert sent.reply.startswith("250 ")
    (letter,) = post.smtp.letters
    assert (letter.sender, letter.recipients) == (post.box.address, (BORIS, "vera@client.test"))
    assert read(letter.raw)["Message-ID"] == sent.message_id
    assert post.filed() == []  # the provider may do that by itself
    for _ in range(2):
        post.later(LATER)
        await post.go()
    assert post.filed() == [sent.message_id]
    assert await out.octets(number) is None
    assert len(post.smtp.letters) == 1
    await synced(post)
    assert await models.Letter.filter(message_id=sent.message_id).count() == 1


async def test_what_the_provider_filed_is_not_doubled(post: Post) -> None:
    number = await post.write()
    await post.go()
    post.turns_up_in_sent()
    with post.box.session() as session:
        session.select_folder(str(post.box.sent))
        session.add_flags(session.search("ALL"), [b"\\Seen"])
    post.later(LATER)
    await post.go()
    assert post.filed() == [(await state(number)).message_id]


async def test_a_provider_known_to_file_is_left_alone(post: Post) -> None:
    row = providers.Provider(id="files", name={}, domains=("acme.test",), files_sent=True)
    await models.Mailbox.filter(id=post.mailbox.id).update(provider="files")
    post.kit = replace(post.kit, own=providers.Table((row,)))
    number = await post.write()
    await post.go()
    post.later(LATER)
    await post.go()
    assert (await state(number)).state == "sent"
    assert post.filed() == []


async def test_a_copy_that_cannot_be_filed_now_is_filed_later(
    post: Post, dovecot_server: dovecot.Dovecot
) -> None:
    number = await post.write()
    await post.go()
    good, post.kit = post.kit, replace(post.kit, trusted=type(post.kit.trusted)(frozenset()))
    post.later(timedelta(seconds=10))
    await post.go()
    assert post.filed() == []
    post.kit = good
    post.later(LATER)
    await post.go()
    assert post.filed() == [(await state(number)).message_id]


async def test_nothing_is_filed_in_a_mailbox_that_is_paused(post: Post) -> None:
    number = await post.write()
    await post.go()
    await mailboxes.pause(post.mailbox.id, post.kit.clock())
    post.later(LATER)
    await post.go()
    assert post.filed() == []
    await mailboxes.resume(post.mailbox.id, post.kit.clock())
    post.later(timedelta(hours=1))
    await post.go()
    assert post.filed() == [(await state(number)).message_id]


@pytest.mark.parametrize(
    ("field", "answer", "reason"),
    [
        ("refuse_recipient", "550 5.1.1 No such user", "recipient"),
        ("refuse_letter", "554 5.7.1 Looks like spam", "letter"),
        ("refuse_letter", "552 5.3.4 Message too big", "too_large"),
    ],
)
async def test_a_refusal_is_final_and_says_why(post: Post, field: str, answer: str, reason: str) -> None:
    setattr(post.smtp, field, answer)
    number = await post.write()
    await post.go()
    refused = await state(number)
    assert (refused.state, refused.reason, refused.reply) == ("refused", reason, answer)
    post.later(timedelta(hours=30))
    await post.go()
    assert (await state(number)).tries == 1
    setattr(post.smtp, field, None)
    assert await answers.again(number, post.kit.clock())
    await post.go()
    assert (await state(number)).state == "sent"


async def test_answers_in_the_charset_of_the_server_are_answers(post: Post) -> None:
    """RFC 5321 wants US-ASCII; servers here and there speak their own language in their own charset."""
    post.smtp.take_letter = "250 Письмо принято".encode("cp1251")
    number = await post.write()
    await post.go()
    sent = await state(number)
    assert sent.state == "sent"
    assert sent.reply
    assert sent.reply.startswith("250 ")
    post.smtp.refuse_recipient = "550 Нет такого пользователя".encode("koi8-r")
    number = await post.write()
    await post.go()
    assert ((await state(number)).state, (await state(number)).reason) == ("refused", "recipient")
    assert len(post.smtp.letters) == 1


async def test_what_the_books_do_not_take_is_not_laid_on_the_server(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The letter went: sent again because our own disk was full it would be there twice."""

    async def fails(*args: object) -> None:
        raise OSError("no space left on device")

    number = await post.write()
    with monkeypatch.context() as full:
        full.setattr(out, "sent", fails)
        with pytest.raises(OSError, match="no space"):
            await post.go()
    for _ in range(3):
        post.later(timedelta(hours=2))
        await post.go()
    assert ((await state(number)).state, (await state(number)).reason) == ("unknown", "died")
    assert len(post.smtp.letters) == 1


async def test_a_letter_whose_senders_die_every_time_is_given_up(post: Post) -> None:
    number = await post.write()
    assert await out.begin(post.mailbox.id, post.kit.clock()) is not None
    post.later(timedelta(hours=25))
    await post.go()
    assert ((await state(number)).state, (await state(number)).reason) == ("refused", "gave_up")
    assert post.received() == []


async def test_where_the_mailbox_is_not_let_in_its_copies_wait(post: Post) -> None:
    number = await post.write()
    await post.go()
    await models.Mailbox.filter(id=post.mailbox.id).update(trouble="auth_failed")
    for _ in range(20):
        post.later(timedelta(hours=1))
        await post.go()
    assert post.filed() == []
    await models.Mailbox.filter(id=post.mailbox.id).update(trouble=None)
    post.later(timedelta(hours=1))
    await post.go()
    assert post.filed() == [(await state(number)).message_id]


async def test_a_wrong_password_is_tried_once(post: Post) -> None:
    post.smtp.refuse_sign_in = "535 5.7.8 Error: authentication failed"
    number = await post.write()
    await post.go()
    assert (await state(number)).state == "refused"
    assert (await state(number)).reason == "smtp_sign_in_refused"


async def test_later_means_later_and_not_for_ever(post: Post) -> None:
    post.smtp.refuse_recipient = "451 4.7.1 Try again later"
    number = await post.write()
    await post.go()
    first = await state(number)
    assert (first.state, first.tries, first.reply) == ("waiting", 1, "451 4.7.1 Try again later")
    assert first.due_at > post.kit.clock()
    post.smtp.refuse_recipient = None
    post.smtp.stop()
    post.later(LATER)
    await post.go()
    assert (await state(number)).reason == "server_unreachable"
    post.later(timedelta(hours=24))
    await post.go()
    assert ((await state(number)).state, (await state(number)).reason) == ("refused", "gave_up")
    post.smtp.start()
    assert await answers.again(number, post.kit.clock())
    await post.go()
    assert post.received() == ["Счёт"]


async def test_a_lost_answer_is_never_sent_again_by_itself(post: Post) -> None:
    post.smtp.lose_answer = True
    number = await post.write()
    await post.go()
    assert ((await state(number)).state, (await state(number)).reason) == ("unknown", "unanswered")
    post.smtp.lose_answer = False
    for _ in range(3):
        post.later(timedelta(hours=9))
        await post.go()
    assert (await state(number)).state == "unknown"
    assert len(post.smtp.letters) == 1
    # It turns up in Sent: then it went.
    post.turns_up_in_sent()
    await synced(post)
    await post.go()
    assert (await state(number)).state == "sent"
    assert len(post.smtp.letters) == 1


async def test_the_person_decides_about_an_unknown_one(post: Post) -> None:
    post.smtp.lose_answer = True
    number = await post.write()
    await post.go()
    post.smtp.lose_answer = False
    assert await answers.again(number, post.kit.clock())
    assert not await answers.again(number, post.kit.clock())
    await post.go()
    assert (await state(number)).state == "sent"
    first, second = (read(each.raw)["Message-ID"] for each in post.smtp.letters)
    assert first == second


async def test_a_sender_that_died_before_the_last_line_sends_again(post: Post) -> None:
    number = await post.write()
    begun = await out.begin(post.mailbox.id, post.kit.clock())
    assert begun is not None  # and here the process is gone
    await post.go()
    assert (await state(number)).state == "sent"
    assert post.received() == ["Счёт"]


async def test_a_sender_that_died_after_it_does_not(post: Post) -> None:
    number = await post.write()
    assert await out.begin(post.mailbox.id, post.kit.clock()) is not None
    await out.handed(number, post.kit.clock(), 1)
    await post.go()
    assert ((await state(number)).state, (await state(number)).reason) == ("unknown", "died")
    assert post.received() == []


async def test_an_answer_that_is_on_its_way_is_waited_for_at_the_end(post: Post) -> None:
    asked, go = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def hold(moment: str) -> None:
        if moment == "letter":
            loop.call_soon_threadsafe(asked.set)
            go.wait(10)

    post.smtp.at = hold
    number = await post.write()
    sender = Sender(post.kit, lambda: None)
    await sender.look()
    await asyncio.wait_for(asked.wait(), 10)
    closing = asyncio.create_task(sender.close())
    await asyncio.sleep(0)
    go.set()
    await closing
    assert (await state(number)).state == "sent"


async def test_it_can_be_taken_back_only_while_it_waits(post: Post) -> None:
    number = await post.write()
    assert await answers.take_back(number, post.kit.clock())
    await post.go()
    assert post.received() == []
    number = await post.write()
    await post.go()
    assert not await answers.take_back(number, post.kit.clock())


async def test_letters_of_a_mailbox_go_in_order_and_by_one_sender(post: Post) -> None:
    for subject in ("1", "2", "3"):
        await post.write(subject)
    await asyncio.gather(post.go(), post.go())
    await post.go()
    assert post.received() == ["1", "2", "3"]


@pytest.mark.parametrize("why", ["paused", "cannot_send"])
async def test_a_mailbox_that_may_not_send_says_so(post: Post, why: str) -> None:
    if why == "paused":
        await mailboxes.pause(post.mailbox.id, post.kit.clock())
    else:
        await models.Mailbox.filter(id=post.mailbox.id).update(can_send=False)
    number = await post.write()
    await post.go()
    assert ((await state(number)).state, (await state(number)).reason) == ("refused", why)


async def test_lines_that_begin_with_a_dot_arrive_as_they_are(post: Post) -> None:
    await post.write(text=".\n..\n.hidden\n" + "x" * 200_000)
    await post.go()
    plain = read(post.smtp.letters[0].raw).get_body(("plain",))
    assert plain is not None
    assert plain.get_content().splitlines()[:3] == [".", "..", ".hidden"]


async def test_a_letter_to_a_name_in_another_alphabet(post: Post) -> None:
    number = await post.write(to="борис@client.test")
    await post.go()
    assert (await state(number)).state == "sent"
    assert post.smtp.letters[0].recipients == ("борис@client.test",)


def report(recipient: bytes, original: bytes) -> bytes:
    return (
        b"From: MAILER-DAEMON@mx.test\r\nTo: us\r\nReply-To: help@mx.test\r\nSubject: Undelivered\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Final-Recipient: rfc822; " + recipient + b"\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        b"Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + original + b"\r\n--b--\r\n"
    )


async def test_a_copy_that_did_not_arrive_leaves_the_letter_as_it_is(post: Post) -> None:
    await turn.take(post.mailbox.id, post.kit)
    number = await post.write(cc="vera@client.test")
    await post.go()
    post.box.deliver(report(b"Vera@Client.test", post.smtp.letters[0].raw))
    await synced(post)
    found = await state(number)
    assert (found.state, found.reason) == ("sent", None)
    (told,) = await alerts.due(post.kit.clock(), 10, found.person.id)
    assert (told.kind, told.reason) == ("copy_bounced", "recipient")


async def test_a_report_that_it_did_not_arrive_is_shown_at_the_letter(post: Post) -> None:
    await turn.take(post.mailbox.id, post.kit)
    number = await post.write()
    await post.go()
    post.box.deliver(report(b"boris@client.test", post.smtp.letters[0].raw))
    await synced(post)
    found = await state(number)
    assert (found.state, found.reason, found.reply) == ("bounced", "recipient", "550 5.1.1 no such user")
    (told,) = await alerts.due(post.kit.clock(), 10, found.person.id)
    assert (told.kind, told.answer) == ("bounced", found)
    (kept,) = await letters.newest(post.mailbox.id, 10, "inbox")
    assert kept.letter.reply_to == "help@mx.test"
