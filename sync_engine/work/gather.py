"""A chunk of the plan becomes a batch to store: fetch, read, judge.

Holds always:
- a letter that the server did not give, or that could not be read, becomes a hole, and after some tries a
  quarantined letter with its reason (invariant 6); nothing is dropped;
- whole letters only up to `policy.whole_letter`, larger ones by slices through a reader that keeps their
  text and the heads of their parts (invariant 11);
- when the batch is complete no octets of a letter are held any more.
"""

import asyncio
from collections.abc import Iterable, Sequence

from storage import folders, records
from storage.records import Uid
from sync_engine.rules import letter as letters
from sync_engine.rules import mime_stream, notices, origin, plan, thread, uids
from sync_engine.work.visit import Visit

Read = letters.ParsedLetter | str  # a letter, or why there is none


async def batch(
    visit: Visit, marks: records.FolderMarks, chunk: plan.Chunk, *, given_up: bool = False
) -> records.Batch:
    """Everything that the commit of a chunk stores; with `given_up` nothing of it is fetched."""
    read: dict[Uid, Read] = {meta.uid: "not_given" for meta in chunk.fetch}
    if not given_up:
        read = await _read(visit, chunk.fetch)
    known = {hole.uid: hole for hole in marks.holes}
    stored: list[records.Letter] = []
    holes = [records.Hole(uid=uid, reason=plan.LATER) for uid in chunk.later]
    now = visit.kit.clock()
    blind = tuple(plan.Meta(uid, now, 0) for uid in chunk.unseen)
    for meta in (*chunk.fetch, *blind):
        found = read.get(meta.uid, "not_given")
        if not isinstance(found, str):
            stored.append(_letter(visit, marks, meta, found))
            continue
        tries = known[meta.uid].tries + 1 if meta.uid in known else 1
        if tries >= visit.kit.policy.hole_tries:
            stored.append(_quarantined(visit, marks, meta, found))
        else:
            due = now + visit.kit.policy.hole_pause
            holes.append(records.Hole(uid=meta.uid, reason=found, tries=tries, next_try=due))
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
    )


def _skipped(marks: records.FolderMarks, chunk: plan.Chunk) -> str | None:
    if not chunk.skipped:
        return None
    return uids.text(uids.union(uids.parse(marks.skipped), chunk.skipped))


async def _read(visit: Visit, metas: Sequence[plan.Meta]) -> dict[Uid, Read]:
    limit = visit.kit.policy.whole_letter
    read: dict[Uid, Read] = {meta.uid: "not_given" for meta in metas}
    small = [meta.uid for meta in metas if meta.size <= limit]
    if small:
        raw = await visit.session.fetch(small)
        loop = asyncio.get_running_loop()
        # Reading takes processor time: the pool keeps the loop free for people.
        read |= await loop.run_in_executor(visit.kit.pool, _parse, [(one.uid, one.octets) for one in raw])
    for meta in metas:
        if meta.size > limit:
            read[meta.uid] = await _read_large(visit, meta)
    return read


def _parse(raw: Iterable[tuple[Uid, bytes]]) -> dict[Uid, Read]:
    return {uid: _parse_one(octets) for uid, octets in raw}


def _parse_one(octets: bytes) -> Read:
    try:
        return letters.parse_letter(octets)
    except letters.Unreadable as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - a mistake in our reading must not stop a mailbox: quarantine
        return f"unforeseen {type(error).__name__}"


async def _read_large(visit: Visit, meta: plan.Meta) -> Read:
    loop = asyncio.get_running_loop()
    scanner = mime_stream.Scanner(visit.kit.policy.text_kept)
    step, offset = visit.kit.policy.slice_size, 0
    while True:
        octets = await visit.session.slice(meta.uid, offset, step)
        if octets is None:
            return "not_given"
        if octets:
            await loop.run_in_executor(visit.kit.pool, scanner.feed, octets)
        offset += len(octets)
        if len(octets) < step:
            break
    try:
        return scanner.close()
    except letters.Unreadable as error:
        return str(error)


def _letter(
    visit: Visit, marks: records.FolderMarks, meta: plan.Meta, read: letters.ParsedLetter
) -> records.Letter:
    own, team = visit.job.mailbox.own_addresses, visit.job.team_addresses
    kind, reason = origin.origin_of(read, own=own, team=team, folder=marks.role)
    incoming = marks.role == "inbox"
    client = incoming and kind in ("direct", "auto") and read.sender.address not in team
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
        new=meta.uid >= marks.new_from,
    )


def _quarantined(visit: Visit, marks: records.FolderMarks, meta: plan.Meta, reason: str) -> records.Letter:
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
        new=meta.uid >= marks.new_from,
        status="quarantined",
        quarantine_reason=reason,
    )


def _client_of(visit: Visit, letter: records.Letter) -> str | None:
    """Whose conversation a letter belongs to: its sender's, or the first addressee's outside the team."""
    team = visit.job.team_addresses
    people = (letter.sender,) if letter.direction == "in" else letter.to
    return next((each.address for each in people if each.address and each.address not in team), None)


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
