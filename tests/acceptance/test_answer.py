"""A client writes, somebody answers in the chat, the client gets it, and it is in Sent: all parts real."""

import asyncio
import random
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Mail
from functools import partial
from typing import Any

import pytest

from bot.sandbox.people import Message
from bot.views import press
from tests.acceptance.conftest import Team
from tests.acceptance.post import Post
from tests.acceptance.telegram import ANSWER_SECONDS, Telegram, telegram
from tests.acceptance.test_kills import up
from tests.acceptance.test_processes import until
from tests.fakes.dovecot_box import Box

OWNER = 1001


@dataclass(frozen=True)
class Desk:
    team: Team
    api: Telegram
    box: Box

    def in_the_chat(self, work: "Coroutine[Any, Any, Message]") -> Message:
        return asyncio.run_coroutine_threadsafe(work, self.api.loop).result(2 * ANSWER_SECONDS)

    def sees(self, part: str, after: int = 0) -> Message:
        return self.in_the_chat(
            self.api.chats.until(OWNER, lambda shown: part in shown.text, after=after, timeout=ANSWER_SECONDS)
        )

    def replies(self, told: Message, text: str, part: str) -> Message:
        async def work() -> Message:
            after = self.api.chats.say(OWNER, text, reply_to=told.id).id
            return await self.api.chats.until(OWNER, lambda shown: part in shown.text, after=after)

        return self.in_the_chat(work())

    def presses(self, message: Message, data: str, part: str) -> Message:
        async def work() -> Message:
            self.api.chats.press(OWNER, message.id, data)
            return await self.api.chats.until(OWNER, lambda shown: part in shown.text, after=message.id - 1)

        return self.in_the_chat(work())

    def in_sent(self) -> list[Mail]:
        with self.box.session() as session:
            session.select_folder(str(self.box.sent), readonly=True)
            uids = session.search("ALL")
            found = session.fetch(uids, ["BODY.PEEK[]"]) if uids else {}
        return [message_from_bytes(each[b"BODY[]"]) for each in found.values()]


@pytest.fixture
def desk(team: Team) -> Iterator[Desk]:
    box = team.dovecot.user("desk@acme.test")
    with telegram((OWNER,)) as api:
        team.program.settings |= api.settings | {"LOGINS_PER_MINUTE": "1000"}
        team.add(box)
        yield Desk(team, api, box)


def test_a_client_is_answered_from_the_chat(desk: Desk) -> None:
    program = desk.team.program
    post = Post(random.Random(5))
    watched = "SELECT count(*) FROM mailbox WHERE watched_until IS NOT NULL AND imported_at IS NOT NULL"
    with program.running("run") as running:
        until(up(running))
        until(partial(program.one, watched))
        post.from_client(desk.box)
        told = desk.sees("Order 00001")
        until(partial(program.one, "SELECT count(*) FROM notice WHERE state = 'sent'"))
        ready = desk.replies(told, "Принято, отправляем завтра.", "Письмо готово")
        going = desk.presses(ready, press.SEND, "Отправлю через 10 секунд")
        assert program.json("status")["answers_waiting"] == 1
        sent = desk.sees("Отправлено", after=going.id - 1)
        assert sent.id == ready.id
        (letter,) = desk.team.smtp.letters
        mail = message_from_bytes(letter.raw)
        assert str(mail["Subject"]).startswith("Re: ")
        original = program.json("letters", desk.box.address, "--folder", "inbox")[0]
        assert mail["In-Reply-To"] == original["message_id"]
        assert letter.recipients == (original["from"]["address"],)
        (copy,) = until(desk.in_sent)
        assert copy["Message-ID"] == mail["Message-ID"]
        stored = partial(program.json, "letters", desk.box.address, "--folder", "sent")
        (ours,) = until(stored)
        assert (ours["message_id"], ours["direction"]) == (mail["Message-ID"], "out")
        assert ours["chain"] == original["chain"]
        assert ours["text"] == "Принято, отправляем завтра."
        assert program.json("status")["answers_waiting"] == 0
        assert running.terminate() == 0
