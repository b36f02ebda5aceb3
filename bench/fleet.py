"""A whole Postroom with thousands of mailboxes through a rhythm of checks: how fresh they are, what it takes.

`postroom run` (and workers, on PostgreSQL) against one Dovecot and a Bot API server here. All mailboxes are
connected and imported for real; some are watched, the rest is checked by new connections; letters come
steadily. The figures are of the time from when the first mailbox is due again.
"""

import asyncio
import itertools
import statistics
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import psutil

from bench.gauge import Gauge, database_megabytes, megabytes, processor, written
from bench.house import House, Options, house, many_files, say
from bench.joining import Home, join
from bench.row import Row
from bench.traffic import Traffic
from storage import orm, secrets, standing
from storage.records import Server, Standing
from sync_engine.policy import POLICY
from tests.acceptance.program import Running
from tests.acceptance.telegram import telegram
from tests.fakes import ports, postgres

_PEOPLE = 50
_FIRST = 1001  # Telegram id of the first of them
_LOOK = 15.0  # seconds between two looks at how everything stands
_LOOKS_A_MINUTE = 4
_LATE = 60.0  # seconds a check may be behind the promised rhythm
_FIRST_IMPORTS = 3600.0  # seconds they may take at most


@dataclass(slots=True)
class Seen:
    """What the looks at the mailboxes found."""

    ages: list[float] = field(default_factory=list)  # of checks, at each look, of those not watched
    watched: list[int] = field(default_factory=list)  # how many, at each look
    always: set[int] = field(default_factory=set)  # watched at every look
    never: set[int] = field(default_factory=set)
    states: set[str] = field(default_factory=set)

    def look(self, found: Sequence[Standing], now: datetime) -> None:
        watched = {each.id for each in found if each.watching(now)}
        rest = {each.id for each in found} - watched
        self.always = watched & self.always if self.watched else watched
        self.never = rest & self.never if self.watched else rest
        self.watched.append(len(watched))
        self.states |= {each.state for each in found}
        self.ages += [
            (now - (each.last_check or each.connected_at)).total_seconds()
            for each in found
            if each.id not in watched
        ]


@dataclass(frozen=True, slots=True)
class Stage:
    """All that runs; `pages` is where the first process tells its figures."""

    options: Options
    database: str
    processes: list[psutil.Process]
    server: psutil.Process
    pages: int
    traffic: Traffic
    ids: list[int]  # of the mailboxes, in the order of the boxes

    def places(self, ids: set[int]) -> set[int]:
        return {place for place, each in enumerate(self.ids) if each in ids}


def run(options: Options) -> list[Row]:
    many_files()
    with house(sessions_per_process=50) as place, place.room() as folder, ExitStack() as stack:
        stage = _furnish(options, place, folder, stack)
        return asyncio.run(_measured(stage))


def _furnish(options: Options, place: House, folder: Path, stack: ExitStack) -> Stage:
    boxes = place.boxes(options.mailboxes)
    people = range(_FIRST, _FIRST + _PEOPLE)
    api = stack.enter_context(telegram(people))
    port, pages, key = place.server.tls_port, ports.free(), secrets.new_key()
    low, high = options.rhythm
    settings = {
        **api.settings,
        "SECRET_KEYS": key,
        "SYNC_MINUTES": f"{low}-{high}",
        "IDLE": str(options.watched or "off"),
        "HTTP_LISTEN": f"127.0.0.1:{pages}",
    }
    program = place.program(folder, port, **settings)
    (folder / "data").mkdir(mode=0o700)
    database = program.database
    if options.workers:
        database = stack.enter_context(postgres.server()).database()
        program.settings["DATABASE_URL"] = database
    home = Home(Server(host="localhost", port=port, security="tls"), place.issued.ca_file, folder, (key,))
    began = time.monotonic()
    known = [(box.address, box.password) for box in boxes]
    ids = asyncio.run(join(home, database, known, people))
    say(f"fleet: {len(ids)} connected in {time.monotonic() - began:.0f} s")
    running: list[Running] = [stack.enter_context(program.running("run"))]
    for number in range(options.workers):
        own = folder / f"worker{number}"
        own.mkdir()
        running.append(stack.enter_context(place.program(own, port, **program.settings).running("worker")))
    processes = [psutil.Process(each.process.pid) for each in running]
    by_address = {box.address: box for box in boxes}
    traffic = Traffic(list(by_address), lambda address, raw: by_address[address].deliver(raw), api)
    return Stage(options, database, processes, place.server.process, pages, traffic, ids)


async def _measured(stage: Stage) -> list[Row]:
    began, warm_up = time.monotonic(), stage.options.warm_up
    async with orm.open_storage(stage.database):
        async with asyncio.timeout(_FIRST_IMPORTS):
            while any(  # noqa: ASYNC110 - another process imports them
                each.state != "ok" for each in await standing.of_mailboxes()
            ):
                await asyncio.sleep(1)
        imported, spent = time.monotonic() - began, processor(stage.processes)
        say(f"fleet: all imported in {imported:.0f} s, {spent:.0f} s of processor")
        with stage.traffic.flowing(stage.options.letters_a_minute):
            until_due = stage.options.rhythm[0] * 60 - imported
            await asyncio.sleep(max(0.0, until_due) if warm_up is None else warm_up)
            found = await _rhythm(stage)
    each = spent / stage.options.mailboxes * 1000
    first = [_row("first imports, empty: seconds for all", imported), _row("ms of processor each", each)]
    return [replace(row, cells={_column(stage.options): row.cells[""]}) for row in (*first, *found)]


def _column(options: Options) -> str:
    kind = f"PostgreSQL, {1 + options.workers} processes" if options.workers else "SQLite"
    return f"{options.mailboxes:,} mailboxes, {kind}"


def _row(name: str, figure: float | str, *, failed: bool = False) -> Row:
    return Row(name, {"": figure}, failed=failed)


async def _rhythm(stage: Stage) -> list[Row]:
    options, seen = stage.options, Seen()
    ours, theirs = Gauge(stage.processes), Gauge([stage.server])
    before, wrote = _counted(stage.pages), written(stage.processes)
    began = time.monotonic()
    for number in itertools.count():
        seen.look(await standing.of_mailboxes(), datetime.now(UTC))
        ours.look()
        theirs.look()
        stage.traffic.look()
        if number % 4 == 0:
            _tell(seen, ours, theirs, time.monotonic() - began)
        if time.monotonic() - began > options.minutes * 60:
            break
        await asyncio.sleep(_LOOK)
    minutes = (time.monotonic() - began) / 60
    after = _counted(stage.pages)
    checks = after["sign_ins"] - before["sign_ins"]
    worst = max(seen.ages, default=0.0)
    late = worst > options.rhythm[1] * 60 + _LATE
    return [
        _row("minutes measured", minutes),
        _row("watched live, on average", statistics.mean(seen.watched)),
        _row("the others: new connections a minute", checks / minutes),
        _row("their last check, median age in s", _at(seen.ages, 0.5)),
        _row("95 % s", _at(seen.ages, 0.95)),
        _row("worst s", worst, failed=late),
        _row("states met", ", ".join(sorted(seen.states)), failed=seen.states != {"ok"}),
        _row("Postroom, % of a core", statistics.mean(ours.shares) * 100),
        _row("in its busiest minute", ours.busiest(_LOOKS_A_MINUTE) * 100),
        _row("Dovecot, % of a core", statistics.mean(theirs.shares) * 100),
        _row("in its busiest minute ", theirs.busiest(_LOOKS_A_MINUTE) * 100),
        _row("Postroom, MB", megabytes(stage.processes)),
        _row("Dovecot, MB", megabytes([stage.server])),
        _row("database, MB", await database_megabytes(stage.database)),
        _row("written to disk, KB a minute", (written(stage.processes) - wrote) / 1024 / minutes),
        _row(
            "received from the server, KB a minute", (after["received"] - before["received"]) / 1024 / minutes
        ),
        *_told(stage, seen),
    ]


def _told(stage: Stage, seen: Seen) -> Iterator[Row]:
    """Letters that had the time to be told, and whose mailbox was watched all the time or never."""
    end, longest = time.monotonic(), min(stage.options.rhythm[1], POLICY.unwatched_inbox_minutes)
    for whose, ids, patience in (("watched", seen.always, 0.0), ("checked", seen.never, longest * 60)):
        waits = stage.traffic.waits(stage.places(ids), end - patience - _LATE)
        times = [each for each in waits if each is not None]
        yield _row(f"letters to {whose} ones", f"{len(waits)}")
        if waits:
            yield _row(
                f"of these not told, {whose}", f"{len(waits) - len(times)}", failed=len(times) < len(waits)
            )
            yield _row(f"told after, {whose}: median s", _at(times, 0.5))
            yield _row(f"95 % s, {whose}", _at(times, 0.95))
            yield _row(f"worst s, {whose}", max(times, default=0.0))


def _tell(seen: Seen, ours: Gauge, theirs: Gauge, seconds: float) -> None:
    shares = [f"{statistics.mean(each.shares[-_LOOKS_A_MINUTE:] or [0.0]):.0%}" for each in (ours, theirs)]
    say(
        f"fleet: {seconds / 60:.0f} min, {seen.watched[-1]} watched,"
        f" oldest check {max(seen.ages, default=0):.0f} s,"
        f" Postroom {shares[0]}, Dovecot {shares[1]} of a core; {', '.join(sorted(seen.states))}"
    )


def _at(values: list[float], share: float) -> float:
    ordered = sorted(values) or [0.0]
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _counted(port: int) -> dict[str, float]:
    """Counters of one process."""
    wanted = {
        'postroom_imap_sign_ins_total{result="accepted"}': "sign_ins",
        "postroom_imap_received_bytes_total": "received",
    }
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
        lines = answer.read().decode().splitlines()
    split = [line.rpartition(" ") for line in lines if not line.startswith("#")]
    return {wanted[name]: float(value) for name, _, value in split if name in wanted}
