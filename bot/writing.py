"""A letter somebody is writing. It lives in our tables (`storage.drafts`) and outlives a restart."""

from dataclasses import asdict, dataclass, fields, replace

from bot.context import Context
from storage import drafts
from storage.records import Draft, Letter
from sync_engine.rules import recipients

TO = "write.to"
FROM = "write.from"
SUBJECT = "write.subject"
TEXT = "write.text"
CC = "write.cc"
READY = "write.ready"  # it is shown, to be sent or changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What was said so far; empty for what was not. `letter` is the one it answers, 0 for none.

    `draft` is its id, `step` what it waits for, `card` the message that shows it as it is now (0: none).
    Its files are in `storage.answer_files`; here is how many there were. `album` and `note` are of files that
    came together: Telegram's id of their group, as HTML what was wrong with one of them.
    """

    draft: int = 0
    step: str = TEXT
    card: int = 0
    letter: int = 0
    mailbox: int = 0
    to: str = ""
    cc: str = ""
    subject: str = ""
    text: str = ""
    files: int = 0
    album: str = ""
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it is its writer's: whom an answer is for says the letter."""
        return not (self.text or self.files or self.cc or (self.to and not self.letter))


_BESIDE = ("draft", "step", "card")  # of the row itself


def of(data: object) -> Writing:
    """The facts of a letter; what another version of Postroom wrote and we do not know is left out."""
    known = {each.name for each in fields(Writing)} - {*_BESIDE}
    facts = data if isinstance(data, dict) else {}
    return Writing(**{name: value for name, value in facts.items() if name in known})


def facts(writing: Writing) -> dict[str, object]:
    """What `of` reads."""
    return {name: value for name, value in asdict(writing).items() if name not in _BESIDE}


def alone(writing: Writing) -> Writing:
    """Without what belongs to the messages in which it was shown so far."""
    return replace(writing, album="", card=0, note="")


def asked_by(begun: Writing, answered: Letter | None) -> str:
    """Who sent the letter in question, where the answer goes to another address than theirs; else nothing."""
    if answered is None or answered.direction != "in":
        return ""
    sender = answered.sender
    return "" if begun.to == recipients.written(sender.address) else sender.address or sender.name


async def put(context: Context, step: str, writing: Writing) -> Writing:
    """Written down, and in hand from here on."""
    writing = replace(writing, step=step)
    draft = await drafts.put(
        context.person.id,
        writing.draft,
        step,
        facts(writing),
        context.deps.clock(),
        mailbox_id=writing.mailbox or None,
        card=writing.card,
    )
    return replace(writing, draft=draft)


async def show_in(writing: Writing, message: int) -> None:
    """Its card from here on: what its buttons do is done to this letter, and to it alone."""
    await drafts.show_in(writing.draft, message)


async def in_hand(context: Context) -> Writing | None:
    """What is typed now belongs to it."""
    return _of_row(await drafts.in_hand(context.person.telegram_id))


async def shown_in(context: Context, message: int) -> Writing | None:
    """The one whose card this is, in hand or put aside."""
    return _of_row(await drafts.shown_in(context.person.id, message))


async def numbered(context: Context, draft: int) -> Writing | None:
    """None where it was sent or thrown away, or is another person's."""
    return _of_row(await drafts.get(draft, context.person.id))


def _of_row(row: Draft | None) -> Writing | None:
    return None if row is None else replace(of(row.data), draft=row.id, step=row.step, card=row.card)
