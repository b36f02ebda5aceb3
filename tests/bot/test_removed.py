"""Whoever is removed is out at once, whatever they were in the middle of; and may be let in again (H4)."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.views import press
from storage import mailboxes, models, people, records
from sync_engine import errors
from tests.bot import test_what_others_see as others
from tests.bot.stage import ANNA, BORIS, Stage, in_the_end, told
from tests.bot.test_connect import send_secret, to_secret
from tests.bot.test_what_others_see import Closed, buttons, pressed
from tests.make import new_mailbox

closed = others.closed
ADDRESS = "boris@acme.test"


async def own(who: int, **changes: str) -> records.Mailbox:
    person = await people.find(who)
    assert person
    found = await mailboxes.get(await mailboxes.add(new_mailbox(ADDRESS, **changes), person.id))
    assert found
    return found


async def remove(who: int) -> None:
    assert await people.remove(who, datetime.now(UTC), erase=False)


async def state() -> str | None:
    found = await mailboxes.find(ADDRESS)
    return found.state if found else None


async def test_every_button_they_ever_had_is_dead(play: Stage, closed: Closed) -> None:
    start = await play.hear(ANNA, "/start", "Здравствуйте")
    heard = len(play.chats.calls)
    await remove(ANNA)
    patterns = [each.pattern for each in pressed(play) if isinstance(each.pattern, re.Pattern)]
    forged = [data for data in buttons() if any(pattern.match(data) for pattern in patterns)]
    for data in forged:
        message = play.chats.post(ANNA, start.content, keyboard=(({"text": "x", "callback_data": data},),))
        play.chats.press(ANNA, message.id, data)

    async def answered() -> bool:
        return len(play.chats.calls_of("answerCallbackQuery")) >= len(forged)

    await in_the_end(answered, timeout=60)
    await in_the_end(nothing_is_in_hand, timeout=60)
    await play.hear(BORIS, "/help", "Что здесь где")
    said = "\n".join(str(call.params) for call in list(play.chats.calls)[heard:] if call.chat_id == ANNA)
    assert "закрытый бот" in said
    assert closed.word not in said
    assert closed.address not in said
    mailbox = await mailboxes.find(closed.address)
    assert mailbox
    assert mailbox.state == "paused"
    assert await models.Letter.all().count() == 3
    assert await models.ClientMark.all().count() == 1
    assert play.engine.checked == []
    assert play.reader.asked == []


async def nothing_is_in_hand() -> bool:
    return not any(task.get_name() == "an update" for task in asyncio.all_tasks())


async def trial_runs() -> bool:
    return any(task.get_name().startswith("trial-") for task in asyncio.all_tasks())


async def no_trial_runs() -> bool:
    return not await trial_runs()


@pytest.mark.parametrize(
    "trouble", [None, errors.SignInRefused(), errors.ServerUnreachable()], ids=["let-in", "refused", "away"]
)
async def test_of_a_sign_in_that_is_being_tried_nothing_is_stored_or_said(
    play: Stage, trouble: errors.MailError | None
) -> None:
    play.connector.troubles += [trouble] if trouble else []
    await to_secret(play, address=ADDRESS)
    play.connector.gate.clear()
    await send_secret(play, "s3cret word", "Пробую войти")
    await in_the_end(trial_runs)
    await remove(BORIS)
    so_far = told(play, BORIS)
    play.connector.gate.set()
    await in_the_end(no_trial_runs)
    assert play.connector.tried == [(ADDRESS, "s3cret word")]
    assert await mailboxes.everything() == []
    assert await people.dialogue(BORIS) is None
    assert told(play, BORIS) == so_far


async def test_of_a_new_password_that_is_being_tried_nothing_is_said(play: Stage) -> None:
    mailbox = await own(BORIS)
    screen = await play.hear(BORIS, "/mailboxes", "1 ящик")
    screen = await play.press(BORIS, screen, f"box:{mailbox.id}", ADDRESS)
    await play.press(BORIS, screen, "Новый пароль", "Пришлите пароль")
    play.connector.gate.clear()
    await send_secret(play, "n3wer", "Пробую войти")
    await in_the_end(trial_runs)
    await remove(BORIS)
    so_far = told(play, BORIS)
    play.connector.gate.set()
    await in_the_end(no_trial_runs)
    assert told(play, BORIS) == so_far
    assert await state() == "paused"


async def test_a_dialogue_ends_and_what_is_typed_next_is_tried_nowhere(play: Stage) -> None:
    await to_secret(play, address=ADDRESS)
    await remove(BORIS)
    await play.hear(BORIS, "s3cret word", "закрытый бот")
    assert play.connector.tried == []


async def test_nobody_starts_the_mailbox_of_who_is_gone(play: Stage) -> None:
    mailbox = await own(BORIS)
    await remove(BORIS)
    listed = await play.hear(ANNA, "/mailboxes", "1 ящик")
    screen = await play.press(ANNA, listed, f"box:{mailbox.id}", "владельца больше нет в команде")
    assert not {"Возобновить", "Проверить сейчас"} & set(screen.labels)
    assert "Отключить" in screen.labels
    data = press.to(press.RESUME, mailbox.id)
    forged = play.chats.post(ANNA, screen.content, keyboard=(({"text": "x", "callback_data": data},),))
    await play.press(ANNA, forged, "x", "На паузе")
    assert await state() == "paused"
    with pytest.raises(mailboxes.OwnerGone):
        await mailboxes.resume(mailbox.id, datetime.now(UTC))
    assert await state() == "paused"


async def test_a_corporate_mailbox_goes_on_without_who_connected_it(play: Stage) -> None:
    mailbox = await own(BORIS, mode="corporate")
    await remove(BORIS)
    await mailboxes.pause(mailbox.id, datetime.now(UTC))
    listed = await play.hear(ANNA, "/mailboxes", "1 ящик")
    screen = await play.press(ANNA, listed, f"box:{mailbox.id}", "На паузе")
    await play.press(ANNA, screen, "Возобновить", "Забираю первые письма")


async def test_who_comes_back_finds_their_mailbox_paused_and_starts_it_again(play: Stage) -> None:
    await own(BORIS)
    await play.hear(BORIS, "/start", "Здравствуйте")
    await remove(BORIS)
    assert await state() == "paused"
    await play.hear(BORIS, "/mailboxes", "закрытый бот")
    await people.add_invite("again", "member", datetime.now(UTC) + timedelta(minutes=5))
    await play.hear(BORIS, "/start again", "Boris")
    listed = await play.hear(BORIS, "/mailboxes", "1 ящик")
    screen = await play.press(BORIS, listed, f"⏸ {ADDRESS}", "На паузе")
    await play.press(BORIS, screen, "Возобновить", "Забираю первые письма")
    assert await state() == "importing"
