"""Mailboxes whose visits died: left alone for a growing while, known to this process only."""

import logging
from datetime import datetime, timedelta

from storage.troubles import lost_line
from sync_engine.rules import schedule
from sync_engine.work import traces
from sync_engine.work.kit import Kit

log = logging.getLogger(__name__)

_MOMENT = timedelta(seconds=5)


class HeldBack:
    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._deaths: dict[int, int] = {}  # how often in a row
        self._until: dict[int, datetime] = {}
        self.unsettled: set[int] = set()  # how they were left was perhaps not written down: due to nobody

    def now(self) -> set[int]:
        """Those that are to be left alone."""
        now = self._kit.clock()
        return {mailbox_id for mailbox_id, moment in self._until.items() if moment > now}

    def died(self, mailbox_id: int, error: BaseException) -> None:
        extra = {"action": "sync_died", "mailbox": mailbox_id}
        log.error("sync died: %s", traces.where(error), extra=extra)
        self.unsettled.add(mailbox_id)
        if isinstance(error, lost_line()):  # to the database, and so with whatever was visited just now
            self._until[mailbox_id] = self._kit.clock() + _MOMENT
            return
        kit, deaths = self._kit, self._deaths.get(mailbox_id, 0) + 1
        self._deaths[mailbox_id] = deaths
        self._until[mailbox_id] = schedule.after_failure(kit.clock(), deaths, kit.chance(), kit.policy)

    def let_go(self, mailbox_id: int) -> None:
        """A visit went well, or somebody is asking."""
        self._until.pop(mailbox_id, None)

    def went_well(self, mailbox_id: int) -> None:
        self._deaths.pop(mailbox_id, None)
        self.let_go(mailbox_id)

    def let_all_go(self) -> None:
        """The clock was set back: nobody knows until when by the new one."""
        self._until.clear()
