"""Servers as people met them, from connecting to the audit: nothing lost, nothing twice, nothing written."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from sync_engine import errors
from tests.fakes.imap_server import characters
from tests.fakes.imap_server.server import ImapServer
from tests.work.follow import Play

# How many turns it may take until a new letter is here: servers that refuse now and then are asked again.
PEOPLE_MET = {
    "honest": (characters.HONEST, 1),
    "yandex": (characters.YANDEX, 4),
    "mail-ru": (characters.MAIL_RU, 1),
    "rambler": (characters.RAMBLER, 1),
    "gmail": (characters.GMAIL, 1),
    "yahoo": (characters.YAHOO, 4),
    "icloud": (characters.ICLOUD, 1),
    "plain": (characters.PLAIN, 1),
    "slow": (characters.SLOW, 1),
}


@pytest.mark.parametrize("name", PEOPLE_MET)
async def test_every_letter_comes_once_and_a_new_one_is_announced_once(play: Play, name: str) -> None:
    character, turns = PEOPLE_MET[name]
    async with play(character) as mailbox:
        mailbox.fill()
        await mailbox.connect()
        await mailbox.settle(turns + 1)  # the first import, and the rest of the window
        await mailbox.check_all_is_here()
        assert await mailbox.notices() == {}
        for _ in range(3):
            await mailbox.sync()
        mailbox.deliver("new-in")
        mailbox.deliver("new-out", folder=mailbox.box.sent)
        await mailbox.settle(turns)
        await mailbox.check_all_is_here()
        assert await mailbox.notices() == {"new-in": 1}
        mailbox.box.expunge(mailbox.box.uids()[3])
        before = await mailbox.held()
        await mailbox.sync()
        assert await mailbox.held() == before
        assert (await mailbox.proof()).complete


@pytest.mark.parametrize("name", [name for name, (_, turns) in PEOPLE_MET.items() if turns == 1])
async def test_a_server_that_refuses_nothing_never_ends_a_sync(play: Play, name: str) -> None:
    async with play(PEOPLE_MET[name][0]) as mailbox:
        mailbox.fill()
        await mailbox.connect()
        for _ in range(4):
            await mailbox.sync()
        assert mailbox.troubles == []


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        pytest.param("yandex", errors.SignInRefused, id="yandex"),
        pytest.param("mail-ru", errors.AppPasswordRequired, id="mail-ru"),
        pytest.param("gmail", errors.AppPasswordRequired, id="gmail"),
        pytest.param("icloud", errors.SignInRefused, id="icloud"),
    ],
)
async def test_the_password_for_the_web_is_refused_with_what_to_do(
    play: Play, name: str, refusal: type[errors.MailError]
) -> None:
    async with play(PEOPLE_MET[name][0]) as mailbox:
        with pytest.raises(refusal) as caught:
            await mailbox.connect(mailbox.box.ordinary_password)
        assert type(caught.value) is refusal


async def test_too_many_sign_ins_are_no_wrong_password(play: Play) -> None:
    async with play(characters.YANDEX) as mailbox:
        await mailbox.connect()
        mailbox.imap.character = replace(characters.YANDEX, logins=1)
        mailbox.deliver("new-in")
        assert not await mailbox.sync()
        mailbox.imap.character = characters.YANDEX
        await mailbox.settle(4)
        assert await mailbox.notices() == {"new-in": 1}


async def test_gmail_counts_a_change_before_it_shows_the_letter(play: Play) -> None:
    async with play(characters.GMAIL) as mailbox:
        mailbox.fill()
        await mailbox.connect()
        await mailbox.settle()
        show = mailbox.box.hold(b"From: petrov@client.test\r\nSubject: ahead\r\n\r\nx\r\n", ahead="modseq")
        await mailbox.sync()
        show()
        await mailbox.settle(1)
        await mailbox.check_all_is_here()
        assert await mailbox.notices() == {"ahead": 1}


async def test_yahoo_tells_a_thousand_letters_of_many(play: Play) -> None:
    async with play(characters.YAHOO) as mailbox:
        for number in range(1_030):
            mailbox.deliver(f"in-{number}", days=25 - number / 50)
        await mailbox.connect()
        await mailbox.settle(6)
        mailbox.deliver("new-in")
        await mailbox.settle(4)
        await mailbox.check_all_is_here()
        assert await mailbox.notices() == {"new-in": 1}


@contextmanager
def _down(imap: ImapServer) -> Iterator[None]:
    imap.stop()
    yield
    imap.start()


async def test_after_hours_without_the_server_everything_comes(play: Play) -> None:
    async with play(characters.HONEST) as mailbox:
        mailbox.fill()
        await mailbox.connect()
        await mailbox.settle()
        with _down(mailbox.imap):
            for number in range(5):
                mailbox.deliver(f"missed-{number}")
            assert not await mailbox.sync(after=timedelta(hours=6))
        await mailbox.settle(1)
        await mailbox.check_all_is_here()
        assert await mailbox.notices() == {f"missed-{number}": 1 for number in range(5)}
        (summary,) = await mailbox.summaries()
        assert summary, "more than three that come late are told at once (rule S4)"
