"""A chunk of the plan becomes a batch to store: read, judge, join into chains.

Holds always:
- a letter that the server did not give, or that could not be read, becomes a hole, and after some tries a
  quarantined letter with its reason (invariant 6); nothing is dropped;
- when the batch is complete none of its octets are held any more.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta

from storage import folders, records
from storage.records import Uid
from sync_engine.rules import letter as letters
from sync_engine.rules import notices, origin, plan, redirects, thread, uids
from sync_engine.work.fetching import Fetched, Read, carefully
from sync_engine.work.visit import Visit


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
    return carefully(lambda: letters.parse_letter(octets))


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
