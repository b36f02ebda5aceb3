"""Every function of the storage that reads letters, and how its callers know who may see them (rule C3).

Whoever adds one, or calls one from another place, comes by here and says how.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import storage
from bot.sandbox.people import Person
from storage import models, outbox, people
from tests.bot import letter_readers
from tests.bot import test_what_others_see as others
from tests.bot.stage import ANNA, BORIS, Stage
from tests.bot.test_what_others_see import VERA, Closed, everything_pressed

ROOT = Path(__file__).parent.parent.parent
closed = others.closed
Calls = dict[str, list[tuple[tuple[Any, ...], Any]]]  # arguments and answer of each, by function

# For a mailbox that the engine visits; nothing of it goes to a chat but by what is below.
ENGINE = {
    "batches.commit",
    "erasing.erase",
    "letters.first_import_count",
    "letters.identities",
    "letters.one",
    "letters.read_again",
    "renumbering.all_found",
    "renumbering.begin",
    "renumbering.candidates",
    "renumbering.found_any",
    "renumbering.newest_known",
}
# At the command line: for whoever may read the database itself.
OPERATOR = {"erasing.erase", "letters.newest", "letters.one"}
# By the bot, by each place that does.
READABLE = "the mailbox is one whose letters the person may read (handlers/lists)"
TO_FIND_OUT = "tells which mailbox the letter is of; nothing is shown unless that is one they may read"
COUNT = "a number, of a mailbox they may see"
WRITTEN_FOR = "what was written for this person, when they were entitled"
ERASES = "reads nothing that anybody is told"
SHOWN = {
    "aliases.letters_of_client": {"bot/handlers/aliases.py:_letters_of_client": READABLE},
    "erasing.erase": {"bot/handlers/disconnect.py:_finish": ERASES},
    "letter_lines.kept_out": {"bot/handlers/kept_out.py:listing": READABLE},
    "letter_lines.kept_out_counts": {
        "bot/handlers/boxes.py:screen": COUNT,
        "bot/handlers/kept_out.py:listing": READABLE,
    },
    "letter_lines.quarantined": {"bot/handlers/quarantine.py:_screen": READABLE},
    "letter_lines.quarantined_count": {"bot/handlers/quarantine.py:_screen": READABLE},
    "letter_lines.these": {"bot/handlers/told.py:listing": READABLE},
    "letters.first_import_count": {"bot/progress.py:_screen": COUNT},
    "letters.get": {
        "bot/handlers/lists.py:letter_of": TO_FIND_OUT,
        "bot/handlers/quarantine.py:_outcome": READABLE,
        "bot/handlers/told.py:one": READABLE,
    },
    "outbox.due": {"bot/outgoing.py:due": WRITTEN_FOR},
    "outbox.summaries_due": {"bot/outgoing.py:due": WRITTEN_FOR},
    "summaries.told": {"bot/handlers/told.py:_pressed": WRITTEN_FOR},
}
# Pressed on the stage below; the others are not reached by buttons, or only after an answer of a server.
PRESSED = {
    *("letter_lines.kept_out", "letter_lines.kept_out_counts", "letter_lines.quarantined"),
    *("letter_lines.quarantined_count", "letter_lines.these", "letters.get", "summaries.told"),
}
BY_BUTTON = {
    name
    for name, places in SHOWN.items()
    if any("/handlers/" in place for place in places) and name != "erasing.erase"
}
TYPED = {"aliases.letters_of_client"}  # tests/bot/test_aliases.py


def test_every_function_that_reads_letters_is_in_the_table() -> None:
    assert letter_readers.readers(ROOT / "storage") == ENGINE | OPERATOR | set(SHOWN)


def test_they_are_called_from_nowhere_else() -> None:
    listed = ENGINE | OPERATOR | set(SHOWN)
    assert set(letter_readers.callers(ROOT, "sync_engine", listed)) == ENGINE
    of_bot = letter_readers.callers(ROOT, "bot", listed)
    shell = {
        name: {place for place in places if place.startswith("bot/cli/")} for name, places in of_bot.items()
    }
    assert {name for name, places in shell.items() if places} == OPERATOR
    chat = {name: places - shell[name] for name, places in of_bot.items()}
    assert {name: places for name, places in chat.items() if places} == {
        name: set(places) for name, places in SHOWN.items()
    }


def test_all_that_buttons_reach_is_tried_below() -> None:
    assert PRESSED | TYPED == BY_BUTTON


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("async def f(): return await models.Letter.all()", id="model"),
        pytest.param("async def f(): return await models.Attachment.get(id=1)", id="files"),
        pytest.param("async def f(): return await models.Notice.all().values('letter__subject')", id="join"),
        pytest.param(
            "async def f(): return await models.Notice.all().prefetch_related('letter')", id="along"
        ),
        pytest.param("Q = 'SELECT subject FROM letter'\nasync def f(): return await run(Q)", id="sql"),
        pytest.param("def _q(): return models.Letter.all()\nasync def f(): return await _q()", id="helper"),
        pytest.param("from storage import letters\nasync def f(): return await letters.get(1)", id="other"),
        pytest.param("from storage.letters import get\nasync def f(): return await get(1)", id="by-name"),
    ],
)
def test_however_a_function_reads_letters_it_is_found(tmp_path: Path, source: str) -> None:
    (tmp_path / "letters.py").write_text("async def get(id): return await models.Letter.get(id=id)")
    (tmp_path / "new.py").write_text(f"{source}\nasync def g(): return await models.Person.all()")
    assert letter_readers.readers(tmp_path) == {"letters.get", "new.f"}


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("from storage import letters\nasync def f(): return await letters.get(1)", id="called"),
        pytest.param("from storage import letters as kept\nasync def f(): return await kept.get(1)", id="as"),
        pytest.param("from storage.letters import get\nasync def f(): return await get(1)", id="by-name"),
        pytest.param("from storage import letters\ndef f(): return {'x': letters.get}", id="handed-on"),
    ],
)
def test_however_it_is_called_its_caller_is_found(tmp_path: Path, source: str) -> None:
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "new.py").write_text(source)
    found = letter_readers.callers(tmp_path, "bot", {"letters.get"})
    assert found == {"letters.get": {"bot/new.py:f"}}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """All calls, by function."""
    calls: Calls = {}

    def watched(name: str) -> None:
        module_name, _, function = name.partition(".")
        module = getattr(storage, module_name)
        real = getattr(module, function)

        async def call(*arguments: Any) -> Any:
            answer = await real(*arguments)
            calls.setdefault(name, []).append((arguments, answer))
            return answer

        monkeypatch.setattr(module, function, call)

    for name in PRESSED | TYPED:
        watched(name)
    return calls


async def test_the_buttons_of_its_owner_reach_all_of_them(play: Stage, closed: Closed, read: Calls) -> None:
    """So the tests below would notice."""
    await everything_pressed(play, ANNA)
    assert set(read) == PRESSED


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        pytest.param(BORIS, {"letters.get", "summaries.told"}, id="member"),
        pytest.param(
            VERA, {"letters.get", "summaries.told", "letter_lines.kept_out_counts"}, id="administrator"
        ),
    ],
)
async def test_for_nobody_else_they_are_so_much_as_asked(
    play: Stage, closed: Closed, read: Calls, who: int, allowed: set[str]
) -> None:
    """But for the one that tells whose a letter is, and numbers for an administrator."""
    await people.put(VERA, "admin", "ru", "Вера")
    play.chats.add(Person(id=VERA, first_name="Вера", language_code="ru"))
    said = await everything_pressed(play, who)
    assert set(read) == allowed
    assert closed.word not in said
    person = await people.find(who)
    assert person
    assert read["summaries.told"]
    for (_, person_id), answer in read["summaries.told"]:
        assert (person_id, answer) == (person.id, None)


async def test_what_was_written_for_one_person_is_given_to_no_other(play: Stage, closed: Closed) -> None:
    await models.Notice.all().update(state="waiting", message_id=None, at=None)
    now = datetime.now(UTC) + timedelta(hours=1)  # summaries wait a little
    anna, boris = await people.find(ANNA), await people.find(BORIS)
    assert anna
    assert boris
    assert await outbox.due(now, 10, anna.id)
    assert await outbox.summaries_due(now, anna.id)
    assert await outbox.due(now, 10, boris.id) == []
    assert await outbox.summaries_due(now, boris.id) == []
    assert {job.person.id for job in await outbox.due(now, 10)} == {anna.id}
    assert await outbox.people_due(now) == [anna.id]
