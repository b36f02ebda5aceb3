"""However many letters wait, few are asked about at once; they come oldest first, and none is left."""

from collections.abc import Callable

import pytest

from storage import models
from sync_engine.work import news
from tests.fakes.imap_server import sets
from tests.fakes.imap_server.character import Character
from tests.work.follow import Followed, Play
from tests.work.live import live

STEP = 5
HONEST = Character()
Come = Callable[[Followed, int], None]  # so many new letters


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "_STEP", STEP)


def side_by_side(mailbox: Followed, letters: int) -> None:
    for number in range(letters):
        mailbox.deliver(f"new-{number:02}")


def far_apart(mailbox: Followed, letters: int) -> None:
    for number in range(letters):
        mailbox.box.skip(3_000_000)
        mailbox.deliver(f"new-{number:02}")


def all_in_front_of_a_gap(mailbox: Followed, letters: int) -> None:
    side_by_side(mailbox, letters)
    mailbox.box.skip(1_000_000_000)


def asked_about(mailbox: Followed, since: int) -> list[int]:
    """After the first `since` commands: how many letters of Inbox each question what there is took in."""
    uids, inside, counts = mailbox.box.uids(), "", []
    for command in mailbox.imap.commands[since:]:
        if command.name == "EXAMINE":
            inside = command.text
        if command.name == "UID FETCH" and "INTERNALDATE" in command.text and "INBOX" in inside:
            counts.append(len(sets.among(sets.parse(command.text.split()[2]), uids, uids[-1])))
    return counts


@pytest.mark.parametrize(
    ("come", "character"),
    [
        pytest.param(side_by_side, HONEST, id="side-by-side"),
        pytest.param(all_in_front_of_a_gap, HONEST, id="in-front-of-a-gap"),
        pytest.param(far_apart, HONEST, id="far-apart"),
        pytest.param(side_by_side, Character(leaves_out=frozenset({5, 20, 21})), id="leaves-out"),
        pytest.param(far_apart, Character(search_keys=frozenset()), id="cannot-search"),
        pytest.param(far_apart, Character(uidnext_behind=1), id="uidnext-behind"),
    ],
)
async def test_many_new_letters_are_asked_about_in_steps_and_come_oldest_first(
    play: Play, come: Come, character: Character
) -> None:
    async with play(HONEST) as mailbox:
        mailbox.fill()
        await mailbox.connect()
        await mailbox.settle()
        come(mailbox, 40)
        mailbox.imap.character = character
        since = len(mailbox.imap.commands)
        await mailbox.sync()
        asked = asked_about(mailbox, since)
        assert max(asked) <= 3 * STEP  # twice the step; once more where a letter at its end is left out
        assert len(asked) >= 40 // (2 * STEP)
        new = models.Letter.filter(new=True, folder__role="inbox").order_by("id")
        stored = [letter.uid for letter in await new]
        assert stored == sorted(stored)
        assert len(stored) >= 40 - len(character.leaves_out)
        mailbox.imap.character = HONEST
        await mailbox.settle()
        await mailbox.check_all_is_here()
        assert await mailbox.notices() == {f"new-{number:02}": 1 for number in range(40)}


async def test_a_backlog_that_is_asked_about_in_steps_is_told_in_one_summary(play: Play) -> None:
    async with play(HONEST) as mailbox:
        for number in range(STEP - 1):  # so that the first step ends right above the mark
            mailbox.deliver(f"old-{number}", days=2)
        await mailbox.connect()
        await mailbox.settle()
        side_by_side(mailbox, 40)
        await mailbox.sync()
        (bundle,) = await mailbox.summaries()
        assert bundle is not None


async def test_letters_that_are_few_are_asked_about_once(play: Play) -> None:
    async with play(HONEST) as mailbox:
        mailbox.fill()
        await mailbox.connect()
        await mailbox.settle()
        side_by_side(mailbox, 2 * STEP)
        since = len(mailbox.imap.commands)
        await mailbox.sync()
        assert asked_about(mailbox, since) == [2 * STEP]
        assert "FETCH" not in {command.name for command in mailbox.imap.commands[since:]}


async def test_a_folder_numbered_anew_amid_the_steps_brings_nothing_twice(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_steps, rounds = news._one_round, 0

    async def then_renumber(*args: object) -> bool:
        nonlocal rounds
        rounds += 1
        if rounds == 2:
            mailbox.box.expunge(mailbox.box.uids()[0])
            mailbox.box.renumber()
        return await in_steps(*args)  # type: ignore[arg-type]

    async with play(HONEST) as mailbox:
        mailbox.fill()
        await mailbox.connect()
        await mailbox.settle()
        side_by_side(mailbox, 40)
        monkeypatch.setattr(news, "_one_round", then_renumber)
        await mailbox.settle()
        subjects = [subject for _, _, subject in await mailbox.held()]
        assert sorted(set(subjects)) == sorted(subjects)
        assert {f"new-{number:02}" for number in range(40)} <= set(subjects)
        assert max((await mailbox.notices()).values()) == 1


async def test_letters_that_flood_in_before_the_first_import_are_asked_about_in_steps(play: Play) -> None:
    async with play(HONEST) as mailbox:
        mailbox.fill()
        await mailbox.connect()
        side_by_side(mailbox, 40)
        since = len(mailbox.imap.commands)
        async with live(mailbox.kit) as engine:
            await engine.told(40)
            await engine.watched(mailbox.mailbox)
        assert max(asked_about(mailbox, since)) <= 3 * STEP
        await mailbox.settle()
        await mailbox.check_all_is_here()
        assert await mailbox.notices() == {f"new-{number:02}": 1 for number in range(40)}
