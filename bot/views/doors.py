"""What a letter leads to, as buttons under whatever speaks of it."""

from bot.views import press
from bot.views.screen import Button
from bot.voice import Voice


def read(voice: Voice, letter_id: int) -> Button:
    """The letter in a message of its own."""
    return Button(voice.label("button-read"), press.to(press.READ_BELOW, letter_id))


def answer(voice: Voice, letter_id: int) -> Button:
    return Button(voice.label("button-answer"), press.to(press.ANSWER, letter_id))


def card(voice: Voice, letter_id: int) -> Button:
    """The card of its client."""
    return Button(voice.label("button-card"), press.to(press.CARD_OF, letter_id))
