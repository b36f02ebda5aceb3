"""The methods of the Bot API by which messages come to be, and change: texts, and files with a caption.

Every function takes the chats and the arguments and returns the message, or raises Refused.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.sandbox import answers, entities, files, html_text, markup
from bot.sandbox.chats import Chats
from bot.sandbox.entities import Formatted
from bot.sandbox.files import File, Kind
from bot.sandbox.params import Params

Method = Callable[[Chats, Params], Awaitable[Any]]


def _content(params: Params) -> Formatted:
    text = params.text("text")
    if not text:
        raise answers.bad_request("message text is empty")
    return entities.checked(_formatted(params, text, "entities"))


def _caption(params: Params) -> Formatted:
    return entities.checked_caption(_formatted(params, params.text("caption"), "caption_entities"))


def _formatted(params: Params, text: str, listed: str) -> Formatted:
    mode = params.text("parse_mode").lower()
    if mode == "html":
        raw = html_text.read(text)
    elif mode:
        raise answers.bad_request("unsupported parse_mode")
    else:
        raw = entities.given(text, params.json(listed, "entities") or ())
    return entities.finished(raw)


def _keyboard(params: Params) -> markup.Keyboard:
    return markup.read(params.json("reply_markup", "reply markup"))


async def send_message(chats: Chats, params: Params) -> Any:
    chats.reachable(params.integer("chat_id"))
    return _posted(chats, params, _content(params))


def send_file(kind: Kind) -> Method:
    async def send(chats: Chats, params: Params) -> Any:
        chats.reachable(params.integer("chat_id"))
        upload = params.file(kind)
        if upload:
            file: File | None = files.photo(*upload) if kind == "photo" else files.document(*upload)
        else:  # one that is there already
            file = chats.files.find(params.text(kind))
        if file is None or file.kind != kind:
            raise answers.bad_request(f"there is no {kind} in the request")
        return _posted(chats, params, _caption(params), file)

    return send


def _posted(chats: Chats, params: Params, content: Formatted, file: File | None = None) -> Any:
    chat_id = params.integer("chat_id")
    reply = params.json("reply_parameters", "reply parameters") or {}
    preview = params.json("link_preview_options", "link preview options") or {}
    reply_to = int(reply["message_id"]) if "message_id" in reply else None
    if reply.get("allow_sending_without_reply") and reply_to not in {m.id for m in chats.messages(chat_id)}:
        reply_to = None
    message = chats.post(
        chat_id,
        content,
        keyboard=_keyboard(params),
        reply_to=reply_to,
        silent=params.flag("disable_notification"),
        link_preview=not preview.get("is_disabled", False),
        file=file,
    )
    return chats.to_api(message)


async def get_file(chats: Chats, params: Params) -> Any:
    file = chats.files.find(params.text("file_id"))
    if file is None:
        raise answers.bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.octets) > files.FETCHED_LIMIT:
        raise answers.bad_request("file is too big")
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.octets),
        "file_path": file.path,
    }


async def edit_text(chats: Chats, params: Params) -> Any:
    content, keyboard = _content(params), _keyboard(params)
    return chats.to_api(
        chats.edit(params.integer("chat_id"), params.integer("message_id"), content, keyboard)
    )


async def edit_caption(chats: Chats, params: Params) -> Any:
    content, keyboard = _caption(params), _keyboard(params)
    place = params.integer("chat_id"), params.integer("message_id")
    return chats.to_api(chats.edit(*place, content, keyboard, caption=True))


async def edit_markup(chats: Chats, params: Params) -> Any:
    keyboard = _keyboard(params)
    return chats.to_api(chats.edit(params.integer("chat_id"), params.integer("message_id"), None, keyboard))
