"""What the engine tells the bot, in this process and, through a word of the crew, in another."""

import asyncio
from collections.abc import Callable

from sync_engine.work.crew import Word


class Signals:
    """Events that whoever waits clears; `tell` passes a word on to other processes."""

    def __init__(self, tell: Callable[[Word], None]) -> None:
        self.notices_ready = asyncio.Event()  # set after a commit that wrote notices
        self.progress_changed = asyncio.Event()  # set after any commit
        self.answers_changed = asyncio.Event()  # set after a letter of ours came further
        self._tell = tell

    def committed(self, notices: int) -> None:
        if notices:
            self.notices_ready.set()
            self._tell("notices")
        self.progress_changed.set()

    def answered(self) -> None:
        self.answers_changed.set()
        self.notices_ready.set()  # those of letters that are answered now want an edit
        self._tell("answers")

    def heard(self, word: str) -> None:
        """From another process; what nobody told of is found by the next look."""
        self.progress_changed.set()
        if word == "notices":
            self.notices_ready.set()
        elif word == "answers":
            self.answers_changed.set()
            self.notices_ready.set()
