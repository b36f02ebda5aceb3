"""Letters after what bad programs, bad lines and bad people do to them: read all the same, and soon."""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from sync_engine.rules import letter
from tests import corpus, letters, soak
from tests.rules.test_letter_monsters import check

LAST = datetime(2026, 11, 20, 12, tzinfo=UTC)
WORST_SECONDS = 0.1  # of processor time for one letter
LARGEST_SEED = 200_000  # octets
SEEDS = (
    *(made.raw for made in corpus.letters(60, seed=11, first=LAST - timedelta(days=29), last=LAST)),
    *(letters.read(name) for name in letters.NAMES + letters.COLLECTED),
)
FRAGMENTS = (
    *(b"\r\n", b"\n\n", b"--", b"=?utf-8?b?", b"?=", b'"', b"<", b">", b";", b"=", b"\r", b":", b"charset="),
    *(b"\0", b"\0" * 50, b"\xff\xd0", bytes(range(128, 256)), b"\xed\xa0\x80", b"\x1b$B", b"+2AA-"),
    *(b"Content-Type: multipart/mixed; boundary=x\r\n", b"\n--x\n", b"<div>", b">" * 50, b"-- \r\n"),
)
FIELDS = (b"To", b"From", b"Subject", b"References", b"Content-Type", b"Date", b"Message-ID", b"List-Id")

Mutation = Callable[[bytearray, int, random.Random], None]


def flip(octets: bytearray, place: int, rng: random.Random) -> None:
    octets[place] ^= 1 << rng.randrange(8)


def cut(octets: bytearray, place: int, rng: random.Random) -> None:
    if rng.random() < 0.2:
        del octets[place:]


def leave_out(octets: bytearray, place: int, rng: random.Random) -> None:
    del octets[place : place + rng.choice((1, 5, 50, 500))]


def double(octets: bytearray, place: int, rng: random.Random) -> None:
    octets[place:place] = octets[place : place + rng.choice((3, 30, 300))] * rng.choice((1, 3, 100))


def insert(octets: bytearray, place: int, rng: random.Random) -> None:
    octets[place:place] = rng.choice((rng.choice(FRAGMENTS), rng.randbytes(20)))


def insert_from_another(octets: bytearray, place: int, rng: random.Random) -> None:
    other = rng.choice(SEEDS)
    start = rng.randrange(len(other))
    octets[place:place] = other[start : start + 300]


def swap_lines(octets: bytearray, place: int, rng: random.Random) -> None:
    lines = octets[place : place + 2000].split(b"\n")
    rng.shuffle(lines)
    octets[place : place + 2000] = b"\n".join(lines)


def remove_a_delimiter(octets: bytearray, place: int, rng: random.Random) -> None:
    start = octets.find(b"\n--", place)
    if start >= 0:
        end = octets.find(b"\n", start + 1)
        del octets[start : end if end >= 0 else len(octets)]


def grow_a_header(octets: bytearray, place: int, rng: random.Random) -> None:
    if rng.random() < 0.1:
        end = octets.find(b"\n", place)
        unit = rng.choice(FRAGMENTS) + rng.choice((b"", b" ", b"\r\n ", b"a@b, "))
        octets[end + 1 : end + 1] = rng.choice(FIELDS) + b": " + unit * (100_000 // len(unit)) + b"\r\n"


MUTATIONS: tuple[Mutation, ...] = (
    *(flip, cut, leave_out, double, insert, insert_from_another),
    *(swap_lines, remove_a_delimiter, grow_a_header),
)


def mutated(rng: random.Random) -> bytes:
    octets = bytearray(rng.choice(SEEDS)[:LARGEST_SEED])
    for _ in range(rng.choice((1, 2, 4, 16, 64))):
        if not octets:
            break
        # half of it in the headers, where it does most harm
        place = rng.randrange(min(len(octets), 2000) if rng.random() < 0.5 else len(octets))
        rng.choice(MUTATIONS)(octets, place, rng)
    return bytes(octets)


def seconds(raw: bytes) -> float:
    """Of processor time to read a letter."""
    begun = time.thread_time()
    letter.parse_letter(raw)
    return time.thread_time() - begun


@pytest.mark.soak
def test_mutated_letters_are_read_and_quickly() -> None:
    rng = random.Random(2026)
    slowest, taken = b"", 0.0
    for _ in range(soak.rounds(400, 20_000)):
        raw = mutated(rng)
        begun = time.thread_time()
        try:
            read = letter.parse_letter(raw)
        except letter.Unreadable:
            assert not raw.strip()
            continue
        lasted = time.thread_time() - begun
        if lasted > taken:
            slowest, taken = raw, lasted
        check(read)
    if soak.full():  # once more, for the machine may have been slow and not the letter
        assert min(taken, *(seconds(slowest) for _ in range(3))) < WORST_SECONDS
