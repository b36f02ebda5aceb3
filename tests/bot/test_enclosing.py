"""Files in letters: from a message in the chat to the letter on its way, and out of the database again."""

import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from bot.sandbox import answers as refusals
from bot.sandbox import files
from bot.sandbox.faults import Fault
from bot.sandbox.files import File
from bot.sandbox.people import Message
from bot.views import press
from storage import answer_files, drafts, mailboxes, models, people, sending
from sync_engine.policy import POLICY, Policy
from sync_engine.rules.letter import parse_letter
from tests import make
from tests.bot.stage import ANNA, BORIS, Stage, in_the_end

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (20).to_bytes(4) + (20).to_bytes(4) + b"\0" * 9


async def shows(
    play: Stage, file: File, part: str, caption: str = "", to: Message | None = None, who: int = ANNA
) -> Message:
    """Somebody sends a file; the bot's next message with `part` in it."""
    after = play.chats.say(who, caption, file=file, reply_to=to.id if to else None).id
    return await play.chats.until(who, lambda shown: part in shown.text, after=after)


async def going(play: Stage, ready: Message) -> bytes:
    """The letter, once it is on its way."""
    await play.press(ANNA, ready, "Отправить", "Отправлю через")
    row = await models.Answer.all().order_by("-id").first().only("id")
    assert row
    raw = await sending.octets(row.id)
    assert raw
    return raw


def names(raw: bytes) -> list[str]:
    return [each.name for each in parse_letter(raw).attachments]


async def test_a_picture_with_a_caption_is_an_answer(play: Stage, notice: Message) -> None:
    ready = await shows(play, files.photo("", PNG), "Письмо готово", "Вот макет", to=notice)
    for part in ("Re: Заказ 17", "Вот макет", "photo.jpg"):
        assert part in ready.text
    raw = await going(play, ready)
    letter = parse_letter(raw)
    assert (letter.text, names(raw)) == ("Вот макет", ["photo.jpg"])
    assert letter.in_reply_to


async def test_a_letter_goes_as_it_was_shown(play: Stage, notice: Message) -> None:
    """What it was to go with is gone, whoever took it: its writer sees that first."""
    ready = await shows(play, files.document("счёт.pdf", b"%PDF"), "счёт.pdf", "Высылаю счёт", to=notice)
    await models.AnswerFile.all().delete()
    shown = await play.press(ANNA, ready, "Отправить", "уже нет")
    assert not await models.Answer.exists()
    assert names(await going(play, shown)) == []


async def test_files_alone_make_a_letter_and_words_may_follow(play: Stage, notice: Message) -> None:
    ready = await shows(play, files.document("счёт.pdf", b"%PDF"), "Текста пока нет", to=notice)
    ready = await shows(play, files.document("счёт.pdf", b"%PDF-2"), "счёт-2.pdf")
    ready = await play.hear(ANNA, "Высылаю", "Высылаю")
    assert "счёт-2.pdf" in ready.text
    raw = await going(play, ready)
    assert names(raw) == ["счёт.pdf", "счёт-2.pdf"]
    assert await answer_files.of_draft(1) == []


async def test_a_file_can_be_taken_out(play: Stage, notice: Message) -> None:
    await shows(play, files.document("a.pdf", b"A"), "a.pdf", to=notice)
    ready = await shows(play, files.document("b.pdf", b"B"), "b.pdf", "Текст")
    play.chats.press(ANNA, ready.id, "✖ a.pdf")
    ready = await play.chats.until(ANNA, lambda m: "a.pdf" not in m.text, after=ready.id - 1)
    assert "b.pdf" in ready.text
    assert names(await going(play, ready)) == ["b.pdf"]


async def test_an_album_is_one_letter_shown_in_one_message(play: Stage, notice: Message) -> None:
    several = [replace(files.document(f"{n}.pdf", b"%PDF"), album="g") for n in range(5)]
    for number, each in enumerate(several):
        last = play.chats.say(ANNA, "Все файлы" if number == 0 else "", file=each, reply_to=notice.id)
    ready = await play.chats.until(ANNA, lambda m: "4.pdf" in m.text, after=last.id)
    assert all(f"{n}.pdf" in ready.text for n in range(5))
    previews = [m for m in play.chats.messages(ANNA) if m.from_bot and "Письмо готово" in m.text]
    assert [each.id for each in previews] == [ready.id]
    raw = await going(play, ready)
    assert parse_letter(raw).text == "Все файлы"
    assert sorted(names(raw)) == [f"{n}.pdf" for n in range(5)]


async def test_an_album_that_cannot_go_is_refused_once(play: Stage, notice: Message) -> None:
    await models.Mailbox.all().update(can_send=False)
    for number in range(4):
        each = replace(files.document(f"{number}.pdf", b"%PDF"), album="g")
        play.chats.say(ANNA, "", file=each, reply_to=notice.id)
    await play.hear(ANNA, "/start", "Здравствуйте")
    said = [m for m in play.chats.messages(ANNA) if m.from_bot and "только для чтения" in m.text]
    assert len(said) == 1
    assert await models.AnswerFile.all().count() == 0


async def test_a_new_letter_takes_files_once_it_is_known_from_where(play: Stage) -> None:
    anna = await people.find(ANNA)
    assert anna
    await mailboxes.add(make.new_mailbox("anna@acme.test"), anna.id)
    await play.hear(ANNA, "/write", "Кому напишем?")
    await shows(play, files.document("a.pdf", b"A"), "чуть позже")
    await play.hear(ANNA, "new@client.test", "Какая тема")
    asked = await shows(play, files.document("b.pdf", b"B"), "Какая тема", "Здравствуйте")
    assert "b.pdf" in asked.text
    ready = await play.hear(ANNA, "Предложение", "Письмо готово")
    raw = await going(play, ready)
    assert (parse_letter(raw).text, names(raw)) == ("Здравствуйте", ["b.pdf"])


@pytest.mark.parametrize(
    ("sent", "arrives"),
    [
        pytest.param("../../etc/passwd", "passwd", id="a-way"),
        pytest.param("..\\..\\x.exe", "x.exe", id="a-way-of-windows"),
        pytest.param("счёт\r\nBcc: v@evil.test\r\n.pdf", "счёт Bcc_ v@evil.test .pdf", id="a-header"),
        pytest.param("invoice\u202efdp.exe", "invoicefdp.exe", id="from-the-right"),
        pytest.param("<b>&.pdf", "_b_&.pdf", id="tags"),
    ],
)
async def test_a_hostile_name_is_only_a_name(play: Stage, notice: Message, sent: str, arrives: str) -> None:
    ready = await shows(play, files.document(sent, b"x"), "Письмо готово", to=notice)
    raw = await going(play, ready)
    assert names(raw) == [arrives]
    assert b"\nBcc" not in raw
    assert "Письмо готово" in ready.text


async def test_an_archive_is_passed_on_as_it_is(play: Stage, notice: Message) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("zeros", b"\0" * 50_000_000)
    assert len(packed.getvalue()) < 100_000
    ready = await shows(play, files.document("bomb.zip", packed.getvalue()), "bomb.zip", to=notice)
    raw = await going(play, ready)
    assert len(raw) < 200_000
    assert parse_letter(raw).attachments[0].size == len(packed.getvalue())


async def test_what_is_too_large_is_told_and_not_fetched(play: Stage, notice: Message) -> None:
    big = files.document("big.iso", b"\0" * (POLICY.file_size + 1))
    said = await shows(play, big, "не приложить", "Смотрите", to=notice)
    assert "Смотрите" in said.text
    assert play.chats.calls_of("getFile") == ()
    fits = files.document("half.iso", b"\0" * 9_000_000)
    await shows(play, fits, "half.iso")
    said = await shows(play, replace(fits, name="other.iso", id="o"), "уже не поместится")
    assert len(await answer_files.of_draft(1)) == 1
    raw = await going(play, said)
    assert len(raw) <= POLICY.letter_size


async def test_a_server_that_takes_less_is_heard_at_once_and_by_name(play: Stage, notice: Message) -> None:
    play.sizes.told = 5_000_000
    said = await shows(play, files.document("big.iso", b"\0" * 4_000_000), "не приложить", to=notice)
    assert "anna@acme.test" in said.text
    assert play.chats.calls_of("getFile") == ()
    await shows(play, files.document("a.iso", b"\0" * 2_000_000), "a.iso", to=notice)
    said = await shows(play, files.document("b.iso", b"\0" * 2_000_000), "уже не поместится")
    assert "anna@acme.test" in said.text
    assert len(await going(play, said)) <= 5_000_000


async def test_more_files_than_a_letter_holds(play: Stage, notice: Message) -> None:
    object.__setattr__(play.deps, "policy", Policy(letter_files=1))
    await shows(play, files.document("a.pdf", b"A"), "a.pdf", to=notice)
    said = await shows(play, files.document("b.pdf", b"B"), "до 1 файла")
    assert "b.pdf" not in said.text


async def test_a_file_telegram_does_not_give_is_asked_for_again(play: Stage, notice: Message) -> None:
    trouble = refusals.Refused(500, "Internal Server Error")
    play.chats.faults.order(Fault(trouble=trouble, method="getFile", chat_id=None, times=1))
    await shows(play, files.document("a.pdf", b"A"), "Не получилось забрать «a.pdf»", to=notice)
    ready = await shows(play, files.document("a.pdf", b"A"), "Письмо готово")
    assert "Не получилось" not in ready.text


async def test_buttons_are_answered_at_once_while_a_file_is_on_its_way(play: Stage, notice: Message) -> None:
    """What they ask for comes after it, in the order in which it was asked for."""
    start = await play.hear(ANNA, "/start", "Здравствуйте")
    play.sizes.gate.clear()
    play.chats.say(ANNA, "", file=files.document("a.pdf", b"A"), reply_to=notice.id)
    await in_the_end(play.sizes.is_asked)
    for label in ("Помощь", "Настройки"):
        await play.chats.pressed(ANNA, start.id, label, timeout=1)
    assert play.chats.calls_of("sendChatAction", chat_id=ANNA)  # and it shows that something goes on
    assert not play.chats.calls_of("editMessageText", chat_id=ANNA)
    play.sizes.gate.set()
    await play.chats.until(ANNA, lambda shown: "a.pdf" in shown.text)
    await play.chats.until(ANNA, lambda shown: shown.id == start.id and "Тихих часов" in shown.text)
    answered = play.chats.calls_of("answerCallbackQuery")
    assert [call.error for call in answered] == [None, None]


async def test_nothing_is_left_of_what_was_not_sent(play: Stage, notice: Message) -> None:
    await shows(play, files.document("a.pdf", b"A"), "Письмо готово", to=notice)
    await play.hear(ANNA, "/cancel", "отменил")
    assert await models.AnswerFile.all().count() == 0
    ready = await shows(play, files.document("a.pdf", b"A"), "Письмо готово", to=notice)
    await play.press(ANNA, ready, "Отмена", "отменил")
    assert await models.AnswerFile.all().count() == 0


async def test_files_come_back_with_what_was_taken_back_and_go_once_it_went(
    play: Stage, notice: Message
) -> None:
    ready = await shows(play, files.document("a.pdf", b"A"), "Письмо готово", "Текст", to=notice)
    waiting = await play.press(ANNA, ready, "Отправить", "Отправлю через")
    back = await play.press(ANNA, waiting, "Вернуть", "Письмо готово")
    assert "a.pdf" in back.text
    assert names(await going(play, back)) == ["a.pdf"]
    row = await models.Answer.get(state="waiting").only("id")
    await sending.begin(1, datetime.now(UTC) + timedelta(minutes=1))
    await sending.sent(row.id, "250 OK", datetime.now(UTC), None)
    assert await models.AnswerFile.all().count() == 0
    await models.Answer.filter(id=row.id).update(state="bounced")
    again = play.chats.post(
        ANNA,
        notice.content,
        keyboard=(({"text": "x", "callback_data": press.to(press.REWRITE, row.id)},),),
    )
    await play.press(ANNA, again, "x", "Файлов этого письма у меня уже нет")


async def test_nobody_takes_a_file_out_of_anothers_letter(play: Stage, notice: Message) -> None:
    await shows(play, files.document("a.pdf", b"A"), "Письмо готово", to=notice)
    (file,) = await answer_files.of_draft(1)
    boris = await people.find(BORIS)
    assert boris
    theirs = await drafts.put(
        boris.id, 0, "write.ready", {"text": "x"}, datetime.now(UTC), mailbox_id=None, card=0
    )
    start = await play.hear(BORIS, "/help", "")
    forged = play.chats.post(
        BORIS,
        start.content,
        keyboard=(({"text": "x", "callback_data": press.to(press.WRITE_FILE_OFF, file.id)},),),
    )
    await drafts.show_in(theirs, forged.id)
    await play.press(BORIS, forged, "x", "Писать пока не с чего")
    assert await answer_files.of_draft(1) == [file]
    with pytest.raises(LookupError):
        await answer_files.octets(theirs, file.id)
