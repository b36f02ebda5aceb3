"""How soon a letter is told: from when a mail server hands it over by SMTP to `sendMessage` on the wire.

The whole program runs, its mailboxes are watched, and letters come one by one, no more than two a minute to a
mailbox, so that none is bundled. Twice: with the IMAP server of the tests, which tells at once, and with
Dovecot, which waits half a second by itself before it tells an idling client of a delivery.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime

from bench.delivery import delivering
from bench.house import House, Options, house, say
from bench.joining import Home, join
from bench.row import Row
from bench.traffic import Traffic
from storage import orm, secrets, standing
from storage.records import Server
from tests.acceptance.telegram import telegram
from tests.fakes.imap_server.characters import HONEST
from tests.fakes.imap_server.server import server as imap_server

LETTERS = 200
BOXES = 40  # each of another person
PAUSE = (0.5, 1.0)  # seconds between two letters
_PATIENCE = 120.0  # seconds for everything to be watched, and for the last letter to be told


def run(options: Options) -> list[Row]:
    with house() as place:
        return [at_once(place), _of_dovecot(place)]


def at_once(place: House) -> Row:
    """By the IMAP server of the tests."""
    with imap_server(place.issued.localhost, HONEST, security="tls") as imap:
        users = [imap.user(f"told{number}@acme.test") for number in range(BOXES)]
        known = [(each.address, each.password) for each in users]
        puts = {each.address: each.deliver for each in users}
        return _measured("an IMAP server that tells at once", place, imap.port, known, puts)


def _of_dovecot(place: House) -> Row:
    boxes = place.boxes(BOXES)
    known = [(each.address, each.password) for each in boxes]
    puts = {each.address: each.deliver for each in boxes}
    return _measured("Dovecot, which waits half a second", place, place.server.tls_port, known, puts)


def _measured(
    name: str,
    place: House,
    port: int,
    boxes: Sequence[tuple[str, str]],
    puts: Mapping[str, Callable[[bytes], object]],
) -> Row:
    people = range(1001, 1001 + len(boxes))
    with place.room() as folder, ExitStack() as stack:
        api, send = stack.enter_context(telegram(people)), stack.enter_context(delivering(puts))
        key = secrets.new_key()
        program = place.program(folder, port, **api.settings, SECRET_KEYS=key)
        (folder / "data").mkdir(mode=0o700)
        database = program.database
        home = Home(Server(host="localhost", port=port, security="tls"), place.issued.ca_file, folder, (key,))
        asyncio.run(join(home, database, boxes, people))
        stack.enter_context(program.running("run"))
        asyncio.run(_watched(database))
        traffic = Traffic([address for address, _ in boxes], send, api)
        for number in range(LETTERS):
            traffic.bring(number % len(boxes))
            time.sleep(random.uniform(*PAUSE))
        end = time.monotonic() + _PATIENCE
        while traffic.look() < LETTERS and time.monotonic() < end:
            time.sleep(0.1)
    times = sorted(each for each in traffic.waits() if each is not None)
    say(f"told: {name}: {len(times)} of {LETTERS}")
    if len(times) < LETTERS:
        return Row(f"{name}: {LETTERS - len(times)} of {LETTERS} LOST", failed=True)
    ms = {
        "median ms": statistics.median(times) * 1000,
        "95 % ms": times[round(len(times) * 0.95) - 1] * 1000,
        "worst ms": times[-1] * 1000,
    }
    return Row(f"{LETTERS} letters by SMTP, {name}", ms)


async def _watched(database: str) -> None:
    async with orm.open_storage(database), asyncio.timeout(_PATIENCE):
        while True:
            now = datetime.now(UTC)
            if all(each.watching(now) for each in await standing.of_mailboxes()):
                return
            await asyncio.sleep(0.2)
