"""Mailboxes watched live: connections in IDLE, any number of them, without a thread or a task each.

Holds always:
- a connection that idles belongs to this room and to nobody else; `take` hands it over whole;
- the loop is told by the system when a connection has something to say, and by its clock when it must be
  renewed; a connection that hung up is noticed at once, one that is cut by the next renewal;
- what a connection says is never read here: whoever takes it asks the server how the folders stand.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from storage import records
from sync_engine.wire import idle, imap

Reason = Literal["news", "renewal", "lost"]


@dataclass(slots=True)
class Link:
    """A signed-in connection that outlives a visit, and the state of the folders it last saw settled."""

    mailbox: records.Mailbox
    session: imap.Session
    opened: float  # the loop's clock
    marks: tuple[records.FolderMarks, ...] = ()
    idling: idle.Idling | None = None
    behind: bool = False  # something came between the last look and IDLE
    told: tuple[int, ...] = ()  # the numbers that said so; who repeats them does not agree with itself
    has_place: bool = False  # among those that are watched; kept while it is visited

    @property
    def names(self) -> list[str]:
        return [each.name for each in self.marks]

    async def end(self) -> None:
        """Says farewell where the line still stands."""
        try:
            if self.idling is not None:
                await idle.stop(self.idling)
            else:
                await self.session.leave()
        finally:
            self.session.close()


@dataclass(slots=True)
class _Watched:
    link: Link
    number: int  # of the connection's file
    renewal: asyncio.TimerHandle


class Watch:
    """Holds the idling connections; `wants` is called with a mailbox that wants a visit, and why."""

    def __init__(self, wants: Callable[[int, Reason], None], most: int | None = None) -> None:
        self._wants = wants
        self._most = most
        self._watched: dict[int, _Watched] = {}

    def __contains__(self, mailbox_id: int) -> bool:
        return mailbox_id in self._watched

    def has_room(self, visits: int) -> bool:
        """Whether one more may be watched beside these visits, each of which may have a place or take one."""
        return self._most is None or len(self._watched) + visits <= self._most

    def ids(self) -> list[int]:
        return list(self._watched)

    def put(self, link: Link, renew_in: float) -> None:
        """Watches a link that idles, to be renewed after so many seconds."""
        assert link.idling is not None
        mailbox_id, loop = link.mailbox.id, asyncio.get_running_loop()
        if before := self.take(mailbox_id):
            before.session.close()
        number = link.session.link.fileno()
        renewal = loop.call_later(renew_in, self._wants, mailbox_id, "renewal")
        self._watched[mailbox_id] = _Watched(link, number, renewal)
        if link.behind:
            self._wants(mailbox_id, "news")
            return
        loop.add_reader(number, self._look, mailbox_id)
        self._look(mailbox_id)  # a line that came with the server's "+" makes nobody's socket readable

    def take(self, mailbox_id: int) -> Link | None:
        """The link of a mailbox, watched no more; None where there is none."""
        watched = self._watched.pop(mailbox_id, None)
        if watched is None:
            return None
        asyncio.get_running_loop().remove_reader(watched.number)
        watched.renewal.cancel()
        return watched.link

    def _look(self, mailbox_id: int) -> None:
        watched = self._watched[mailbox_id]
        assert watched.link.idling is not None
        sign = idle.look(watched.link.idling)
        if sign == "quiet":
            return
        # One word is enough: nobody listens to this connection until it is taken.
        asyncio.get_running_loop().remove_reader(watched.number)
        self._wants(mailbox_id, "news" if sign == "news" else "lost")
