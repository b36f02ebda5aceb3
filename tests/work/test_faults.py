"""A line that fails once, at any octet and in any way: all is stored once, and no password is called wrong.

To play a failure again: the note under it names its seed, which stands in the range of a block of tests.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import mailboxes
from storage.records import Security
from sync_engine import errors
from tests import soak
from tests.fakes import certificates as certificates_fake
from tests.fakes import line_faults
from tests.work import fault_places, fault_stage, shapes
from tests.work.fault_stage import SILENCE_SECONDS, Clean, Place, clean, go

SLACK_SECONDS = 6.0  # for a busy machine
A_BLOCK = soak.rounds(5, 25)
PHASES = (
    *("import", "rest", "news", "renumbered", "live"),
    *("import", "rest", "news", "renumbered", "renumbered"),
)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    fault_stage.be_impatient(monkeypatch)


def drawn(seed: int, server: str, security: str, usual: Clean) -> line_faults.Fault:
    """More often than by their share among the commands, or in the lines between letters."""
    rng = random.Random(f"{seed} {server} {security}")
    down = 0 if rng.random() < 0.15 else len(usual.down)
    fault = line_faults.drawn(rng, up=len(usual.up), down=down)
    if security == "none" and fault.side == "down" and rng.random() < 0.5:
        return replace(fault, octet=rng.choice(fault_places.spoken(usual.down)))
    return fault


async def one(place: Place, server: str, seed: int, ends: Counter[str]) -> float:
    """One run; its longest turn in seconds."""
    phase = PHASES[seed % len(PHASES)]
    usual = await clean(place, server, phase)
    fault = drawn(seed, server, place.security, usual)
    mailbox = place.empty()
    try:
        error = await go(place, mailbox, phase, fault)
        bare = place.security == "none" and fault.kind == "corrupt"
        stream = place.line.heard(fault.side)
        met = fault.octet < len(stream)
        piece = fault_places.piece_at(stream, fault.octet) if bare and met else None
        ends[f"{fault.kind} {'met' if met else 'not met'}"] += 1
        ends[f"{phase} {'broke off' if error else 'went on'}"] += 1
        if error is not None:
            ends[error.code] += 1
            in_command = piece is not None and fault.side == "up"
            if isinstance(error, errors.SignInRefused):
                assert in_command
                assert piece
                assert b" LOGIN " in piece.octets
            else:
                assert error.temporary or (in_command and isinstance(error, errors.FolderGone)), error.code
            await mailbox.check_is_tried_soon()
        turns = await mailbox.settle()
        ends[f"settled after {turns}"] += 1
        everything = [*shapes.THERE, *shapes.NEW]
        down = piece if fault.side == "down" else None
        await mailbox.check(
            usual.truth,
            altered=fault_places.altered(down, everything) if down else frozenset(),
            odd=fault_places.odd(down, fault.octet, fault.bit, mailbox.numbered().items())
            if down
            else frozenset(),
        )
        assert mailbox.slowest < 2 * SILENCE_SECONDS + SLACK_SECONDS
        await mailboxes.pause(mailbox.mailbox.id, datetime.now(UTC))
    except Exception as failure:
        failure.add_note(f"seed {seed}: {server} {place.security} {phase} {fault}")
        if place.security == "none":
            failure.add_note(repr(place.line.heard(fault.side)[max(fault.octet - 80, 0) : fault.octet + 40]))
        raise
    return mailbox.slowest


@pytest.mark.soak
@pytest.mark.parametrize("security", ["none", "tls"])
@pytest.mark.parametrize("server", ["scripted", "dovecot"])
@pytest.mark.parametrize("first", range(0, soak.rounds(5, 250), A_BLOCK))
async def test_after_one_fault_at_any_octet_everything_is_here_once(
    database: str,
    tmp_path: Path,
    certificates: certificates_fake.Certificates,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
    security: Security,
    server: str,
    first: int,
) -> None:
    running = (
        fault_stage.scripted(security, tmp_path, certificates)
        if server == "scripted"
        else fault_stage.real(security, tmp_path, certificates, request.getfixturevalue("dovecot_server"))
    )
    ends, slowest, failures = Counter[str](), 0.0, list[Exception]()
    with running as place:
        for seed in range(first, first + A_BLOCK):
            try:
                slowest = max(slowest, await one(place, server, seed, ends))
            except Exception as failure:  # noqa: BLE001 - the others are played, too
                failures.append(failure)
    record_property("ends", dict(ends))
    record_property("slowest", round(slowest, 2))
    if failures:
        raise ExceptionGroup("some runs did not end well", failures)
