"""A letter somebody is writing: a dialogue that lives in our tables and outlives a restart."""

from dataclasses import asdict, dataclass, fields, replace

from bot.context import Context
from storage import people
from storage.records import DialogueState, Letter

TO = "write.to"
FROM = "write.from"
SUBJECT = "write.subject"
TEXT = "write.text"
CC = "write.cc"
READY = "write.ready"  # it is shown, to be sent or changed

STEPS = frozenset({TO, FROM, SUBJECT, TEXT, CC, READY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What was said so far; empty for what was not. `letter` is the one it answers, 0 for none.

    Its files are in `storage.answer_files`; here is how many there were. `album`, `card` and `note` are of
    files that came together: Telegram's id of their group, the message they are all shown in, as HTML what
    was wrong with one of them.
    """

    letter: int = 0
    mailbox: int = 0
    to: str = ""
    cc: str = ""
    subject: str = ""
    text: str = ""
    files: int = 0
    album: str = ""
    card: int = 0
    note: str = ""


def of(data: object) -> Writing:
    """The facts of a step; what another version of Postroom wrote and we do not know is left out."""
    known = {each.name: each.type for each in fields(Writing)}
    facts = data if isinstance(data, dict) else {}
    return Writing(**{name: value for name, value in facts.items() if name in known})


def alone(writing: Writing) -> Writing:
    """Without what belongs to the messages in which it was shown so far."""
    return replace(writing, album="", card=0, note="")


def asked_by(begun: Writing, answered: Letter | None) -> str:
    """The sender of the letter in question, where it asks for answers at another address; else nothing."""
    asks = answered is not None and answered.direction == "in" and begun.to == answered.reply_to
    return answered.sender.address if answered is not None and asks else ""


async def put(context: Context, step: str, writing: Writing) -> None:
    await people.set_dialogue(context.person.telegram_id, step, asdict(writing), keeps_files=True)


def at(state: DialogueState | None, *steps: str) -> Writing | None:
    """The letter, if the person stands at one of these steps."""
    return of(state.data) if state is not None and state.step in (steps or STEPS) else None
