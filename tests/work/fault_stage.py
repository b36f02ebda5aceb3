"""Servers behind a line, and the phases of a mailbox's life in which the line fails once."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from imapclient import SocketTimeout

from storage import mailboxes
from storage.records import Security
from sync_engine import errors
from sync_engine.policy import POLICY
from sync_engine.rules import providers
from sync_engine.wire import counting, idle
from sync_engine.work.engine import Engine
from sync_engine.work.kit import Kit
from tests.fakes import certificates as certificates_fake
from tests.fakes import dovecot, line, line_faults
from tests.fakes.imap_server import server as imap_server
from tests.work import shapes
from tests.work.connecting import connect_to, kit_for
from tests.work.faulty import Facts, Faulty

SILENCE_SECONDS = 0.8  # a line that says nothing for so long is dead
SMALL = replace(
    POLICY,
    import_letters=24,  # so that the first import leaves something for the next check
    whole_letter=shapes.LARGE,
    slice_size=shapes.LARGE // 2,
    chunk_letters=6,
    logins_per_minute=1000,
    idle_renewal=timedelta(seconds=1.5),
)
HARMLESS = line_faults.Fault("late", 0)
NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Clean:
    """A run over a clean line: what both sides wrote, and what is stored of each letter, by its subject."""

    up: bytes
    down: bytes
    truth: dict[str, Facts]


CLEAN: dict[tuple[str, Security, str], Clean] = {}  # by server, security and phase


@dataclass(frozen=True, slots=True)
class Place:
    """A server behind a line; `renumber` numbers the Inbox of a mailbox anew."""

    line: line.Line
    kit: Kit
    security: Security
    empty: Callable[[], Faulty]
    renumber: Callable[[Faulty], None]


@contextmanager
def scripted(security: Security, folder: Path, pair: certificates_fake.Certificates) -> Iterator[Place]:
    with (
        imap_server.server(pair.localhost, security=security) as server,
        line.through(server.port) as through,
        kit_for(through.port, folder, pair) as made,
    ):
        kit = replace(made, policy=SMALL)

        def empty() -> Faulty:
            box = server.user(f"user{next(NUMBERS)}@acme.test")
            return Faulty(box, box.sent, kit)

        yield Place(
            through, kit, security, empty, lambda mailbox: server.boxes[mailbox.box.address].renumber()
        )


@contextmanager
def real(
    security: Security, folder: Path, pair: certificates_fake.Certificates, server: dovecot.Dovecot
) -> Iterator[Place]:
    port = server.tls_port if security == "tls" else server.plain_port
    boxes = {}
    with line.through(port) as through, kit_for(through.port, folder, pair) as made:
        kit = replace(made, policy=SMALL)

        def empty() -> Faulty:
            box = server.user(f"faulty{next(NUMBERS)}@acme.test")
            boxes[box.address] = box
            assert box.sent
            return Faulty(box, box.sent, kit)

        yield Place(through, kit, security, empty, lambda mailbox: boxes[mailbox.box.address].recreate())


def be_impatient(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(counting, "TIMEOUT", SocketTimeout(connect=SILENCE_SECONDS, read=SILENCE_SECONDS))
    patch.setattr(idle, "_ANSWER_SECONDS", SILENCE_SECONDS)


async def connect(place: Place, mailbox: Faulty) -> None:
    where = providers.Given(host="localhost", port=place.line.port, security=place.security)
    box = mailbox.box
    mailbox.mailbox = await connect_to(mailbox.kit, box.address, box.password, where)


async def go(place: Place, mailbox: Faulty, phase: str, fault: line_faults.Fault) -> errors.MailError | None:
    """Up to a phase over a clean line, and then a turn in which the line fails; what that broke off with."""
    mailbox.deliver(shapes.THERE)
    await connect(place, mailbox)
    for _ in range({"import": 0, "rest": 1}.get(phase, 2)):
        assert await mailbox.turn() is None
    if phase == "renumbered":
        place.renumber(mailbox)
    if phase == "live":
        place.line.plan(fault)
        await watch(mailbox)
        return None
    mailbox.deliver(shapes.NEW, new=True)
    place.line.plan(fault)
    return await mailbox.turn()


async def watch(mailbox: Faulty) -> None:
    """The engine follows it live while letters come; it gets over the fault by itself."""
    async with Engine(mailbox.kit, workers=2) as engine:
        await happened(engine)
        for some in (shapes.NEW[:3], shapes.NEW[3:]):
            mailbox.deliver(some, new=True)
            until = time.monotonic() + 20
            while not await mailbox.is_settled():
                assert time.monotonic() < until, "the engine does not get over it"
                if not await happened(engine):
                    mailbox.ahead += timedelta(minutes=2)
                    engine.wake()


async def happened(engine: Engine) -> bool:
    """Whether the engine did something within a moment."""
    engine.progress_changed.clear()
    try:
        async with asyncio.timeout(0.3):
            await engine.progress_changed.wait()
    except TimeoutError:
        return False
    return True


async def clean(place: Place, server: str, phase: str) -> Clean:
    key = server, place.security, phase
    if key not in CLEAN:
        mailbox = place.empty()
        assert await go(place, mailbox, phase, HARMLESS) is None
        up, down = place.line.heard("up"), place.line.heard("down")
        await mailbox.settle()
        truth = {str(facts[0]): facts for facts in (await mailbox.held()).values()}
        await mailbox.check(truth, altered=frozenset(), odd=frozenset())
        CLEAN[key] = Clean(up, down, truth)
        await mailboxes.pause(mailbox.mailbox.id, datetime.now(UTC))
    return CLEAN[key]
