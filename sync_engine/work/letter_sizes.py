"""How large a letter may be, by the word of the server it goes through (RFC 1870).

Holds always: a server that said its limit is not asked again for a day, nobody signs in for it, and who waits
for it waits a few seconds. Where it says nothing the usual limit holds, and when a letter goes the server has
the last word.
"""

import asyncio
import logging
from collections import defaultdict
from datetime import datetime

from storage.records import Mailbox, Server
from sync_engine import errors
from sync_engine.rules import enclosing
from sync_engine.rules.enclosing import Room
from sync_engine.wire import guard, smtp
from sync_engine.work.kit import Kit

log = logging.getLogger(__name__)


class LetterSizes:
    """What is known of outgoing servers; one for a process."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._known: dict[Server, tuple[int | None, datetime]] = {}  # with when to ask again
        self._asking: defaultdict[Server, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def room(self, mailbox: Mailbox) -> Room:
        """In a letter from this mailbox."""
        told = await self._told(mailbox.smtp) if mailbox.smtp is not None else None
        return enclosing.room(told, self._kit.policy)

    async def _told(self, server: Server) -> int | None:
        async with self._asking[server]:
            told, until = self._known.get(server, (None, self._kit.clock()))
            if self._kit.clock() >= until:
                told = await self._ask(server)
            return told

    async def _ask(self, server: Server) -> int | None:
        kit, told = self._kit, None
        again = kit.policy.letter_size_missed
        try:
            async with asyncio.timeout(kit.policy.letter_size_wait.total_seconds()):
                told = await smtp.largest_letter(
                    server,
                    addresses=await guard.resolve(server, kit.trusted, "smtp"),
                    context=kit.context,
                    timeout=kit.policy.letter_size_wait.total_seconds(),
                )
            again = kit.policy.letter_size_asked
        except (errors.MailError, TimeoutError) as trouble:
            log.info("a server did not say its limit: %s", type(trouble).__name__)
        self._known[server] = told, kit.clock() + again
        return told
