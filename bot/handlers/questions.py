"""Votes under answers, questions passed to administrators, and the list of what is not known (rule H1).

Holds always: of a question only what is not secret is kept (`bot.faq.discreet`); it is seen by nobody with
its asker's name before the asker passes it on; only an administrator answers it, and only once.
"""

from datetime import timedelta

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import dialogue, show
from bot.context import App, Context, Handler
from bot.draft import Draft
from bot.faq import discreet
from bot.faq.desk import Found
from bot.handlers import lists
from bot.handlers.admin import admins_only
from bot.views import admin as admin_view
from bot.views import html, pages, press
from bot.views import questions as view
from bot.views.screen import Screen
from storage import limits, people, questions
from storage.records import Question

_HOUR = timedelta(hours=1)


def register(application: App) -> None:
    handlers: tuple[tuple[Handler, str], ...] = (
        (ask_admin, press.pattern(press.ASK_ADMIN)),
        (begin_answer, press.pattern(press.ANSWER_QUESTION)),
        (listing, press.pattern(press.QUESTIONS)),
    )
    for handler, pattern in handlers:
        application.add_handler(CallbackQueryHandler(handler, pattern))


async def keep(context: Context, question: str, found: Found) -> Question | None:
    """None where nothing of it may be kept."""
    policy, person = context.deps.policy, context.person
    text = discreet.kept(question, policy.question_kept)
    if text is None:
        return None
    now, most = context.deps.clock(), policy.questions_of_person
    number = await questions.keep(person.id, text, found.language, found.topic, now, most=most)
    return await questions.get(number, person.id)


async def may_ask(context: Context) -> bool:
    """Whether there is an administrator besides the person who asks."""
    return any(each.is_admin and each.id != context.person.id for each in await people.everyone())


async def ask_admin(update: Update, context: Context) -> None:
    """Below: what the button was on stays to be read."""
    voice, person, now = context.voice, context.person, context.deps.clock()
    question = await questions.get(lists.number_of(context), person.id)
    if question is None:
        screen = view.gone(voice)
    elif question.answer is not None:
        screen = view.answered_before(voice)
    elif question.passed_at is not None:
        screen = view.passed(voice, question)
    elif not await may_ask(context):
        screen = view.nobody(voice)
    else:
        most = context.deps.policy.questions_passed_per_hour
        again = await limits.use(person.telegram_id, "passed", most, _HOUR, now)
        if again is None:
            await questions.pass_on(question.id, person.id, now)
        screen = view.passed(voice, question) if again is None else view.too_often(voice, again)
    await show.send(context.bot, person.telegram_id, screen)


# -- for administrators ----------------------------------------------------------------------------


@admins_only
async def begin_answer(update: Update, context: Context) -> None:
    question = await questions.passed(lists.number_of(context))
    if question is None or question.answer is not None:
        screen = view.gone(context.voice) if question is None else _already(context, question)
        await show.send(context.bot, context.person.telegram_id, screen)
        return
    await dialogue.leave(context)
    await dialogue.put(context, dialogue.QUESTION, Draft(question=question.id))
    await show.send(context.bot, context.person.telegram_id, view.ask_answer(context.voice, question))


async def taken(update: Update, context: Context) -> bool:
    """Whether the message was a reply to one that shows a question."""
    replied = update.message.reply_to_message if update.message else None
    if replied is None:
        return False
    number = await questions.shown_in(context.person.id, replied.message_id)
    if number is None:
        return False
    await _answer(update, context, number, (update.message.text or "") if update.message else "")
    return True


async def got_answer(update: Update, context: Context, typed: str, draft: Draft) -> None:
    """The step `dialogue.QUESTION`."""
    if await _answer(update, context, draft.question, typed):
        await people.end_dialogue(context.person.telegram_id)


async def _answer(update: Update, context: Context, number: int, typed: str) -> bool:
    """False where the person is to try again."""
    voice, person = context.voice, context.person
    question = await questions.passed(number)
    if not person.is_admin:
        await show.answer(update, context.bot, admin_view.not_yours(voice))
        return True
    if question is None or question.answer is not None:
        screen = view.gone(voice) if question is None else _already(context, question)
        await show.answer(update, context.bot, screen)
        return True
    text, most = discreet.readable(typed), context.deps.policy.question_answer
    if not text or html.units(text) > most:
        said = voice("question-too-long", most=most) if text else voice("question-text-only")
        await show.answer(update, context.bot, view.ask_answer(voice, question, said))
        return False
    after = await questions.answer(number, person.id, text)
    if after is None:
        screen = view.gone(voice)
    elif after.answered_by is not None and after.answered_by.id != person.id:
        screen = _already(context, after)
    else:
        reachable = await people.is_reachable(after.person.id)
        screen = view.answer_taken(voice, after.person, reachable=reachable)
    await show.answer(update, context.bot, screen)
    return True


def _already(context: Context, question: Question) -> Screen:
    return view.answered_already(context.voice, question)


@admins_only
async def listing(update: Update, context: Context) -> None:
    since = context.deps.clock() - context.deps.policy.questions_kept
    count = await questions.missed_count(since)
    page = pages.within(lists.number_of(context), count)
    shown = await questions.missed(since, page * pages.PAGE, pages.PAGE)
    screen = view.listing(context.voice, await questions.totals(since), shown, page, count)
    await show.answer(update, context.bot, screen)
