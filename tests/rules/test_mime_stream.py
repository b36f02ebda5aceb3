"""A letter of any size is read slice by slice, like a whole one, without being held."""

import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest

from sync_engine.rules import letter, mime_stream
from tests import corpus, letters

LAST = datetime(2026, 11, 20, 12, tzinfo=UTC)
CORPUS = tuple(corpus.letters(40, seed=17, first=LAST - timedelta(days=29), last=LAST))
SLICE = 64 * 1024
MIB = 1024 * 1024


@pytest.mark.parametrize("size", [7, 1000, SLICE])
def test_slices_give_the_same_letter_as_the_whole(size: int) -> None:
    for raw in (*(made.raw for made in CORPUS if len(made.raw) < 300_000), *map(letters.read, letters.NAMES)):
        scanner = mime_stream.Scanner()
        for start in range(0, len(raw), size):
            scanner.feed(raw[start : start + size])
        assert scanner.close() == letter.parse_letter(raw)


def test_memory_does_not_grow_with_the_letter() -> None:
    line = b"A" * 76 + b"\r\n"
    slice_ = (line * (SLICE // len(line) + 1))[:SLICE]
    tracemalloc.start()
    try:
        scanner = mime_stream.Scanner(10_000)
        scanner.feed(
            b"Subject: big\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n"
            + b"text " * 20_000
        )
        scanner.feed(
            b"\r\n--b\r\nContent-Type: video/mp4; name=film.mp4\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        )
        for _ in range(20 * MIB // SLICE):
            scanner.feed(slice_)
        scanner.feed(b"\r\n--b--\r\n")
        read = scanner.close()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2 * MIB
    assert len(read.text) == 10_000
    (film,) = read.attachments
    assert (film.name, film.part) == ("film.mp4", "2")
    assert film.size == pytest.approx(20 * MIB * 76 / 78 * 3 / 4, rel=0.001)


def test_a_letter_that_ends_too_early_is_read_as_far_as_it_goes() -> None:
    raw = letters.read("attachments")
    scanner = mime_stream.Scanner()
    scanner.feed(raw[: raw.index(b"application/msword")])
    read = scanner.close()
    assert read.text == "Документы во вложении."
    assert [each.name for each in read.attachments] == ["image.png", "Счёт № 15 final.pdf"]


def test_where_there_is_nothing_there_is_no_letter() -> None:
    with pytest.raises(letter.Unreadable):
        mime_stream.Scanner().close()
