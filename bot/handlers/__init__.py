"""One file a screen or command.

Holds always: a handler does not wait for a mail server; what takes longer than a database query runs as a
task (`bot.handlers.trial`) or in the engine.
"""

from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.context import App
from bot.handlers import (
    aliases,
    boxes,
    connect,
    contacts,
    disconnect,
    home,
    kept_out,
    mend,
    move,
    muting,
    opened,
    quarantine,
    search,
    secret,
    settings,
    status,
    stop,
    told,
    typed,
)


def register(application: App) -> None:
    """The first that fits takes an update: commands and buttons, then what is typed, then the rest."""
    of_lists = (kept_out, quarantine, told, muting)
    of_clients = (search, contacts, opened)
    of_one = (mend, move, aliases, disconnect)
    for room in (home, connect, secret, stop, status, boxes, *of_lists, *of_clients, *of_one, settings):
        room.register(application)
    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, typed.typed))
    application.add_handler(CallbackQueryHandler(home.stale))
