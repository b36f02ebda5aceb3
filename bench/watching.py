"""Many mailboxes in one process: checked cold, watched, checked warm; how soon a letter is told; who waits.

The engine runs in a child (`bench.engine_process`); the mail servers run here or beside it. Dovecot itself
waits half a second before it tells an idling client of a letter that was put into its folder, so the time
from a letter to its notice is measured against the IMAP server of the tests, which tells at once.
"""

import json
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.house import Options, house, many_files, say, settle
from bench.row import Row
from tests.fakes.imap_server.characters import HONEST
from tests.fakes.imap_server.server import server as imap_server

CHECKED = 1000
WATCHED = 2000
TOLD = 1000
BACKLOG = 20_000
OTHERS = 100
PAUSE = 0.05  # seconds between two letters of clients
WORKERS = 32
_LETTER = b"From: petrov@client.test\r\nTo: anna@acme.test\r\nSubject: %f\r\n\r\nHello\r\n"


@dataclass(frozen=True, slots=True)
class Child:
    process: subprocess.Popen[str]

    def ask(self, **order: object) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise ChildProcessError("the engine ended")
        found: dict[str, Any] = json.loads(line)
        return found


@contextmanager
def engine(folder: Path, ca: Path, port: int, boxes: Sequence[tuple[str, str]]) -> Iterator[Child]:
    """A child with these mailboxes (address, password) connected."""
    command = [sys.executable, "-m", "bench.engine_process"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            child = Child(process)
            place = {"folder": str(folder), "ca": str(ca), "host": "localhost", "port": port}
            child.ask(**place, boxes=list(boxes), workers=WORKERS)
            yield child
            child.ask(do="end")
        finally:
            process.kill()


def run(options: Options) -> list[Row]:
    many_files()
    rows = [*_cold(options)]
    rows += _watch(options)
    rows += _told(options)
    rows += _fair(options)
    return rows


def _cold(options: Options) -> list[Row]:
    with house(sessions_per_process=50) as place, place.room() as folder:
        boxes = [(box.address, box.password) for box in place.boxes(CHECKED)]
        with engine(folder, place.issued.ca_file, place.server.tls_port, boxes) as child:
            found = []
            for _ in range(options.runs):
                settle()
                found.append(child.ask(do="cold", workers=WORKERS))
                say(f"cold: {found[-1]}")
    seconds = statistics.median(one["seconds"] for one in found)
    each = statistics.median(one["processor"] for one in found) / CHECKED * 1000
    name = f"{CHECKED} mailboxes checked cold"
    return [Row(name, {"seconds": seconds, "ms of processor each": each})]


def _watch(options: Options) -> list[Row]:
    with house(sessions_per_process=50) as place, place.room() as folder:
        boxes = [(box.address, box.password) for box in place.boxes(WATCHED)]
        with engine(folder, place.issued.ca_file, place.server.tls_port, boxes) as child:
            watched = child.ask(do="watch", workers=WORKERS)
            say(f"watched: {watched}")
            warm = [child.ask(do="warm")["processor_each"] * 1000 for _ in range(options.runs)]
            say(f"warm: {warm} ms")
            share = child.ask(do="quiet", seconds=options.quiet_seconds)["share"] * 100
            say(f"quiet: {share} %")
    return [
        Row(
            f"{WATCHED} mailboxes watched, quiet for {options.quiet_seconds:.0f} s",
            {"KB each": watched["kilobytes_each"], "% of a core": share},
        ),
        Row("a check without news, warm", {"ms of processor each": statistics.median(warm)}),
    ]


def _told(options: Options) -> list[Row]:
    """Deliveries one after another, as clients write."""
    rows = []
    with (
        house() as place,
        place.room() as folder,
        imap_server(place.issued.localhost, HONEST, security="tls") as imap,
    ):
        users = [imap.user(f"told{number}@acme.test") for number in range(TOLD)]
        boxes = [(user.address, user.password) for user in users]
        with engine(folder, place.issued.ca_file, imap.port, boxes) as child:
            child.ask(do="watch", workers=WORKERS)

            def deliver() -> None:
                for user in random.Random(1).sample(users, len(users)):
                    user.deliver(_LETTER % time.time())
                    time.sleep(PAUSE)

            sender = threading.Thread(target=deliver)
            sender.start()
            seconds = child.ask(do="notices", count=TOLD)["seconds"]
            sender.join()
    assert len(seconds) == TOLD, f"only {len(seconds)} of {TOLD} letters were told"
    say(f"told: median {statistics.median(seconds)}, worst {max(seconds)}")
    rows.append(
        Row(
            f"a letter told, {TOLD} watched",
            {
                "median ms": statistics.median(seconds) * 1000,
                "99th percentile ms": seconds[round(len(seconds) * 0.99) - 1] * 1000,
            },
        )
    )
    return rows


def _fair(options: Options) -> list[Row]:
    with house(sessions_per_process=50) as place, place.room() as folder:
        heavy, *others = place.boxes(1 + OTHERS)
        boxes = [(box.address, box.password) for box in (heavy, *others)]
        with engine(folder, place.issued.ca_file, place.server.tls_port, boxes) as child:
            for number in range(BACKLOG):
                heavy.deliver(_LETTER % (1e9 + number))
            child.ask(do="start", workers=WORKERS)
            time.sleep(2)  # the backlog is on its way, the others are watched
            for box in others:
                box.deliver(_LETTER % time.time())
            found = child.ask(do="notices", count=BACKLOG + OTHERS)["seconds"]
    waited = [seconds for seconds in found if seconds < 1e6]
    assert len(waited) == OTHERS, f"only {len(waited)} of {OTHERS} letters were told"
    say(f"fair: worst {max(waited)}")
    return [
        Row(
            f"a letter each to {OTHERS} others beside a backlog of {BACKLOG}",
            {"median ms": statistics.median(waited) * 1000, "worst ms": max(waited) * 1000},
        )
    ]
