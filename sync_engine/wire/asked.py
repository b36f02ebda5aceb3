"""Letters that were asked for and not collected yet: a few requests are always on their way.

A round trip costs nothing where the next answer is coming already. What is asked for ahead waits with the
server and in the system's buffers; nobody reads it before it is wanted.

Holds always:
- answers are collected in the order of their requests; whatever is wanted out of order, all that is on its
  way is read and dropped first, and asked for again when its turn comes;
- a folder is opened in the same group as the request that needs it. Where the server refuses it, or numbers
  it anew (UIDVALIDITY), nothing that follows is taken for an answer about it.
"""

import itertools
from collections import deque
from collections.abc import Iterable

from storage.records import UidValidity
from sync_engine import errors
from sync_engine.wire import answers, survey
from sync_engine.wire.connection import Answer, Connection, together
from sync_engine.wire.requests import WHOLE, Letters, Request, Slice

Place = tuple[str, UidValidity]
Parts = dict[tuple[int, int], bytes]  # by UID and offset, `WHOLE` for a whole letter

_AHEAD = 8  # requests on their way beside the one that is being collected


class Asked:
    """What one connection is expected to be asked for, and what of it is on its way."""

    def __init__(self) -> None:
        self.inside: Place | None = None  # the folder that the last command sent leaves open
        self.held = False
        self._script: deque[Request | None] = deque()
        self._sent: deque[tuple[Request, tuple[bytes, ...]]] = deque()  # the beginning of the script
        self._early: Parts = {}

    @property
    def ahead(self) -> int:
        return len(self._sent)

    def expect(self, script: Iterable[Request | None]) -> None:
        self._script = deque(script)

    def settle(self, link: Connection) -> None:
        """Reads and drops what is on its way."""
        self._sent.clear()
        self._early = {}
        link.settle()

    def collect(self, link: Connection, wanted: Request) -> Parts:
        """What the server gives of a request, sent by now or long ago. Raises `MailError`."""
        if self._sent and self._sent[0][0] == wanted:
            _, tags = self._sent.popleft()
            self._script.popleft()
            expected = True
        else:
            self.settle(link)
            tags = self._send(link, wanted)
            expected = self._find(wanted)
        if expected and not self.held:
            self._ask_ahead(link)
        *opening, reply = [link.answer(tag) for tag in tags]
        try:
            for each in opening:
                if survey.opened(each).uidvalidity != wanted.uidvalidity:
                    raise errors.FolderReplaced
            survey.must_be_ok(reply)
        except errors.MailError:
            self.inside = None
            raise
        return self._sorted(wanted, answers.parts(Answer("OK", "", together([*opening, reply]))))

    def _sorted(self, wanted: Request, came: Parts) -> Parts:
        """What belongs to a request, whether it came with its own answer or with an earlier one.

        What came too early for a request that is on its way is kept for it; in another folder, which is to be
        opened first, the same UIDs are other letters.
        """
        everything, keys = self._early | came, set(_keys(wanted))
        here = (request for request, _ in self._sent)
        coming = {
            key
            for request in itertools.takewhile(lambda request: request.folder == wanted.folder, here)
            for key in _keys(request)
        }
        self._early = {key: octets for key, octets in everything.items() if key in coming - keys}
        return {key: octets for key, octets in everything.items() if key in keys}

    def _find(self, wanted: Request) -> bool:
        """Goes on behind `wanted` in the script; False where it does not stand there."""
        if wanted not in self._script:
            return False
        while self._script.popleft() != wanted:
            pass  # what was passed over, or came to an end early
        return True

    def _ask_ahead(self, link: Connection) -> None:
        while len(self._sent) < _AHEAD and len(self._script) > len(self._sent):
            request = self._script[len(self._sent)]
            if request is None:
                break
            self._sent.append((request, self._send(link, request)))

    def _send(self, link: Connection, request: Request) -> tuple[bytes, ...]:
        place = request.folder, request.uidvalidity
        opening = () if self.inside == place else (survey.examine(request.folder),)
        self.inside = place
        return link.ask(*opening, request.command())


def _keys(request: Request) -> list[tuple[int, int]]:
    if isinstance(request, Slice):
        return [(request.uid, request.offset)]
    assert isinstance(request, Letters)
    return [(uid, WHOLE) for uid in request.uids]
