"""Deletes what has to go: disconnected mailboxes (rule C9), those of people removed (H4), dead links.

What was for a while only (links, invites, uses that are limited by the hour, drafts, questions) is looked for
every hour; how long each is kept stands in the policy.
"""

import logging
from datetime import datetime

from storage import answer_files, drafts, erasing, limits, links, people, questions, refused, shown_letters
from sync_engine import errors
from sync_engine.work import lock
from sync_engine.work.kit import Kit

log = logging.getLogger(__name__)


class Upkeep:
    """One for an engine."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._tidied: datetime | None = None

    async def go(self) -> None:
        """One round; where several workers share the work, one of them at a time does it."""
        if self._kit.worker is None:
            await self._go()
            return
        try:
            async with lock.held(self._kit.locks, "upkeep"):
                await self._go()
        except errors.Locked:
            pass  # another worker is at it

    async def _go(self) -> None:
        now, policy = self._kit.clock(), self._kit.policy
        if self._tidied is None or now - self._tidied >= policy.tidied_every:
            await links.drop_expired(now - policy.link_remembered)
            await people.drop_old_invites(now - policy.invites_kept)
            await limits.drop_old(now - policy.uses_kept)
            await refused.drop_old(now - policy.uses_kept)
            await answer_files.drop_old(now - policy.files_kept)
            await drafts.drop_old(now - policy.files_kept)
            await shown_letters.drop_old(now - policy.opened_kept)
            await questions.drop_old(now - policy.questions_kept)
            self._tidied = now
        await erasing.begin_of_removed(now - policy.erased_after_removal, now)
        if await erasing.erase() and not await erasing.wipe():
            log.warning("the journal is read all the time; what was erased stays in it for now")
