"""Inline keyboards, checked as Telegram checks them (Bot API, InlineKeyboardButton).

A button has a text and exactly one thing it does; here that is callback_data (1-64 bytes) or a url.
Keyboards in place of the phone's own are not part of the sandbox and are refused.
"""

import re
from typing import Any

from bot.sandbox import answers

DATA_LIMIT = 64  # bytes of callback_data in UTF-8
BUTTON_LIMIT = 100  # in one message; Telegram's own word is "too long"

_URL = re.compile(r"(?:https?://[^\s/]+\.?[^\s]*|tg://\S+|t\.me/\S+)$", re.IGNORECASE)
_WORDLESS = frozenset({"remove_keyboard", "force_reply"})  # nothing of them stays with the message

Keyboard = tuple[tuple[dict[str, Any], ...], ...]


def read(sent: Any) -> Keyboard:
    """The rows of buttons of a reply_markup, none for an absent one; raises Refused."""
    if sent is None:
        return ()
    if not isinstance(sent, dict):
        raise answers.bad_request("object expected as reply markup")
    if "inline_keyboard" not in sent:
        if _WORDLESS & sent.keys() or not sent:
            return ()
        raise answers.bad_request("this kind of keyboard is not part of the sandbox")
    rows = sent["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise answers.bad_request('field "inline_keyboard" must be an array of arrays of buttons')
    if sum(map(len, rows)) > BUTTON_LIMIT:
        raise answers.bad_request("reply markup is too long")
    return tuple(tuple(_button(button) for button in row) for row in rows if row)


def _button(button: Any) -> dict[str, Any]:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise answers.bad_request("can't parse inline keyboard button: Button text must be non-empty")
    text = str(button["text"])
    if "callback_data" in button:
        data = str(button["callback_data"])
        if not 1 <= len(data.encode()) <= DATA_LIMIT:
            raise answers.bad_request("BUTTON_DATA_INVALID")
        return {"text": text, "callback_data": data}
    if "url" in button:
        url = str(button["url"])
        if not _URL.match(url):
            raise answers.bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
        return {"text": text, "url": url}
    if "copy_text" in button:
        return {"text": text, "copy_text": {"text": str(button["copy_text"]["text"])}}
    raise answers.bad_request(
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
    )
