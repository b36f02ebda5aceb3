"""The private chats of the sandbox, and the handle by which tests hold them in place of Telegram.

- Everything lives in memory and in one event loop; a change is made and told within one turn of it.
- Message ids never come twice (`first_message_id`): an edit of a message from before a restart finds
  nothing, as in Telegram after the chat was cleared.
- Nobody sleeps: `until` and its like wake with every change.

A test drives the bot like this:

    chats.add(Person(id=7, first_name="Анна"))
    chats.say(7, "/start")
    card = await chats.until(7, lambda message: "Connect" in message.labels)
    answer = await chats.pressed(7, card.id, "Connect")
"""

import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.sandbox import answers, entities, shapes
from bot.sandbox.entities import Formatted
from bot.sandbox.faults import Fault, Faults, Trouble
from bot.sandbox.files import File, Shelf
from bot.sandbox.history import History
from bot.sandbox.markup import Keyboard
from bot.sandbox.menus import Menus, Texts
from bot.sandbox.news import News
from bot.sandbox.people import Bot, Call, Message, Person, Press
from bot.sandbox.updates import Updates

PATIENCE = 10.0  # seconds a waiting test gives the bot
_CALLS_KEPT = 5000
_BOT = Bot(id=7_000_000_001, first_name="Postroom", username="postroom_demo_bot")
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


class Chats:
    def __init__(self, *, bot: Bot = _BOT, first_message_id: int = 1, news: News | None = None) -> None:
        self.bot = bot
        self.token = f"{bot.id}:AA{secrets.token_urlsafe(40)[:33]}"
        self.news = news or News()
        self.updates = Updates(self.news, first_id=first_message_id)
        self.menus = Menus()
        self.texts = Texts()
        self.files = Shelf()
        self.faults = Faults()
        self.calls: deque[Call] = deque(maxlen=_CALLS_KEPT)
        self.people: dict[int, Person] = {}
        self._history = History(self.news, first_message_id)
        self._presses: dict[str, Press] = {}

    # -- what people do ---------------------------------------------------------------------------------

    def add(self, *people: Person) -> None:
        for person in people:
            self.people[person.id] = person
            self._history.open(person.id)

    def say(
        self, person_id: int, text: str, *, reply_to: int | None = None, file: File | None = None
    ) -> Message:
        """The person writes and the bot gets an update. Whoever had blocked the bot lets it in again.

        `file`: what they send; the text is its caption, perhaps empty.
        """
        if self.people[person_id].blocked:
            self.block(person_id, blocked=False)
        self._change(person_id, started=True)
        content = entities.finished(Formatted(text))
        if file:
            self.files.keep(file)
        message = self._history.add(person_id, content, from_bot=False, reply_to=reply_to, file=file)
        self.updates.add("message", self.to_api(message))
        self.news.wake()
        return message

    def press(self, person_id: int, message_id: int, data_or_label: str) -> Press:
        """Presses a button by its callback_data or text; raises LookupError if it is not there."""
        message = self._history.find(person_id, message_id)
        if message is None:
            raise LookupError(f"no message {message_id} in the chat")
        data = message.button(data_or_label).get("callback_data")
        if data is None:
            raise LookupError(f"the bot is not told that {data_or_label!r} was pressed")
        query = Press(id=str(secrets.randbits(62)), person_id=person_id, message_id=message_id, data=data)
        self._presses[query.id] = query
        self.updates.add("callback_query", shapes.query(query, self.people[person_id], self.to_api(message)))
        self.news.wake()
        return query

    def block(self, person_id: int, *, blocked: bool = True) -> None:
        """The person blocks the bot, or lets it in again; the bot gets my_chat_member."""
        self._change(person_id, blocked=blocked)
        self.updates.add("my_chat_member", shapes.membership(self.people[person_id], self.bot))
        self.news.wake()

    def speak(self, person_id: int, language_code: str) -> None:
        """The person switches the language of their Telegram."""
        self._change(person_id, language_code=language_code)

    def _change(self, person_id: int, **facts: Any) -> None:
        self.people[person_id] = replace(self.people[person_id], **facts)
        self.news.tell({"kind": "person", "person": person_id})

    # -- what the bot does ------------------------------------------------------------------------------

    def reachable(self, chat_id: int) -> Person:
        """The person of a chat the bot may write to; raises Refused."""
        person = self.people.get(chat_id)
        if person is None:
            raise answers.bad_request("chat not found")
        if person.blocked:
            raise answers.blocked()
        if not person.started:
            raise answers.never_started()
        return person

    def post(
        self,
        chat_id: int,
        content: Formatted,
        *,
        keyboard: Keyboard = (),
        reply_to: int | None = None,
        silent: bool = False,
        link_preview: bool = True,
        file: File | None = None,
    ) -> Message:
        """A message of the bot; `reply_to` must be there. Raises Refused."""
        self.reachable(chat_id)
        if file:
            self.files.keep(file)
        if reply_to is not None and self._history.find(chat_id, reply_to) is None:
            raise answers.bad_request("message to be replied not found")
        return self._history.add(
            chat_id,
            content,
            from_bot=True,
            keyboard=keyboard,
            reply_to=reply_to,
            silent=silent,
            link_preview=link_preview,
            file=file,
        )

    def edit(
        self,
        chat_id: int,
        message_id: int,
        content: Formatted | None,
        keyboard: Keyboard,
        *,
        caption: bool = False,
    ) -> Message:
        """Another text (None keeps it) and keyboard for a message of the bot; raises Refused.

        `caption`: the text is that of a file.
        """
        self.reachable(chat_id)
        message = self._history.find(chat_id, message_id)
        if message is None:
            raise answers.bad_request("message to edit not found")
        if not message.from_bot:
            raise answers.bad_request("message can't be edited")
        if content is not None and caption != (message.file is not None):
            raise answers.bad_request(
                f"there is no {'caption' if caption else 'text'} in the message to edit"
            )
        if (content or message.content, keyboard) == (message.content, message.keyboard):
            raise answers.bad_request(_NOT_MODIFIED)
        return self._history.change(message, content, keyboard)

    def delete(self, chat_id: int, message_id: int) -> bool:
        """Whether there was such a message; raises Refused for an unknown chat."""
        if chat_id not in self.people:
            raise answers.bad_request("chat not found")
        return self._history.drop(chat_id, message_id)

    def answer(self, query_id: str, text: str, *, alert: bool) -> None:
        query = self._presses.get(query_id)
        if query is None or query.answer is not None:
            raise answers.bad_request("query is too old and response timeout expired or query ID is invalid")
        self._presses[query_id] = replace(query, answer=text, alert=alert)
        told = {"kind": "answer", "person": query.person_id, "query": query_id, "text": text, "alert": alert}
        self.news.tell(told)

    def to_api(self, message: Message) -> dict[str, Any]:
        replied = self._history.find(message.chat_id, message.reply_to)
        return shapes.message(message, self.people[message.chat_id], self.bot, replied)

    # -- what tests ask ---------------------------------------------------------------------------------

    def messages(self, person_id: int) -> tuple[Message, ...]:
        """The chat as the person sees it, oldest first."""
        return self._history.all(person_id)

    async def until(
        self, person_id: int, fits: Callable[[Message], bool], *, after: int = 0, timeout: float = PATIENCE
    ) -> Message:
        """The newest message of the bot above id `after` that fits; raises TimeoutError with the chat."""

        def found() -> Message | None:
            fitting = [m for m in self.messages(person_id) if m.from_bot and m.id > after and fits(m)]
            return fitting[-1] if fitting else None

        try:
            return await self.news.until(found, timeout)
        except TimeoutError:
            chat = "\n".join(f"#{m.id} {m.text!r} {m.labels}" for m in self.messages(person_id))
            raise TimeoutError(f"no such message in the chat:\n{chat}") from None

    async def until_gone(self, person_id: int, message_id: int, *, timeout: float = PATIENCE) -> None:
        """Waits until a message has been deleted; raises TimeoutError."""
        await self.news.until(lambda: self._history.find(person_id, message_id) is None or None, timeout)

    async def pressed(
        self, person_id: int, message_id: int, data_or_label: str, *, timeout: float = PATIENCE
    ) -> Press:
        """Presses a button and waits for the bot's answer to it; raises LookupError, TimeoutError."""
        query = self.press(person_id, message_id, data_or_label)

        def answered() -> Press | None:
            current = self._presses[query.id]
            return current if current.answer is not None else None

        return await self.news.until(answered, timeout)

    def fail(
        self, trouble: Trouble, *, method: str | None = None, chat_id: int | None = None, times: int = 1
    ) -> None:
        """The next `times` calls of `method`, about `chat_id`, get this trouble (see `faults`)."""
        self.faults.order(Fault(trouble=trouble, method=method, chat_id=chat_id, times=times))

    def calls_of(self, *methods: str, chat_id: int | None = None) -> tuple[Call, ...]:
        """The calls of these methods so far, in order; those about one chat if it is named."""
        wanted = {method.lower() for method in methods}
        return tuple(
            call for call in self.calls if call.method.lower() in wanted and chat_id in {None, call.chat_id}
        )
