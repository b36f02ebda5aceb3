"""A chunk of the plan becomes a batch to store: fetch, read, judge.

Holds always:
- a letter that the server did not give, or that could not be read, becomes a hole, and after some tries a
  quarantined letter with its reason (invariant 6); nothing is dropped;
- whole letters only up to `policy.whole_letter`, larger ones by slices through a reader that keeps their
  text and the heads of their parts (invariant 11);
- when the batch is complete no octets of a letter are held any more.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta

from storage import folders, records
from storage.records import Uid
from sync_engine.rules import letter as letters
from sync_engine.rules import mime_stream, notices, origin, plan, redirects, thread, uids
from sync_engine.wire import requests
from sync_engine.work.visit import Visit

Read = letters.ParsedLetter | str  # a letter, or why there is none
Fetched = Mapping[Uid, bytes | Read]  # octets that nobody has read yet, or what came of a letter

_LIES_ENOUGH = 3  # sound letters of another size than the server says; then its sizes are not believed


async def fetch(
    visit: Visit, marks: records.FolderMarks, chunk: plan.Chunk, ahead: requests.Letters | None = None
) -> Fetched:
    """What the server gives of a chunk; `ahead` is what will be wanted next. Raises `MailError`."""
    limit = visit.kit.policy.whole_letter
    found: dict[Uid, bytes | Read] = {}
    sizes = {meta.uid: meta.size for meta in chunk.fetch if meta.size <= limit}
    if sizes:
        wanted = letters_of(marks, sizes)
        if len(sizes) < len(chunk.fetch):
            ahead = None  # the slices of a large letter come in between
        found |= {one.uid: one.octets for one in await visit.session.letters(wanted, ahead)}
        for uid in [uid for uid in found if len(found[uid]) != sizes[uid]]:  # type: ignore[arg-type]
            found[uid] = await _once_more(visit, marks, uid, found[uid], sizes[uid])  # type: ignore[arg-type]
    for meta in chunk.fetch:
        if meta.size > limit:
            found[meta.uid] = await _read_large(visit, marks, meta)
    return found


def letters_of(marks: records.FolderMarks, wanted: Iterable[Uid]) -> requests.Letters:
    return requests.Letters(marks.name, marks.uidvalidity, tuple(wanted))


async def _once_more(
    visit: Visit, marks: records.FolderMarks, uid: Uid, octets: bytes, size: int
) -> bytes | Read:
    """A letter that is not as large as the server said may be another one's: it is asked for alone.

    What comes twice is believed; some servers only count badly.
    """
    if visit.sizes_lie >= _LIES_ENOUGH:
        return octets
    again = {one.uid: one.octets for one in await visit.session.letters(letters_of(marks, [uid]))}.get(uid)
    if again is None:
        return "not_given"
    if again == octets:
        visit.sizes_lie += 1
        return octets
    return again if len(again) == size else "changing"


async def batch(
    visit: Visit, marks: records.FolderMarks, chunk: plan.Chunk, fetched: Fetched | None
) -> records.Batch:
    """Everything that the commit of a chunk stores; `fetched` None means that it was given up."""
    read = await _read(visit, fetched or {})
    known = {hole.uid: hole for hole in marks.holes}
    stored: list[records.Letter] = []
    holes = [records.Hole(uid=uid, reason=plan.LATER) for uid in chunk.later]
    now = visit.kit.clock()
    blind = tuple(plan.Meta(uid, now, 0) for uid in chunk.unseen)
    for meta in (*chunk.fetch, *blind):
        found = read.get(meta.uid, "not_given")
        hole = known.get(meta.uid)
        new = meta.uid >= marks.new_from or (hole is not None and hole.new)
        if not isinstance(found, str):
            stored.append(_letter(visit, marks, meta, found, new=new))
            continue
        tries = hole.tries + 1 if hole else 1
        if tries >= visit.kit.policy.hole_tries:
            stored.append(_quarantined(marks, meta, found, new=new))
        else:
            due = now + visit.kit.policy.hole_pause
            holes.append(records.Hole(uid=meta.uid, reason=found, tries=tries, next_try=due, new=new))
    chained, tokens, merged = await _chains(visit, stored)
    return records.Batch(
        folder_id=marks.folder_id,
        letters=tuple(chained),
        notify=visit.audience,
        announced=notices.announced(chained),
        tokens=tokens,
        merged=merged,
        holes=tuple(holes),
        filled=frozenset(letter.uid for letter in chained if letter.uid in known),
        new_to=chunk.new_to,
        old_to=chunk.old_to,
        skipped=_skipped(marks, chunk),
        bundle=visit.bundle,
        late=notices.late(chained, now, timedelta(minutes=visit.kit.policy.new_letter_minutes)),
    )


def _skipped(marks: records.FolderMarks, chunk: plan.Chunk) -> str | None:
    if not chunk.skipped:
        return None
    return uids.text(uids.union(uids.parse(marks.skipped), chunk.skipped))


async def _read(visit: Visit, fetched: Fetched) -> dict[Uid, Read]:
    """Reading takes processor time: the pool keeps the loop free for people."""
    raw = {uid: one for uid, one in fetched.items() if isinstance(one, bytes)}
    done: dict[Uid, Read] = {uid: one for uid, one in fetched.items() if not isinstance(one, bytes)}
    if raw:
        done |= await asyncio.get_running_loop().run_in_executor(visit.kit.pool, _parse, raw)
    return done


def _parse(raw: Mapping[Uid, bytes]) -> dict[Uid, Read]:
    return {uid: _parse_one(octets) for uid, octets in raw.items()}


def _parse_one(octets: bytes) -> Read:
    return _carefully(lambda: letters.parse_letter(octets))


def _carefully(reading: Callable[[], letters.ParsedLetter]) -> Read:
    try:
        return reading()
    except letters.Unreadable as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - a mistake in our reading must not stop a mailbox: quarantine
        return f"unforeseen {type(error).__name__}"


async def _read_large(visit: Visit, marks: records.FolderMarks, meta: plan.Meta) -> Read:
    """Slice by slice, the next one asked for while one is read."""
    loop = asyncio.get_running_loop()
    scanner = mime_stream.Scanner(visit.kit.policy.text_kept)
    step = visit.kit.policy.slice_size
    wanted = requests.Slice(marks.name, marks.uidvalidity, meta.uid, 0, step)
    while True:
        following = requests.Slice(marks.name, marks.uidvalidity, meta.uid, wanted.offset + step, step)
        octets = await visit.session.slice(wanted, following if following.offset < meta.size else None)
        if octets is None:
            return "not_given"
        if octets:
            await loop.run_in_executor(visit.kit.pool, scanner.feed, octets)
        if len(octets) < step:
            break
        wanted = following
    return _carefully(scanner.close)


def _letter(
    visit: Visit, marks: records.FolderMarks, meta: plan.Meta, read: letters.ParsedLetter, *, new: bool
) -> records.Letter:
    own, team = visit.job.mailbox.own_addresses, visit.job.team_addresses
    kind, reason = origin.origin_of(read, own=own, team=team, folder=marks.role)
    incoming = marks.role == "inbox"
    called_client = read.sender.address in visit.clients  # a person's word overrules ours (S7)
    from_outside = not redirects.is_among(read.sender.address, team)
    client = incoming and (kind in ("direct", "auto") or called_client) and from_outside
    return records.Letter(
        uid=meta.uid,
        uidvalidity=marks.uidvalidity,
        message_id=read.message_id,
        in_reply_to=read.in_reply_to,
        references=read.references,
        subject=read.subject,
        sender=read.sender,
        to=read.to,
        cc=read.cc,
        date=read.date,
        received=meta.received,
        direction="in" if incoming else "out",
        origin=kind,
        origin_reason=reason,
        client=client,
        preview=read.preview,
        text=read.text,
        attachments=read.attachments,
        size=meta.size,
        new=new,
    )


def _quarantined(marks: records.FolderMarks, meta: plan.Meta, reason: str, *, new: bool) -> records.Letter:
    """The card of a letter that cannot be read: when it came and how large it is."""
    return records.Letter(
        uid=meta.uid,
        uidvalidity=marks.uidvalidity,
        message_id=None,
        in_reply_to=None,
        references=(),
        subject="",
        sender=records.Contact(name="", address=""),
        to=(),
        cc=(),
        date=None,
        received=meta.received,
        direction="in" if marks.role == "inbox" else "out",
        origin="direct",
        origin_reason=None,
        client=marks.role == "inbox",  # doubt is a client's letter: better one notice too many
        preview="",
        text="",
        attachments=(),
        size=meta.size,
        new=new,
        status="quarantined",
        quarantine_reason=reason,
    )


def _client_of(visit: Visit, letter: records.Letter) -> str | None:
    """Whose conversation a letter belongs to: its sender's, or the first addressee's outside the team."""
    team = visit.job.team_addresses
    people = (letter.sender,) if letter.direction == "in" else letter.to
    outside = (each.address for each in people if each.address and not redirects.is_among(each.address, team))
    return next(outside, None)


async def _chains(
    visit: Visit, stored: Sequence[records.Letter]
) -> tuple[list[records.Letter], dict[str, str], dict[str, str]]:
    """The letters with their chains, the tokens to remember, and chains that turn out to be one."""
    tokens = [
        thread.chain_tokens(client, letter.message_id, letter.references, letter.in_reply_to, letter.subject)
        if (client := _client_of(visit, letter))
        else ()
        for letter in stored
    ]
    wanted = sorted({token for each in tokens for token in each})
    known = await folders.known_chains(visit.job.mailbox.id, wanted)
    joined = thread.join(tokens, known)
    return (
        [thread.with_chain(letter, chain) for letter, chain in zip(stored, joined.chains, strict=True)],
        joined.tokens,
        joined.merged,
    )
