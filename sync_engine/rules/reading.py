"""A letter read and judged: all that its octets alone can tell, wherever they are read.

Holds always:
- whatever goes wrong with one letter is a reason for its quarantine, never an exception (invariant 6);
- a judgement about a letter is made in this room only, so no two ways of reading can disagree.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from storage.records import Bounce, FolderRole, Origin, Uid
from sync_engine.rules import bounce as bounces
from sync_engine.rules import letter as letters
from sync_engine.rules import mime_stream, origin, redirects, thread
from sync_engine.rules.headers import Headers

_NO_HEADERS = Headers()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where letters are read: a folder of a mailbox; addresses are lower-case, "@acme.test" a whole domain.

    `clients` are senders that a person called clients (rule S7).
    """

    role: FolderRole
    own: frozenset[str]
    team: frozenset[str]
    clients: frozenset[str] = frozenset()


class Reading(NamedTuple):
    """What a letter says, without its header, and what we make of it."""

    letter: letters.ParsedLetter
    origin: Origin
    origin_reason: str | None
    client: bool
    tokens: tuple[str, ...]  # what it shares with the other letters of its chain, see `thread`
    bounces: tuple[Bounce, ...] = ()  # what a delivery report says of a letter that was sent


Read = Reading | str  # a letter, or why there is none


def read_all(desk: Desk, raw: Iterable[tuple[Uid, bytes]]) -> dict[Uid, Read]:
    """Whole letters."""
    return {uid: _whole(desk, octets) for uid, octets in raw}


def _whole(desk: Desk, octets: bytes) -> Read:
    return _with_bounces(read(desk, partial(letters.parse_letter, octets)), octets)


def _with_bounces(found: Read, octets: bytes) -> Read:
    if isinstance(found, str) or found.origin_reason != "delivery_report":
        return found
    return found._replace(bounces=bounces.read(octets))


def read_slices(desk: Desk, scanner: mime_stream.Scanner) -> Read:
    """A large letter, of which the scanner has had all slices."""
    return _with_bounces(read(desk, scanner.close), scanner.head)


def read(desk: Desk, parse: Callable[[], letters.ParsedLetter]) -> Read:
    """The letter that `parse` gives."""
    try:
        return _judge(desk, parse())
    except letters.Unreadable as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - a mistake in our reading must not stop a mailbox: quarantine
        return f"unforeseen {type(error).__name__}"


def _judge(desk: Desk, letter: letters.ParsedLetter) -> Reading:
    kind, reason = origin.origin_of(letter, own=desk.own, team=desk.team, folder=desk.role)
    called_client = letter.sender.address in desk.clients  # a person's word overrules ours (S7)
    client = (
        desk.role == "inbox"
        and (kind in ("direct", "auto") or called_client)
        and not redirects.is_among(letter.sender.address, desk.team)
    )
    whose = _conversation(desk, letter)
    tokens = (
        thread.chain_tokens(whose, letter.message_id, letter.references, letter.in_reply_to, letter.subject)
        if whose
        else ()
    )
    light = letter._replace(headers=_NO_HEADERS)
    return Reading(letter=light, origin=kind, origin_reason=reason, client=client, tokens=tokens)


def _conversation(desk: Desk, letter: letters.ParsedLetter) -> str | None:
    """Whose conversation a letter belongs to: its sender's, or the first addressee's outside the team."""
    people = (letter.sender,) if desk.role == "inbox" else letter.to
    outside = (
        each.address for each in people if each.address and not redirects.is_among(each.address, desk.team)
    )
    return next(outside, None)
