"""Files in the chats: sent by the bot and by people, fetched, refused as Telegram refuses them."""

import secrets
import struct
import zlib

import pytest
from telegram import Update
from telegram.error import BadRequest, NetworkError
from telegram.ext import ContextTypes, MessageHandler, filters

from bot.sandbox import files
from tests.sandbox.conftest import ANNA
from tests.sandbox.telegram_double import Api

Context = ContextTypes.DEFAULT_TYPE


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def test_a_document_arrives_with_its_octets_name_and_caption(api: Api) -> None:
    octets, name = secrets.token_bytes(70_000) + b"\r\n--\r\n", "Смета «итог».pdf"
    api.chats.say(ANNA, "/start")
    async with api.builder().build() as application:
        sent = await application.bot.send_document(
            ANNA, octets, filename=name, caption="<b>Смета</b>", parse_mode="HTML"
        )
        assert sent.document
        assert (sent.document.file_name, sent.caption) == (name, "Смета")
        assert [each.type for each in sent.caption_entities] == ["bold"]
        again = await application.bot.send_document(ANNA, sent.document.file_id)
        assert again.document == sent.document
        file = await application.bot.get_file(sent.document.file_id)
        assert bytes(await file.download_as_bytearray()) == octets
    shown = api.chats.messages(ANNA)[-1]
    assert shown.file
    assert shown.file.octets == octets


async def test_a_picture_has_its_size(api: Api) -> None:
    api.chats.say(ANNA, "/start")
    async with api.builder().build() as application:
        sent = await application.bot.send_photo(ANNA, png(60, 40))
        assert [(each.width, each.height) for each in sent.photo] == [(60, 40)]
        with pytest.raises(BadRequest, match=r"(?i)IMAGE_PROCESS_FAILED"):
            await application.bot.send_photo(ANNA, b"no picture")
        with pytest.raises(BadRequest, match=r"(?i)dimensions"):
            await application.bot.send_photo(ANNA, png(2000, 10))


async def test_what_a_person_sends_reaches_the_bot(api: Api) -> None:
    octets = secrets.token_bytes(100)

    async def got(update: Update, context: Context) -> None:
        assert update.message
        assert update.message.document
        file = await update.message.document.get_file()
        told = bytes(await file.download_as_bytearray()) == octets
        name, caption = update.message.document.file_name, update.message.caption
        await update.message.reply_text(f"{name} {caption} {told}")

    application = api.builder().build()
    application.add_handler(MessageHandler(filters.Document.ALL, got))
    async with application:
        assert application.updater
        await application.updater.start_polling()
        await application.start()
        api.chats.say(ANNA, "вот", file=files.document("План.docx", octets))
        await api.chats.until(ANNA, lambda message: message.text == "План.docx вот True")
        await application.updater.stop()
        await application.stop()


async def test_what_is_too_large_or_too_long_is_refused(api: Api) -> None:
    api.chats.say(ANNA, "/start")
    large = api.chats.say(ANNA, "", file=files.document("large.bin", bytes(files.FETCHED_LIMIT + 1))).file
    assert large
    async with api.builder().build() as application:
        with pytest.raises(BadRequest, match=r"(?i)too big"):
            await application.bot.get_file(large.id)
        with pytest.raises(BadRequest, match=r"(?i)wrong file_id"):
            await application.bot.get_file("nothing")
        with pytest.raises(BadRequest, match=r"(?i)caption is too long"):
            await application.bot.send_document(ANNA, b"x", caption="я" * 1025)
        with pytest.raises(BadRequest, match=r"(?i)non-empty"):
            await application.bot.send_document(ANNA, b"", filename="empty")
        with pytest.raises(NetworkError, match=r"(?i)too large"):
            await application.bot.send_document(ANNA, bytes(files.SENT_LIMIT + 1))


async def test_a_caption_is_edited_as_a_caption(api: Api) -> None:
    api.chats.say(ANNA, "/start")
    async with api.builder().build() as application:
        sent = await application.bot.send_document(ANNA, b"x", caption="до")
        edited = await sent.edit_caption("после")
        assert not isinstance(edited, bool)
        assert edited.caption == "после"
        with pytest.raises(BadRequest, match=r"(?i)no text"):
            await sent.edit_text("после")
        words = await application.bot.send_message(ANNA, "слова")
        with pytest.raises(BadRequest, match=r"(?i)no caption"):
            await words.edit_caption("после")
