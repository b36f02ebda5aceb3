"""The way into the demo mailboxes: a mail server that may be down, and the password that opens it.

- While it is shut every line is cut as soon as it is there; letters from clients arrive all the same.
- A change counts at once: lines that were open are cut, so nobody goes on under what no longer holds.
"""

from collections.abc import Callable

Cut = Callable[[], object]


class Door:
    def __init__(self, password: str) -> None:
        self.is_open = True
        self.password = password
        self._lines: set[Cut] = set()

    def set_open(self, is_open: bool) -> None:
        self.is_open = is_open
        self._cut_all()

    def change_password(self, password: str) -> None:
        self.password = password
        self._cut_all()

    def came(self, cut: Cut) -> None:
        """A line is there; `cut` ends it, at once where the door is shut."""
        self._lines.add(cut)
        if not self.is_open:
            cut()

    def went(self, cut: Cut) -> None:
        self._lines.discard(cut)

    def _cut_all(self) -> None:
        for cut in tuple(self._lines):
            cut()
