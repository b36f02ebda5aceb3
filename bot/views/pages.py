"""Long lists by pages, counted from 0."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.views import press
from bot.views.screen import Button, Rows

PAGE = 8  # things a page
_IN_A_ROW = 4  # numbers
T = TypeVar("T")


def within(page: int, count: int) -> int:
    """The page; one that is not there (any more) becomes the last."""
    return max(0, min(page, -(-count // PAGE) - 1))


def numbered(shown: Sequence[T], page: int) -> list[tuple[int, T]]:
    """The things of a page with their numbers in the whole list."""
    return list(enumerate(shown, start=page * PAGE + 1))


def numbers(page: int, data: Sequence[str], only: str = "") -> Rows:
    """A button for each thing of a page, labelled with its number; `data` is what they send back.

    `only` labels the button of a list that has but one thing, where a number would say nothing.
    """
    if only and page == 0 and len(data) == 1:
        return ((Button(only, data[0]),),)
    buttons = tuple(Button(str(number), each) for number, each in numbered(data, page))
    return tuple(buttons[at : at + _IN_A_ROW] for at in range(0, len(buttons), _IN_A_ROW))


def turning(page: int, count: int, to: Callable[[int], str]) -> Rows:
    """The row that turns pages; none where there is but one. `to` gives what a button sends back."""
    pages = -(-count // PAGE)
    if pages <= 1:
        return ()
    row = [Button(f"{page + 1} / {pages}", press.HOLD)]
    if page:
        row.insert(0, Button("‹", to(page - 1)))
    if page < pages - 1:
        row.append(Button("›", to(page + 1)))
    return (tuple(row),)
