"""Commands, as the client's menu shows them, and what a command does to a dialogue that is under way."""

from telegram import BotCommand, BotCommandScopeChat, Update
from telegram.ext import CommandHandler

from bot import dialogue, show
from bot.context import App, Context, Handler
from bot.views import home
from storage.records import Person

MENU = (
    *("start", "connect", "status", "mailboxes", "contacts", "search", "write", "why"),
    *("settings", "help", "cancel"),
)
MENU_OF_ADMINS = ("admin", "team")


def add(application: App, name: str, handler: Handler) -> None:
    """A command for which a dialogue is left, with a word about it."""

    async def run(update: Update, context: Context) -> None:
        await leave_dialogue(context)
        await handler(update, context)

    application.add_handler(CommandHandler(name, run))


async def leave_dialogue(context: Context) -> None:
    """Ends the dialogue and says so where something was begun.

    Not while it only waits for a mail server: that comes to its end by itself.
    """
    state = await dialogue.now(context)
    running = context.trials.is_running(context.person.telegram_id)
    if state is None or (running and state.step in dialogue.UNDER_WAY):
        return
    if await dialogue.leave(context) or state.step in dialogue.QUESTION_STEPS:
        return
    await show.send(context.bot, context.person.telegram_id, home.left_dialogue(context.voice))


async def show_menu(context: Context) -> None:
    """The commands there are, in the person's language, in the menu of their client."""
    await show_menu_of(context.person, context)


async def show_menu_of(person: Person, context: Context) -> None:
    """The same for somebody else, whose role was changed. Raises what Telegram raises."""
    voice = context.deps.voice(person.language)
    names = (*MENU, *MENU_OF_ADMINS) if person.is_admin else MENU
    commands = [BotCommand(name, voice.label(f"command-{name}")) for name in names]
    await context.bot.set_my_commands(commands, scope=BotCommandScopeChat(person.telegram_id))
