"""The original of a letter, from the server, slice by slice: no letter is too large for it."""

from collections.abc import AsyncIterator

from storage import folders, records
from sync_engine import errors
from sync_engine.wire import requests
from sync_engine.work import door
from sync_engine.work.kit import Kit


async def octets(
    mailbox: records.Mailbox, credential: str, role: records.FolderRole, uid: int, kit: Kit
) -> AsyncIterator[bytes]:
    """Raises `NotFound` where the server has no such letter, or numbers its letters anew by now."""
    marks = next(each for each in await folders.marks(mailbox.id) if each.role == role)
    async with door.entered(mailbox, credential, kit) as session:
        step = kit.policy.slice_size
        offset = 0
        while True:
            wanted = requests.Slice(marks.name, marks.uidvalidity, records.Uid(uid), offset, step)
            try:
                found = await session.slice(wanted)
            except errors.FolderReplaced:
                raise errors.NotFound from None
            if found is None:
                raise errors.NotFound
            yield found
            if len(found) < step:
                return
            offset += step
