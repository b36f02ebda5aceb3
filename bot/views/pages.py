"""Long lists by pages, counted from 0."""

from collections.abc import Callable

from bot.views import press
from bot.views.screen import Button, Rows

PAGE = 8  # things a page


def within(page: int, count: int) -> int:
    """The page; one that is not there (any more) becomes the last."""
    return max(0, min(page, -(-count // PAGE) - 1))


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
