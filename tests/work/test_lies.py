"""A server that lies: what it hides comes in the end, what it makes up is not believed."""

import pytest

from storage.records import FolderRole, Uid
from sync_engine.work import retry
from tests.fakes.imap_server.character import Character
from tests.work.follow import Followed, Play

HONEST = Character()
LARGE = 2 << 20  # told in place of a small size, it makes us take the letter in slices


async def connected(mailbox: Followed) -> None:
    mailbox.fill()
    await mailbox.connect()


@pytest.mark.parametrize(
    "lie",
    [
        pytest.param(Character(wrong_sizes=((3, 1), (4, LARGE), (5, 0))), id="wrong-sizes"),
        pytest.param(Character(messages_off=7), id="messages-too-many"),
        pytest.param(Character(messages_off=-3), id="messages-too-few"),
        pytest.param(Character(volunteered=frozenset({1, 2, 5})), id="answers-unasked"),
        pytest.param(Character(backwards=True), id="backwards"),
        pytest.param(Character(dated=False), id="no-internaldate"),
        pytest.param(Character(tells_uidnext=False), id="no-uidnext"),
        pytest.param(
            Character(
                interjections=(
                    *("* OK Still here", "* {exists} EXISTS", "* 1 FETCH (FLAGS (\\Seen))"),
                    *("* 1 FETCH (UID {first} FLAGS (\\Seen))", "* 0 RECENT", "* FLAGS (\\Seen)"),
                )
            ),
            id="interjections",
        ),
        pytest.param(
            Character(swapped=((4, 7), (1, 3), (10, 11))), id="octets-of-two-letters-asked-together-swapped"
        ),
    ],
)
async def test_a_lie_about_letters_that_are_all_there_changes_nothing(play: Play, lie: Character) -> None:
    async with play(lie) as mailbox:
        await connected(mailbox)
        await mailbox.settle()
        await mailbox.check_all_is_here()
        assert await mailbox.quarantined() == []
        assert await mailbox.notices() == {}
        mailbox.deliver("new-1", size=400)
        mailbox.deliver("new-2")
        await mailbox.settle()
        await mailbox.check_all_is_here()
        assert await mailbox.quarantined() == []
        assert await mailbox.notices() == {"new-1": 1, "new-2": 1}


HIDING = [
    pytest.param(Character(leaves_out=frozenset({2, 10})), id="leaves-out"),
    pytest.param(Character(bodiless=frozenset({2, 10})), id="nil"),
    pytest.param(Character(refused=frozenset({2, 10})), id="refuses"),
]


@pytest.mark.parametrize("lie", HIDING)
async def test_a_letter_kept_from_us_for_a_while_comes_when_it_is_given(play: Play, lie: Character) -> None:
    async with play(lie) as mailbox:
        await connected(mailbox)
        mailbox.deliver("new-10")
        mailbox.deliver("new-11")
        assert mailbox.box.uids()[-2:] == [10, 11]
        for _ in range(3):
            await mailbox.sync()
        here = {uid for role, uid, _ in await mailbox.held() if role == "inbox"}
        assert here == {3, 4, 5, 6, 7, 8, 9, 11}
        mailbox.imap.character = HONEST
        await mailbox.settle()
        await mailbox.check_all_is_here()
        assert await mailbox.notices() == {"new-10": 1, "new-11": 1}


@pytest.mark.parametrize("lie", HIDING)
async def test_a_letter_kept_from_us_for_good_is_quarantined_and_can_be_tried_again(
    play: Play, lie: Character
) -> None:
    async with play(lie) as mailbox:
        await connected(mailbox)
        mailbox.deliver("new-10")
        for _ in range(12):
            await mailbox.sync()
        assert await mailbox.quarantined() == [2, 2, 10]  # both folders have a letter 2
        proof = await mailbox.proof()
        assert (proof.complete, proof.current) == (True, True)
        assert sum((await mailbox.notices()).values()) == 1  # the card of 10, whatever its subject
        mailbox.imap.character = HONEST
        hidden: list[tuple[FolderRole, int]] = [("inbox", 2), ("sent", 2), ("inbox", 10)]
        for role, uid in hidden:
            await retry.take(mailbox.mailbox, role, Uid(uid), mailbox.kit)
        await mailbox.check_all_is_here()
        assert await mailbox.quarantined() == []
        assert await mailbox.notices() == {"new-10": 1}


async def test_letters_that_go_and_come_between_two_answers_confuse_nothing(play: Play) -> None:
    async with play(Character(restless=True)) as mailbox:
        mailbox.fill()

        acted = []

        def act() -> None:
            mailbox.box.expunge(2, 5, 9)
            acted.append(mailbox.deliver("in-between"))

        await mailbox.connect()
        mailbox.imap.between_answers = act
        await mailbox.settle()
        assert acted, "no letter was fetched together with another"
        held = {subject: uid for role, uid, subject in await mailbox.held() if role == "inbox"}
        on_server = {subject: uid for role, uid, subject in mailbox.expected() if role == "inbox"}
        assert on_server.items() <= held.items()
        assert held.keys() - on_server.keys() <= {"in-0", "in-3", "in-7"}  # those that went
        proof = await mailbox.proof()
        assert (proof.complete, proof.current) == (True, True)
        assert await mailbox.notices() == {"in-between": 1}
