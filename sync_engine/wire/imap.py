"""IMAP as the engine sees it: typed answers in as few round trips as it takes.

Holds always:
- nothing is written to the mail server: EXAMINE and BODY.PEEK only (invariant 4; `wire.filing` puts the copy
  of a sent letter there);
- a folder is opened in the same group as the command that needs it; if the server refuses it or numbers it
  anew (UIDVALIDITY), nothing that follows is taken for an answer about it;
- letters may be asked for ahead; what nobody collects is read and dropped before anything else is asked.
"""

import socket
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from datetime import UTC, datetime, timedelta

from imapclient.datetime_util import format_criteria_date

from storage.records import Server, Uid
from sync_engine import errors
from sync_engine.rules import folders, uids
from sync_engine.rules.check import FolderStatus
from sync_engine.rules.plan import Identity, ServerFolder
from sync_engine.wire import answers, asked, line, signing_in, survey
from sync_engine.wire.connection import Connection, quoted
from sync_engine.wire.line import Traffic
from sync_engine.wire.requests import WHOLE, Letters, RawLetter, Request, Slice
from sync_engine.wire.secret import Bearer, Secret

_TRIES = 3  # until the server says the same twice; letters may come and go meanwhile
_NO_MATTER = datetime(1970, 1, 1, tzinfo=UTC)  # the time, where no letter is asked about


class Session(line.Line):
    """A connection that is to be greeted and signed in, and closed by whoever made it."""

    __slots__ = ("_asked",)

    def __init__(
        self,
        server: Server,
        connected: socket.socket,
        pool: Executor,
        traffic: Traffic,
        *,
        spent: line.Spent | None = None,
    ) -> None:
        super().__init__(server, connected, pool, traffic, spent=spent)
        self._asked = asked.Asked()

    async def sign_in(self, login: str, secret: Secret) -> None:
        """Raises a `SignInRefused` only where the server itself refused (invariant 8)."""

        def task(link: Connection) -> None:
            if isinstance(secret, Bearer):
                signing_in.by_token(link, self._server, login, secret.token)
            else:
                signing_in.by_password(link, login, secret.text)
            link.signed_in()

        await self.run(task)

    @property
    def inside(self) -> asked.Place | None:
        """The folder that the last command sent leaves open."""
        return self._asked.inside

    @inside.setter
    def inside(self, place: asked.Place | None) -> None:
        self._asked.inside = place

    def can(self, capability: str) -> bool:
        return self.link.can(capability)

    async def list_folders(self) -> list[folders.ListedFolder]:
        def task(link: Connection) -> list[folders.ListedFolder]:
            self._settle(link)
            return [folders.listed(*found) for found in link.list_folders()]

        return await self.run(task)

    # -- looking -----------------------------------------------------------------------------------

    def status_commands(self, names: Sequence[str]) -> tuple[bytes, ...]:
        """One LIST (RFC 5819), or as many STATUS as there are folders: one group either way."""
        items = b"MESSAGES UIDNEXT UIDVALIDITY" + (b" HIGHESTMODSEQ" if self.can("CONDSTORE") else b"")
        plain = not any(wild in name for name in names for wild in "%*")
        if plain and self.can("LIST-STATUS") and self.can("LIST-EXTENDED"):
            return (b'LIST "" (%b) RETURN (STATUS (%b))' % (b" ".join(map(quoted, names)), items),)
        return tuple(b"STATUS %b (%b)" % (quoted(name), items) for name in names)

    async def statuses(self, names: Sequence[str]) -> dict[str, FolderStatus]:
        """What STATUS says of each folder, by `answers.folder_key`; one that is refused is left out."""

        def task(link: Connection) -> dict[str, FolderStatus]:
            self._settle(link)
            tags = link.ask(*self.status_commands(names))
            return answers.statuses([link.answer(tag) for tag in tags])

        return await self.run(task)

    async def survey(
        self, wanted: Sequence[survey.Survey], now: datetime, tolerance: timedelta
    ) -> list[survey.Found]:
        """See `survey.take`."""

        def task(link: Connection) -> list[survey.Found]:
            self._settle(link)
            self.inside = None
            found = survey.take(link, wanted, now, tolerance)
            if isinstance(found[-1], survey.Surveyed):
                self.inside = wanted[-1].folder, found[-1].server.uidvalidity
            return found

        return await self.run(task)

    async def look(self, name: str) -> ServerFolder:
        """Opens a folder. Raises `MailError`."""

        def task(link: Connection) -> ServerFolder:
            self._settle(link)
            self.inside = None
            (found,) = survey.take(link, [survey.Survey(name)], _NO_MATTER, timedelta(0))
            if isinstance(found, errors.MailError):
                raise found
            self.inside = name, found.server.uidvalidity
            return found.server

        return await self.run(task)

    async def look_surely(self, name: str, said: ServerFolder | None = None) -> ServerFolder:
        """As `look`, until the server says the same UIDVALIDITY and UIDNEXT twice in a row; `said` is once.

        A slip of the line here would cost letters their place for good. Raises `MailError`.
        """
        server = said or await self.look(name)
        for _ in range(_TRIES):
            before, server = server, await self.look(name)
            if (before.uidvalidity, before.uidnext) == (server.uidvalidity, server.uidnext):
                return server
        raise errors.ServerConfused(reason="numbers_waver")

    async def identities(
        self, name: str, numbers: str, now: datetime, tolerance: timedelta
    ) -> tuple[ServerFolder, list[Identity]]:
        """See `survey.identities`."""

        def task(link: Connection) -> tuple[ServerFolder, list[Identity]]:
            self._settle(link)
            self.inside = None
            found = survey.identities(link, name, numbers, now, tolerance)
            self.inside = name, found[0].uidvalidity
            return found

        return await self.run(task)

    async def search(self, asked: uids.Ranges) -> list[Uid]:
        """Those of the UIDs that exist in the open folder. Raises `MailError` where SEARCH is refused."""

        def task(link: Connection) -> list[Uid]:
            self._settle(link)
            tags = link.ask(
                *(b"UID SEARCH UID %b" % uids.text(piece).encode() for piece in uids.pieces(asked))
            )
            replies = [link.answer(tag) for tag in tags]
            found = {uid for reply in replies for uid in answers.found(survey.must_be_ok(reply), asked)}
            return sorted(map(Uid, found))

        return await self.run(task)

    async def since(
        self, names: Sequence[str], first: datetime, before: datetime | None = None
    ) -> list[frozenset[int]]:
        """The UIDs that came on the day `first` or later, and on a day `before` another (RFC 3501 §6.4.4).

        Of each folder, in one round trip. A server goes by days of its own zone, whatever the letters' is.
        One search a folder: two that are on their way together may be answered as one (RFC 3501 §5.5).
        Raises `MailError` where it will not say.
        """
        search = b"UID SEARCH SINCE %b" % format_criteria_date(first)
        if before:
            search += b" BEFORE %b" % format_criteria_date(before)

        def task(link: Connection) -> list[frozenset[int]]:
            self._settle(link)
            self.inside = None
            tags = link.ask(*(command for name in names for command in (survey.examine(name), search)))
            replies = [survey.must_be_ok(reply) for reply in [link.answer(tag) for tag in tags]]
            return [frozenset(answers.found(reply, uids.EVERY)) for reply in replies[1::2]]

        return await self.run(task)

    async def uids_of(self, numbers: uids.Ranges) -> list[Uid]:
        """The UIDs of the letters with these sequence numbers in the open folder, rising."""

        def task(link: Connection) -> list[Uid]:
            self._settle(link)
            tags = link.ask(*(b"FETCH %b (UID)" % uids.text(some).encode() for some in uids.pieces(numbers)))
            replies = [link.answer(tag) for tag in tags]
            return sorted(
                {Uid(uid) for reply in replies for uid in answers.fetched(survey.must_be_ok(reply))}
            )

        return await self.run(task)

    # -- letters -----------------------------------------------------------------------------------

    async def letters(self, wanted: Letters) -> list[RawLetter]:
        """Whole letters; one that the server does not give is missing from the answer."""

        def task(link: Connection) -> list[RawLetter]:
            found = self._asked.collect(link, wanted)
            return [RawLetter(uid, found[uid, WHOLE]) for uid in wanted.uids if (uid, WHOLE) in found]

        return await self.run(task)

    async def slice(self, wanted: Slice) -> bytes | None:
        """None where the letter is gone."""
        return await self.run(lambda link: self._asked.collect(link, wanted).get((wanted.uid, wanted.offset)))

    def expect(self, script: Iterable[Request | None]) -> None:
        """What `letters` and `slice` will be asked for, in order, so that it can be asked for ahead.

        None stands for what cannot be told yet: nothing behind it is asked for before it is passed.
        """
        self._asked.expect(script)

    @property
    def ahead(self) -> int:
        """How many requests are on their way that nobody has collected yet."""
        return self._asked.ahead

    def hold_back(self, held: bool) -> None:
        """While held back, nothing more is asked for ahead."""
        self._asked.held = held

    def _settle(self, link: Connection) -> None:
        self._asked.settle(link)
