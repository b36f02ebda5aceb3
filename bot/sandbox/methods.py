"""What each method of the Bot API does here. A method that is missing from the table is "Not Found".

Names are matched without regard to case, as Telegram does. Every function takes the chats and the arguments
and returns the result, or raises Refused.
"""

from typing import Any

from bot.sandbox import answers, posting, webhook
from bot.sandbox.chats import Chats
from bot.sandbox.params import Params

ANSWER_LIMIT = 200  # characters of a callback answer
DELETE_LIMIT = 100  # messages of one deleteMessages


async def _get_me(chats: Chats, params: Params) -> Any:
    return chats.bot.to_me()


async def _get_updates(chats: Chats, params: Params) -> Any:
    allowed = params.json("allowed_updates", "allowed updates")
    return await chats.updates.take(
        offset=params.integer("offset", 0),
        limit=params.integer("limit", 100),
        timeout=params.integer("timeout", 0),
        allowed=allowed,
    )


async def _set_webhook(chats: Chats, params: Params) -> Any:
    url = params.text("url")
    if not url:
        return await _delete_webhook(chats, params)
    hook = webhook.Webhook.of(
        url, secret=params.text("secret_token"), connections=params.integer("max_connections", 40)
    )
    if (allowed := params.json("allowed_updates", "allowed updates")) is not None:
        chats.updates.allow(allowed)
    if params.flag("drop_pending_updates"):
        chats.updates.forget()
    chats.updates.bring_to(hook)
    return True


async def _delete_webhook(chats: Chats, params: Params) -> Any:
    if params.flag("drop_pending_updates"):
        chats.updates.forget()
    if chats.updates.webhook is not None:
        chats.updates.bring_to(None)
    return True


async def _webhook_info(chats: Chats, params: Params) -> Any:
    found = {"url": "", "has_custom_certificate": False, "pending_update_count": len(chats.updates)}
    hook = chats.updates.webhook
    return found if hook is None else found | hook.to_api()


async def _delete_message(chats: Chats, params: Params) -> Any:
    if not chats.delete(params.integer("chat_id"), params.integer("message_id")):
        raise answers.bad_request("message to delete not found")
    return True


async def _delete_messages(chats: Chats, params: Params) -> Any:
    listed = params.json("message_ids", "message identifiers")
    if not listed:
        raise answers.bad_request("message identifiers are not specified")
    if len(listed) > DELETE_LIMIT:
        raise answers.bad_request("too many message identifiers specified")
    for message_id in listed:
        chats.delete(params.integer("chat_id"), int(message_id))
    return True


async def _answer_query(chats: Chats, params: Params) -> Any:
    text = params.text("text")
    if len(text) > ANSWER_LIMIT:
        raise answers.bad_request("MESSAGE_TOO_LONG")
    chats.answer(params.text("callback_query_id"), text, alert=params.flag("show_alert"))
    return True


async def _chat_action(chats: Chats, params: Params) -> Any:
    if not params.text("action"):
        raise answers.bad_request("wrong parameter action in request")
    person = chats.reachable(params.integer("chat_id"))
    chats.news.tell({"kind": "typing", "person": person.id})
    return True


async def _get_chat(chats: Chats, params: Params) -> Any:
    person = chats.people.get(params.integer("chat_id"))
    if person is None:
        raise answers.bad_request("chat not found")
    return {**person.to_chat(), "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _GIFTS}


async def _set_commands(chats: Chats, params: Params) -> Any:
    commands = params.json("commands", "commands")
    if commands is None:
        raise answers.bad_request("can't parse commands JSON object")
    chats.menus.put(commands, params.json("scope", "scope"), params.text("language_code"))
    chats.news.tell({"kind": "menu"})
    return True


async def _delete_commands(chats: Chats, params: Params) -> Any:
    chats.menus.put((), params.json("scope", "scope"), params.text("language_code"))
    chats.news.tell({"kind": "menu"})
    return True


async def _get_commands(chats: Chats, params: Params) -> Any:
    return list(chats.menus.get(params.json("scope", "scope"), params.text("language_code")))


def _set_text(field: str) -> "Method":
    async def put(chats: Chats, params: Params) -> Any:
        chats.texts.put(field, params.text("language_code"), params.text(field))
        chats.news.tell({"kind": "menu"})
        return True

    return put


def _get_text(field: str) -> "Method":
    async def get(chats: Chats, params: Params) -> Any:
        return {field: chats.texts.get(field, params.text("language_code"))}

    return get


async def _accepted(chats: Chats, params: Params) -> Any:
    """Taken note of by Telegram; nothing of it is seen in the sandbox."""
    return True


async def _menu_button(chats: Chats, params: Params) -> Any:
    return {"type": "commands"}


Method = posting.Method

_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}
_TABLE: dict[str, Method] = {
    "getMe": _get_me,
    "getUpdates": _get_updates,
    "setWebhook": _set_webhook,
    "deleteWebhook": _delete_webhook,
    "getWebhookInfo": _webhook_info,
    "sendMessage": posting.send_message,
    "sendDocument": posting.send_file("document"),
    "sendPhoto": posting.send_file("photo"),
    "getFile": posting.get_file,
    "editMessageText": posting.edit_text,
    "editMessageCaption": posting.edit_caption,
    "editMessageReplyMarkup": posting.edit_markup,
    "deleteMessage": _delete_message,
    "deleteMessages": _delete_messages,
    "answerCallbackQuery": _answer_query,
    "sendChatAction": _chat_action,
    "getChat": _get_chat,
    "setMyCommands": _set_commands,
    "deleteMyCommands": _delete_commands,
    "getMyCommands": _get_commands,
    "setMyName": _set_text("name"),
    "getMyName": _get_text("name"),
    "setMyDescription": _set_text("description"),
    "getMyDescription": _get_text("description"),
    "setMyShortDescription": _set_text("short_description"),
    "getMyShortDescription": _get_text("short_description"),
    "setChatMenuButton": _accepted,
    "getChatMenuButton": _menu_button,
    "setMyDefaultAdministratorRights": _accepted,
    "pinChatMessage": _accepted,
    "unpinChatMessage": _accepted,
    "unpinAllChatMessages": _accepted,
    "logOut": _accepted,
    "close": _accepted,
}
_BY_NAME = {name.lower(): method for name, method in _TABLE.items()}


def find(name: str) -> Method:
    """The method of this name; raises Refused (404)."""
    try:
        return _BY_NAME[name.lower()]
    except KeyError:
        raise answers.not_found() from None
