"""Letters that come thick: one message that is edited, with every letter behind its button (rule L1)."""

import itertools
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import bundling, push
from bot.sandbox import answers
from bot.sandbox.people import Message
from storage import models, mutes, people
from tests.bot.stage import ANNA, BORIS, Stage, announce, in_the_end, told

MINUTE = timedelta(minutes=1)


def is_burst(message: Message) -> bool:
    return "Письма идут одно за другим" in message.text


def says(part: str) -> Callable[[Message], bool]:
    return lambda message: is_burst(message) and part in message.text


async def none_waiting() -> bool:
    return not await models.Notice.exists(state="waiting")


def numbered(first: int, last: int) -> tuple[str, ...]:
    return tuple(f"Письмо {number}" for number in range(first, last + 1))


async def a_minute_passes() -> None:
    """For all that was told so far."""
    for row in await models.Notice.all():
        if row.at is not None:
            await models.Notice.filter(id=row.id).update(at=row.at - MINUTE)
    for burst in await models.Burst.all():
        moments = {"began_at": burst.began_at - MINUTE, "last_at": burst.last_at - MINUTE}
        await models.Burst.filter(id=burst.id).update(**moments)


async def test_from_the_fourth_letter_one_message_takes_over_and_is_edited(pushing: Stage) -> None:
    await announce(pushing, ANNA, subjects=numbered(1, 4))
    first = await pushing.chats.until(ANNA, says("Ещё одно письмо"))
    assert [line for line in first.text.splitlines() if "•" in line] == ["• Пётр Петров — Письмо 4"]
    await announce(pushing, ANNA, subjects=numbered(5, 16))
    shown = await pushing.chats.until(ANNA, says("Ещё 13 писем"))
    assert shown.id == first.id
    named = [line for line in shown.text.splitlines() if "•" in line]
    assert named == [f"• Пётр Петров — Письмо {number}" for number in range(16, 6, -1)]
    assert shown.labels == ("Открыть письма", "Ящик")
    assert not shown.link_preview
    await in_the_end(none_waiting)
    assert await models.Notice.filter(state="in_summary", message_id=shown.id).count() == 13
    assert await models.Notice.filter(state="sent").count() == 3
    assert len(told(pushing, ANNA)) == 4


@pytest.mark.both_databases
async def test_a_letter_stored_while_others_are_sorted_is_sorted_too(
    pushing: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await announce(pushing, ANNA, subjects=numbered(1, 3))
    await in_the_end(none_waiting)
    sort, later = bundling.sort, ["Письмо 5"]
    began = datetime.now(UTC)  # the transaction that takes until then to be seen

    async def sorting(*arguments: Any) -> set[int]:
        some = not await none_waiting()
        done = await sort(*arguments)
        while some and later:
            await announce(pushing, ANNA, subjects=(later.pop(),), due=began)
        return done

    monkeypatch.setattr(bundling, "sort", sorting)
    await announce(pushing, ANNA, subjects=numbered(4, 4))
    await pushing.chats.until(ANNA, says("Ещё 2 письма"))
    assert len(told(pushing, ANNA)) == 4


async def test_edits_keep_their_distance_and_each_says_something_new(pushing: Stage) -> None:
    await announce(pushing, ANNA, subjects=numbered(1, 4))
    await pushing.chats.until(ANNA, says("Ещё одно письмо"))
    for number in range(5, 35):
        await announce(pushing, ANNA, subjects=numbered(number, number))
    await pushing.chats.until(ANNA, says("Ещё 31 письмо"))
    await in_the_end(none_waiting)
    edits = pushing.chats.calls_of("editMessageText", chat_id=ANNA)
    assert 1 <= len(edits) <= 4
    assert [call.error for call in edits] == [None] * len(edits)
    apart = [later.at - call.at for call, later in itertools.pairwise(edits)]
    assert all(each > 2.5 for each in apart)


async def test_after_a_minute_of_quiet_a_letter_is_told_alone_again(pushing: Stage) -> None:
    await announce(pushing, ANNA, subjects=numbered(1, 6))
    await pushing.chats.until(ANNA, says("Ещё 3 письма"))
    await in_the_end(none_waiting)
    await a_minute_passes()
    await announce(pushing, ANNA, subjects=("После",))
    await pushing.chats.until(ANNA, lambda message: "После" in message.text)
    await in_the_end(none_waiting)
    assert (await models.Notice.get(letter__subject="После")).state == "sent"


async def test_each_person_and_each_mailbox_counts_for_itself(pushing: Stage) -> None:
    await announce(pushing, ANNA, BORIS, subjects=numbered(1, 3))
    await announce(pushing, ANNA, subjects=numbered(4, 4))
    await pushing.chats.until(ANNA, says("Письмо 4"))
    await pushing.chats.until(BORIS, lambda message: "Письмо 3" in message.text)
    assert len(told(pushing, BORIS)) == 3
    assert not any("одно за другим" in text for text in told(pushing, BORIS))


async def test_every_letter_of_a_burst_can_be_opened_below_it(play: Stage) -> None:
    play.chats.say(ANNA, "/start")
    async with play.speaking() as application, push.Pusher(application, play.deps):
        await announce(play, ANNA, subjects=numbered(1, 15))
        card = await play.chats.until(ANNA, says("Ещё 12 писем"))
        await in_the_end(none_waiting)
        listed = await play.press(ANNA, card, "Открыть письма", "1. Пётр Петров — Письмо 15")
        assert listed.id != card.id  # the burst goes on to be edited
        listed = await play.press(ANNA, listed, "›", "12. Пётр Петров — Письмо 4")
        await announce(play, ANNA, subjects=numbered(16, 16))
        await play.chats.until(ANNA, says("Ещё 13 писем"))
        letter = await play.press(ANNA, listed, "11", "Пришло на anna@acme.test")
        assert letter.id == listed.id


async def test_a_burst_whose_message_was_deleted_goes_on_in_another(pushing: Stage) -> None:
    await announce(pushing, ANNA, subjects=numbered(1, 5))
    first = await pushing.chats.until(ANNA, says("Ещё 2 письма"))
    await in_the_end(none_waiting)
    pushing.chats.delete(ANNA, first.id)
    await announce(pushing, ANNA, subjects=numbered(6, 6))
    second = await pushing.chats.until(ANNA, says("Ещё 3 письма"))
    assert second.id != first.id
    await in_the_end(none_waiting)
    assert await models.Notice.filter(state="in_summary", message_id=second.id).count() == 3


async def test_another_message_of_a_burst_is_repeated_once_at_most(
    pushing: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "_PAUSES", (timedelta(0),))
    await announce(pushing, ANNA, subjects=numbered(1, 5))
    first = await pushing.chats.until(ANNA, says("Ещё 2 письма"))
    await in_the_end(none_waiting)
    pushing.chats.delete(ANNA, first.id)
    pushing.chats.fail(answers.UNANSWERED, method="sendMessage", chat_id=ANNA, times=3)
    await announce(pushing, ANNA, subjects=numbered(6, 6))
    await in_the_end(none_waiting)
    assert len(told(pushing, ANNA, "Ещё 3 письма")) == 2


@pytest.mark.parametrize("why", ["message to edit not found", "MESSAGE_ID_INVALID", "something new"])
async def test_a_message_that_takes_no_edit_is_followed_by_another(pushing: Stage, why: str) -> None:
    await announce(pushing, ANNA, subjects=numbered(1, 4))
    first = await pushing.chats.until(ANNA, says("Ещё одно письмо"))
    pushing.chats.fail(answers.bad_request(why), method="editMessageText", chat_id=ANNA)
    await announce(pushing, ANNA, subjects=numbered(5, 6))
    second = await pushing.chats.until(ANNA, says("Письмо 6"))
    assert second.id > first.id
    await in_the_end(none_waiting)
    assert not await models.Notice.exists(state="muted")


async def test_an_edit_that_was_cut_is_made_again(pushing: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "_PAUSES", (timedelta(0),))
    await announce(pushing, ANNA, subjects=numbered(1, 4))
    first = await pushing.chats.until(ANNA, says("Ещё одно письмо"))
    pushing.chats.fail(answers.DROPPED, method="editMessageText", chat_id=ANNA, times=3)
    await announce(pushing, ANNA, subjects=numbered(5, 5))
    shown = await pushing.chats.until(ANNA, says("Ещё 2 письма"), timeout=30)
    assert shown.id == first.id
    await in_the_end(none_waiting)
    assert len(told(pushing, ANNA)) == 4


async def test_an_edit_waits_as_long_as_telegram_wants(pushing: Stage) -> None:
    await announce(pushing, ANNA, subjects=numbered(1, 4))
    await pushing.chats.until(ANNA, says("Ещё одно письмо"))
    pushing.chats.fail(answers.too_many_requests(2), method="editMessageText", chat_id=ANNA)
    await announce(pushing, ANNA, subjects=numbered(5, 5))
    await pushing.chats.until(ANNA, says("Ещё 2 письма"), timeout=30)
    refused, *after = pushing.chats.calls_of("editMessageText", chat_id=ANNA)
    assert refused.error
    assert after[0].at - refused.at >= 2


async def test_what_a_long_pause_of_telegram_held_up_is_no_flood(pushing: Stage) -> None:
    pushing.chats.fail(answers.too_many_requests(4), method="sendMessage", chat_id=ANNA)
    long_ago = datetime.now(UTC) - 20 * MINUTE
    for number in range(1, 21):  # so seldom that each would have been told alone
        await announce(pushing, ANNA, subjects=numbered(number, number), due=long_ago + number * MINUTE)
    await pushing.chats.until(ANNA, says("Ещё 17 писем"))
    await in_the_end(none_waiting)
    assert len(told(pushing, ANNA)) == 4


async def test_a_pause_between_sorting_and_telling_changes_nothing(pushing: Stage) -> None:
    pushing.chats.fail(answers.too_many_requests(1), method="sendMessage", chat_id=ANNA)
    await announce(pushing, ANNA, subjects=numbered(1, 8))
    await pushing.chats.until(ANNA, says("Ещё 5 писем"))
    await in_the_end(none_waiting)
    assert [text.splitlines()[3] for text in told(pushing, ANNA)][:3] == [f"Письмо {n}" for n in (1, 2, 3)]


async def test_a_mailbox_that_is_muted_drops_out_of_its_burst(pushing: Stage) -> None:
    await announce(pushing, ANNA, subjects=numbered(1, 4))
    await pushing.chats.until(ANNA, says("Ещё одно письмо"))
    await in_the_end(none_waiting)
    anna = await people.find(ANNA)
    assert anna
    await mutes.put(anna.id, 1, "", None, datetime.now(UTC))
    await announce(pushing, ANNA, subjects=numbered(5, 9))
    assert await models.Notice.filter(state="muted", why="mailbox_muted").count() == 5
    assert await none_waiting()


async def test_the_count_is_right_after_many_small_batches(pushing: Stage) -> None:
    for number in range(1, 41):
        await announce(pushing, ANNA, subjects=numbered(number, number))
    shown = await pushing.chats.until(ANNA, says("Ещё 37 писем"), timeout=30)
    await in_the_end(none_waiting)
    alone = [text for text in told(pushing, ANNA) if not re.search("одно за другим", text)]
    assert len(alone) == 3
    assert await models.Notice.filter(state="in_summary", message_id=shown.id).count() == 37
