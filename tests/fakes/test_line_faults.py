"""Planned faults meet the octet they name, and a seed plans the same ones again."""

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import line_faults
from tests.fakes.line_faults import Fault
from tests.fakes.line_pump import Pump

FAULTS = st.builds(
    Fault,
    kind=st.sampled_from(["reset", "close", "stall", "corrupt", "late"]),
    octet=st.integers(0, 300),
    bit=st.integers(0, 7),
)


@given(faults=st.lists(FAULTS, max_size=4), cuts=st.sets(st.integers(1, 249), max_size=6))
def test_faults_meet_the_same_octet_however_the_stream_is_cut(faults: list[Fault], cuts: set[int]) -> None:
    octets = bytes(range(250))
    whole, cut = Pump.with_faults(0, 0, faults), Pump.with_faults(0, 0, faults)
    whole.take(octets, None, now=1)
    for start, stop in pairwise([0, *sorted(cuts), 250]):
        cut.take(octets[start:stop], None, now=1)

    def passing(pump: Pump) -> list[object]:
        """Octets one by one, and how it ended; behind an end nothing is of interest."""
        found: list[object] = []
        for piece in pump.waiting:
            if not isinstance(piece.what, bytes):
                return [*found, piece.what]
            found += piece.what
        return found

    assert passing(whole) == passing(cut)


def test_a_seed_draws_the_same_faults_and_many_draw_them_all() -> None:
    rng, again = random.Random(5), random.Random(5)
    drawn = [line_faults.drawn(rng, up=100, down=900) for _ in range(300)]
    assert drawn == [line_faults.drawn(again, up=100, down=900) for _ in range(300)]
    assert {fault.kind for fault in drawn} == set(line_faults.KINDS)
    assert all(fault.octet < (100 if fault.side == "up" else 900) for fault in drawn)
    assert 10 < sum(fault.side == "up" for fault in drawn) < 60


def test_a_late_piece_holds_up_what_comes_behind_it() -> None:
    pump = Pump.with_faults(0.5, 0, [Fault("late", 1, seconds=2.0)])
    for octets in (b"a", b"b", b"c"):
        pump.take(octets, None, now=10)
    assert [piece.due for piece in pump.waiting] == [10.5, 12.5, 12.5]
