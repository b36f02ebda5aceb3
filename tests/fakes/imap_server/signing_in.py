"""Commands before a folder is opened: capabilities, TLS, sign-in (RFC 3501 §6.1, §6.2)."""

import base64
import binascii

from tests.fakes.imap_server.arguments import Arguments, BadSyntax
from tests.fakes.imap_server.session import Over, Refused, Session


async def capability(session: Session, args: Arguments) -> str:
    args.end()
    await session.line.send(f"* CAPABILITY {session.capabilities()}\r\n".encode("ascii"))
    return "OK CAPABILITY completed"


async def identify(session: Session, args: Arguments) -> str:
    """RFC 2971."""
    session.offered("ID")
    if not args.accept(b"NIL"):
        args.several(lambda: args.accept(b"NIL") or args.string())
    args.end()
    await session.line.send(b'* ID ("name" "test server")\r\n')
    return "OK ID completed"


async def starttls(session: Session, args: Arguments) -> str:
    args.end()
    if session.server.security != "starttls" or session.secure:
        raise Refused(session.character.unknown_command)

    async def upgrade() -> None:
        if not await session.line.start_tls(session.server.tls):
            raise Over("Commands before TLS")
        session.secure = True

    session.then = upgrade
    return "OK Begin TLS negotiation now"


async def login(session: Session, args: Arguments) -> str:
    name = args.astring()
    args.space()
    password = args.astring()
    args.end()
    return await _enter(session, name.decode("utf-8", "replace"), password.decode("utf-8", "replace"))


async def authenticate(session: Session, args: Arguments) -> str:
    """PLAIN only (RFC 4616), with or without an initial response (RFC 4959)."""
    if args.word() != "PLAIN" or not session.character.offers("AUTH=PLAIN"):
        raise Refused("NO Unsupported authentication mechanism")
    if args.ended():
        await session.line.send(b"+ \r\n")
        packed = (await session.line.read_line()).rstrip(b"\r\n")
    else:
        session.offered("SASL-IR")
        args.space()
        packed = args.raw[args.at :]
    try:
        _, name, password = base64.b64decode(packed, validate=True).decode("utf-8").split("\0")
    except (binascii.Error, ValueError):
        raise BadSyntax from None
    return await _enter(session, name, password)


async def _enter(session: Session, name: str, password: str) -> str:
    if session.box is not None:
        raise Refused("BAD Already signed in")
    if session.server.security == "starttls" and not session.secure:
        raise Refused("NO [PRIVACYREQUIRED] Plaintext authentication disallowed")  # RFC 5530 §3
    session.box = session.server.let_in(name, password)
    session.box.listen(session.wake)
    if not session.character.untagged_capability:
        return f"OK [CAPABILITY {session.capabilities()}] Signed in"
    await session.line.send(f"* CAPABILITY {session.capabilities()}\r\n".encode("ascii"))
    return "OK LOGIN completed"


async def enable(session: Session, args: Arguments) -> str:
    """RFC 5161; only CONDSTORE means anything here."""
    session.offered("ENABLE")
    session.owner()
    wanted = {args.word()}
    while not args.ended():
        args.space()
        wanted.add(args.word())
    now = "CONDSTORE" in wanted and session.character.offers("CONDSTORE")
    session.condstore = session.condstore or now
    await session.line.send(b"* ENABLED CONDSTORE\r\n" if now else b"* ENABLED\r\n")
    return "OK ENABLE completed"


async def namespace(session: Session, args: Arguments) -> str:
    session.offered("NAMESPACE")
    session.owner()
    args.end()
    await session.line.send(f'* NAMESPACE (("" "{session.character.delimiter}")) NIL NIL\r\n'.encode("ascii"))
    return "OK NAMESPACE completed"


async def noop(session: Session, args: Arguments) -> str:
    args.end()
    return "OK Done"


async def logout(session: Session, args: Arguments) -> str:
    args.end()
    await session.line.send(b"* BYE Logging out\r\n")

    async def leave() -> None:
        raise Over

    session.then = leave
    return "OK Logged out"
