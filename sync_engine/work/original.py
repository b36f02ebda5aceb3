"""The original of a letter, from the server, slice by slice: no letter is too large for it."""

from collections.abc import AsyncIterator

from storage import folders, records
from sync_engine import errors
from sync_engine.work import door
from sync_engine.work.kit import Kit


async def octets(
    mailbox: records.Mailbox, credential: str, role: records.FolderRole, uid: int, kit: Kit
) -> AsyncIterator[bytes]:
    """Raises `NotFound` where the server has no such letter, or numbers its letters anew by now."""
    marks = next(each for each in await folders.marks(mailbox.id) if each.role == role)
    password = kit.keyring.unseal(credential)
    async with door.enter(mailbox.imap, mailbox.login, password, kit) as session:
        server = await session.look(marks.name)
        offset, step = 0, kit.policy.slice_size
        while server.uidvalidity == marks.uidvalidity:
            found = await session.slice(records.Uid(uid), offset, step)
            if found is None:
                break
            yield found
            offset += len(found)
            if len(found) < step:
                return
    raise errors.NotFound
