"""What stands below the letters written from a mailbox."""

from bot.views import html, marks, press
from bot.views.screen import Button, Screen
from bot.voice import Voice
from storage.records import Mailbox


def ask(voice: Voice, mailbox: Mailbox) -> Screen:
    back = Button(voice.label("button-to-mailbox"), press.to(press.MAILBOX, mailbox.id))
    if not mailbox.signature:
        return Screen(voice("signature-none", address=mailbox.address), ((back,),))
    off = Button(voice.label("button-signature-off"), press.to(press.NO_SIGNATURE, mailbox.id))
    shown = marks.quote(html.escape(mailbox.signature))
    return Screen(f"{voice('signature', address=mailbox.address)}\n{shown}", ((off,), (back,)))
