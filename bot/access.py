"""Who may use the bot: the first to see every update, before any screen (rule H4).

Holds always:
- only private chats are answered;
- who was not invited, or was removed, meets nothing but the door and answers that are everybody's; people are
  looked up anew for every update;
- a pressed button is answered at once, whoever pressed it.
"""

import asyncio
import dataclasses
import logging
import math
from datetime import timedelta

from telegram import CallbackQuery, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, TypeHandler

from bot import say, show
from bot.context import App, Context
from bot.faq import desk
from bot.views import home, support
from bot.views.screen import Screen
from bot.voice import Voice
from storage import limits, people
from storage.records import Person

log = logging.getLogger(__name__)
_GROUP = -1
_HOUR = timedelta(hours=1)


def register(application: App) -> None:
    application.add_handler(TypeHandler(Update, admit), group=_GROUP)


async def admit(update: Update, context: Context) -> None:
    """Sets `context.person`, or ends the update here."""
    user, chat = update.effective_user, update.effective_chat
    if update.callback_query is not None and user is not None:
        await _answer_at_once(update, context)
    if user is None or chat is None or chat.type != ChatType.PRIVATE:
        raise ApplicationHandlerStop
    person = await people.find(user.id)
    if update.my_chat_member is not None:
        if person is not None:
            await _note_membership(update, context, person)
        raise ApplicationHandlerStop
    code = _invite_code(update.message)
    if code is not None:
        person = await _let_in(user, code, context) or person
    if person is None:
        await _meet_stranger(user, _question(update.message), context, failed_invite=code is not None)
        raise ApplicationHandlerStop
    context.person = await _recognised(person, user, context)


async def _answer_at_once(update: Update, context: Context) -> None:
    """Ends the update where Telegram wants the chat left alone: the answer says so, nothing else could."""
    assert update.callback_query is not None
    pause = math.ceil(context.parking.left(update.callback_query.from_user.id))
    said = None
    if pause:
        person = await people.find(update.callback_query.from_user.id)
        voice = context.deps.voice(person.language if person else context.deps.default_language)
        said = voice.label("telegram-pause", seconds=pause)
    await _answer(update.callback_query, said)
    if pause:
        raise ApplicationHandlerStop


async def _answer(query: CallbackQuery, said: str | None) -> None:
    try:
        await query.answer(said)
    except TelegramError as refusal:  # too late to matter: the button spins no more
        log.info("a pressed button could not be answered: %s", type(refusal).__name__)


def _invite_code(message: Message | None) -> str | None:
    """The code of an invite link: Telegram sends it as `/start CODE`."""
    words = (message.text or "").split() if message else []
    return words[1] if len(words) == 2 and words[0] == "/start" else None


def _question(message: Message | None) -> str:
    """What was typed and is no command; perhaps empty."""
    text = (message.text or "") if message else ""
    return "" if text.startswith("/") else text


async def _meet_stranger(user: User, question: str, context: Context, *, failed_invite: bool) -> None:
    """Shows the door, or answers a question about what Postroom does, so many times an hour (rule H4); then
    says once when it does so again."""
    deps, now = context.deps, context.deps.clock()
    voice = deps.voice(say.language_of(user.language_code, deps.default_language))
    again = await limits.use(user.id, "question", deps.policy.guest_questions_per_hour, _HOUR, now)
    if again is None:
        screen = await _answer_to_stranger(question, context, voice)
        screen = screen or home.door(voice, failed_invite=failed_invite)
        await show.send(context.bot, user.id, screen)
    elif await limits.use(user.id, "refusal", 1, again - now, now) is None:
        await show.send(context.bot, user.id, home.door_closed(voice, again - now))


async def _answer_to_stranger(question: str, context: Context, voice: Voice) -> Screen | None:
    """What is written for everybody; None where that is nothing."""
    if not question:
        return None
    deps = context.deps
    found = await asyncio.to_thread(desk.ask, question, deps.policy, usual=voice.language)
    if found.topic is None:
        return None
    return support.answer(deps.voice(found.language), found, (), None, service_pages={})


async def _let_in(user: User, code: str, context: Context) -> Person | None:
    language = say.language_of(user.language_code, context.deps.default_language)
    return await people.use_invite(code, user.id, language, user.full_name, context.deps.clock())


async def _recognised(person: Person, user: User, context: Context) -> Person:
    """Keeps the name and notes that the person can be reached; an administrator of the settings is met for
    the first time without a name, and is spoken to in the language of their Telegram from then on."""
    if not person.name:
        language = say.language_of(user.language_code, context.deps.default_language)
        await people.set_language(person.id, language)
        person = dataclasses.replace(person, language=language)
    await people.set_name(person.id, user.full_name)
    return dataclasses.replace(person, name=user.full_name)


async def _note_membership(update: Update, context: Context, person: Person) -> None:
    """The person blocked the bot, or let it in again."""
    assert update.my_chat_member is not None
    assert update.effective_user is not None
    if update.my_chat_member.new_chat_member.status == ChatMemberStatus.BANNED:
        await people.mark_unreachable(person.id, context.deps.clock())
    else:
        await people.set_name(person.id, update.effective_user.full_name)
