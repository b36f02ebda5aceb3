"""The page in a real browser: what a visitor sees and does."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiosmtplib
import httpx
import pytest
from selenium import webdriver
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.sandbox import serve
from bot.sandbox.serve import Sandbox
from tests.fakes.browser import PATIENCE, Visitor
from tests.sandbox.test_demo_mail import IRINA, answer
from tests.sandbox.test_files import png

Context = ContextTypes.DEFAULT_TYPE
LONG = "\n".join(f"Строка {number}" for number in range(1, 9))


@pytest.fixture
async def visitor(driver: webdriver.Chrome, sandbox: Sandbox, bot: None) -> AsyncIterator[Visitor]:
    visitor = Visitor(driver)
    visitor.size(1280, 800)
    visitor.errors()
    await asyncio.to_thread(driver.get, sandbox.page_url)
    yield visitor
    assert await asyncio.to_thread(visitor.errors) == []
    await asyncio.to_thread(driver.get, "about:blank")


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[None]:
    """A small bot that answers, edits, deletes and quotes."""

    async def start(update: Update, context: Context) -> None:
        assert update.message is not None
        keys = [
            [
                InlineKeyboardButton("Тост", callback_data="toast"),
                InlineKeyboardButton("Окно", callback_data="alert"),
            ],
            [InlineKeyboardButton("Другое", callback_data="edit")],
            [InlineKeyboardButton("Сайт", url="https://help.example/start")],
        ]
        text = f"Код {context.args[0]}" if context.args else "<b>Здравствуйте</b>"
        await update.message.reply_html(text, reply_markup=InlineKeyboardMarkup(keys))

    async def pressed(update: Update, context: Context) -> None:
        query = update.callback_query
        assert query is not None
        if query.data == "edit":
            await query.answer()
            await query.edit_message_text("Другой текст")
        else:
            await query.answer("Готово", show_alert=query.data == "alert")

    async def heard(update: Update, context: Context) -> None:
        message = update.message
        assert message is not None
        if message.text == "секрет":
            await message.delete()
        elif message.text == "цитата":
            await message.reply_html(f"<blockquote expandable>{LONG}</blockquote>")
        elif message.text == "ссылка":
            await message.reply_text(f"https://t.me/{context.bot.username}?start=inv_1")
        else:
            assert message.text is not None
            await message.reply_text(message.text)

    application = (
        Application.builder()
        .token(sandbox.token)
        .base_url(f"{sandbox.api_url}/bot")
        .base_file_url(f"{sandbox.api_url}/file/bot")
        .job_queue(None)
        .build()
    )
    application.add_handler(CommandHandler("start", start))
    application.add_handler(CallbackQueryHandler(pressed))
    application.add_handler(MessageHandler(filters.TEXT, heard))
    async with application:
        await application.bot.set_my_commands([BotCommand("start", "Сначала"), BotCommand("help", "Помощь")])
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling()
        yield
        await application.updater.stop()
        await application.stop()


async def test_a_newcomer_talks_to_the_bot(visitor: Visitor, sandbox: Sandbox) -> None:
    def visit() -> None:
        assert sandbox.password in visitor.see("#welcome").text
        visitor.press("#start")
        visitor.press("[data-button=toast]")
        visitor.until(lambda: visitor.see("#toast").text == "Готово")
        visitor.press("[data-button=alert]")
        assert "Готово" in visitor.see("dialog[open]").text
        visitor.press("dialog button")
        link = visitor.see("[data-url='https://help.example/start']")
        assert link.get_dom_attribute("target") == "_blank"
        assert "noopener" in str(link.get_dom_attribute("rel"))
        visitor.press("[data-button=edit]")
        visitor.until(lambda: visitor.texts() == ["/start", "Другой текст"])
        assert visitor.see("[data-edited]").get_dom_attribute("data-from") == "bot"
        assert visitor.all("[data-button]") == []
        visitor.press("#menu")
        visitor.press("[data-command=start]")
        visitor.until(lambda: visitor.texts()[2:] == ["/start", "Здравствуйте"])

    await asyncio.to_thread(visit)


async def test_what_is_deleted_vanishes_and_what_is_offered_can_be_inserted(
    visitor: Visitor, sandbox: Sandbox
) -> None:
    def visit() -> None:
        visitor.press("#start")
        visitor.press(f"[data-insert='{sandbox.password}']")
        visitor.press("#send")
        visitor.until(lambda: visitor.texts()[-2:] == [sandbox.password] * 2)
        visitor.say("секрет")
        visitor.until(lambda: sandbox.chats.calls_of("deleteMessage"))
        visitor.until(lambda: "секрет" not in visitor.texts())

    await asyncio.to_thread(visit)
    assert "секрет" not in [message.text for message in sandbox.chats.messages(serve.ADMIN)]


async def test_a_long_quote_opens_and_closes(visitor: Visitor) -> None:
    def visit() -> None:
        visitor.press("#start")
        visitor.say("цитата")
        quote = visitor.see("[data-quote=expandable]")
        small = quote.size["height"]
        quote.click()
        assert visitor.see("[aria-expanded=true]").size["height"] > small * 2
        quote.click()
        assert visitor.see("[data-quote]").size["height"] == small

    await asyncio.to_thread(visit)


async def test_a_link_to_the_bot_starts_it_here_or_for_a_colleague(visitor: Visitor) -> None:
    def visit() -> None:
        visitor.press("#start")
        visitor.say("ссылка")
        visitor.see("[data-start=inv_1]")
        visitor.press(f"[data-person='{serve.MANAGER}']")
        visitor.press("[data-invite=inv_1]")
        visitor.until(lambda: visitor.texts() == ["/start inv_1", "Код inv_1"])
        assert visitor.all("[data-invite]") == []
        visitor.press(f"[data-person='{serve.ADMIN}']")
        visitor.press("[data-start=inv_1]")
        visitor.until(lambda: visitor.texts()[-2:] == ["/start inv_1", "Код inv_1"])

    await asyncio.to_thread(visit)


async def test_news_for_somebody_else_is_counted(visitor: Visitor, sandbox: Sandbox) -> None:
    def visit() -> None:
        visitor.see("#welcome")
        sandbox_says = asyncio.run_coroutine_threadsafe(says(), loop)
        sandbox_says.result(PATIENCE)
        visitor.see(f"[data-person='{serve.MANAGER}'][data-unread='1']").click()
        visitor.until(lambda: visitor.texts()[-1:] == ["Здравствуйте"])
        assert visitor.all("[data-unread]") == []

    async def says() -> None:
        sandbox.chats.say(serve.MANAGER, "/start")

    loop = asyncio.get_running_loop()
    await asyncio.to_thread(visit)


async def test_what_people_write_is_text_and_nothing_else(visitor: Visitor) -> None:
    evil = "<img src=x onerror=alert(1)> <b>x</b> javascript:alert(1)"

    def visit() -> None:
        visitor.press("#start")
        visitor.say(evil)
        visitor.until(lambda: visitor.texts()[-2:] == [evil] * 2)
        assert visitor.all("#chat img, #chat a[href^=javascript]") == []

    await asyncio.to_thread(visit)


async def test_a_client_writes_and_reads_the_answer(visitor: Visitor, sandbox: Sandbox) -> None:
    async def team_answers() -> None:
        await aiosmtplib.send(
            answer(),
            hostname=sandbox.smtp.host,
            port=sandbox.smtp.port,
            username=sandbox.addresses[0],
            password=sandbox.password,
            start_tls=False,
            local_hostname="localhost",
        )

    def visit() -> None:
        visitor.until(lambda: visitor.see("#client").get_property("value") == IRINA)
        visitor.press("#example")
        visitor.press("#attach")
        visitor.press("#send-letter")
        written = visitor.see("[data-letter-id][data-mine]")
        assert "Заявка.pdf" in written.text
        asyncio.run_coroutine_threadsafe(team_answers(), loop).result(PATIENCE)
        visitor.press("[data-reply]")
        assert visitor.see("#subject").get_property("value") == "Re: Ответ"
        visitor.see("#letter").send_keys("Берём!")
        visitor.press("#send-letter")
        visitor.until(lambda: len(visitor.all("[data-letter-id][data-mine]")) == 2)

    loop = asyncio.get_running_loop()
    await asyncio.to_thread(visit)
    subjects = [letter.subject for letter in sandbox.clients.letters(IRINA)]
    assert subjects[1:] == ["Ответ", "Re: Ответ"]
    assert sandbox.clients.letters(IRINA)[-1].references == "<answer@demo.test>"


async def test_a_visitor_plays_trouble_with_the_mail_server(visitor: Visitor, sandbox: Sandbox) -> None:
    before = sandbox.password

    def visit() -> None:
        visitor.press("#start")
        visitor.press("[data-play=down]")
        visitor.see("#server[data-works=no]")
        visitor.press("[data-play=up]")
        visitor.see("#server[data-works=yes]")
        visitor.press("[data-play=password]")
        visitor.until(lambda: not visitor.all(f"[data-insert='{before}']"))
        visitor.see("[data-insert^='demo-']")

    await asyncio.to_thread(visit)


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_everything_fits_on_the_screen(visitor: Visitor, language: str) -> None:
    def sticks_out() -> list[str]:
        found = visitor.driver.execute_script(
            "const wide = document.documentElement.clientWidth;"
            "return [...document.querySelectorAll('body *')]"
            ".filter(one => one.checkVisibility() && !one.closest('#chips'))"
            ".filter(one => one.getBoundingClientRect().right > wide + 1)"
            ".map(one => one.outerHTML.slice(0, 80))"
        )
        assert isinstance(found, list)
        return found

    def visit() -> None:
        visitor.press(f"[data-language={language}]")
        visitor.until(lambda: visitor.see("html").get_dom_attribute("lang") == language)
        visitor.size(360, 640)
        assert sticks_out() == []
        visitor.press("#start")
        visitor.say("цитата " * 60)
        visitor.until(lambda: len(visitor.texts()) == 4)
        for width, height in ((360, 640), (390, 844), (1280, 800)):
            visitor.size(width, height)
            assert sticks_out() == []
            assert visitor.see("#send").location["y"] < height
            if width < 800:
                assert not visitor.all("#letter")[0].is_displayed()
                visitor.press("[data-tab=mail]")
            visitor.see("#letter")
            assert sticks_out() == []
            if width < 800:
                visitor.press("[data-tab=chat]")

    await asyncio.to_thread(visit)


async def test_files_are_attached_shown_and_saved(visitor: Visitor, sandbox: Sandbox, tmp_path: Path) -> None:
    mine = tmp_path / "Смета.txt"
    mine.write_text("итого 12", encoding="utf-8")

    def attach() -> None:
        visitor.press("#start")
        visitor.see("#text").send_keys("вот смета")
        visitor.all("#file")[0].send_keys(str(mine))
        visitor.until(lambda: "Смета.txt" in visitor.see("[data-file]").text)

    await asyncio.to_thread(attach)
    (sent,) = [each for each in sandbox.chats.messages(serve.ADMIN) if each.file]
    assert sent.file
    assert (sent.file.octets, sent.text) == (mine.read_bytes(), "вот смета")
    async with Bot(sandbox.chats.token, base_url=f"{sandbox.api_url}/bot") as speaker:
        await speaker.send_photo(serve.ADMIN, png(60, 40), caption="График")
        await speaker.send_document(serve.ADMIN, b"<script>alert(1)</script>", filename="../<b>.html")

    def look() -> tuple[str, str]:
        visitor.until(lambda: visitor.see("[data-picture] img").get_property("naturalWidth") == 60)
        visitor.until(lambda: len(visitor.all("[data-file]")) == 2)
        last = visitor.all("[data-file]")[1]
        return last.text, str(last.get_attribute("href"))

    shown, address = await asyncio.to_thread(look)
    assert "../<b>.html" in shown or "<b>.html" in shown
    async with httpx.AsyncClient() as http:
        saved = await http.get(address)
    assert saved.headers["content-disposition"].startswith("attachment;")
    assert saved.headers["content-type"] == "application/octet-stream"
