"""A letter somebody is writing: a dialogue that lives in our tables and outlives a restart."""

from dataclasses import asdict, dataclass, fields

from bot.context import Context
from storage import people
from storage.records import DialogueState

TO = "write.to"
FROM = "write.from"
SUBJECT = "write.subject"
TEXT = "write.text"
CC = "write.cc"
READY = "write.ready"  # it is shown, to be sent or changed

STEPS = frozenset({TO, FROM, SUBJECT, TEXT, CC, READY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What was said so far; empty for what was not. `letter` is the one it answers, 0 for none."""

    letter: int = 0
    mailbox: int = 0
    to: str = ""
    cc: str = ""
    subject: str = ""
    text: str = ""


def of(data: object) -> Writing:
    """The facts of a step; what another version of Postroom wrote and we do not know is left out."""
    known = {each.name: each.type for each in fields(Writing)}
    facts = data if isinstance(data, dict) else {}
    return Writing(**{name: value for name, value in facts.items() if name in known})


async def put(context: Context, step: str, writing: Writing) -> None:
    await people.set_dialogue(context.person.telegram_id, step, asdict(writing))


def at(state: DialogueState | None, *steps: str) -> Writing | None:
    """The letter, if the person stands at one of these steps."""
    return of(state.data) if state is not None and state.step in (steps or STEPS) else None
