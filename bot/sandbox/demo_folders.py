"""The folders of the demo mailboxes: pymap's in-memory ones with fixed UIDs, kept in a file.

- UIDs and UIDVALIDITY are those of the kept file; what is added or removed goes into it first thing.
- An idling session looks before it waits, so a letter that came while an update was being written is told.
- There is no other door: a letter delivered here and one appended over IMAP take the same way.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from pymap.backend.dict.mailbox import LoadedMessage, MailboxData, MailboxSet, Message
from pymap.concurrent import Event
from pymap.mime import MessageContent
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials import FetchRequirement
from pymap.parsing.specials.flag import Seen
from pymap.selected import SelectedMailbox

from bot.sandbox import letters
from bot.sandbox.kept_mail import Entry, KeptMail
from bot.sandbox.letters import Letter

FOLDERS = (letters.INBOX, letters.SENT, *letters.OTHER_FOLDERS)


class _Kept(Message):
    """A letter from the file, taken apart when somebody first asks for it: starting stays quick."""

    __slots__ = ("_raw",)

    def __init__(self, uid: int, letter: Letter) -> None:
        super().__init__(uid, letter.received, {Seen} if letter.seen else ())
        self._raw = letter.raw

    async def load_content(self, requirement: FetchRequirement) -> LoadedMessage:
        if self._content is None and requirement != FetchRequirement.NONE:
            self._content = MessageContent.parse(self._raw)
        return await super().load_content(requirement)


class Folder(MailboxData):
    def __init__(self, boxes: "Folders", name: str) -> None:
        super().__init__(boxes._content_cache, boxes._thread_cache)
        self._boxes = boxes
        self._name = name
        self._uid_validity = boxes.kept.uidvalidity

    async def restore(self, entry: Entry) -> None:
        """Does what a kept line says without writing it again."""
        if entry.letter is None:
            await super().delete([entry.uid])
        else:
            self._max_uid = entry.uid
            self._messages[entry.uid] = _Kept(entry.uid, entry.letter)
            self._mod_sequences.update([entry.uid])

    async def append(self, append_msg: AppendMessage, *, recent: bool = False) -> Message:
        when = append_msg.when or datetime.now(UTC)
        message = await super().append(replace(append_msg, when=when), recent=recent)
        letter = Letter(
            folder=self._name,
            received=when,
            raw=bytes(append_msg.literal),
            seen=Seen in append_msg.flag_set,
        )
        self._keep(message.uid, letter)
        return message

    async def delete(self, uids: Iterable[int]) -> None:
        gone = [uid for uid in uids if uid in self._messages]
        await super().delete(gone)
        for uid in gone:
            self._keep(uid, None)

    async def copy(self, uid: int, destination: MailboxData, *, recent: bool = False) -> int | None:
        message = self._messages.get(uid)
        if message is None:
            return None
        loaded = await message.load_content(FetchRequirement.CONTENT)
        literal = AppendMessage(bytes(loaded.content), message.internal_date, message.permanent_flags)
        return (await destination.append(literal, recent=recent)).uid

    async def move(self, uid: int, destination: MailboxData, *, recent: bool = False) -> int | None:
        copied = await self.copy(uid, destination, recent=recent)
        if copied is not None:
            await self.delete([uid])
        return copied

    async def update_selected(
        self, selected: SelectedMailbox, *, wait_on: Event | None = None
    ) -> SelectedMailbox:
        untold = selected.mod_sequence is not None and selected.mod_sequence < self._mod_sequences.highest
        return await super().update_selected(selected, wait_on=None if untold else wait_on)

    def _keep(self, uid: int, letter: Letter | None) -> None:
        entry = Entry(address=self._boxes.address, folder=self._name, uid=uid, letter=letter)
        self._boxes.kept.add(entry)


class Folders(MailboxSet):
    """The folders of one address."""

    def __init__(self, address: str, kept: KeptMail) -> None:
        super().__init__()
        self.address = address
        self.kept = kept
        made = {name: Folder(self, name) for name in FOLDERS}
        self._inbox = self.inbox = made.pop(letters.INBOX)
        self._set = dict(made)
        self._named = {letters.INBOX: self.inbox, **made}

    @classmethod
    async def restored(cls, address: str, kept: KeptMail) -> "Folders":
        """The folders as the kept file left them."""
        folders = cls(address, kept)
        for entry in kept.entries:
            if entry.address == address:
                await folders._named[entry.folder].restore(entry)
        return folders

    async def deliver(self, raw: bytes, received: datetime) -> int:
        """Puts a letter into the Inbox and tells whoever idles there; returns its UID."""
        message = await self.inbox.append(AppendMessage(raw, received, frozenset()), recent=True)
        return message.uid
