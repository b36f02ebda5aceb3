"""The first import, shown live in one message."""

import itertools
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest

from bot import progress
from bot.sandbox import answers
from bot.sandbox.people import Message
from storage import erasing, mailboxes, models, people, shown_imports
from tests.bot.stage import ANNA, Stage, in_the_end
from tests.make import new_mailbox


@pytest.fixture
async def board(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """The board alone runs, without its pauses; Anna's mailbox is being imported."""
    monkeypatch.setattr(progress, "PAUSE", 0.02)
    monkeypatch.setattr(progress, "LOOK", 0.05)
    monkeypatch.setattr(progress, "_TROUBLE_PAUSE", 0.02)
    stage.chats.say(ANNA, "/connect")
    anna = await people.find(ANNA)
    assert anna is not None
    await mailboxes.add(new_mailbox(progress_chat=ANNA), anna.id)
    async with stage.speaking() as application, progress.ProgressBoard(application, stage.deps):
        yield stage


async def import_goes(stage: Stage, *, stored: int, total: int | None = 40, **facts: object) -> None:
    await models.Mailbox.all().update(import_total=total, **facts)
    await models.Folder.filter(role="inbox").update(stored=stored)
    stage.engine.progress_changed.set()


def says(part: str) -> Callable[[Message], bool]:
    return lambda message: part in message.text


async def over() -> bool:
    return await shown_imports.going() == []


async def test_one_message_is_edited_to_the_end(board: Stage) -> None:
    message = await board.chats.until(ANNA, lambda shown: "Смотрю, сколько" in shown.text)
    for stored in (10, 30):
        await import_goes(board, stored=stored)
        await board.chats.until(ANNA, says(f"{stored} из 40"))
    await models.Folder.filter(role="inbox").update(waiting=2)
    await import_goes(board, stored=40, imported_at=datetime.now(UTC))
    last = await board.chats.until(ANNA, lambda shown: "Готово" in shown.text)
    assert "Ещё 2 письма постарше придут со следующей проверкой" in last.text
    await in_the_end(over)
    assert [shown.id for shown in board.chats.messages(ANNA) if shown.from_bot] == [message.id]


async def test_what_keeps_it_from_going_on_is_said(board: Stage) -> None:
    await import_goes(board, stored=10, trouble="unreachable", reason="server_unreachable")
    await board.chats.until(ANNA, lambda shown: "Пока остановился. Почтовый сервер не отвечает" in shown.text)
    await import_goes(board, stored=20, trouble=None, reason=None)
    await board.chats.until(ANNA, lambda shown: "20 из 40" in shown.text)


async def test_a_mailbox_disconnected_meanwhile_is_not_left_half_way(board: Stage) -> None:
    await import_goes(board, stored=10)
    await board.chats.until(ANNA, lambda shown: "10 из 40" in shown.text)
    (row,) = await shown_imports.going()
    await erasing.begin(row.mailbox_id, datetime.now(UTC))
    await board.chats.until(ANNA, lambda shown: "ящик отключён" in shown.text)


async def test_a_deleted_message_comes_again_below(board: Stage) -> None:
    first = await board.chats.until(ANNA, lambda shown: "Смотрю, сколько" in shown.text)
    board.chats.delete(ANNA, first.id)
    await import_goes(board, stored=10)
    await board.chats.until(ANNA, lambda shown: "10 из 40" in shown.text, after=first.id)


async def test_trouble_with_telegram_is_waited_out(board: Stage) -> None:
    await board.chats.until(ANNA, lambda shown: "Смотрю, сколько" in shown.text)
    for trouble in (answers.DROPPED, answers.bad_gateway(), answers.too_many_requests(1)):
        board.chats.fail(trouble, method="editMessageText")
    await import_goes(board, stored=10)
    await board.chats.until(ANNA, lambda shown: "10 из 40" in shown.text)


async def test_a_person_who_blocked_the_bot_is_left_alone(board: Stage) -> None:
    await board.chats.until(ANNA, lambda shown: "Смотрю, сколько" in shown.text)
    board.chats.block(ANNA)
    await import_goes(board, stored=10)
    await in_the_end(over)


async def test_edits_keep_their_distance(stage: Stage) -> None:
    stage.chats.say(ANNA, "/connect")
    anna = await people.find(ANNA)
    assert anna is not None
    await mailboxes.add(new_mailbox(progress_chat=ANNA), anna.id)
    async with stage.speaking() as application, progress.ProgressBoard(application, stage.deps):
        await stage.chats.until(ANNA, lambda shown: "Смотрю, сколько" in shown.text)
        for stored in range(1, 30):
            await import_goes(stage, stored=stored)
        await stage.chats.until(ANNA, lambda shown: "29 из 40" in shown.text)
    times = [call.at for call in stage.chats.calls_of("sendMessage", "editMessageText", chat_id=ANNA)]
    assert all(later - sooner >= progress.PAUSE for sooner, later in itertools.pairwise(times))
