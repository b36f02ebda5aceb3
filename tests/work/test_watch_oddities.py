"""Live watches that are cut, refused or told of in odd packets: nothing is lost, nobody is pestered."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from storage import mailboxes
from sync_engine.rules import freshness, providers
from sync_engine.wire import connection
from tests.fakes.imap_server import characters, folders, server
from tests.fakes.imap_server.arguments import Arguments
from tests.fakes.imap_server.character import Character, Refusal, Trickle
from tests.fakes.imap_server.session import Session
from tests.work.follow import Followed, Play
from tests.work.live import Live, live, row

HONEST = characters.HONEST
WITHOUT_NOTIFY = replace(HONEST, capabilities=tuple(set(HONEST.capabilities) - {"NOTIFY"}))
WITHOUT_LIST_STATUS = replace(
    HONEST, capabilities=tuple(set(HONEST.capabilities) - {"NOTIFY", "LIST-STATUS"})
)
WITHOUT_IDLE = replace(HONEST, capabilities=tuple(set(HONEST.capabilities) - {"IDLE"}))
Ask = Callable[..., tuple[bytes, ...]]


def with_policy(mailbox: Followed, **changes: Any) -> None:
    mailbox.kit = replace(mailbox.kit, policy=replace(mailbox.kit.policy, **changes))


def commands(mailbox: Followed, since: int) -> list[str]:
    """Names of those that came after the first `since`."""
    return [command.name for command in mailbox.imap.commands[since:]]


async def test_a_connection_that_is_cut_is_replaced_soon_and_brings_what_came_meanwhile(play: Play) -> None:
    async with play(HONEST) as mailbox:
        await mailbox.connect()
        with_policy(mailbox, stable_link=timedelta(0))  # it lived long
        async with live(mailbox.kit) as engine:
            await engine.watched(mailbox.mailbox)
            mailbox.imap.hang_up()
            await engine.lost(mailbox.mailbox)
            mailbox.deliver("meanwhile", days=0)
            await engine.told(1)
            await engine.watched(mailbox.mailbox)
        assert await mailbox.notices() == {"meanwhile": 1}


async def test_the_row_says_until_when_the_watch_holds(play: Play) -> None:
    async with play(HONEST) as mailbox:
        await mailbox.connect()
        async with live(mailbox.kit) as engine:
            await engine.watched(mailbox.mailbox)
            watched = await row(mailbox.mailbox)
            now, policy = mailbox.kit.clock(), mailbox.kit.policy
            assert watched.watched_until
            assert timedelta(0) < watched.watched_until - now <= policy.idle_renewal + timedelta(minutes=1)
            assert freshness.of([watched], now).max == 0
            mailbox.imap.hang_up()
            await engine.lost(mailbox.mailbox)
            mailbox.ahead = timedelta(seconds=20)
            assert (freshness.of([await row(mailbox.mailbox)], mailbox.kit.clock()).max or 0) >= 20


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

        async def idle(session: Session, args: Arguments) -> str:
            if next(idles) == at:
                mailbox.deliver("early", days=0)
                if ahead:
                    await session.tell()
            return await folders.idle(session, args)

        monkeypatch.setitem(server.COMMANDS, "IDLE", idle)
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


@pytest.mark.parametrize(
    "character",
    [WITHOUT_IDLE, replace(HONEST, refusals=(Refusal("IDLE", "NO Not now"),))],
    ids=["not offered", "refused"],
)
async def test_where_nobody_may_idle_checks_go_on(play: Play, character: Character) -> None:
    async with play(character) as mailbox:
        await mailbox.connect()
        async with live(mailbox.kit) as engine:
            await engine.until(lambda: checked(mailbox))
            await mailbox.imap.heard("LOGOUT", 2)
            at_rest = await row(mailbox.mailbox)
            assert at_rest.watched_until is None
            assert at_rest.next_check
            assert at_rest.next_check <= mailbox.kit.clock() + timedelta(minutes=14)
            mailbox.deliver("new", days=0)
            mailbox.ahead = at_rest.next_check - mailbox.kit.clock() + timedelta(seconds=1)
            engine.engine.wake()
            await engine.told(1)
        assert mailbox.imap.logins[mailbox.box.login] == 3  # connecting, the import, the check


async def checked(mailbox: Followed) -> bool:
    return (await row(mailbox.mailbox)).last_check is not None


async def test_an_idle_that_dies_at_once_every_time_is_tried_less_and_less(play: Play) -> None:
    async with play(replace(HONEST, idle_seconds=(0.0, 0.01))) as mailbox:
        await mailbox.connect()
        moments: list[timedelta] = []
        async with live(mailbox.kit) as engine:
            while mailbox.ahead < timedelta(hours=1):
                await next_visit(mailbox, engine)
                moments.append(mailbox.ahead)
            mailbox.deliver("new", days=0)
            await next_visit(mailbox, engine)
        pauses = [later - earlier for earlier, later in itertools.pairwise(moments)]
        assert len(pauses) <= 12
        assert max(pauses) >= timedelta(minutes=7)
        assert await mailbox.notices() == {"new": 1}
        assert (await row(mailbox.mailbox)).state == "ok"


async def next_visit(mailbox: Followed, engine: Live) -> None:
    """Lets the time pass until a watch that was lost is due again, and waits until it is lost again."""
    before = mailbox.imap.logins[mailbox.box.login]

    async def lost() -> bool:
        now = await row(mailbox.mailbox)
        fresh = mailbox.imap.logins[mailbox.box.login] > before
        due_later = now.next_check is not None and now.next_check > mailbox.kit.clock()
        return fresh and due_later and now.watched_until is None and mailbox.imap.open_now == 0

    due = (await row(mailbox.mailbox)).next_check
    if due is not None and due > mailbox.kit.clock():
        mailbox.ahead += due - mailbox.kit.clock()
    engine.engine.wake()
    await engine.until(lost)


async def test_a_service_that_ends_idle_early_is_renewed_in_time(play: Play) -> None:
    """As Rambler does after 55 seconds, here after two and a half."""
    async with play(replace(HONEST, idle_seconds=(2.5, 2.5))) as mailbox:
        await mailbox.connect()
        there = mailbox.mailbox.imap
        known = providers.Provider(id="own", name={"en": "Own"}, imap=there, idle_seconds=1)
        mailbox.kit = replace(mailbox.kit, own=providers.Table((known,)))
        async with live(mailbox.kit) as engine:
            await engine.watched(mailbox.mailbox)
            await mailbox.imap.heard("IDLE", 5)
            await engine.watched(mailbox.mailbox)
        assert mailbox.imap.logins[mailbox.box.login] == 2  # connecting, and the watch


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


async def test_a_paused_mailbox_is_watched_no_more_within_seconds(play: Play) -> None:
    async with play(HONEST) as mailbox:
        await mailbox.connect()
        async with live(mailbox.kit) as engine:
            await engine.watched(mailbox.mailbox)
            await mailboxes.pause(mailbox.mailbox.id, mailbox.kit.clock())
            await mailbox.imap.heard("LOGOUT", 2)  # connecting was the first
            mailbox.deliver("unseen", days=0)
            assert commands(mailbox, -1) == ["LOGOUT"]
        assert await mailbox.notices() == {}
