"""The name before the address in letters written here."""

from bot.views import press
from bot.views.screen import Button, Screen
from bot.views.writing import shown
from bot.voice import Voice
from storage.records import Mailbox

_NAME = 100  # characters that are shown


def ask(voice: Voice, mailbox: Mailbox) -> Screen:
    back = Button(voice.label("button-to-mailbox"), press.to(press.MAILBOX, mailbox.id))
    if not mailbox.sender_name:
        return Screen(voice("sender-name-none", address=mailbox.address), ((back,),))
    off = Button(voice.label("button-sender-name-off"), press.to(press.NO_SENDER_NAME, mailbox.id))
    name = shown(mailbox.sender_name, _NAME)
    return Screen(voice("sender-name", address=mailbox.address, name=name), ((off,), (back,)))


def with_address(name: str, address: str) -> str:
    """As a client sees who wrote."""
    return f"{shown(name, _NAME)} <{address}>" if name else address
