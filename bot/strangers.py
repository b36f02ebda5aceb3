"""Somebody who was not invited: the door, and answers that are everybody's (rule H4).

Holds always: nothing of the account is looked up for them, nothing they write is kept; what they may ask and
press in an hour is limited, and for so long it is known that they did; when it is used up they are told once.
"""

import asyncio
import re
from datetime import timedelta

from telegram import Update, User

from bot import say, show
from bot.context import Context
from bot.faq import desk
from bot.views import press, support, topics
from bot.views import strangers as view
from bot.views.own import Own
from bot.views.screen import Screen
from bot.voice import Voice
from storage import limits

_HOUR = timedelta(hours=1)
_MENU = re.compile(
    "|".join(map(press.pattern, (press.TOPICS, press.TOPIC_GROUP, press.MENU_TOPIC, press.TOPIC)))
)


async def meet(update: Update, user: User, context: Context, *, failed_invite: bool) -> None:
    deps, now = context.deps, context.deps.clock()
    voice = deps.voice(say.language_of(user.language_code, deps.default_language))
    pressed = _pressed(update)
    kind = "question" if pressed is None else "browsing"
    policy = deps.policy
    most = policy.guest_questions_per_hour if pressed is None else policy.guest_presses_per_hour
    again = await limits.use(user.id, kind, most, _HOUR, now)
    if again is not None:
        if await limits.use(user.id, "refusal", 1, again - now, now) is None:
            await show.send(context.bot, user.id, view.closed(voice, again - now))
    elif pressed is not None:
        await show.answer(update, context.bot, _of_menu(voice, *pressed))
    else:
        screen = await _answer(_question(update), context, voice, user.id)
        screen = screen or view.door(voice, user.id, failed_invite=failed_invite)
        await show.answer(update, context.bot, screen)


def _pressed(update: Update) -> tuple[str, int] | None:
    """What of the menu of topics was pressed."""
    data = update.callback_query.data if update.callback_query else None
    if not data or not _MENU.fullmatch(data):
        return None
    action, _, number = data.partition(":")
    return action, int(number)


def _of_menu(voice: Voice, action: str, number: int) -> Screen:
    if action == press.TOPIC_GROUP:
        return topics.group(voice, number)
    chosen = topics.topic(number) if action != press.TOPICS else None
    if chosen is None:
        return topics.menu(voice)
    found = desk.of_topic(chosen, voice.language, voice.policy)
    back = topics.to_group(voice, chosen)
    return support.answer(voice, found, Own(), None, service_pages={}, back=back)


def _question(update: Update) -> str:
    """What was typed and is no command; perhaps empty."""
    text = (update.message.text or "") if update.message else ""
    return "" if text.startswith("/") else text


async def _answer(question: str, context: Context, voice: Voice, telegram_id: int) -> Screen | None:
    """What is written for everybody; None for what is no question."""
    if not question:
        return None
    deps = context.deps
    found = await asyncio.to_thread(desk.ask, question, deps.policy, usual=voice.language)
    spoken = deps.voice(found.language)
    if found.topic is not None:
        return support.answer(spoken, found, Own(), None, service_pages={})
    if found.line is not None:  # a greeting, or a function they cannot use
        return None
    if found.suggestions:
        return view.did_you_mean(spoken, found.suggestions)
    return view.door(voice, telegram_id, unknown=True)
