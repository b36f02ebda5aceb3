"""A chunk of the plan becomes a batch to store: read, judge, join into chains.

Holds always:
- a letter that the server did not give, or that could not be read, becomes a hole, and after some tries a
  quarantined letter with its reason (invariant 6); nothing is dropped;
- when the batch is complete none of its octets are held any more.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from storage import folders, records
from storage.records import Uid
from sync_engine.rules import notices, plan, reading, thread, uids
from sync_engine.rules.reading import Read, Reading
from sync_engine.work.fetching import Fetched
from sync_engine.work.reader import Reader
from sync_engine.work.visit import Visit


async def read(visit: Visit, role: records.FolderRole, fetched: Fetched, by: Reader) -> dict[Uid, Read]:
    """What each letter says, or why nobody can tell."""
    mailbox = visit.job.mailbox
    team = await visit.team()
    desk = reading.Desk(role=role, own=mailbox.own_addresses, team=team, clients=visit.clients)
    found: dict[Uid, Read] = {}
    raw: dict[Uid, bytes] = {}
    for uid, one in fetched.items():
        if isinstance(one, bytes):
            raw[uid] = one
        elif isinstance(one, str):
            found[uid] = one
        else:
            found[uid] = await by.finish(desk, one)
    return found | await by.read(desk, raw) if raw else found


async def batch(
    visit: Visit, marks: records.FolderMarks, chunk: plan.Chunk, read: Mapping[Uid, Read]
) -> records.Batch:
    """Everything that the commit of a chunk stores; nothing is `read` of one that was given up."""
    known = {hole.uid: hole for hole in marks.holes}
    sound: list[tuple[plan.Meta, Reading, bool]] = []
    stored: list[records.Letter] = []
    holes = [records.Hole(uid=uid, reason=plan.LATER) for uid in chunk.later]
    now = visit.kit.clock()
    blind = tuple(plan.Meta(uid, now, 0) for uid in chunk.unseen)
    for meta in (*chunk.fetch, *blind):
        found = read.get(meta.uid, "not_given")
        hole = known.get(meta.uid)
        new = meta.uid >= marks.new_from or (hole is not None and hole.new)
        if not isinstance(found, str):
            sound.append((meta, found, new))
            continue
        tries = hole.tries + 1 if hole else 1
        if tries >= visit.kit.policy.hole_tries:
            stored.append(_quarantined(marks, meta, found, new=new))
        else:
            due = now + visit.kit.policy.hole_pause
            holes.append(records.Hole(uid=meta.uid, reason=found, tries=tries, next_try=due, new=new))
    joined = await _join(visit, [found.tokens for _, found, _ in sound])
    stored += [
        _letter(marks, meta, found, chain, new=new)
        for (meta, found, new), chain in zip(sound, joined.chains, strict=True)
    ]
    return records.Batch(
        folder_id=marks.folder_id,
        letters=tuple(stored),
        notify=visit.audience,
        announced=notices.announced(stored),
        tokens=joined.tokens,
        merged=joined.merged,
        holes=tuple(holes),
        filled=frozenset(letter.uid for letter in stored if letter.uid in known),
        new_to=chunk.new_to,
        old_to=chunk.old_to,
        skipped=_skipped(marks, chunk),
        bundle=visit.bundle,
        bounces=tuple(each for _, found, new in sound if new for each in found.bounces),
        late=notices.late(stored, now, timedelta(minutes=visit.kit.policy.new_letter_minutes)),
    )


def _skipped(marks: records.FolderMarks, chunk: plan.Chunk) -> str | None:
    if not chunk.skipped:
        return None
    return uids.text(uids.union(uids.parse(marks.skipped), chunk.skipped))


def _letter(
    marks: records.FolderMarks, meta: plan.Meta, found: Reading, chain: str | None, *, new: bool
) -> records.Letter:
    read = found.letter
    return records.Letter(
        uid=meta.uid,
        uidvalidity=marks.uidvalidity,
        message_id=read.message_id,
        in_reply_to=read.in_reply_to,
        references=read.references,
        subject=read.subject,
        sender=read.sender,
        reply_to=read.reply_to,
        to=read.to,
        cc=read.cc,
        date=read.date,
        received=meta.received,
        direction="in" if marks.role == "inbox" else "out",
        origin=found.origin,
        origin_reason=found.origin_reason,
        client=found.client,
        preview=read.preview,
        text=read.text,
        attachments=read.attachments,
        size=meta.size,
        new=new,
        chain=chain,
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


async def _join(visit: Visit, tokens: Sequence[tuple[str, ...]]) -> thread.Chains:
    """The letters' chains, the tokens to remember, and chains that turn out to be one."""
    wanted = sorted({token for each in tokens for token in each})
    return thread.join(tokens, await folders.known_chains(visit.job.mailbox.id, wanted))
