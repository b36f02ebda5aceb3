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
    files,
    home,
    kept_out,
    mend,
    move,
    muting,
    quarantine,
    reading,
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
    of_mailboxes = (status, boxes, mend, move, aliases, disconnect)
    of_letters = (kept_out, quarantine, told, muting, reading, files, search, contacts)
    for room in (home, connect, secret, stop, *of_mailboxes, *of_letters, settings):
        room.register(application)
    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, typed.typed))
    application.add_handler(CallbackQueryHandler(home.stale))
