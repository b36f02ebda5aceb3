"""Letters whose numbers come late, lag behind or are all new: nothing is lost, nothing comes twice."""

from collections import Counter

import pytest

from tests.fakes.imap_server.character import Character
from tests.work.follow import Play

HONEST = Character()


async def test_letters_under_a_number_that_is_past_already_come_within_a_day(play: Play) -> None:
    async with play(HONEST) as mailbox:
        await mailbox.settle_in()
        late = [
            mailbox.box.hold(
                b"From: petrov@client.test\r\nSubject: late-%d\r\n\r\nx\r\n" % number, ahead="uid"
            )
            for number in (1, 2)
        ]
        mailbox.deliver("on-time")
        await mailbox.sync()
        assert await mailbox.notices() == {"on-time": 1}
        for show in late:
            show()
        await mailbox.settle()
        await mailbox.check_all_is_here()
        assert await mailbox.notices() == {"on-time": 1, "late-1": 1, "late-2": 1}


@pytest.mark.parametrize("folders", [["INBOX"], ["Sent"], ["INBOX", "Sent"]], ids="-".join)
async def test_a_folder_numbered_anew_brings_nothing_twice_and_no_old_news(
    play: Play, folders: list[str]
) -> None:
    async with play(HONEST) as mailbox:
        await mailbox.settle_in()
        mailbox.deliver("known")
        await mailbox.sync()
        for folder in folders:
            mailbox.box.expunge(mailbox.box.uids(folder)[2], folder=folder)
            mailbox.box.renumber(folder)
        mailbox.deliver("new-in")
        await mailbox.settle()
        subjects = Counter(subject for _, _, subject in await mailbox.held())
        gone = {"in-1", "out-2"}  # deleted on the server, kept here (S8)
        assert {subject for subject, count in subjects.items() if count > 1} == set()
        assert subjects.keys() - gone == {subject for _, _, subject in mailbox.expected()} - gone
        proof = await mailbox.proof()
        assert (proof.complete, proof.current) == (True, True)
        assert await mailbox.notices() == {"known": 1, "new-in": 1}


async def test_a_uidnext_that_lags_behind_hides_no_letter(play: Play) -> None:
    async with play(HONEST) as mailbox:
        await mailbox.settle_in()
        mailbox.imap.character = Character(uidnext_behind=1)
        mailbox.deliver("new-1")
        await mailbox.settle()
        mailbox.deliver("new-2")
        mailbox.deliver("new-3")
        await mailbox.settle()
        await mailbox.check_all_is_here()
        assert await mailbox.notices() == {"new-1": 1, "new-2": 1, "new-3": 1}


async def test_a_quarantined_letter_of_a_folder_numbered_anew_keeps_its_one_card(play: Play) -> None:
    async with play(HONEST) as mailbox:
        await mailbox.settle_in()
        uid = mailbox.deliver("never-given")
        mailbox.imap.character = Character(refused=frozenset({uid}))
        for _ in range(mailbox.kit.policy.hole_tries + 1):
            await mailbox.sync()
        assert await mailbox.quarantined() == [uid]
        mailbox.box.expunge(mailbox.box.uids()[0])
        mailbox.box.renumber()
        mailbox.imap.character = Character(refused=frozenset({uid - 1}))
        await mailbox.settle()
        assert await mailbox.quarantined() == [uid - 1]
        assert await mailbox.notices() == {"": 1}
        assert (await mailbox.proof()).current


@pytest.mark.parametrize(
    "character",
    [
        pytest.param(Character(uidnext_behind=2), id="uidnext-lags-behind"),
        pytest.param(Character(leaves_out=frozenset({3, 8})), id="letters-are-left-out"),
        pytest.param(Character(leaves_out=frozenset({1})), id="one-outside-the-window-is-left-out"),
        pytest.param(Character(bodiless=frozenset({3, 8})), id="headers-are-not-given"),
    ],
)
async def test_a_folder_numbered_anew_by_a_server_that_tells_little_brings_nothing_twice(
    play: Play, character: Character
) -> None:
    async with play(HONEST) as mailbox:
        await mailbox.settle_in()
        before = sorted(subject for _, _, subject in await mailbox.held())
        mailbox.box.renumber()
        mailbox.imap.character = character
        await mailbox.sync()
        mailbox.imap.character = HONEST
        await mailbox.settle()
        assert sorted(subject for _, _, subject in await mailbox.held()) == before
        assert await mailbox.notices() == {}
        await mailbox.check_all_is_here()


@pytest.mark.parametrize(
    "left_out",
    [
        pytest.param({11}, id="a-new-one"),
        pytest.param({12}, id="the-newest"),
        pytest.param({11, 12}, id="all-new-ones"),
        pytest.param({10}, id="the-newest-we-had"),
        pytest.param({9, 10, 11, 12}, id="new-ones-and-the-newest-we-had"),
        pytest.param({2, 3, 12}, id="a-new-one-and-old-ones"),
        pytest.param(set(range(2, 13)), id="all"),
    ],
)
async def test_letters_left_out_while_a_folder_is_numbered_anew_are_announced_if_they_are_new(
    play: Play, left_out: set[int]
) -> None:
    async with play(HONEST) as mailbox:
        await mailbox.settle_in()
        mailbox.deliver("known")
        await mailbox.sync()
        mailbox.box.renumber()
        assert [mailbox.deliver("new-1"), mailbox.deliver("new-2")] == [11, 12]
        mailbox.imap.character = Character(leaves_out=frozenset(left_out))
        await mailbox.sync()
        mailbox.imap.character = HONEST
        await mailbox.settle()
        await mailbox.check_all_is_here()
        assert await mailbox.notices() == {"known": 1, "new-1": 1, "new-2": 1}


async def test_an_old_letter_that_was_never_stored_is_not_announced_for_being_left_out(play: Play) -> None:
    async with play(HONEST) as mailbox:
        await mailbox.settle_in()
        mailbox.box.renumber()
        mailbox.deliver("moved-in", days=9)  # we had younger ones
        mailbox.imap.character = Character(leaves_out=frozenset({10}))
        await mailbox.sync()
        mailbox.imap.character = HONEST
        await mailbox.settle()
        await mailbox.check_all_is_here()
        assert await mailbox.notices() == {}


@pytest.mark.parametrize(
    ("hidden", "told"),
    [pytest.param(11, {"known": 1, "": 1}, id="a-new-one"), pytest.param(10, {"known": 1}, id="one-we-had")],
)
async def test_a_letter_never_given_since_its_folder_was_numbered_anew_is_announced_if_it_must_be_new(
    play: Play, hidden: int, told: dict[str, int]
) -> None:
    async with play(HONEST) as mailbox:
        await mailbox.settle_in()
        mailbox.deliver("known")
        await mailbox.sync()
        mailbox.box.renumber()
        if hidden == 11:
            mailbox.deliver("new")
        mailbox.imap.character = Character(leaves_out=frozenset({hidden}))
        for _ in range(mailbox.kit.policy.hole_tries + 2):
            await mailbox.sync()
        assert await mailbox.quarantined() == [hidden]
        assert await mailbox.notices() == told
