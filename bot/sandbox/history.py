"""The messages of every chat, in memory. Ids grow over all chats and never come twice."""

import time
from dataclasses import replace

from bot.sandbox.entities import Formatted
from bot.sandbox.files import File
from bot.sandbox.markup import Keyboard
from bot.sandbox.news import News
from bot.sandbox.people import Message


class History:
    def __init__(self, news: News, first_id: int) -> None:
        self._news = news
        self._next_id = first_id
        self._chats: dict[int, dict[int, Message]] = {}

    def open(self, chat_id: int) -> None:
        self._chats.setdefault(chat_id, {})

    def all(self, chat_id: int) -> tuple[Message, ...]:
        """Oldest first."""
        return tuple(self._chats[chat_id].values())

    def find(self, chat_id: int, message_id: int | None) -> Message | None:
        return self._chats[chat_id].get(message_id) if message_id is not None else None

    def add(
        self,
        chat_id: int,
        content: Formatted,
        *,
        from_bot: bool,
        keyboard: Keyboard = (),
        reply_to: int | None = None,
        silent: bool = False,
        link_preview: bool = True,
        file: File | None = None,
    ) -> Message:
        message = Message(
            id=self._next_id,
            chat_id=chat_id,
            from_bot=from_bot,
            content=content,
            date=int(time.time()),
            keyboard=keyboard,
            reply_to=reply_to,
            silent=silent,
            link_preview=link_preview,
            file=file,
        )
        self._next_id += 1
        self._put(message, new=True)
        return message

    def change(self, message: Message, content: Formatted | None, keyboard: Keyboard) -> Message:
        """Another text (None keeps it) and another keyboard."""
        edited = int(time.time()) if content else message.edited
        changed = replace(message, content=content or message.content, keyboard=keyboard, edited=edited)
        self._put(changed, new=False)
        return changed

    def drop(self, chat_id: int, message_id: int) -> bool:
        gone = self._chats[chat_id].pop(message_id, None)
        self._news.tell({"kind": "chat", "person": chat_id, "new": False})
        return gone is not None

    def _put(self, message: Message, *, new: bool) -> None:
        self._chats[message.chat_id][message.id] = message
        self._news.tell({"kind": "chat", "person": message.chat_id, "new": new and message.from_bot})
