"""How fast messages may leave."""

from hypothesis import given
from hypothesis import strategies as st

from bot import lanes
from bot.lanes import Lanes


def leave(asked: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """When messages leave that are wanted at these moments: (chat, second)."""
    road = Lanes()
    return [(chat, at + road.take(chat, at)) for chat, at in asked]


def test_a_short_burst_leaves_at_once_and_then_one_a_second() -> None:
    assert [at for _, at in leave([(1, 100.0)] * 6)] == [100, 100, 100, 101, 102, 103]


def test_another_chat_does_not_wait() -> None:
    assert leave([*[(1, 100.0)] * 9, (2, 100.0)])[-1] == (2, 100.0)


def test_a_chat_that_was_quiet_may_burst_again() -> None:
    assert [at for _, at in leave([*[(1, 100.0)] * 4, *[(1, 200.0)] * 3])][-3:] == [200, 200, 200]


@given(st.lists(st.tuples(st.integers(1, 40), st.floats(0, 5)), max_size=200))
def test_telegrams_limits_hold(asked: list[tuple[int, float]]) -> None:
    asked = sorted(asked, key=lambda each: each[1])
    left = leave([(chat, 1000 + at) for chat, at in asked])
    for start in {at for _, at in left}:
        window = [(chat, at) for chat, at in left if start <= at < start + 1]
        assert len(window) <= lanes.TOTAL_RATE + lanes.TOTAL_BURST
        for chat in {chat for chat, _ in window}:
            assert sum(each == chat for each, _ in window) <= lanes.CHAT_BURST + 1
