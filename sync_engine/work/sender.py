"""Sends the letters that are due: one at a time a mailbox, mailboxes beside each other.

Holds always: whoever sends for a mailbox holds its lock, so what is found "being sent" by whoever gets the
lock was left by one that died.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from storage import sending
from sync_engine import errors
from sync_engine.work import lock, send, traces
from sync_engine.work.kit import Kit

log = logging.getLogger(__name__)

_AT_ONCE = 16  # mailboxes
_REST = timedelta(seconds=30)


class Sender:
    """One for an engine; `changed` is called after the state of a letter did."""

    def __init__(self, kit: Kit, changed: Callable[[], None]) -> None:
        self._kit = kit
        self._changed = changed
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._resting: dict[int, datetime] = {}  # mailboxes whose sending died, until then

    async def look(self) -> None:
        """Begins with what is due; returns at once."""
        now = self._kit.clock()
        if await sending.seen(now):
            self._changed()
        for mailbox_id in await sending.mailboxes_due(now):
            resting = self._resting.get(mailbox_id, now) > now
            if mailbox_id not in self._busy and not resting and len(self._busy) < _AT_ONCE:
                self._start(mailbox_id)

    def rest_no_more(self) -> None:
        """The clock was set back: nobody knows until when by the new one."""
        self._resting.clear()

    async def close(self) -> None:
        going = list(self._busy.values())
        for task in going:
            task.cancel()
        await asyncio.gather(*going, return_exceptions=True)

    def _start(self, mailbox_id: int) -> None:
        task = asyncio.create_task(self._drain(mailbox_id), name=f"send-{mailbox_id}")
        self._busy[mailbox_id] = task

        def ended(task: asyncio.Task[None]) -> None:
            del self._busy[mailbox_id]
            if not task.cancelled() and (error := task.exception()):
                self._resting[mailbox_id] = self._kit.clock() + _REST
                extra = {"action": "sending_died", "mailbox": mailbox_id}
                log.error("sending died: %s", traces.where(error), extra=extra)

        task.add_done_callback(ended)

    async def _drain(self, mailbox_id: int) -> None:
        kit = self._kit
        try:
            async with lock.held(kit.locks, f"answers-{mailbox_id}"):
                now = kit.clock()
                await sending.recover(mailbox_id, now, now - kit.policy.send_tries_end)
                self._changed()
                while (answer := await sending.begin(mailbox_id, kit.clock())) is not None:
                    self._changed()
                    await send.send(answer, kit)
                    self._changed()
                while (copy := await sending.to_file(mailbox_id, kit.clock())) is not None:
                    await send.file(*copy, kit)
        except errors.Locked:
            log.debug("another process sends for this mailbox")
