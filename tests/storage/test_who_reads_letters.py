"""Whose letters are whose (rule C3): every way to read letters out of the storage, and whom each serves.

A function that reads letters and stands in no list below fails the test: whoever adds one says for whom.
"""

import ast
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

import storage
from storage import (
    batches,
    contacts,
    folders,
    glimpses,
    letter_lines,
    letters,
    mailboxes,
    people,
    records,
    search,
    summaries,
    turns,
)
from sync_engine.work import indexing
from tests import make

# For people: the person is in the query, and gets nothing of a mailbox that is not for them.
FOR_PEOPLE = frozenset(
    {
        *("contacts.card", "contacts.chains", "contacts.count", "contacts.listing", "contacts.of_letter"),
        *("contacts.of_address", "contacts.timeline"),
        *("entitled.correspondence", "entitled.letters", "entitled.notices"),
        *("notice_edits.due", "notice_edits.together_due"),
        *("shown_letters.told_by", "shown_letters.told_together_by"),
        "glimpses.these",
        "chain_places.around",
        "letter_lines.kept_out",
        "letter_lines.quarantined",
        "letter_lines.recent",
        "letter_lines.recent_count",
        "letter_lines.recent_senders",
        "letter_lines.these",
        "letters.get",
        "outbox.due",
        *("outbox.summaries_due", "outbox.told_together"),
        *("search.found", "search.page"),
        "summaries.told",
    }
)
# Figures and states (an administrator may see those of every mailbox), moments, ids and addresses of our own.
COUNTS = frozenset(
    {
        "aliases.letters_of_client",
        "notice_edits.people_due",
        "bursts.told_alone",
        "bursts.waiting",
        "erasing.messages",
        "happened.count",
        "happened.latest",
        "happened.of",
        *("letter_lines.kept_out_counts", "letter_lines.kept_out_of"),
        "letter_lines.quarantined_count",
        "letters.first_import_count",
        "outbox.all_due",
        "outbox.next_due",
        "outbox.people_due",
        "outbox.all_waiting",
        *("standing.of_letters", "standing.of_notices"),
        *("standing.of_mailboxes", "paces.of", "samples.letters_since", "samples.put"),
        *("search_index.is_complete", "search_index.newest_letter"),
        *("mailboxes.own_addresses", "team.addresses", "team.is_ours"),
    }
)
# For the operator at the command line, and for the engine, which serve a mailbox and no person.
FOR_NOBODY = frozenset(
    {
        *("answered.look", "answered.here", "answered.take_back"),
        "batches.commit",
        "batches.release",
        "correspondence.link",
        "erasing.erase",
        *("sending.seen", "sending.sent", "bounces.note"),
        "letters.identities",
        "letters.newest",
        "letters.one",
        "letters.read_again",
        "renumbering.all_found",
        "renumbering.candidates",
        "renumbering.found_any",
        "renumbering.newest_known",
        *("search_index.put", "search_index.these", "search_index.waiting"),
    }
)
# They mark notices, and read nothing.
WRITERS = frozenset(
    {
        *("bursts.begin", "bursts.hold", "bursts.put", "mutes.put", "mutes.want_notices"),
        *("outbox.begin_attempt", "outbox.drop", "outbox.postpone", "outbox.sent"),
        *("outbox.doubt", "outbox.gone"),
        *("notice_edits.begin_attempt", "notice_edits.drop", "notice_edits.postpone", "notice_edits.sent"),
        *("notice_edits.doubt", "outbox.pieces"),
        *("people.mark_unreachable", "people.remove"),
    }
)
TABLES = frozenset(
    {
        *("models.Letter", "models.Attachment", "models.Notice"),
        *("models.Correspondence", "models.SearchEntry", "plain_sql.rows"),
    }
)


def readers() -> set[str]:
    """Public functions of the storage that come to rows of letters, by themselves or through others there."""
    named: dict[str, set[str]] = {}
    for path in sorted(Path(storage.__file__).parent.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                named[f"{path.stem}.{node.name}"] = names_in(path.stem, node.body)
    found = {name for name, others in named.items() if others & TABLES}
    while more := {name for name, others in named.items() if others & found} - found:
        found |= more
    return {name for name in found if not name.split(".")[1].startswith("_")}


def names_in(room: str, body: list[ast.stmt]) -> set[str]:
    """What a function speaks of: its room's own names, and those of other rooms."""
    found = set()
    for node in (each for statement in body for each in ast.walk(statement)):
        if isinstance(node, ast.Name):
            found.add(f"{room}.{node.id}")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.add(f"{node.value.id}.{node.attr}")
    return found


def test_every_way_to_read_letters_says_for_whom_it_is() -> None:
    assert readers() == FOR_PEOPLE | COUNTS | FOR_NOBODY | WRITERS


async def anna_and_boris() -> tuple[records.Person, records.Person]:
    anna = await people.put(1001, "member", "ru", "Анна")
    return anna, await people.put(1002, "admin", "ru", "Борис")


async def filled(owner: records.Person, mode: records.Mode) -> tuple[records.Mailbox, dict[str, int]]:
    """A mailbox with a letter of each kind; their ids by kind."""
    mailbox_id = await mailboxes.add(make.new_mailbox(f"{mode}@acme.test", mode=mode), owner.id)
    job = await turns.begin(mailbox_id)
    assert job
    inbox = (await folders.marks(mailbox_id))[0]
    bulk = {"origin": "bulk", "origin_reason": "list_id", "client": False}
    held = {"status": "quarantined", "quarantine_reason": "empty"}
    several = (make.letter(100), make.letter(101, **bulk), make.letter(102, **held))
    batch = records.Batch(
        folder_id=inbox.folder_id,
        letters=several,
        notify=(owner.id,),
        announced=frozenset(letter.uid for letter in several),
    )
    await batches.commit(job, batch, make.NOW)
    await indexing.catch_up()
    kept = await letters.newest(mailbox_id, 5)
    mailbox = await mailboxes.get(mailbox_id)
    assert mailbox
    return mailbox, {str(each.letter.uid): each.id for each in kept}


CARD = 1  # the id of the only contact there is
Ask = Callable[[records.Mailbox, dict[str, int], int], Awaitable[object]]
QUESTIONS: dict[str, Ask] = {
    "letter_lines.recent_senders": lambda box, ids, person: letter_lines.recent_senders(box.id, person, 9),
    "letters.get": lambda box, ids, person: letters.get(ids["100"], person),
    "contacts.card": lambda box, ids, person: contacts.card(person, CARD),
    "contacts.chains": lambda box, ids, person: contacts.chains(person, CARD, 0, 9),
    "contacts.count": lambda box, ids, person: contacts.count(person),
    "contacts.listing": lambda box, ids, person: contacts.listing(person, 0, 9),
    "contacts.of_letter": lambda box, ids, person: contacts.of_letter(person, ids["100"]),
    "contacts.timeline": lambda box, ids, person: contacts.timeline(person, CARD, 0, 9),
    "glimpses.these": lambda box, ids, person: glimpses.these(person, list(ids.values())),
    "search.found": lambda box, ids, person: search.found(person, records.Query(words=(("заказ",),))),
    "search.page": lambda box, ids, person: search.page(person, list(ids.values())),
    "letter_lines.these": lambda box, ids, person: letter_lines.these(list(ids.values()), person),
    "letter_lines.kept_out": lambda box, ids, person: letter_lines.kept_out(box.id, person, 0, 9),
    "letter_lines.quarantined": lambda box, ids, person: letter_lines.quarantined(box.id, person, 0, 9),
    "letter_lines.recent": lambda box, ids, person: letter_lines.recent(person, ["ЗАКАЗ"], 0, 9),
    "letter_lines.recent_count": lambda box, ids, person: letter_lines.recent_count(person, []),
}


@pytest.mark.parametrize("name", QUESTIONS)
async def test_letters_of_a_personal_mailbox_are_read_by_nobody_else(database: str, name: str) -> None:
    """Not by an administrator either."""
    anna, boris = await anna_and_boris()
    box, ids = await filled(anna, "personal")
    assert await QUESTIONS[name](box, ids, anna.id)
    assert not await QUESTIONS[name](box, ids, boris.id)
    assert not await QUESTIONS[name](box, ids, 0)


@pytest.mark.parametrize("name", QUESTIONS)
async def test_letters_of_a_corporate_mailbox_are_read_by_everybody(database: str, name: str) -> None:
    anna, boris = await anna_and_boris()
    box, ids = await filled(boris, "corporate")
    assert await QUESTIONS[name](box, ids, anna.id) == await QUESTIONS[name](box, ids, boris.id)


async def test_a_summary_is_of_whom_it_was_told(database: str) -> None:
    anna, boris = await anna_and_boris()
    _, ids = await filled(anna, "personal")
    for notice in range(len(ids) + 1):
        assert await summaries.told(notice, boris.id) is None
