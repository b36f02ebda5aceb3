"""The button that opens a letter, under whatever speaks of it."""

from bot.views import press
from bot.views.screen import Button
from bot.voice import Voice


def button(voice: Voice, letter_id: int) -> Button:
    """Opens the letter in a message of its own."""
    return Button(voice.label("button-read"), press.to(press.READ_BELOW, letter_id))
