"""Who may use the bot: the first to see every update, before any screen (rule H4).

Holds always:
- only private chats are answered;
- who was not invited, or was removed, meets nothing but the door and answers that are everybody's; people are
  looked up anew for every update.
"""

import dataclasses

from telegram import Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import ApplicationHandlerStop, TypeHandler

from bot import say, strangers
from bot.context import App, Context
from storage import people
from storage.records import Person

_GROUP = -2


def register(application: App) -> None:
    application.add_handler(TypeHandler(Update, admit), group=_GROUP)


async def admit(update: Update, context: Context) -> None:
    """Sets `context.person`, or ends the update here."""
    user, chat = update.effective_user, update.effective_chat
    if user is None or chat is None or chat.type != ChatType.PRIVATE:
        raise ApplicationHandlerStop
    if update.message is not None:
        context.parking.note(chat.id, update.message.message_id)
    person = await people.find(user.id)
    if update.my_chat_member is not None:
        if person is not None:
            await _note_membership(update, context, person)
        raise ApplicationHandlerStop
    code = _invite_code(update.message)
    if code is not None:
        person = await _let_in(user, code, context) or person
    if person is None:
        await strangers.meet(update, user, context, failed_invite=code is not None)
        raise ApplicationHandlerStop
    context.person = await _recognised(person, user, context)


def _invite_code(message: Message | None) -> str | None:
    """The code of an invite link: Telegram sends it as `/start CODE`."""
    words = (message.text or "").split() if message else []
    return words[1] if len(words) == 2 and words[0] == "/start" else None


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
