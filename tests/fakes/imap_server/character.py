"""What an IMAP server is like, as plain data: what it offers, its words, its faults."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of every mailbox; `use` is its special use (RFC 6154 §2) with the backslash."""

    name: str
    use: str | None = None
    selectable: bool = True


@dataclass(frozen=True, slots=True)
class Refusal:
    """Commands that begin like `command` are refused: the first of each `every`."""

    command: str
    answer: str  # without the tag
    every: int = 1


@dataclass(frozen=True, slots=True)
class Trickle:
    """What is sent goes out in pieces of so many octets with a pause of so many seconds between them."""

    octets: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """The defaults are an honest, able server. UIDs in the lies mean those of every folder."""

    capabilities: tuple[str, ...] = (
        *("IMAP4rev1", "SASL-IR", "AUTH=PLAIN", "LITERAL+", "ID", "ENABLE", "IDLE", "NAMESPACE"),
        *(
            "UIDPLUS",
            "UNSELECT",
            "SPECIAL-USE",
            "LIST-EXTENDED",
            "LIST-STATUS",
            "CONDSTORE",
            "NOTIFY",
            "ESEARCH",
        ),
    )
    folders: tuple[Place, ...] = (Place("INBOX"), Place("Sent", "\\Sent"), Place("Trash", "\\Trash"))
    delimiter: str = "/"
    tells_use: bool = True  # LIST marks folders with their special use
    untagged_capability: bool = False  # after LOGIN, in place of the response code

    # Sign-in
    login: Literal["address", "local"] = "address"
    wrong_password: str = "NO [AUTHENTICATIONFAILED] Authentication failed."
    ordinary_password: str | None = None  # the answer to it, where another one is wanted
    logins: int | None = None  # so many of one mailbox are taken, then `too_many_logins`
    too_many_logins: str = ""
    connections: int | None = None  # signed in at once, of one mailbox
    too_many_connections: str = ""

    # Words
    bad_syntax: str = "BAD Error in IMAP command: Invalid arguments."
    unknown_command: str = "BAD Error in IMAP command: Unknown command."
    refusals: tuple[Refusal, ...] = ()

    # The line
    cut_after: int | None = None  # octets sent over a connection, then it is cut
    trickle: Trickle | None = None
    hangs_up_at_idle: bool = False  # it offers IDLE, and cuts the line when asked for it
    idle_seconds: tuple[float, float] | None = None  # IDLE is cut after a time between these

    # SEARCH
    search_keys: frozenset[str] | None = None  # the only ones that are understood
    unknown_key: str = "NO [CANNOT] Unsupported search criterion: {key}"
    search_limit: int | None = None  # hits told at most, the newest

    # FETCH
    backwards: bool = False  # the last letter is answered first
    empty_rfc822: bool = False  # RFC822 gives nothing, BODY[] does
    restless: bool = False  # news of other letters, EXPUNGE too, between the answers of any FETCH
    interjections: tuple[str, ...] = ()  # said between two answers; {exists} and {first} (a UID) are filled

    # Numbers
    tells_uidnext: bool = True
    tells_modseq: bool = False  # HIGHESTMODSEQ in EXAMINE without CONDSTORE
    uidnext_behind: int = 0  # told so much too low
    messages_off: int = 0  # added to MESSAGES in STATUS
    dated: bool = True  # FETCH gives INTERNALDATE

    # Lies of FETCH
    leaves_out: frozenset[int] = frozenset()  # UIDs of which nothing is said
    bodiless: frozenset[int] = frozenset()  # NIL in place of octets
    refused: frozenset[int] = frozenset()  # a FETCH of octets that asks for one of these is answered NO
    refused_answer: str = "NO [SERVERBUG] FETCH Server error while fetching messages"
    swapped: tuple[tuple[int, int], ...] = ()  # asked for in one FETCH, they get each other's octets
    volunteered: frozenset[int] = frozenset()  # answered though not asked for
    wrong_sizes: tuple[tuple[int, int], ...] = ()  # (UID, the RFC822.SIZE told)

    def offers(self, capability: str) -> bool:
        return capability in self.capabilities
