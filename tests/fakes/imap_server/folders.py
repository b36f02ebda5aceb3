"""Commands about folders (RFC 3501 §6.3): LIST, STATUS, EXAMINE, APPEND; IDLE and NOTIFY."""

import asyncio
import random
from datetime import datetime

from tests.fakes.imap_server import fetch, listing, notify
from tests.fakes.imap_server.arguments import Arguments, BadSyntax
from tests.fakes.imap_server.mailbox import Folder
from tests.fakes.imap_server.session import Over, Refused, Session

_UNKNOWN = "NO [NONEXISTENT] Unknown mailbox"


def _named(session: Session, name: bytes) -> Folder:
    folder = session.owner().folder(name)
    if folder is None or not folder.place.selectable:
        raise Refused(_UNKNOWN)
    return folder


async def xlist(session: Session, args: Arguments) -> str:
    """What some services had before RFC 6154; told like LIST."""
    session.offered("XLIST")
    for said in listing.answers(listing.parse(args, session.character), session.owner(), session.character):
        await session.line.send(said.replace(b"* LIST", b"* XLIST", 1))
    return "OK XLIST completed"


async def list_folders(session: Session, args: Arguments) -> str:
    box = session.owner()
    wish = listing.parse(args, session.character)
    session.condstore = session.condstore or "HIGHESTMODSEQ" in wish.status
    for said in listing.answers(wish, box, session.character):
        await session.line.send(said)
    return "OK LIST completed"


async def status(session: Session, args: Arguments) -> str:
    session.owner()
    name = args.astring()
    args.space()
    items = listing.status_items(args, session.character)
    args.end()
    session.condstore = session.condstore or "HIGHESTMODSEQ" in items
    await session.line.send(listing.status(_named(session, name), items, session.character))
    return "OK STATUS completed"


async def select(session: Session, args: Arguments) -> str:
    return await _open(session, args, read_only=False)


async def examine(session: Session, args: Arguments) -> str:
    return await _open(session, args, read_only=True)


async def _open(session: Session, args: Arguments, *, read_only: bool) -> str:
    character = session.character
    session.owner()
    session.folder = None  # RFC 3501 §6.3.1: also where it fails
    name = args.astring()
    condstore = character.offers("CONDSTORE")
    if condstore and args.accept(b" (CONDSTORE)"):
        session.condstore = True
    args.end()
    folder = _named(session, name)
    session.open(folder, read_only=read_only)
    state = folder.state
    kept = "" if read_only else "\\Seen"
    said = [
        "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)",
        f"* OK [PERMANENTFLAGS ({kept})] Flags kept",
        f"* {len(session.view)} EXISTS",
        "* 0 RECENT",
        f"* OK [UIDVALIDITY {session.validity}] UIDs valid",
    ]
    if character.tells_uidnext:
        uidnext = max(state.uidnext - character.uidnext_behind, 1)
        said.append(f"* OK [UIDNEXT {uidnext}] Predicted next UID")
    if condstore or character.tells_modseq:
        said.append(f"* OK [HIGHESTMODSEQ {state.highestmodseq}] Highest")
    await session.line.send("".join(f"{line}\r\n" for line in said).encode("ascii"))
    mode, verb = ("READ-ONLY", "EXAMINE") if read_only else ("READ-WRITE", "SELECT")
    return f"OK [{mode}] {verb} completed"


async def close(session: Session, args: Arguments) -> str:
    session.opened()
    args.end()
    session.folder = None
    return "OK CLOSE completed"


async def unselect(session: Session, args: Arguments) -> str:
    """RFC 3691."""
    session.offered("UNSELECT")
    return await close(session, args)


async def append(session: Session, args: Arguments) -> str:
    name = args.astring()
    args.space()
    flags: list[str] = []
    received: datetime | None = None
    if args.comes(b"("):
        flags = args.several(args.flag)
        args.space()
    if args.comes(b'"'):
        received = _date_time(args.string())
        args.space()
    if not args.comes(b"{"):
        raise BadSyntax
    octets = args.string()
    args.end()
    box = session.owner()
    folder = box.folder(name)
    if folder is None or not folder.place.selectable:
        raise Refused("NO [TRYCREATE] Unknown mailbox")
    uid = box.deliver(octets, folder=folder.place.name, received=received)
    if flags:
        box.flag(uid, *flags, folder=folder.place.name)
    if session.character.offers("UIDPLUS"):  # RFC 4315 §3
        return f"OK [APPENDUID {folder.state.uidvalidity} {uid}] APPEND completed"
    return "OK APPEND completed"


def _date_time(spelled: bytes) -> datetime:
    try:
        day, month, rest = spelled.decode("ascii").strip().split("-", 2)
        return datetime.strptime(f"{day} {fetch.month(month)} {rest}", "%d %m %Y %H:%M:%S %z")
    except ValueError:
        raise BadSyntax from None


async def idle(session: Session, args: Arguments) -> str:
    """RFC 2177; the character may cut it."""
    session.offered("IDLE")
    session.owner()
    args.end()
    if session.character.hangs_up_at_idle:
        raise Over
    await session.line.send(b"+ idling\r\n")
    await session.tell()
    limit = None
    if session.character.idle_seconds is not None:
        limit = random.uniform(*session.character.idle_seconds)
    try:
        async with asyncio.timeout(limit):
            ended = await session.meanwhile(session.line.read_line())
    except TimeoutError:
        raise Over from None
    if ended.strip().upper() != b"DONE":
        raise Refused("BAD Expected DONE")
    return "OK IDLE completed"


async def watch(session: Session, args: Arguments) -> str:
    session.offered("NOTIFY")
    session.watch = notify.parse(args, session.owner(), session.character)
    for said in session.watch.begin(session.character):
        await session.line.send(said)
    return "OK NOTIFY completed"
