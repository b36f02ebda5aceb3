"""Further addresses of a mailbox: the list, and the question for another."""

import zlib

from bot.say import Markup
from bot.views import html, press
from bot.views.screen import Button, Rows, Screen
from bot.voice import Voice
from storage.records import Mailbox


def mark(alias: str) -> int:
    """Stands for an address on a button, which has no room for it: an old button never means another."""
    return zlib.crc32(alias.encode())


def listing(voice: Voice, mailbox: Mailbox, *, said: Markup | None = None) -> Screen:
    """Each is taken out by a press; `said` is HTML about what was just done."""
    parts = [voice("aliases", address=mailbox.address, count=len(mailbox.aliases))]
    if said:
        parts.append(said)
    rows: Rows = tuple(
        (
            Button(
                voice.label("button-alias-off", alias=html.one_line(alias, 50)),
                press.to_page(press.ALIAS_OFF, mailbox.id, mark(alias)),
            ),
        )
        for alias in mailbox.aliases
    )
    add = Button(voice.label("button-alias-add"), press.to(press.ALIAS_ADD, mailbox.id))
    return Screen("\n\n".join(parts), (*rows, (add,), (_back(voice, mailbox),)))


def ask(voice: Voice, address: str) -> Screen:
    cancel = Button(voice.label("button-cancel"), press.CANCEL)
    return Screen(voice("alias-ask", address=address), ((cancel,),))


def ask_whether_own(voice: Voice, alias: str, letters: int) -> Screen:
    """Before a client's letters stop being one's."""
    right = Button(voice.label("button-alias-own"), press.to(press.ALIAS_OWN, "right"))
    other = Button(voice.label("button-alias-not-own"), press.to(press.ALIAS_OWN, "other"))
    return Screen(voice("alias-own", alias=alias, letters=letters), ((right, other),))


def _back(voice: Voice, mailbox: Mailbox) -> Button:
    return Button(voice.label("button-to-mailbox"), press.to(press.MAILBOX, mailbox.id))
