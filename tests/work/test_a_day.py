"""A day in which the server is down for hours: nothing is lost, nobody is asked or told too often."""

import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storage import models
from sync_engine.policy import POLICY
from sync_engine.rules import providers
from sync_engine.wire.guard import Trusted
from sync_engine.work.kit import Kit
from tests import make, soak
from tests.fakes import certificates as certificates_fake
from tests.fakes.imap_server import server as imap_server
from tests.fakes.imap_server.character import Character
from tests.fakes.imap_server.server import ImapServer
from tests.work.connecting import kit_for
from tests.work.day import TICK, Day, Post, begun, check_complete, day

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LIVE = Character()
INBOX_LIVE = Character(capabilities=tuple(each for each in LIVE.capabilities if each != "NOTIFY"))
CHECKED = Character(capabilities=tuple(each for each in INBOX_LIVE.capabilities if each != "IDLE"))
# A service that locks mailboxes early; who is there is said by the row's id.
STRICT = providers.Provider(id="strict", name={"en": "Strict"}, logins_per_minute=2)
BUDGET = {"strict": 2, None: POLICY.logins_per_minute}

LASTS = soak.rounds(3, 24) * HOUR
DOWN_FROM = make.NOW + LASTS / 3
DOWN_UNTIL = DOWN_FROM + soak.rounds(1, 6) * HOUR
RECONCILED = soak.rounds(150, 24 * 60) * MINUTE  # after the first import
END = make.NOW + LASTS + 30 * MINUTE
SPREAD = 1.25 * POLICY.sync_minutes[0] * MINUTE + TICK  # the longest pause after a failure


@pytest.fixture
def servers(certificates: certificates_fake.Certificates) -> Iterator[list[ImapServer]]:
    """One that tells all at once, one that tells of the Inbox, one that must be asked."""
    with ExitStack() as running:
        yield [
            running.enter_context(imap_server.server(certificates.localhost, character))
            for character in (LIVE, INBOX_LIVE, CHECKED)
        ]


@pytest.fixture
def kit(
    tmp_path: Path, certificates: certificates_fake.Certificates, servers: list[ImapServer]
) -> Iterator[Kit]:
    with kit_for(servers[0].port, tmp_path, certificates) as plain:
        yield replace(
            plain,
            trusted=Trusted(frozenset(("localhost", each.port) for each in servers)),
            own=providers.Table((STRICT,)),
            policy=replace(POLICY, reconcile_every=RECONCILED),
        )


# -- what happens -----------------------------------------------------------------------------------------


def letters_come(today: Day, post: Post, while_down: int) -> None:
    """Some every hour, and so many while the server is down, the last of them shortly before it is back."""
    chance, span = today.chance, DOWN_UNTIL - DOWN_FROM
    for hour in range(int((END - make.NOW) / HOUR) + 1):
        for folder in ("INBOX", "INBOX", post.box.sent):
            moment = make.NOW + (hour + chance.random()) * HOUR
            if not DOWN_FROM <= moment <= DOWN_UNTIL and moment < END - 20 * MINUTE:
                today.deliver_at(moment, post, folder)
    for _ in range(while_down):
        today.deliver_at(DOWN_FROM + (span - 16 * MINUTE) * chance.random(), post)
        today.deliver_at(DOWN_FROM + span * chance.random(), post, post.box.sent)
    today.deliver_at(DOWN_UNTIL - MINUTE * chance.random(), post)


def one_is_shown_late(today: Day, post: Post) -> None:
    """Its number is out and passed before it shows; as another goes at that moment, no count betrays it."""
    held = []

    async def hold() -> None:
        held.append(post.box.hold(today.letter(), received=today.now, ahead="uid"))

    async def show() -> None:
        held[0]()
        post.box.expunge(post.box.uids()[1])

    today.at(make.NOW + LASTS / 10, hold)
    today.deliver_at(make.NOW + LASTS / 9, post)
    today.at(make.NOW + LASTS / 9 + 25 * MINUTE, show)


def people_ask_again_and_again(today: Day, post: Post) -> None:
    async def ask() -> None:
        await today.machine.check_now(post.mailbox.id)

    for number in range(15):
        today.at(make.NOW + LASTS / 4 + number * 3 * TICK, ask)


# -- what must be true ------------------------------------------------------------------------------------


def check_budget(tries: list[datetime], limit: int) -> None:
    """In no minute more sign-ins, or tries of one, than a mailbox bears."""
    assert all(later - first >= MINUTE for first, later in zip(tries, tries[limit:], strict=False)), (
        "too many sign-ins in a minute"
    )


def check_patience(tries: list[datetime]) -> None:
    """A server that is down is asked sooner first and more seldom then, but never given up."""
    down = [moment for moment in tries if DOWN_FROM < moment < DOWN_UNTIL]
    hours = (DOWN_UNTIL - DOWN_FROM) / HOUR
    assert 4 * hours <= len(down) <= 6 + 8 * hours
    assert all(later - first <= SPREAD for first, later in itertools.pairwise(down))


async def check_alerts(post: Post) -> None:
    broke, works = await post.alerts()
    assert [(broke.kind, broke.reason), works.kind] == [("unreachable", "server_unreachable"), "works"]
    assert broke.person_id == works.person_id == post.mailbox.owner.id
    assert broke.worked_at
    assert DOWN_FROM - POLICY.sync_minutes[1] * MINUTE - TICK <= broke.worked_at <= DOWN_FROM
    assert DOWN_FROM + MINUTE < broke.made_at < DOWN_FROM + 30 * MINUTE
    assert DOWN_UNTIL <= works.made_at <= DOWN_UNTIL + SPREAD


async def check_letters(post: Post, late: list[int]) -> None:
    """Each is here once, in order of arrival but for the `late` ones, in time, and told of once."""
    for folder in ("INBOX", post.box.sent):
        came = [row for row in await post.letters(folder) if row.received > make.NOW]
        subjects = [row.subject for row in came]
        assert len(set(subjects)) == len(subjects)
        in_turn = [row.uid for row in came if row.uid not in late or folder != "INBOX"]
        assert in_turn == sorted(in_turn)
        assert set(post.box.uids(folder)) <= {row.uid for row in await post.letters(folder)} | {1}
        told = [len(list(row.notices)) for row in came]  # type: ignore[attr-defined]  # a reverse relation
        assert told == [1 if folder == "INBOX" else 0] * len(came)
        for row in came:
            undisturbed = row.received < DOWN_FROM - 20 * MINUTE or row.received > DOWN_UNTIL
            if folder == "INBOX" and undisturbed and row.uid not in late:
                assert row.stored_at - row.received <= 15 * MINUTE


async def check_catching_up(post: Post) -> int:
    """What came while the server was down: more than three late ones are one summary; their number."""
    missed = [row for row in await post.letters() if DOWN_FROM < row.received < DOWN_UNTIL]
    by_lateness: dict[bool, list[str | None]] = {True: [], False: []}
    for row in missed:
        (notice,) = row.notices  # type: ignore[attr-defined]  # a reverse relation
        by_lateness[row.stored_at - row.received > 15 * MINUTE].append(notice.bundle)
    late = by_lateness[True]
    assert set(by_lateness[False]) == {None}
    assert len(set(late)) == 1
    assert (late[0] is None) is (len(late) <= POLICY.catch_up_letters)
    return len(late)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(soak.rounds(1, 3)))
async def test_a_server_that_is_down_for_hours_costs_no_letter_and_two_messages(
    database: str, kit: Kit, servers: list[ImapServer], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    live, inbox_live, checked = servers
    async with day(kit, seed, monkeypatch) as today:
        posts = [
            await today.connect(live, "anna@acme.test"),
            await today.connect(live, "quiet@acme.test"),
            await today.connect(inbox_live, "boris@acme.test", "strict"),
            await today.connect(checked, "vera@acme.test"),
            await today.connect(checked, "galina@acme.test", "strict"),
        ]
        async with begun(today):
            assert [today.is_watched(post) for post in posts] == [True, True, True, False, False]
            for post, while_down in zip(posts, (9, 2, 12, 7, 5), strict=True):
                letters_come(today, post, while_down)
            one_is_shown_late(today, posts[3])
            for post in posts:
                people_ask_again_and_again(today, post)

            async def goes_down() -> None:
                for server in servers:
                    server.stop()
                for post in posts:
                    await today.hang_up(post, lambda: None)

            async def comes_back() -> None:
                assert {(await post.now()).state for post in posts} == {"unreachable"}
                for server in servers:
                    server.start()

            today.at(DOWN_FROM, goes_down)
            today.at(DOWN_UNTIL, comes_back)
            await today.pass_until(make.NOW + RECONCILED - MINUTE)
            (late,) = {*posts[3].box.uids()} - {row.uid for row in await posts[3].letters()} - {1}
            await today.pass_until(END)
        for post in posts:
            now, tries = await post.now(), today.tries[post.box.login]
            check_budget(tries, BUDGET[now.provider])
            check_patience(tries)
            await check_alerts(post)
            await check_letters(post, [late])
            assert (now.state, now.reason, now.failures) == ("ok", None, 0)
            assert now.reconciled_at
            assert RECONCILED <= now.reconciled_at - make.NOW <= RECONCILED + 20 * MINUTE
            await check_complete(post, today.kit)
        assert [await check_catching_up(post) > POLICY.catch_up_letters for post in posts] == [
            *(True, False, True, True, True)
        ]
        healed = await models.Letter.get(mailbox_id=posts[3].mailbox.id, folder__name="INBOX", uid=late)
        assert healed.stored_at > make.NOW + RECONCILED
