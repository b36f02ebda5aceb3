"""What a message of the bot is made of, before Telegram hears of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Button:
    """`data` comes back when it is pressed (64 octets at most, Bot API); or `url` is opened."""

    label: str
    data: str = ""
    url: str = ""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """`text` is HTML; it is cut to what a message holds when it is sent."""

    text: str
    rows: Rows = ()
