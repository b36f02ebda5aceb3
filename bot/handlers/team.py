"""/team: who is in, in which role, and how others come in (rule H4).

Holds always: somebody is an administrator, whoever presses what at the same moment; those whom the settings
name stay so.
"""

import contextlib
import dataclasses
import secrets

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler

from bot import show
from bot.context import App, Context, Handler
from bot.handlers import boxes, commands
from bot.handlers.admin import admins_only
from bot.telegram_link import start_link
from bot.views import press, strangers
from bot.views import team as view
from storage import mailboxes, people
from storage.records import Person, Role


def register(application: App) -> None:
    commands.add(application, "team", listing)
    handlers: tuple[tuple[Handler, str], ...] = (
        (listing, press.pattern(press.TEAM)),
        (one, press.pattern(press.TEAMMATE)),
        (make_admin, press.pattern(press.MAKE_ADMIN)),
        (make_member, press.pattern(press.MAKE_MEMBER)),
        (ask_removal, press.pattern(press.REMOVE_MATE)),
        (remove, press.pattern(press.REMOVE_MATE_NOW)),
        (remove_and_erase, press.pattern(press.REMOVE_MATE_ERASE)),
        (invite, f"^{press.INVITE}$"),
        (invite_as, f"^{press.INVITE_AS}:(admin|member)$"),
    )
    for handler, pattern in handlers:
        application.add_handler(CallbackQueryHandler(handler, pattern))


@admins_only
async def listing(update: Update, context: Context) -> None:
    await _show_all(update, context, int(context.match[1]) if context.match else 0)


async def _show_all(update: Update, context: Context, page: int = 0, *, said: str = "") -> None:
    everyone = sorted(await people.everyone(), key=lambda each: (not each.is_admin, view.name(each).lower()))
    screen = view.listing(context.voice, everyone, context.person, page, said=said)
    await show.answer(update, context.bot, screen)


async def _pressed(update: Update, context: Context) -> Person | None:
    """The person of a button; None after saying that they are gone."""
    person = await people.get(boxes.number(context))
    if person is None:
        await show.answer(update, context.bot, view.gone(context.voice))
    return person


async def _changeable(update: Update, context: Context) -> Person | None:
    """One whose role is not the settings' affair; None after showing why not."""
    person = await _pressed(update, context)
    if person is not None and _of_settings(person, context):
        await _show(update, context, person.id)
        return None
    return person


def _of_settings(person: Person, context: Context) -> bool:
    return person.telegram_id in context.deps.admins


async def _personal(person: Person) -> int:
    """How many personal mailboxes they have."""
    return sum(
        each.owner.id == person.id and each.mode == "personal" for each in await mailboxes.visible_to(person)
    )


@admins_only
async def one(update: Update, context: Context) -> None:
    await _show(update, context, boxes.number(context))


async def _show(update: Update, context: Context, person_id: int, *, said: str = "") -> None:
    """The person as they are now."""
    person = await people.get(person_id)
    if person is None:
        await show.answer(update, context.bot, view.gone(context.voice))
        return
    admins = sum(each.is_admin for each in await people.everyone())
    screen = view.one(
        context.voice,
        person,
        await _personal(person),
        of_settings=_of_settings(person, context),
        last_admin=person.is_admin and admins == 1,
        said=said,
    )
    await show.answer(update, context.bot, screen)


@admins_only
async def make_admin(update: Update, context: Context) -> None:
    await _set_role(update, context, "admin", context.voice("said-made-admin"))


@admins_only
async def make_member(update: Update, context: Context) -> None:
    await _set_role(update, context, "member", context.voice("said-made-member"))


async def _set_role(update: Update, context: Context, role: Role, said: str) -> None:
    if not (person := await _changeable(update, context)):
        return
    try:
        await people.set_role(person.id, role)
    except people.LastAdmin:
        said = ""  # the screen says so
    if said:
        with contextlib.suppress(TelegramError):  # who never wrote has no menu yet; /start brings it
            await commands.show_menu_of(dataclasses.replace(person, role=role), context)
    await _show(update, context, person.id, said=said)


@admins_only
async def ask_removal(update: Update, context: Context) -> None:
    if person := await _changeable(update, context):
        screen = view.remove(context.voice, person, await _personal(person))
        await show.answer(update, context.bot, screen)


@admins_only
async def remove(update: Update, context: Context) -> None:
    await _remove(update, context, erase=False)


@admins_only
async def remove_and_erase(update: Update, context: Context) -> None:
    await _remove(update, context, erase=True)


async def _remove(update: Update, context: Context, *, erase: bool) -> None:
    if not (person := await _changeable(update, context)):
        return
    try:
        now = context.deps.clock()
        await people.remove(person.telegram_id, now, erase=erase, spare_last_admin=True)
    except people.LastAdmin:
        await _show(update, context, person.id)
        return
    await context.trials.stop(person.telegram_id)
    context.deps.engine.wake()  # erases what is to be erased
    if person.id == context.person.id:
        await show.answer(update, context.bot, strangers.door(context.voice, context.person.telegram_id))
        return
    await _show_all(update, context, said=context.voice("said-removed-mate", name=view.name(person)))


@admins_only
async def invite(update: Update, context: Context) -> None:
    await show.answer(update, context.bot, view.invite(context.voice))


@admins_only
async def invite_as(update: Update, context: Context) -> None:
    """A one-time link in a message of its own, to be forwarded."""
    assert context.match is not None
    role: Role = "admin" if context.match[1] == "admin" else "member"
    code = secrets.token_urlsafe(16)
    until = context.deps.clock() + context.deps.policy.invite_valid
    await people.add_invite(code, role, until, author=context.person.id)
    link = start_link(context.bot.username, code)
    await show.answer(update, context.bot, view.invited(context.voice, role))
    await show.send(context.bot, context.person.telegram_id, view.invitation(context.voice, link))
