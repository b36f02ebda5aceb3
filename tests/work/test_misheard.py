"""From where on letters are new is decided once, at connecting: one slip of the line must not decide it."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from storage.records import Uid, UidValidity
from sync_engine import errors
from sync_engine.rules.plan import ServerFolder
from sync_engine.wire import imap
from tests.fakes.imap_server.characters import HONEST
from tests.work.follow import Followed, Play

Misheard = Callable[[ServerFolder], ServerFolder]


def hear(monkeypatch: pytest.MonkeyPatch, *misheard: Misheard) -> None:
    """The first looks come through like that, the others as they are."""
    slips: Iterator[Misheard] = iter(misheard)
    look = imap.Session.look

    async def heard(self: imap.Session, name: str) -> ServerFolder:
        found = await look(self, name)
        slip = next(slips, None)
        return slip(found) if slip else found

    monkeypatch.setattr(imap.Session, "look", heard)


def number(uidnext: int) -> Misheard:
    return lambda found: replace(found, uidnext=Uid(uidnext))


def another_numbering(found: ServerFolder) -> ServerFolder:
    return replace(found, uidvalidity=UidValidity(found.uidvalidity + 1))


async def _check_what_is_new(mailbox: Followed) -> None:
    await mailbox.connect()
    mailbox.deliver("new")
    await mailbox.settle()
    await mailbox.check_all_is_here()
    assert await mailbox.notices() == {"new": 1}


@pytest.mark.parametrize(
    "misheard",
    [
        pytest.param((number(1),), id="too-low"),
        pytest.param((number(1000),), id="too-high"),
        pytest.param((number(1000), number(2000)), id="twice"),
        pytest.param((another_numbering,), id="another-numbering"),
    ],
)
async def test_one_slip_at_connecting_announces_no_old_letter_and_hides_no_new_one(
    play: Play, misheard: tuple[Misheard, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with play(HONEST) as mailbox:
        mailbox.fill()
        hear(monkeypatch, *misheard)
        await _check_what_is_new(mailbox)


async def test_a_server_that_never_says_the_same_twice_connects_nothing(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with play(HONEST) as mailbox:
        mailbox.fill()
        hear(monkeypatch, *map(number, range(10, 18)))  # two tries of four looks each
        with pytest.raises(errors.ServerConfused):
            await mailbox.connect()
        await _check_what_is_new(mailbox)
