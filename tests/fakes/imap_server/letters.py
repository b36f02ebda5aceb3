"""Commands about the letters of the open folder (RFC 3501 §6.4): FETCH and SEARCH."""

from tests.fakes.imap_server import fetch, search, sets
from tests.fakes.imap_server.arguments import Arguments, BadSyntax
from tests.fakes.imap_server.mailbox import Letter
from tests.fakes.imap_server.session import Refused, Session


async def fetch_by_number(session: Session, args: Arguments) -> str:
    return await _fetch(session, args, by_uid=False)


async def fetch_by_uid(session: Session, args: Arguments) -> str:
    return await _fetch(session, args, by_uid=True)


async def _fetch(session: Session, args: Arguments, *, by_uid: bool) -> str:
    folder, character = session.opened(), session.character
    asked = args.sequence_set()
    args.space()
    wish = fetch.parse(args, character, by_uid=by_uid)
    session.condstore = session.condstore or wish.asks("MODSEQ")
    letters = _chosen(session, asked, by_uid=by_uid)
    if wish.changed_since is not None:
        letters = [letter for letter in letters if letter.modseq > wish.changed_since]
    uids = {letter.uid for letter in letters}
    if wish.octets and uids & character.refused:
        raise Refused(character.refused_answer)
    if not session.read_only and any(item.marks_seen for item in wish.items):
        for letter in letters:
            session.owner().flag(letter.uid, *letter.flags, "\\Seen", folder=folder.place.name)
    if character.backwards:
        letters.reverse()
    letters += [each for each in session.view if each.uid in character.volunteered - uids]
    await _answer_each(session, letters, wish)
    return f"OK {'UID ' if by_uid else ''}FETCH completed"


def _chosen(session: Session, asked: sets.Ranges, *, by_uid: bool) -> list[Letter]:
    if by_uid:
        highest = max((letter.uid for letter in session.view), default=0)
        found = sets.among(asked, (letter.uid for letter in session.view), highest)
        return [letter for letter in session.view if letter.uid in found]
    count = len(session.view)
    # RFC 3501 §9: a number that no letter has is an error, and so is "*" where there are none
    if any(low < 1 or high > count for low, high in sets.within(asked, count)):
        raise BadSyntax
    numbers = sets.among(asked, range(1, count + 1), count)
    return [session.view[number - 1] for number in sorted(numbers)]


async def _answer_each(session: Session, letters: list[Letter], wish: fetch.Wish) -> None:
    character = session.character
    asked = {letter.uid for letter in letters}
    given = {letter.uid: letter.uid for letter in letters}
    for one, other in character.swapped:
        if one in asked and other in asked:
            given[one], given[other] = other, one
    octets = {letter.uid: letter.octets for letter in letters}
    numbers = _numbers(session)
    spoken = False
    for letter in letters:
        if spoken and (character.interjections or character.restless or session.server.between_answers):
            await _interject(session, wish)
            numbers = _numbers(session)
        if letter.uid in character.leaves_out or letter.uid not in numbers:
            continue
        spoken = True
        await session.line.send(
            fetch.answer(numbers[letter.uid], letter, wish, character, lambda uid: octets[given[uid]])
        )


def _numbers(session: Session) -> dict[int, int]:
    return {letter.uid: number for number, letter in enumerate(session.view, start=1)}


async def _interject(session: Session, wish: fetch.Wish) -> None:
    """What may come, or should not but does, between two answers."""
    if wish.octets and (act := session.server.between_answers):
        session.server.between_answers = None
        act()
    for words in session.character.interjections:
        said = words.format(exists=len(session.view), first=session.view[0].uid)
        await session.line.send(f"{said}\r\n".encode("ascii"))
    if session.character.restless:
        await session.tell()


async def search_by_number(session: Session, args: Arguments) -> str:
    return await _search(session, args, by_uid=False)


async def search_by_uid(session: Session, args: Arguments) -> str:
    return await _search(session, args, by_uid=True)


async def _search(session: Session, args: Arguments, *, by_uid: bool) -> str:
    session.opened()
    character = session.character
    try:
        wanted = search.parse(args, character, session.view)
    except search.NotUnderstood as error:
        raise Refused(character.unknown_key.format(key=error)) from None
    hits = wanted.hits(session.view)
    if character.search_limit is not None:
        hits = hits[-character.search_limit :]
    if character.backwards:
        hits.reverse()
    numbers = [letter.uid if by_uid else number for number, letter in hits]
    highest = b""
    if wanted.by_modseq and hits:
        session.condstore = True
        highest = b"MODSEQ %d" % max(letter.modseq for _, letter in hits)
    if wanted.returned is None:
        plain = [b"* SEARCH", *(b"%d" % number for number in numbers)]
        said = b" ".join([*plain, b"(%s)" % highest] if highest else plain)
    else:
        said = b'* ESEARCH (TAG "%s")%s' % (session.tag, b" UID" if by_uid else b"")
        said += search.extended(wanted.returned, numbers) + (b" " + highest if highest else b"")
    await session.line.send(said + b"\r\n")
    return f"OK {'UID ' if by_uid else ''}SEARCH completed"
