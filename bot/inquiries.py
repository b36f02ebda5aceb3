"""Questions on their way to administrators, and answers on their way back to who asked.

Holds always:
- what was taken by Telegram is written down after it: a crash in between repeats a message, and loses none;
- in somebody's quiet hours nothing is sent to them; to somebody who blocked the bot, when they write again;
- when one administrator answered, the messages of all say who and what.
"""

import asyncio
import logging
from datetime import timedelta

from telegram.error import BadRequest

from bot import bundling, show
from bot.context import App, Deps
from bot.patience import Patience, nobody_there
from bot.views import questions as view
from storage import inquiries
from storage.records import Person, Question, QuestionJob
from sync_engine.work.rounds import Rounds

log = logging.getLogger(__name__)

_LOOK = 2.0  # seconds between two looks: somebody waits for an answer
_TROUBLE = timedelta(seconds=10)  # a chat is left alone so long after a trouble


class InquiryBoard(Rounds):
    """Carries questions and answers while it is entered."""

    doing = "passing questions on"

    def __init__(self, application: App, deps: Deps) -> None:
        self._bot = application.bot
        self._deps = deps
        self._patience = Patience(application, _TROUBLE, "a question")

    async def _round(self) -> None:
        await self.carry()
        await asyncio.sleep(_LOOK)

    async def carry(self) -> None:
        """All that waits, once."""
        now = self._deps.clock()
        answers, jobs = await inquiries.untold(), [*await inquiries.unshown(), *await inquiries.unsettled()]
        quiet = await bundling.quiet_now(now, self._deps.timezone) if answers or jobs else set()
        for question in answers:
            if question.person.id not in quiet | self._patience.left_alone():
                async with self._patience.towards(question.person):
                    await self._tell(question)
        for job in jobs:
            quiet_now = quiet if job.message_id is None else set()  # an edit makes no sound
            if job.person.id not in quiet_now | self._patience.left_alone():
                async with self._patience.towards(job.person):
                    await self._show(job)

    async def _tell(self, question: Question) -> None:
        """Raises what Telegram raises, but for what it will never take."""
        screen = view.told(self._deps.voice(question.person.language), question)
        try:
            await show.send(self._bot, question.person.telegram_id, screen)
        except BadRequest as refusal:
            if nobody_there(refusal):
                raise
            self._refused(question.person)
        await asyncio.shield(inquiries.told(question.id, self._deps.clock()))

    async def _show(self, job: QuestionJob) -> None:
        """The same."""
        screen = view.card(self._deps.voice(job.person.language), job.question)
        message_id = job.message_id
        try:
            if message_id is None:
                message_id = (await show.send(self._bot, job.person.telegram_id, screen)).message_id
            else:
                await show.edit(self._bot, job.person.telegram_id, message_id, screen)
        except BadRequest as refusal:  # of an edit: the message was deleted, so nobody misses it
            if nobody_there(refusal):
                raise
            self._refused(job.person)
        await asyncio.shield(inquiries.show(job, message_id))

    def _refused(self, person: Person) -> None:
        log.warning("Telegram refused a message", extra={"action": "question_refused", "person": person.id})
