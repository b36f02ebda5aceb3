"""python-telegram-bot runs against our Bot API unchanged, and hears no as from Telegram."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.ext import CallbackQueryHandler, CommandHandler, ContextTypes

from bot.sandbox import answers
from bot.sandbox.people import Person
from tests.sandbox.conftest import ANNA
from tests.sandbox.telegram_double import Api

Context = ContextTypes.DEFAULT_TYPE


def keyboard(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(rows)


async def test_a_conversation_from_start_to_deletion(api: Api) -> None:
    async def start(update: Update, context: Context) -> None:
        assert update.message is not None
        assert update.effective_user is not None
        person = update.effective_user
        text = f"<b>{person.first_name}</b>, {person.language_code}, {context.args}"
        yes = InlineKeyboardButton("Да", callback_data="yes")
        await update.message.reply_html(text, reply_markup=keyboard([yes]))

    async def yes(update: Update, context: Context) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer("Готово", show_alert=True)
        await update.callback_query.edit_message_text("изменено")

    async def end(update: Update, context: Context) -> None:
        assert update.effective_chat is not None
        assert update.message is not None
        await update.effective_chat.delete_messages(
            [update.message.message_id, update.message.message_id - 1]
        )

    application = api.builder().build()
    application.add_handler(CommandHandler("start", start))
    application.add_handler(CommandHandler("end", end))
    application.add_handler(CallbackQueryHandler(yes))
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling()
        try:
            api.chats.say(ANNA, "/start CODE")
            card = await api.chats.until(ANNA, lambda message: message.labels == ("Да",))
            assert card.text == "Анна, ru, ['CODE']"
            pressed = await api.chats.pressed(ANNA, card.id, "Да")
            assert (pressed.answer, pressed.alert) == ("Готово", True)
            changed = await api.chats.until(ANNA, lambda message: message.text == "изменено")
            assert (changed.id, changed.labels) == (card.id, ())
            said = api.chats.say(ANNA, "/end")
            await api.chats.until_gone(ANNA, said.id)
            await api.chats.until_gone(ANNA, card.id)
        finally:
            await application.updater.stop()
            await application.stop()


async def test_what_the_bot_sends_is_kept(api: Api) -> None:
    async with api.builder().build().bot as bot:
        asked = api.chats.say(ANNA, "вопрос")
        sent = await bot.send_message(
            ANNA,
            "ответ https://x.example",
            reply_parameters=ReplyParameters(asked.id),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            disable_notification=True,
        )
    kept = api.chats.messages(ANNA)[-1]
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "вопрос"
    assert (kept.silent, kept.link_preview) == (True, False)
    assert [(one.type, one.offset) for one in kept.entities] == [("url", 6)]


YES = InlineKeyboardButton("x", callback_data="yes")
DATA = InlineKeyboardButton("x", callback_data="д" * 33)
URL = InlineKeyboardButton("x", url="nowhere")
Act = Callable[[Bot], Awaitable[Any]]


@pytest.mark.parametrize(
    ("act", "why"),
    [
        pytest.param(lambda bot: bot.send_message(ANNA, " "), "Message text is empty", id="blank"),
        pytest.param(lambda bot: bot.send_message(ANNA, "x" * 4097), "Message is too long", id="too-long"),
        pytest.param(
            lambda bot: bot.send_message(ANNA, "<b>x", parse_mode="HTML"),
            "Can't parse entities",
            id="broken-html",
        ),
        pytest.param(
            lambda bot: bot.send_message(ANNA, "x", reply_markup=keyboard([DATA])),
            "Button_data_invalid",
            id="callback-data-of-66-bytes",
        ),
        pytest.param(
            lambda bot: bot.send_message(ANNA, "x", reply_markup=keyboard([URL])),
            "Wrong HTTP URL",
            id="bad-url",
        ),
        pytest.param(
            lambda bot: bot.send_message(ANNA, "x", reply_markup=keyboard(*[[YES]] * 101)),
            "Reply markup is too long",
            id="more-buttons-than-a-message-holds",
        ),
        pytest.param(lambda bot: bot.send_message(404, "x"), "Chat not found", id="nobody"),
        pytest.param(
            lambda bot: bot.send_message(ANNA, "x", reply_parameters=ReplyParameters(404)),
            "Message to be replied not found",
            id="reply-to-nothing",
        ),
        pytest.param(
            lambda bot: bot.edit_message_text("x", ANNA, 404), "Message to edit not found", id="edit-nothing"
        ),
        pytest.param(
            lambda bot: bot.edit_message_text("x", ANNA, 1), "Message can't be edited", id="edit-a-person's"
        ),
        pytest.param(
            lambda bot: bot.edit_message_text("бот", ANNA, 2), "Message is not modified", id="edit-same"
        ),
        pytest.param(
            lambda bot: bot.delete_message(ANNA, 404), "Message to delete not found", id="delete-nothing"
        ),
        pytest.param(lambda bot: bot.answer_callback_query("404"), "Query is too old", id="answer-nothing"),
        pytest.param(
            lambda bot: bot.set_my_commands([BotCommand("Старт", "x")]),
            "Bot_command_invalid",
            id="bad-command",
        ),
    ],
)
async def test_refused_as_by_telegram(api: Api, act: Act, why: str) -> None:
    async with api.builder().build().bot as bot:
        api.chats.say(ANNA, "человек")
        await bot.send_message(ANNA, "бот")
        with pytest.raises(BadRequest) as refusal:
            await act(bot)
    assert why.lower() in str(refusal.value).lower()


async def test_a_person_who_never_wrote_or_blocked_the_bot_gets_nothing(api: Api) -> None:
    api.chats.add(Person(id=8, first_name="Борис"))
    async with api.builder().build().bot as bot:
        with pytest.raises(Forbidden, match="can't initiate"):
            await bot.send_message(8, "x")
        api.chats.block(ANNA)
        with pytest.raises(Forbidden, match="blocked by the user"):
            await bot.send_message(ANNA, "x")
        api.chats.say(ANNA, "я вернулась")
        await bot.send_message(ANNA, "x")
        updates = await bot.get_updates()
    states = [one.my_chat_member.new_chat_member.status for one in updates if one.my_chat_member]
    assert states == ["kicked", "member"]


async def test_wrong_tokens_and_unknown_methods_are_told_apart(api: Api) -> None:
    async with httpx.AsyncClient(base_url=api.root) as client:
        wrong = await client.get("/bot123:abc/getMe")
        unknown = await client.get(f"/bot{api.chats.token}/makeCoffee")
    assert (wrong.status_code, wrong.json()["description"]) == (401, "Unauthorized")
    assert (unknown.status_code, unknown.json()["description"]) == (404, "Not Found")
    with pytest.raises(InvalidToken):
        async with Bot("123:abc", base_url=f"{api.root}/bot"):
            pass


@pytest.mark.parametrize("encoding", ["form", "json", "multipart", "query"])
async def test_every_encoding_is_read(api: Api, encoding: str) -> None:
    fields = {"chat_id": str(ANNA), "text": "Привет & пока", "reply_markup": '{"inline_keyboard":[]}'}
    how: dict[str, Any] = {
        "form": {"data": fields},
        "json": {"json": {**fields, "chat_id": ANNA, "reply_markup": {"inline_keyboard": []}}},
        "multipart": {"files": {name: (None, value) for name, value in fields.items()}},
        "query": {"params": fields},
    }
    async with httpx.AsyncClient(base_url=api.root) as client:
        answer = await client.post(f"/bot{api.chats.token}/sendMessage", **how[encoding])
    assert answer.json()["result"]["text"] == "Привет & пока"


class TestPolling:
    async def test_a_poll_waits_for_the_first_update(self, api: Api) -> None:
        async with api.builder().build().bot as bot:
            poll = asyncio.create_task(bot.get_updates(timeout=20))
            await api.chats.news.until(lambda: api.chats.updates.polled or None, 5)
            api.chats.say(ANNA, "наконец")
            (update,) = await poll
        assert update.message is not None
        assert update.message.text == "наконец"

    async def test_an_update_stays_until_it_is_confirmed(self, api: Api) -> None:
        api.chats.say(ANNA, "раз")
        api.chats.say(ANNA, "два")
        async with api.builder().build().bot as bot:
            first = await bot.get_updates(limit=1)
            again = await bot.get_updates()
            rest = await bot.get_updates(offset=first[0].update_id + 1)
            last = await bot.get_updates(offset=-1)
        assert [len(first), len(again), len(rest), len(last)] == [1, 2, 1, 1]

    async def test_a_second_poll_ends_the_first(self, api: Api) -> None:
        async with api.builder().build().bot as bot, api.builder().build().bot as other:
            first = asyncio.create_task(bot.get_updates(timeout=20))
            await api.chats.news.until(lambda: api.chats.updates.polled or None, 5)
            await other.get_updates(timeout=0)
            with pytest.raises(Conflict):
                await first

    async def test_only_what_was_asked_for_comes(self, api: Api) -> None:
        async with api.builder().build().bot as bot:
            await bot.get_updates(allowed_updates=["callback_query"])
            api.chats.say(ANNA, "не для бота")
            assert await bot.get_updates() == ()


class TestTrouble:
    async def test_trouble_comes_as_ordered_and_passes(self, api: Api) -> None:
        async with api.builder().build().bot as bot:
            api.chats.fail(answers.too_many_requests(3), method="sendMessage", times=2)
            for _ in range(2):
                with pytest.raises(RetryAfter) as flood:
                    await bot.send_message(ANNA, "x")
                assert flood.value.retry_after == timedelta(seconds=3)
            await bot.send_message(ANNA, "x")
        errors = [call.error for call in api.chats.calls_of("sendMessage", chat_id=ANNA)]
        assert errors == ["Too Many Requests: retry after 3"] * 2 + [None]

    async def test_trouble_keeps_to_its_chat(self, api: Api) -> None:
        api.chats.add(Person(id=8, first_name="Борис", started=True))
        api.chats.fail(answers.blocked(), chat_id=8)
        async with api.builder().build().bot as bot:
            await bot.send_message(ANNA, "x")
            with pytest.raises(Forbidden):
                await bot.send_message(8, "x")

    @pytest.mark.parametrize(
        ("trouble", "arrives"),
        [(answers.DROPPED, False), (answers.UNANSWERED, True)],
        ids=["before", "after"],
    )
    async def test_a_cut_line_leaves_the_message_unsent_or_unanswered(
        self, api: Api, trouble: answers.Lost, arrives: bool
    ) -> None:
        api.chats.fail(trouble, method="sendMessage")
        async with api.builder().build().bot as bot:
            with pytest.raises(NetworkError):
                await bot.send_message(ANNA, "x")
        assert [message.text for message in api.chats.messages(ANNA)] == (["x"] if arrives else [])


async def test_the_menu_a_person_sees_is_the_narrowest_in_their_language(api: Api) -> None:
    api.chats.add(Person(id=8, first_name="Kate", language_code="en-GB"))
    async with api.builder().build().bot as bot:
        await bot.set_my_commands([BotCommand("start", "Start")])
        await bot.set_my_commands([BotCommand("start", "Начать")], language_code="ru")
        seen = [api.chats.menus.seen_by(api.chats.people[one])[0]["description"] for one in (ANNA, 8)]
        assert seen == ["Начать", "Start"]
        await bot.set_my_commands([BotCommand("admin", "Всё")], scope=BotCommandScopeChat(ANNA))
        assert api.chats.menus.seen_by(api.chats.people[ANNA])[0]["command"] == "admin"
        await bot.delete_my_commands(scope=BotCommandScopeChat(ANNA))
        assert api.chats.menus.seen_by(api.chats.people[ANNA])[0]["description"] == "Начать"


async def test_a_wait_that_fails_shows_the_chat(api: Api) -> None:
    api.chats.say(ANNA, "есть только это")
    with pytest.raises(TimeoutError, match="есть только это"):
        await api.chats.until(ANNA, lambda message: message.text == "нет такого", timeout=0.01)
    with pytest.raises(LookupError):
        api.chats.press(ANNA, 1, "Да")
