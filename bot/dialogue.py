"""Where a person stands in a dialogue of several steps. It lives in our tables and outlives a restart.

Holds always: no password is ever in it. A step's facts are a `Draft`; the steps are the words below.
"""

from dataclasses import asdict, fields

from bot import aside
from bot.context import Context
from bot.draft import Draft
from storage import people
from storage.records import DialogueState

ADDRESS = "connect.address"
LOOKING = "connect.looking"  # the servers of the address are being looked for
SERVERS = "connect.servers"  # those that were found are to be confirmed
IMAP = "connect.imap"
SMTP = "connect.smtp"
MODE = "connect.mode"
SECRET = "connect.secret"  # noqa: S105 - the name of a step
TRYING = "connect.trying"
FOLDER = "connect.folder"
NEW_SECRET = "mend.secret"  # noqa: S105
NEW_TRYING = "mend.trying"
ALIAS = "alias.address"
SEARCH = "search.words"
CONTACT = "contacts.name"
ALIAS_OWN = "alias.own"  # letters from it were a client's so far: is it their own?
SIGNATURE = "signature.text"
SENDER_NAME = "sender.name"
DOMAIN = "team.domain"
QUESTION = "question.answer"  # of somebody, by an administrator

SECRET_STEPS = frozenset({SECRET, NEW_SECRET})  # whatever is typed here is a password
# Nothing was said yet: nothing is lost by leaving
QUESTION_STEPS = frozenset({SEARCH, CONTACT, DOMAIN, QUESTION})
# They take the next words, whatever those are, so they end with the first button
ASKING_STEPS = QUESTION_STEPS | {ALIAS, SIGNATURE, SENDER_NAME}
TRYING_OF = {SECRET: TRYING, NEW_SECRET: NEW_TRYING}  # what comes after a password was given
WAITING_FOR = {trying: secret for secret, trying in TRYING_OF.items()}
TRYING_STEPS = frozenset(WAITING_FOR)
# Something is on its way beside the handlers (`bot.trials`)
UNDER_WAY = TRYING_STEPS | {LOOKING}


async def put(context: Context, step: str, draft: Draft) -> None:
    await people.set_dialogue(context.person.telegram_id, step, asdict(draft))


async def now(context: Context) -> DialogueState | None:
    return await people.dialogue(context.person.telegram_id)


def draft_of(state: DialogueState) -> Draft:
    """The facts of a step; what another version of Postroom wrote and we do not know is left out."""
    known = {each.name for each in fields(Draft)}
    facts = {name: value for name, value in state.data.items() if name in known}
    folders = facts.pop("folders", None)
    return Draft(**facts, folders=tuple(folders) if isinstance(folders, list) else ())  # type: ignore[arg-type]


async def at(context: Context, *steps: str) -> Draft | None:
    """The facts, if the person stands at one of these steps."""
    state = await now(context)
    return draft_of(state) if state is not None and state.step in steps else None


async def leave(context: Context, *, forgets: bool = True) -> bool:
    """Ends the dialogue with all that belongs to it; whether a letter was put aside for it, which is said.

    What is under way beside it goes on (`bot.handlers.ending`). `forgets`: the secret that waits, too.
    """
    person = context.person.telegram_id
    if forgets:
        context.trials.forget(person)
    put_aside = await aside.put(context)
    await people.end_dialogue(person)
    return put_aside
