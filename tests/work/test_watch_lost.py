"""Live watches that are cut, refused, renewed or ended: nothing is lost, no server is pestered."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from storage import mailboxes
from sync_engine.rules import freshness, providers
from tests.fakes.imap_server import characters
from tests.fakes.imap_server.character import Character, Refusal
from tests.work.follow import Followed, Play
from tests.work.live import Live, live, row

HONEST = characters.HONEST
WITHOUT_IDLE = replace(HONEST, capabilities=tuple(set(HONEST.capabilities) - {"IDLE"}))


async def test_a_connection_that_is_cut_is_replaced_soon_and_brings_what_came_meanwhile(play: Play) -> None:
    async with play(HONEST) as mailbox:
        await mailbox.connect()
        long_lived = replace(mailbox.kit.policy, stable_link=timedelta(0))  # any link counts as one
        mailbox.kit = replace(mailbox.kit, policy=long_lived)
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


@pytest.mark.parametrize(
    "character",
    [replace(HONEST, idle_seconds=(0.0, 0.01)), replace(HONEST, hangs_up_at_idle=True)],
    ids=["it dies", "it never begins"],
)
async def test_an_idle_that_dies_at_once_every_time_is_tried_less_and_less(
    play: Play, character: Character
) -> None:
    async with play(character) as mailbox:
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


async def test_a_paused_mailbox_is_watched_no_more_within_seconds(play: Play) -> None:
    async with play(HONEST) as mailbox:
        await mailbox.connect()
        async with live(mailbox.kit) as engine:
            await engine.watched(mailbox.mailbox)
            await mailboxes.pause(mailbox.mailbox.id, mailbox.kit.clock())
            await mailbox.imap.heard("LOGOUT", 2)  # connecting was the first
            mailbox.deliver("unseen", days=0)
            assert mailbox.imap.commands[-1].name == "LOGOUT"
        assert await mailbox.notices() == {}


@pytest.mark.parametrize("swept", [True, False], ids=["after the watch ended", "before anybody noticed"])
async def test_a_resumed_mailbox_is_called_watched_once_it_is(play: Play, swept: bool) -> None:
    async with play(HONEST) as mailbox:
        await mailbox.connect()
        async with live(mailbox.kit) as engine:
            await engine.watched(mailbox.mailbox)
            idled = sum(command.name == "IDLE" for command in mailbox.imap.commands)
            await mailboxes.pause(mailbox.mailbox.id, mailbox.kit.clock())
            if swept:
                await mailbox.imap.heard("LOGOUT", 2)  # connecting was the first
            await mailboxes.resume(mailbox.mailbox.id, mailbox.kit.clock())
            assert not (await row(mailbox.mailbox)).watching(mailbox.kit.clock())
            engine.engine.wake()
            await engine.watched(mailbox.mailbox)
            assert sum(command.name == "IDLE" for command in mailbox.imap.commands) > idled
            mailbox.deliver("new", days=0)
            await engine.told(1)
