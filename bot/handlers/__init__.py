"""One file a screen or command.

Holds always: a handler does not wait for a mail server; what takes longer than a database query runs as a
task (`bot.handlers.trial`) or in the engine. A file for a letter is the exception: `enclose` says why.
"""

from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.context import App
from bot.handlers import (
    admin,
    aliases,
    answer,
    boxes,
    card,
    checks,
    connect,
    contacts,
    disconnect,
    domains,
    ending,
    files,
    home,
    kept_out,
    leaving,
    mend,
    move,
    muting,
    on_its_way,
    quarantine,
    questions,
    reading,
    search,
    secret,
    send,
    sender_name,
    settings,
    signature,
    status,
    stop,
    support,
    team,
    told,
    typed,
    why,
    write,
    write_from,
)


def register(application: App) -> None:
    """The first that fits takes an update: commands and buttons, then what is typed, then the rest."""
    leaving.register(application)
    of_mailboxes = (status, boxes, mend, move, aliases, signature, sender_name, disconnect, checks)
    of_letters = (kept_out, quarantine, told, muting, reading, files, search, contacts, why)
    of_answers = (answer, card, write, write_from, send, on_its_way)
    of_admins = (admin, team, domains)
    for room in (
        home,
        connect,
        secret,
        ending,
        stop,
        *of_mailboxes,
        *of_letters,
        *of_answers,
        settings,
        support,
        questions,
        *of_admins,
    ):
        room.register(application)
    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, typed.typed))
    application.add_handler(CallbackQueryHandler(home.stale))
