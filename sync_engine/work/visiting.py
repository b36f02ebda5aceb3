"""A visit of the engine to a mailbox: look whether there is anything to do, do it, and stay to watch.

Holds always:
- a look that finds nothing costs one round trip on an open connection, and no transaction of its own;
- signing in is written down before it is tried, and not done more often than the mailbox may bear; once more
  with a token that was renewed because it was refused counts with the first;
- a connection is either handed on, to be watched, or closed.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from storage import books, folders, records, turns
from sync_engine import errors
from sync_engine.rules import check, schedule
from sync_engine.wire import idle
from sync_engine.work import budget, door, turn, visit
from sync_engine.work.kit import Kit
from sync_engine.work.watch import Link, Reason

log = logging.getLogger(__name__)

_ANSWERS_WITHIN = timedelta(minutes=1)  # after its renewal is due a live watch counts as one no more

# What says nothing about the connection it was met on
_ABOUT_US = (errors.StaleEpoch, errors.NotFound, errors.Locked)


class Visitor:
    """Visits mailboxes, each by one caller at a time."""

    def __init__(self, kit: Kit, committed: Callable[[int], None], has_room: Callable[[], bool]) -> None:
        self._kit = kit
        self._committed = committed
        self._has_room = has_room  # for one more that is watched
        self.books = books.Books()
        self._unwatched = Counter[int]()  # how often in a row a mailbox could not be watched

    async def arrive(self, mailbox_id: int) -> Link | None:
        """A visit by a new connection; the link where it stays. What goes wrong is written down."""
        found = await turns.look(mailbox_id)
        if found is None:
            return None
        mailbox, credential = found
        if not await self._may_sign_in(mailbox):
            return None
        session = None
        try:
            session = await door.open_mailbox(mailbox, credential, self._kit)
            link = Link(mailbox, session, asyncio.get_running_loop().time())
            link.marks = tuple(await folders.marks(mailbox_id))
            statuses = await session.statuses(link.names)
        except BaseException as error:
            if session is not None:
                session.close()
            if isinstance(error, errors.MailError):
                await turn.failed(mailbox_id, error, self._kit)
                return None
            raise
        return await self._stay(link, statuses)

    async def return_to(self, link: Link, reason: Reason) -> Link | None:
        """A visit over a connection that was watched; the link where it stays, None where it was lost."""
        assert link.idling is not None
        try:
            if reason == "renewal":
                link.idling, statuses = await idle.renew(link.idling, link.names)
            else:
                statuses = await idle.wake(link.idling, link.names)
                link.idling = None
        except BaseException as error:
            link.session.close()
            if isinstance(error, errors.MailError):
                return None
            raise
        return await self._stay(link, statuses)

    async def _stay(self, link: Link, statuses: dict[str, check.FolderStatus]) -> Link | None:
        quiet = False
        try:
            quiet = self._is_quiet(link, statuses)
            if not quiet and not await self._sync(link, statuses):
                return None
            return await self._keep(link, quiet=quiet)
        except BaseException as error:
            link.session.close()
            if isinstance(error, errors.MailError):
                await self._not_watched(link.mailbox.id, error, quiet=quiet)
                return None
            raise

    async def _not_watched(self, mailbox_id: int, error: errors.MailError, *, quiet: bool) -> None:
        """All is read, only that it be watched the server would not have: again soon, and later and later."""
        extra = {"action": "not_watched", "mailbox": mailbox_id}
        log.info("a mailbox could not be watched: %s", error.code, extra=extra)
        now, kit, losses = self._kit.clock(), self._kit, self._unwatched[mailbox_id]
        self._unwatched[mailbox_id] += 1
        due = schedule.after_lost_watch(now, losses, kit.chance(), kit.policy)
        changes: dict[str, object] = {"last_check": now} if quiet else {}
        if kit.worker is not None:
            changes["watched_by"] = None
        await self.books.put(mailbox_id, next_check=due, **changes)

    def _is_quiet(self, link: Link, statuses: dict[str, check.FolderStatus]) -> bool:
        box, now, policy = link.mailbox, self._kit.clock(), self._kit.policy
        healthy = box.state == "ok" and not box.failures and box.reason is None and bool(link.marks)
        if not healthy or box.told is not None:  # who was told of trouble hears from a turn that it is over
            return False
        if schedule.reconcile_due(box.reconciled_at or box.imported_at, now, policy):
            return False
        return check.is_quiet(link.marks, visit.by_folder(link.marks, statuses), now)

    async def _sync(self, link: Link, statuses: dict[str, check.FolderStatus]) -> bool:
        """Whether the link can go on being used."""
        if link.idling is not None:
            statuses = await idle.wake(link.idling, link.names)
            link.idling = None
        mailbox_id, through = link.mailbox.id, turn.Open(link.session, statuses)
        try:
            await turn.take(mailbox_id, self._kit, committed=self._committed, through=through)
        except _ABOUT_US:
            await link.end()
            return False
        except errors.MailError:
            link.session.close()
            return False
        found = await turns.look(mailbox_id)
        if found is None:
            await link.end()
            return False
        link.mailbox = found[0]
        link.marks = tuple(await folders.marks(mailbox_id))
        return True

    async def _keep(self, link: Link, *, quiet: bool) -> Link | None:
        """Goes on watching where that is wanted and the server can; otherwise says farewell."""
        inbox, *others = link.names
        link.behind = False
        if link.idling is None and self._may_stay(link):
            link.idling = await idle.enter(link.session, inbox, others)
            link.has_place = link.idling is not None
            self._unwatched.pop(link.mailbox.id, None)
            _compare(link)
        now, changes = self._kit.clock(), dict[str, object]()
        if quiet:
            changes["last_check"] = now
            changes["next_check"] = schedule.after_success(now, self._kit.chance(), self._kit.policy)
        if link.idling is not None:
            changes["watched_until"] = now + timedelta(seconds=self.renewal(link.mailbox)) + _ANSWERS_WITHIN
        if self._kit.worker is not None:
            changes["watched_by"] = self._kit.worker if link.idling is not None else None
        if changes:
            await self.books.put(link.mailbox.id, **changes)
        if link.idling is None:
            await link.end()
            return None
        return link

    def _may_stay(self, link: Link) -> bool:
        return self._kit.policy.idle and (link.has_place or self._has_room())

    async def _may_sign_in(self, mailbox: records.Mailbox) -> bool:
        """Notes a sign-in before it is tried; one too many is put off (invariant 8)."""
        wait, kept = budget.asked(mailbox.logins, mailbox, self._kit)
        if wait > 0:
            due = self._kit.clock() + timedelta(seconds=wait)
            await self.books.put(mailbox.id, logins=list(kept), next_check=due)
            return False
        # Should we die in the middle, the next engine comes back to it soon.
        await self.books.put(mailbox.id, logins=list(kept))
        return True

    def renewal(self, mailbox: records.Mailbox) -> float:
        """Seconds after which IDLE is renewed at the latest: RFC 2177 §3, and what services are known for."""
        row = budget.row_of(mailbox, self._kit)
        usual = self._kit.policy.idle_renewal.total_seconds()
        return min(usual, row.idle_seconds) if row is not None and row.idle_seconds is not None else usual


def _compare(link: Link) -> None:
    """What came between the last look and IDLE is news that nobody will tell again."""
    if link.idling is None or not check.has_news(link.marks[0], link.idling.folder):
        link.told = ()
        return
    folder = link.idling.folder
    numbers = folder.uidvalidity, folder.uidnext, folder.exists
    link.behind, link.told = numbers != link.told, numbers
