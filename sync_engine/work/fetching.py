"""What the server gives of a chunk: octets of whole letters, and large ones read while they come.

Holds always:
- whole letters only up to `policy.whole_letter`, larger ones by slices through a reader that keeps their text
  and the heads of their parts (invariant 11);
- octets of another size than the server told are asked for once more before they are believed: they may be
  another letter's.
"""

import asyncio
from collections.abc import Iterable, Mapping

from storage import records
from storage.records import Uid
from sync_engine.policy import Policy
from sync_engine.rules import plan
from sync_engine.rules.mime_stream import Scanner
from sync_engine.wire import answers, requests
from sync_engine.work.visit import Visit

Found = (
    bytes | Scanner | str
)  # a whole letter, one that was looked through while it came, or why there is none
Fetched = Mapping[Uid, Found]

_LIES_ENOUGH = 3  # sound letters of another size than the server says; then its sizes are not believed


def asks(marks: records.FolderMarks, chunk: plan.Chunk, policy: Policy) -> list[requests.Request | None]:
    """What `fetch` will ask for, in its order; None where a letter's size is not known."""
    small = [meta.uid for meta in chunk.fetch if meta.size <= policy.whole_letter]
    found: list[requests.Request | None] = [letters_of(marks, small)] if small else []
    for meta in chunk.fetch:
        if meta.size >= answers.UNKNOWN_SIZE:
            found.append(None)
        elif meta.size > policy.whole_letter:
            offsets = range(0, meta.size, policy.slice_size)
            found += [_slice(marks, meta.uid, offset, policy) for offset in offsets]
    return found


async def fetch(visit: Visit, marks: records.FolderMarks, chunk: plan.Chunk) -> Fetched:
    """What the server gives of a chunk. Raises `MailError`."""
    limit = visit.kit.policy.whole_letter
    found: dict[Uid, Found] = {}
    sizes = {meta.uid: meta.size for meta in chunk.fetch if meta.size <= limit}
    if sizes:
        found |= {one.uid: one.octets for one in await visit.session.letters(letters_of(marks, sizes))}
        for uid in [uid for uid in found if len(found[uid]) != sizes[uid]]:  # type: ignore[arg-type]
            found[uid] = await _once_more(visit, marks, uid, found[uid], sizes[uid])  # type: ignore[arg-type]
    for meta in chunk.fetch:
        if meta.size > limit:
            found[meta.uid] = await _read_large(visit, marks, meta)
    return found


def letters_of(marks: records.FolderMarks, wanted: Iterable[Uid]) -> requests.Letters:
    return requests.Letters(marks.name, marks.uidvalidity, tuple(wanted))


def _slice(marks: records.FolderMarks, uid: Uid, offset: int, policy: Policy) -> requests.Slice:
    return requests.Slice(marks.name, marks.uidvalidity, uid, offset, policy.slice_size)


async def _once_more(visit: Visit, marks: records.FolderMarks, uid: Uid, octets: bytes, size: int) -> Found:
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


async def _read_large(visit: Visit, marks: records.FolderMarks, meta: plan.Meta) -> Found:
    """Slice by slice, through a scanner that keeps little."""
    loop, policy = asyncio.get_running_loop(), visit.kit.policy
    scanner = Scanner(policy.text_kept)
    offset = 0
    while True:
        octets = await visit.session.slice(_slice(marks, meta.uid, offset, policy))
        if octets is None:
            return "not_given"
        if octets:
            await loop.run_in_executor(visit.kit.pool, scanner.feed, octets)
        offset += len(octets)
        if len(octets) < policy.slice_size or offset == meta.size:
            break
    return scanner
