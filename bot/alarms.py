"""Incidents on their way to administrators: one message a cause, edited as it grows and when it is over.

Holds always:
- what is shown is written down after Telegram took it: a crash in between repeats a message, and loses none;
  a disk that is full repeats none, since what was shown is known to the process;
- an end is told in a message of its own as well, since an edit makes no sound;
- in somebody's quiet hours nothing is sent to them.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from telegram.error import BadRequest

from bot import bundling, show
from bot.context import App, Deps
from bot.patience import Patience, nobody_there
from bot.views import incident as view
from bot.views.screen import Screen
from storage import incidents, mailboxes
from storage.records import IncidentJob
from sync_engine.work.rounds import Rounds

log = logging.getLogger(__name__)

LOOK = 5.0  # seconds between two looks
_TROUBLE = timedelta(seconds=30)  # a chat is left alone so long after a trouble


class AlarmBoard(Rounds):
    """Tells of incidents while it is entered."""

    doing = "telling of incidents"

    def __init__(
        self, application: App, deps: Deps, full_since: Callable[[], datetime | None] = lambda: None
    ) -> None:
        """`full_since`: when the disk became full, where that could not be written down."""
        self._bot = application.bot
        self._deps = deps
        self._full_since = full_since
        self._patience = Patience(application, _TROUBLE, "an incident")
        self._told: dict[tuple[int, int], tuple[int, int | None]] = {}  # not written down: version, message

    async def _round(self) -> None:
        await self.tell()
        await asyncio.sleep(LOOK)

    async def tell(self) -> None:
        """Shows every administrator what they have not been shown."""
        now = self._deps.clock()
        jobs = [job for job in await incidents.untold(now) if not self._may_pass(job, now)]
        if (since := self._full_since()) is not None:
            jobs += await incidents.not_written("full", since)
        quiet = await bundling.quiet_now(now, self._deps.timezone) if jobs else set()
        for job in jobs:
            if job.person.id not in quiet | self._patience.left_alone():
                await self._tell(job)

    def _may_pass(self, job: IncidentJob, now: datetime) -> bool:
        """Whether it is a process that may only be starting anew; whoever was told hears how it goes on."""
        found = job.incident
        young = now - found.since < self._deps.policy.worker_told
        return found.kind == "worker" and found.over_at is None and job.message_id is None and young

    async def _tell(self, job: IncidentJob) -> None:
        job = self._known(job)
        person, key = job.person, (job.incident.id, job.person.id)
        version, message_id = self._told.get(key, (0, None))
        async with self._patience.towards(person):
            try:
                if version != job.incident.version:  # else it is there, and only the books could not be kept
                    message_id = await self._show(job)
            except BadRequest as refusal:
                if nobody_there(refusal):
                    raise
                extra = {"action": "incident_refused", "person": person.id}
                log.warning("Telegram refused a message", extra=extra)
                message_id = job.message_id
            await asyncio.shield(self._write_down(job, message_id))

    async def _write_down(self, job: IncidentJob, message_id: int | None) -> None:
        """How it was shown; None: Telegram will never take it. Kept in mind while there are no books."""
        key = (job.incident.id, job.person.id)
        self._told[key] = job.incident.version, message_id
        if job.incident.id != incidents.NOT_WRITTEN:
            await incidents.shown(job, message_id)
            del self._told[key]

    def _known(self, job: IncidentJob) -> IncidentJob:
        """With the message that told of it before it could be written down."""
        unwritten = (incidents.NOT_WRITTEN, job.person.id)
        if job.incident.kind != "full" or job.incident.id == incidents.NOT_WRITTEN or job.message_id:
            return job
        _, message_id = self._told.pop(unwritten, (0, None))
        return replace(job, message_id=message_id)

    async def _show(self, job: IncidentJob) -> int:
        """The id of the message. Raises what Telegram raises."""
        chat, screen = job.person.telegram_id, await self._screen(job)
        if job.message_id is None:
            return (await show.send(self._bot, chat, screen)).message_id
        message_id = await show.edit_or_send(self._bot, chat, job.message_id, screen)
        if job.incident.over_at is not None and message_id == job.message_id:
            voice = self._deps.voice(job.person.language)
            if ended := view.ended(voice, job.incident, self._service(job)):
                await show.send(self._bot, chat, ended)
        return message_id

    async def _screen(self, job: IncidentJob) -> Screen:
        boxes = await mailboxes.these(job.incident.mailboxes[: view.SHOWN])
        voice = self._deps.voice(job.person.language)
        return view.card(voice, job.incident, self._service(job), boxes)

    def _service(self, job: IncidentJob) -> str:
        """As people call it; the name of the server where it is none we know."""
        name = job.incident.service
        row = self._deps.connector.service(name, name) if name else None
        return row.name[job.person.language] if row else name
