"""Records of the chat: who is there, what was said, what was pressed. A change makes a new one."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.entities import Entity, Formatted
from bot.sandbox.files import File
from bot.sandbox.markup import Keyboard


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A Telegram user; `language_code` is that of the app (IETF tag), `role` a caption for the page."""

    id: int
    first_name: str
    language_code: str = "ru"
    role: str = ""
    started: bool = False  # wrote to the bot at least once: only then may it write to them
    blocked: bool = False

    def to_user(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "language_code": self.language_code,
        }

    def to_chat(self) -> dict[str, Any]:
        return {"id": self.id, "type": "private", "first_name": self.first_name}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    id: int
    first_name: str
    username: str

    def to_user(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}

    def to_me(self) -> dict[str, Any]:
        return {
            **self.to_user(),
            "can_join_groups": False,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a private chat; times are Unix seconds."""

    id: int
    chat_id: int
    from_bot: bool
    content: Formatted
    date: int
    keyboard: Keyboard = ()
    edited: int | None = None
    reply_to: int | None = None
    silent: bool = False
    link_preview: bool = True
    file: File | None = None  # then the text is its caption

    @property
    def text(self) -> str:
        return self.content.text

    @property
    def entities(self) -> tuple[Entity, ...]:
        return self.content.entities

    @property
    def labels(self) -> tuple[str, ...]:
        """What its buttons say, row after row."""
        return tuple(button["text"] for row in self.keyboard for button in row)

    def button(self, data_or_label: str) -> dict[str, Any]:
        """The button with this callback_data, else with this text; raises LookupError."""
        buttons = [button for row in self.keyboard for button in row]
        for key in ("callback_data", "text"):
            for button in buttons:
                if button.get(key) == data_or_label:
                    return button
        raise LookupError(f"no button {data_or_label!r} among {self.labels}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A pressed button; `answer` is None until the bot answered the query."""

    id: str
    person_id: int
    message_id: int
    data: str
    answer: str | None = None
    alert: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the Bot API; `at` is monotonic seconds, `error` the refusal's description."""

    method: str
    params: dict[str, Any]
    at: float
    chat_id: int | None = None
    error: str | None = None
