"""What a server says to those who watch, when it says it and in how many pieces; and what a look costs."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest

from sync_engine.wire import connection, idle
from tests.fakes.imap_server import characters, folders, server
from tests.fakes.imap_server.arguments import Arguments
from tests.fakes.imap_server.character import Character, Trickle
from tests.fakes.imap_server.session import Session
from tests.work.follow import Followed, Play
from tests.work.live import PATIENCE_SECONDS, live, row

HONEST = characters.HONEST
WITHOUT_NOTIFY = replace(HONEST, capabilities=tuple(set(HONEST.capabilities) - {"NOTIFY"}))
WITHOUT_LIST_STATUS = replace(
    HONEST, capabilities=tuple(set(HONEST.capabilities) - {"NOTIFY", "LIST-STATUS"})
)
Ask = Callable[..., tuple[bytes, ...]]


def commands(mailbox: Followed, since: int) -> list[str]:
    """Names of those that came after the first `since`."""
    return [command.name for command in mailbox.imap.commands[since:]]


@pytest.mark.parametrize("at", [1, 2], ids=["entered", "renewed"])
@pytest.mark.parametrize("ahead", [True, False], ids=["ahead", "together"])
async def test_a_letter_that_comes_while_the_server_is_asked_to_idle_is_not_overlooked(
    play: Play, ahead: bool, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its line comes ahead of the "+", or in one packet with it."""
    idles = itertools.count(1)
    async with play(HONEST) as mailbox:
        await mailbox.connect()
        await mailbox.sync()
        await mailbox.sync()

        async def idled(session: Session, args: Arguments) -> str:
            if next(idles) == at:
                mailbox.deliver("early", days=0)
                if ahead:
                    await session.tell()
            return await folders.idle(session, args)

        monkeypatch.setitem(server.COMMANDS, "IDLE", idled)
        async with live(mailbox.kit) as engine:
            if at == 2:
                await engine.watched(mailbox.mailbox)
                await engine.engine.check_now(mailbox.mailbox.id)
            await engine.told(1)
        assert await mailbox.notices() == {"early": 1}


async def test_letters_that_come_between_look_and_watch_again_and_again_are_not_overlooked(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    """EXAMINE counts them already, so no line tells of them."""
    ask: Ask = connection.Connection.ask
    waiting = ["first", "second", "third", "fourth"]
    async with play(HONEST) as mailbox:
        await mailbox.connect()
        await mailbox.sync()

        def asked(self: connection.Connection, *asked: bytes, before: bytes = b"") -> tuple[bytes, ...]:
            if any(each.startswith(b"NOTIFY") for each in asked) and waiting:
                mailbox.deliver(waiting.pop(0), days=0)
            return ask(self, *asked, before=before)

        monkeypatch.setattr(connection.Connection, "ask", asked)
        async with live(mailbox.kit) as engine:
            await engine.told(4)
        assert sorted((await mailbox.notices()).values()) == [1, 1, 1, 1]


async def test_a_line_that_comes_in_pieces_is_news_like_any_other(play: Play) -> None:
    async with play(replace(HONEST, trickle=Trickle(octets=5, seconds=0.002))) as mailbox:
        await mailbox.connect()
        async with live(mailbox.kit) as engine:
            await engine.watched(mailbox.mailbox)
            for number in range(3):
                mailbox.deliver(f"new-{number}", days=0)
                await engine.told(number + 1)
        assert await mailbox.notices() == {f"new-{number}": 1 for number in range(3)}


async def test_that_a_letter_was_read_makes_no_sync(play: Play) -> None:
    async with play(WITHOUT_NOTIFY) as mailbox:
        uid = mailbox.deliver("old", days=3)
        await mailbox.connect()
        async with live(mailbox.kit) as engine:
            await engine.watched(mailbox.mailbox)
            await mailbox.imap.heard("IDLE")
            since = len(mailbox.imap.commands)
            mailbox.box.flag(uid, "\\Seen")
            await mailbox.imap.heard("IDLE", 2)
            assert not {"FETCH", "UID FETCH", "UID SEARCH"} & set(commands(mailbox, since))


async def test_that_a_server_is_still_here_needs_no_answer(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dovecot says so every two minutes (imap_idle_notify_interval)."""
    looked, look = asyncio.Event(), idle.look
    signs: list[str] = []

    def seen(idling: idle.Idling) -> idle.Sign:
        sign = look(idling)
        signs.append(sign)
        looked.set()
        return sign

    async with play(HONEST) as mailbox:
        await mailbox.connect()
        async with live(mailbox.kit) as engine:
            await engine.watched(mailbox.mailbox)
            monkeypatch.setattr(idle, "look", seen)
            for said, sign in (
                (b"* OK Still here\r\n", "quiet"),
                (b"* OK Still here\r\n* OK Still here\r\n", "quiet"),
                (b"* OK [NOTIFICATIONOVERFLOW] Ask yourself\r\n", "news"),
            ):
                signs.clear()
                looked.clear()
                mailbox.imap.say(said)
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await looked.wait()
                assert set(signs) == {sign}
            await engine.watched(mailbox.mailbox)
            mailbox.imap.say(b"* OK Still here\r\n")
            mailbox.deliver("new", days=0)
            await engine.told(1)


@pytest.mark.parametrize(
    ("character", "group"),
    [(HONEST, ["LIST", "IDLE"]), (WITHOUT_LIST_STATUS, ["STATUS", "STATUS", "IDLE"])],
    ids=["list", "status"],
)
async def test_a_check_without_change_is_one_group_of_commands(
    play: Play, character: Character, group: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with play(character) as mailbox:
        mailbox.fill()
        await mailbox.connect()
        async with live(mailbox.kit) as engine:
            await engine.watched(mailbox.mailbox)
            await engine.engine.check_now(mailbox.mailbox.id)  # the rest of the window
            await mailbox.imap.heard("IDLE", 2)
            await engine.watched(mailbox.mailbox)
            groups = count_groups(monkeypatch)
            since, written = len(mailbox.imap.commands), await row(mailbox.mailbox)

            async def done() -> bool:
                return (await row(mailbox.mailbox)).last_check != written.last_check

            await engine.engine.check_now(mailbox.mailbox.id)
            await engine.until(done)
            assert commands(mailbox, since) == group
            assert len({command.connection for command in mailbox.imap.commands[since - 1 :]}) == 1
            assert groups == [b"DONE\r\n"]


def count_groups(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What each group that is sent from now on begins with, beside its commands."""
    sent: list[bytes] = []
    ask: Ask = connection.Connection.ask

    def counted(self: connection.Connection, *asked: bytes, before: bytes = b"") -> tuple[bytes, ...]:
        sent.append(before)
        return ask(self, *asked, before=before)

    monkeypatch.setattr(connection.Connection, "ask", counted)
    return sent
