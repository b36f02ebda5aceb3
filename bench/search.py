"""Searching 100,000 letters: how long the first page takes, from the words to the lines as they are shown."""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from tortoise.backends.base import executor

from bench.gauge import database_megabytes
from bench.house import Options, say
from bench.row import Row
from storage import batches, contacts, folders, mailboxes, orm, people, records, search, turns
from storage.records import Contact, Query, Uid
from sync_engine.rules import question
from sync_engine.work import indexing
from tests import corpus, make
from tests.fakes import postgres, require

LETTERS = 100_000
_TEXTS = 5_000  # different ones
_MAILBOXES = 20
_TIMES = 15  # each question is asked
_NOW = datetime(2026, 11, 20, tzinfo=UTC)
_FILE = records.Attachment(name="Счёт.pdf", type="application/pdf", size=9, part="2")
QUESTIONS = (
    *("счёт", "счёт договор", "invoice", "отгрузка склад понедельник", "корректировочный", "нетакогослова"),
    *('"коммерческое предложение"', "from:olga", "договор from:olga", "to:box1 счёт", "since:2026-11-19"),
    *("счёт since:2026-11-19", "has:file", "скидка has:file since:2026-10-25"),
)


def run(options: Options) -> list[Row]:
    """In a SQLite file, and in PostgreSQL where it is installed; each of its own."""
    with tempfile.TemporaryDirectory(prefix="postroom-bench-") as folder:
        rows = asyncio.run(_measured("SQLite", f"sqlite://{Path(folder) / 'postroom.sqlite3'}"))
    if require.find("postgres") is None:
        return [*rows, Row("PostgreSQL: not installed")]
    executor.EXECUTOR_CACHE.clear()  # Tortoise keeps statements by a connection's name, not by its kind
    with postgres.server() as server:
        return rows + asyncio.run(_measured("PostgreSQL", server.database()))


async def _measured(kind: str, url: str) -> list[Row]:
    async with orm.open_storage(url):
        anna = await people.put(1, "member", "ru", "Анна")
        boris = await people.put(2, "member", "ru", "Борис")
        await _fill(anna, boris)
        began = time.perf_counter()
        await indexing.catch_up()
        took = time.perf_counter() - began
        if kind == "PostgreSQL":
            await orm.reading().execute_script("VACUUM ANALYZE")  # as it does by itself
        indexed = {
            "letters a second": LETTERS / took,
            "KB a letter": await database_megabytes(url) * 1024 / LETTERS,
        }
        rows = [Row(f"{LETTERS:,} letters indexed", indexed)]
        for typed in QUESTIONS:
            rows.append(await _asked(typed, anna, typed))
        rows.append(await _asked("счёт, by one who may read a twentieth", boris, "счёт"))
        rows.append(await _timed("contacts, the first page", lambda: contacts.listing(anna.id, 0, 8)))
        rows.append(await _timed("contacts by a name", lambda: contacts.listing(anna.id, 0, 8, "olga")))
        (who,) = await contacts.listing(anna.id, 0, 1)
        rows.append(await _timed("a card", lambda: contacts.card(anna.id, who.id)))
    return [replace(row, name=f"{kind}: {row.name}") for row in rows]


async def _fill(anna: records.Person, boris: records.Person) -> None:
    """Anna has all mailboxes but one, which is Boris's; both of them read nothing of each other's."""
    first = _NOW - timedelta(days=365)
    texts = list(corpus.letters(_TEXTS, seed=1, first=first, last=_NOW))
    step = timedelta(days=365) / LETTERS
    for number in range(_MAILBOXES):
        owner = boris if number == 0 else anna
        address = f"box{number}@acme.test"
        box = await mailboxes.add(make.new_mailbox(address), owner.id)
        job = await turns.begin(box)
        assert job
        inbox, sent = await folders.marks(box)
        mine = range(number, LETTERS, _MAILBOXES)
        for marks, role in ((inbox, "inbox"), (sent, "sent")):
            found = [_letter(at, texts[at % _TEXTS], first + at * step, address) for at in mine]
            wanted = [each for each in found if (each.direction == "in") == (role == "inbox")]
            for start in range(0, len(wanted), 500):
                several = tuple(wanted[start : start + 500])
                await batches.commit(job, records.Batch(folder_id=marks.folder_id, letters=several), _NOW)
        say(f"search: mailbox {number + 1} of {_MAILBOXES}")


def _letter(at: int, text: corpus.CorpusLetter, received: datetime, address: str) -> records.Letter:
    client = Contact(text.client.split("@")[0].replace(".", " ").title(), text.client)
    ours = Contact("Анна Полёвкина", address)
    came = text.role == "inbox"
    return make.letter(
        Uid(at + 1),
        message_id=f"<{at}@bench.test>",
        subject=text.subject,
        text=text.text,
        preview=text.text[:400],
        sender=client if came else ours,
        to=(ours if came else client,),
        received=received,
        direction="in" if came else "out",
        client=came,
        chain=f"{at % 20_000:x}",
        attachments=(_FILE,) if at % 5 == 0 else (),
    )


async def _asked(name: str, viewer: records.Person, typed: str) -> Row:
    read = question.read(typed)
    since = datetime.combine(read.since, datetime.min.time(), tzinfo=UTC) if read.since else None
    query = Query(
        words=read.words,
        senders=read.senders,
        recipients=read.recipients,
        since=since,
        with_file=read.with_file,
    )

    async def ask() -> list[int]:
        ids = await search.found(viewer.id, query)
        await search.page(viewer.id, ids[:8])
        return ids

    return await _timed(name, ask)


async def _timed(name: str, work: Callable[[], Awaitable[object]]) -> Row:
    spans = []
    found: object = None
    for _ in range(_TIMES):
        began = time.perf_counter()
        found = await work()
        spans.append((time.perf_counter() - began) * 1000)
    count = _count(found)
    return Row(name, {"ms, median": median(spans), "ms, worst": max(spans), "found": count})


def _count(found: object) -> str | None:
    if not isinstance(found, list):
        return None
    return f"more than {search.MOST}" if len(found) > search.MOST else str(len(found))
