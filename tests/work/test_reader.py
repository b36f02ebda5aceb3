"""Letters are read the same in a thread and in a process of their own, and none is lost with that process."""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from storage.records import Uid
from sync_engine.rules import reading
from sync_engine.work import reader
from sync_engine.work.kit import Kit
from tests import corpus
from tests.fakes import certificates as certificates_fake
from tests.work.connecting import kit_for

DESK = reading.Desk(role="inbox", own=frozenset({"anna@acme.test"}), team=frozenset({"@acme.test"}))
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LETTERS = {
    Uid(number): letter.raw
    for number, letter in enumerate(corpus.letters(60, seed=7, first=NOW - timedelta(days=3), last=NOW), 1)
}
KILLER = b"Subject: killer\r\n\r\n"
# A reader that ends at a certain letter, as one in native code might.
MORTAL = f"""
import os, socket
from sync_engine.rules import reading
from sync_engine.work import reader_process
sound = reading.read_all
def read_all(desk, raw):
    raw = dict(raw)
    return os._exit(7) if {KILLER!r} in raw.values() else sound(desk, raw.items())
reading.read_all = read_all
reader_process.serve(socket.socket(fileno=0))
"""


@pytest.fixture
def kit(tmp_path: Path, certificates: certificates_fake.Certificates) -> Iterator[Kit]:
    with kit_for(0, tmp_path, certificates) as made:
        yield made


@pytest.fixture
def played_by(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Another command is started where a reader would be."""
    return lambda *command: monkeypatch.setattr(reader, "_COMMAND", command)


def readers() -> list[psutil.Process]:
    """The tests' mail servers are children of this process, too."""
    return [each for each in psutil.Process().children() if each.cmdline()[:1] == [sys.executable]]


async def test_a_process_reads_what_a_thread_reads(kit: Kit) -> None:
    async with reader.opened(kit, len(LETTERS), alone=False) as by:
        assert readers() == []
        near = await by.read(DESK, LETTERS)
    async with reader.opened(kit, len(LETTERS), alone=True) as by:
        assert len(readers()) == 1
        far = await by.read(DESK, LETTERS)
    assert near == far
    assert [uid for uid, one in near.items() if isinstance(one, str)] == []
    assert readers() == []


async def test_many_letters_are_worth_a_process_and_few_are_not(kit: Kit) -> None:
    async with reader.opened(kit, 20_000, alone=False), reader.opened(kit, 3, alone=False):
        assert len(readers()) == 1


async def test_only_so_many_processes_read_at_a_time(kit: Kit) -> None:
    many = 20_000
    async with (
        reader.opened(kit, many, alone=False),
        reader.opened(kit, many, alone=False),
        reader.opened(kit, many, alone=False) as third,
    ):
        assert len(readers()) == 2
        assert await third.read(DESK, LETTERS) == reading.read_all(DESK, LETTERS.items())


async def test_a_letter_that_brings_the_reader_down_costs_no_other(
    kit: Kit, played_by: Callable[..., None]
) -> None:
    played_by(sys.executable, "-c", MORTAL)
    raw = {**LETTERS, Uid(1000): KILLER, Uid(1001): LETTERS[Uid(1)]}
    async with reader.opened(kit, len(raw), alone=True) as by:
        read = await by.read(DESK, raw)
    assert read.pop(Uid(1000)) == "reader_died"
    assert read == reading.read_all(DESK, [(uid, raw[uid]) for uid in read])
    assert readers() == []


async def test_a_reader_that_somebody_kills_is_replaced(kit: Kit) -> None:
    async with reader.opened(kit, len(LETTERS), alone=True) as by:
        (process,) = readers()
        process.kill()
        assert await by.read(DESK, LETTERS) == reading.read_all(DESK, LETTERS.items())


@pytest.mark.parametrize("command", [("/nowhere/python",), (sys.executable, "-c", "raise SystemExit(3)")])
async def test_where_no_process_can_be_had_threads_read(
    kit: Kit, played_by: Callable[..., None], command: tuple[str, ...]
) -> None:
    played_by(*command)
    async with reader.opened(kit, len(LETTERS), alone=True) as by:
        assert await by.read(DESK, {Uid(1): LETTERS[Uid(1)]}) == reading.read_all(
            DESK, [(Uid(1), LETTERS[Uid(1)])]
        )
        assert await by.read(DESK, LETTERS) == reading.read_all(DESK, LETTERS.items())


async def test_strangers_letters_are_read_where_no_secret_is(
    kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTROOM_SECRET_KEYS", "made up")
    async with reader.opened(kit, 1, alone=True) as by:
        await by.read(DESK, LETTERS)
        (process,) = readers()
        assert [name for name in process.environ() if name.startswith("POSTROOM_")] == []


async def test_a_reader_ends_with_the_engine(kit: Kit) -> None:
    """However it ends: what holds the reader is the socket."""
    process = reader._Process()
    process._link.close()
    assert process._process.wait(timeout=10) == 0
    process.close()
