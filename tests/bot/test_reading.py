"""A letter that is read in the chat, and the files that hang on it."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.sandbox.people import Message
from storage import batches, folders, letters, mailboxes, models, people, records, turns
from sync_engine import errors
from sync_engine.work.files import FileTooLarge
from tests import make
from tests.bot.stage import ANNA, BORIS, Stage, in_the_end

FILE = records.Attachment(name="../../Смета\u202efdp.exe", type="application/pdf", size=3, part="2")


async def holding(who: int, *found: records.Letter, mode: records.Mode = "personal") -> list[int]:
    """The ids of these letters in a mailbox of this person, in their order."""
    person = await people.find(who)
    assert person
    mailbox_id = await mailboxes.add(make.new_mailbox("boris@acme.test", mode=mode), person.id)
    job = await turns.begin(mailbox_id)
    assert job
    inbox = (await folders.marks(mailbox_id))[0]
    await batches.commit(job, records.Batch(folder_id=inbox.folder_id, letters=found), make.NOW)
    kept = {each.letter.uid: each.id for each in await letters.newest(mailbox_id, 99)}
    return [kept[each.uid] for each in found]


async def pressed(play: Stage, who: int, data: str, part: str) -> Message:
    """A button from somewhere: what comes of pressing it."""
    start = await play.hear(who, "/start", "Здравствуйте")
    button = {"text": "x", "callback_data": data}
    old = play.chats.post(who, start.content, keyboard=((button,),))
    return await play.press(who, old, "x", part)


async def sent(play: Stage, who: int) -> Message:
    return await play.chats.until(who, lambda message: message.file is not None)


async def test_a_letter_is_read_leaf_by_leaf_in_one_message(play: Stage) -> None:
    text = "\n".join(f"Строка {number} о деле." for number in range(600)) + "\n\n> Прежнее"
    (letter,) = await holding(BORIS, make.letter(100, text=text))
    first = await pressed(play, BORIS, f"open:{letter}", "Строка 0 ")
    assert "Пётр Петров" in first.text
    shown, leaf = [first.text], first
    while "›" in leaf.labels:
        await play.chats.pressed(BORIS, leaf.id, "›")
        page = f"{len(shown) + 1} / "
        leaf = await play.chats.until(BORIS, lambda m, page=page: m.labels[:2][-1].startswith(page))  # type: ignore[misc]
        assert leaf.id == first.id
        shown.append(leaf.text)
    said = "\n".join(shown)
    assert [number for number in range(600) if f"Строка {number} " not in said] == []
    assert leaf.entities[-1].type == "expandable_blockquote"


async def test_the_letters_of_a_chain_lead_to_one_another(play: Stage) -> None:
    chain = {"chain": "c" * 32}
    one = make.letter(100, text="Первое", received=make.NOW.replace(hour=9), **chain)
    two = make.letter(101, text="Второе", **chain)
    ids = await holding(BORIS, one, two, make.letter(102, text="Чужое"))
    shown = await pressed(play, BORIS, f"open:{ids[0]}", "Первое")
    assert "1 из 2" in shown.labels
    shown = await play.press(BORIS, shown, "Позже ›", "Второе")
    await play.press(BORIS, shown, "‹ Раньше", "Первое")


@pytest.mark.parametrize("data", ["open:{}", "read:{}_0", "file:{}_0", "eml:{}"])
async def test_nobody_elses_letter_is_read(play: Stage, data: str) -> None:
    (letter,) = await holding(BORIS, make.letter(100, text="Тайна", attachments=(FILE,)))
    await pressed(play, ANNA, data.format(letter), "больше нет")
    assert play.files.asked == []


async def test_a_file_comes_under_a_safe_name(play: Stage) -> None:
    (letter,) = await holding(BORIS, make.letter(100, attachments=(FILE,)))
    play.files.octets[FILE.name] = b"abc"
    shown = await pressed(play, BORIS, f"open:{letter}", "Добрый день")
    label = next(each for each in shown.labels if each.startswith("📎"))
    await play.chats.pressed(BORIS, shown.id, label)
    file = (await sent(play, BORIS)).file
    assert file
    assert file.octets == b"abc"
    assert not set(file.name) & set("/\\\u202e")
    assert file.name.endswith(".exe")
    assert play.chats.calls_of("sendChatAction", chat_id=BORIS)


async def test_the_original_is_called_by_its_subject(play: Stage) -> None:
    (letter,) = await holding(BORIS, make.letter(100, subject="Заказ: 7/8"))
    play.files.octets[""] = b"From: a@b.test\r\n\r\n"
    shown = await pressed(play, BORIS, f"open:{letter}", "Добрый день")
    await play.chats.pressed(BORIS, shown.id, "Оригинал .eml")
    file = (await sent(play, BORIS)).file
    assert file
    assert (file.name, file.octets) == ("Заказ_ 7_8.eml", play.files.octets[""])


@pytest.mark.parametrize(
    ("trouble", "said", "again"),
    [
        pytest.param(errors.NotFound(), "Файла больше нет", False, id="gone"),
        pytest.param(errors.ServerUnreachable(), "Почтовый сервер не отвечает", True, id="away"),
        pytest.param(errors.SignInsSpent(seconds=21), "снова через 21 секунду.", True, id="too-often"),
        pytest.param(FileTooLarge(), "Telegram принимает от ботов файлы до", False, id="larger-than-told"),
        pytest.param(ZeroDivisionError(), "не получилось", True, id="a-mistake-of-ours"),
    ],
)
async def test_a_file_that_does_not_come_is_said(
    play: Stage, trouble: Exception, said: str, again: bool
) -> None:
    (letter,) = await holding(BORIS, make.letter(100, attachments=(FILE,)))
    play.files.trouble = trouble
    shown = await pressed(play, BORIS, f"file:{letter}_0", said)
    assert ("Попробовать ещё раз" in shown.labels) == again


@pytest.mark.parametrize(
    ("who", "mode", "state", "said", "button"),
    [
        (BORIS, "personal", "auth_failed", "не принял пароль", "Новый пароль"),
        (BORIS, "personal", "paused", "Этот ящик на паузе", "Возобновить"),
        (BORIS, "corporate", "auth_failed", "Исправить это может администратор", "Ящик"),
        (BORIS, "corporate", "paused", "Исправить это может администратор", "Ящик"),
    ],
)
async def test_a_file_of_a_mailbox_that_is_shut_says_who_opens_it(
    play: Stage, who: int, mode: str, state: str, said: str, button: str
) -> None:
    (letter,) = await holding(who, make.letter(100, attachments=(FILE,)))
    change = {"paused_at": make.NOW} if state == "paused" else {"trouble": state, "reason": "sign_in_refused"}
    await models.Mailbox.all().update(mode=mode, **change)
    play.files.trouble = errors.MailboxPaused() if state == "paused" else errors.MailboxShut()
    shown = await pressed(play, who, f"file:{letter}_0", said)
    assert any(button in label for label in shown.labels)
    assert "Попробовать ещё раз" not in shown.labels


async def test_a_file_too_large_for_telegram_is_not_fetched(play: Stage) -> None:
    large = FILE._replace(size=60_000_000)
    (letter,) = await holding(BORIS, make.letter(100, attachments=(large,)))
    await pressed(play, BORIS, f"file:{letter}_0", "57 МБ")
    assert play.files.asked == []


async def test_one_file_a_person_at_a_time(play: Stage) -> None:
    (letter,) = await holding(BORIS, make.letter(100, attachments=(FILE,)))
    play.files.octets[FILE.name] = b"abc"
    play.files.gate.clear()
    await pressed(play, BORIS, f"file:{letter}_0", "")
    await pressed(play, BORIS, f"file:{letter}_0", "Уже загружаю")
    play.files.gate.set()
    await sent(play, BORIS)
    assert play.files.asked == [FILE.name]


async def test_whoever_was_removed_meanwhile_gets_no_file(play: Stage) -> None:
    (letter,) = await holding(BORIS, make.letter(100, attachments=(FILE,)))
    play.files.octets[FILE.name] = b"abc"
    play.files.gate.clear()
    await pressed(play, BORIS, f"file:{letter}_0", "")
    await people.remove(BORIS, datetime.now(UTC), erase=False)
    play.files.gate.set()

    async def ended() -> bool:
        return not any(task.get_name().startswith("file-") for task in asyncio.all_tasks())

    await in_the_end(ended)
    assert play.chats.calls_of("sendDocument", chat_id=BORIS) == ()


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"text": "", "subject": "", "to": ()}, id="empty"),
        pytest.param({"text": "<" * 262_144}, id="a-sea-of-less-than"),
        pytest.param(
            {"subject": "т" * 5000, "text": "👩\u200d👩\u200d👧" * 2000}, id="huge-subject-and-emoji"
        ),
        pytest.param({"text": "שלום \u202eabc", "subject": "مرحبا"}, id="right-to-left"),
        pytest.param({"text": "<b>не</b> <script>&amp;", "subject": "</b>&lt;"}, id="html"),
    ],
)
async def test_telegram_takes_any_letter(play: Stage, facts: dict[str, Any]) -> None:
    (letter,) = await holding(BORIS, make.letter(100, **facts))
    await pressed(play, BORIS, f"open:{letter}", "Кому:")
    refused = [call for call in play.chats.calls_of("sendMessage", "editMessageText") if call.error]
    assert refused == []
    assert await models.Letter.all().count() == 1
