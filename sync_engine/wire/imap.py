"""IMAP as the engine sees it: typed answers in as few round trips as it takes.

Holds always:
- nothing is written to the mail server: EXAMINE and BODY.PEEK only (invariant 4);
- a folder is opened in the same group as the command that needs it; if the server refuses it or numbers it
  anew (UIDVALIDITY), nothing that follows is taken for an answer about it;
- letters may be asked for ahead; what nobody collects is read and dropped before anything else is asked.
"""

import imaplib
import socket
from collections.abc import Sequence
from concurrent.futures import Executor
from datetime import UTC, datetime, timedelta

from imapclient.exceptions import LoginError

from storage.records import Server, Uid, UidValidity
from sync_engine import errors
from sync_engine.rules import diagnose, folders, uids
from sync_engine.rules.check import FolderStatus
from sync_engine.rules.plan import Identity, ServerFolder
from sync_engine.wire import answers, line, survey
from sync_engine.wire.connection import Answer, Connection, quoted, together
from sync_engine.wire.line import Traffic
from sync_engine.wire.requests import Letters, RawLetter, Request, Slice

_NO_MATTER = datetime(1970, 1, 1, tzinfo=UTC)  # the time, where no letter is asked about


class Session(line.Line):
    """A connection that is to be greeted and signed in, and closed by whoever made it."""

    __slots__ = ("_ahead", "_early", "inside")

    def __init__(self, server: Server, connected: socket.socket, pool: Executor, traffic: Traffic) -> None:
        super().__init__(server, connected, pool, traffic)
        self.inside: tuple[str, UidValidity] | None = None  # what the last command sent leaves open
        self._ahead: tuple[Request, tuple[bytes, ...]] | None = None
        self._early: dict[int, bytes] = {}

    async def sign_in(self, login: str, password: str) -> None:
        """Raises a `SignInRefused` only where the server itself refused (invariant 8)."""

        def task(link: Connection) -> None:
            try:
                if login.isascii() and password.isascii():
                    link.login(login, password)
                else:
                    link.plain_login(login, password)  # LOGIN knows no charset (RFC 3501 §6.2.3)
            except LoginError as error:
                # imapclient calls a connection that broke during LOGIN a refusal, too
                if isinstance(error.__context__, imaplib.IMAP4.abort):
                    raise error.__context__ from error
                raise diagnose.explain_sign_in(str(error)) from error
            link.signed_in()

        await self.run(task)

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

    async def all_uids(self, low: int, high: int) -> list[Uid]:
        """The UIDs of the letters with these sequence numbers in the open folder."""

        def task(link: Connection) -> list[Uid]:
            self._settle(link)
            return sorted(
                map(Uid, answers.fetched(survey.must_be_ok(link.one(b"FETCH %d:%d (UID)" % (low, high)))))
            )

        return await self.run(task)

    # -- letters -----------------------------------------------------------------------------------

    async def letters(self, wanted: Letters, ahead: Request | None = None) -> list[RawLetter]:
        """Whole letters; one that the server does not give is missing from the answer.

        `ahead` is asked for, too, and kept by the server and the system until it is wanted.
        """

        def task(link: Connection) -> list[RawLetter]:
            early = self._take_early(wanted)
            found = early | answers.octets(self._collect(link, wanted, ahead))
            asked = set(wanted.uids)
            self._early = {uid: octets for uid, octets in found.items() if uid not in asked}
            return [RawLetter(Uid(uid), octets) for uid, octets in found.items() if uid in asked]

        return await self.run(task)

    async def slice(self, wanted: Slice, ahead: Slice | None = None) -> bytes | None:
        """None where the letter is gone."""

        def task(link: Connection) -> bytes | None:
            early = self._take_early(wanted)
            items = answers.fetched(self._collect(link, wanted, ahead)).get(wanted.uid, {})
            following = items.get(b"BODY[]<%d>" % ahead.offset) if ahead else None
            self._early = {ahead.offset: following} if ahead and isinstance(following, bytes) else {}
            part = early.get(wanted.offset, items.get(b"BODY[]<%d>" % wanted.offset))
            return part if isinstance(part, bytes) else None

        return await self.run(task)

    def _take_early(self, wanted: Request) -> dict[int, bytes]:
        """What came with the answer before, having been asked for ahead: letters by UID, slices by offset."""
        early, self._early = self._early, {}
        return early if self._ahead and self._ahead[0] == wanted else {}

    def _collect(self, link: Connection, wanted: Request, ahead: Request | None) -> Answer:
        if self._ahead and self._ahead[0] == wanted:
            tags = self._ahead[1]
            self._ahead = None
        else:
            self._settle(link)
            tags = self._send(link, wanted)
        if ahead is not None:
            self._ahead = ahead, self._send(link, ahead)
        *opening, reply = [link.answer(tag) for tag in tags]
        try:
            for each in opening:
                if survey.opened(each).uidvalidity != wanted.uidvalidity:
                    raise errors.FolderReplaced
            survey.must_be_ok(reply)
        except errors.MailError:
            self.inside = None
            raise
        return Answer(reply.status, reply.text, together([*opening, reply]))

    def _send(self, link: Connection, request: Request) -> tuple[bytes, ...]:
        place = request.folder, request.uidvalidity
        opening = () if self.inside == place else (survey.examine(request.folder),)
        self.inside = place
        return link.ask(*opening, request.command())

    def _settle(self, link: Connection) -> None:
        self._ahead = None
        link.settle()
