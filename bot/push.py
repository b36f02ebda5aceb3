"""Notices, summaries and alerts on their way to Telegram.

Holds always:
- an attempt is written down before the network is touched (invariant 7), so what was in flight when the
  process died comes once more; where the line broke before Telegram's answer came, once more, too, and not
  before Telegram answers again; nothing else comes twice;
- what is for one chat leaves one after another, in its order; no chat waits for another's;
- what Telegram will never take is dropped with its reason and holds up nothing;
- in a person's quiet hours nothing is sent to them.
"""

import asyncio
import logging
from datetime import timedelta
from functools import partial
from types import TracebackType

import httpx
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot import bundling, outgoing, show
from bot.context import App, Deps, parking_of
from bot.outgoing import Outgoing
from bot.parking import retry_after
from bot.patience import nobody_there
from bot.side_by_side import SideBySide
from storage import outbox, people
from sync_engine.work import rounds
from sync_engine.work.pauses import Pauses
from sync_engine.work.rounds import Rounds

log = logging.getLogger(__name__)

LOOK = 5.0  # seconds between looks that nothing asked for
AT_ONCE = 20  # messages for one person read in one go
# An attempt takes less than this even if every time limit of the network is used up.
IN_FLIGHT = timedelta(minutes=3)
_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 30, 60))  # after a trouble, by tries
_GRACE = 1.5  # seconds for messages in flight when we are told to stop
# What is known not to have left: everything else that breaks on the way may have arrived.
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


def _may_be_there(trouble: TelegramError) -> bool:
    """Whether the message may be in the chat though Telegram did not say so."""
    return isinstance(trouble.__cause__, httpx.HTTPError) and not isinstance(trouble.__cause__, _NEVER_LEFT)


class Pusher(Rounds):
    """Sends what is due while it is entered."""

    doing = "pushing messages"

    def __init__(self, application: App, deps: Deps) -> None:
        self._bot = application.bot
        self._deps = deps
        self._parking = parking_of(application)
        self._pushing = SideBySide("pushing to person")
        self._parked = Pauses()  # people whose chat wants to be left alone
        self._stopping = False

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping = True
        await super().__aexit__(kind, error, trace)
        await self._pushing.end(_GRACE)

    async def _round(self) -> None:
        """Looks who has something due, then waits for the next reason to look."""
        event, now = self._deps.engine.notices_ready, self._deps.clock()
        event.clear()
        parked = self._parked.going()
        quiet = await bundling.quiet_now(now, self._deps.timezone)
        for person_id in await outgoing.people_due(now) - quiet - parked.keys():
            self._pushing.start(person_id, partial(self._drain, person_id))
        next_due = await outbox.next_due(now)
        waits = [(next_due - now).total_seconds()] if next_due is not None else []
        await rounds.woken(event, min([LOOK, *parked.values(), *waits]))

    async def _drain(self, person_id: int) -> None:
        """All that is due for one person, until Telegram wants a pause."""
        while jobs := await self._jobs(person_id):
            for job in jobs:
                async with self._parking.turn(job.person.telegram_id):
                    if self._stopping or not await self._deliver(job):
                        return

    async def _jobs(self, person_id: int) -> list[Outgoing]:
        now = self._deps.clock()
        if person_id in await bundling.quiet_now(now, self._deps.timezone):
            return []
        while True:
            sorted_out = await bundling.sort(person_id, now, self._deps.timezone, self._deps.policy)
            found = await outgoing.due(now, AT_ONCE, person_id)
            # What was stored between the two looks has no place yet, and would be told alone.
            if all(sorted_out.issuperset(job.ids) for job in found if job.books is outbox):
                return found

    async def _deliver(self, job: Outgoing) -> bool:
        """One attempt; False where what else is for this person should wait."""
        now = self._deps.clock()
        # Looked at once more: the person may have been removed while the message waited for its turn.
        if await people.find(job.person.telegram_id) is None:
            return False
        if not await job.books.begin_attempt(job.ids, now + IN_FLIGHT):
            return True  # it was muted meanwhile
        left = False  # whether the message itself may be on its way
        try:
            if job.unsure:
                await self._bot.get_me()  # it may come once more only, so not while Telegram is away
            left = job.message_id is None  # an edit may come as often as it likes
            message_id = await self._put(job)
        except RetryAfter as limit:
            await self._park(job, retry_after(limit))
            return False
        except Forbidden:
            await people.mark_unreachable(job.person.id, now)
            log.info("a person blocked the bot", extra={"action": "bot_blocked", "person": job.person.id})
            return False
        except BadRequest as refusal:
            if nobody_there(refusal):
                await people.mark_unreachable(job.person.id, now)
                return False
            if (
                job.message_id is not None
            ):  # that message, whatever is wrong with it, is not theirs to be told by
                await job.books.gone(job.ids, now)
                return True
            await job.books.drop(job.ids, now)
            extra = {"action": "message_dropped", "person": job.person.id, "row": job.ids[0]}
            log.warning("Telegram refused a message", extra=extra)
            self._deps.meter.messages["refused"] += 1
            return True
        except TelegramError as trouble:
            log.info("a message waits: %s", type(trouble).__name__, extra={"action": "message_waits"})
            pause = _PAUSES[min(job.tries, len(_PAUSES) - 1)]
            await self._park(job, pause, doubt=left and _may_be_there(trouble))
            return False
        # Cancelling may stop the work, never the books.
        now = self._deps.clock()
        await asyncio.shield(job.books.sent(job.ids, message_id, now))
        self._deps.meter.messages["sent"] += 1
        if job.arrived is not None:
            self._deps.meter.until_told.add((now - job.arrived).total_seconds())
        return True

    async def _park(self, job: Outgoing, span: timedelta, *, doubt: bool = False) -> None:
        """Leaves this person's chat alone for a while; `doubt`: nobody knows whether the message is there."""
        self._deps.meter.messages["postponed"] += 1
        now = self._deps.clock()
        if doubt:
            await job.books.doubt(job.ids, now, now + span)
        else:
            await job.books.postpone(job.ids, now + span)
        self._parked.begin(job.person.id, span)
        self._deps.engine.notices_ready.set()  # the next look is to be at its end

    async def _put(self, job: Outgoing) -> int:
        """The id of the message. Raises what Telegram raises."""
        chat, screen = job.person.telegram_id, job.screen(self._deps.voice(job.person.language))
        if job.message_id is None:
            return (await show.send(self._bot, chat, screen)).message_id
        await show.edit(self._bot, chat, job.message_id, screen)
        return job.message_id
