"""Which mailbox is visited next: first due, first served, a quarter of the places kept for other servers."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from sync_engine.work.queue import Queue


def taken(queue: Queue) -> list[int]:
    """Everybody who gets a place now."""
    found = []
    while (mailbox_id := queue.next()) is not None:
        found.append(mailbox_id)
    return found


def test_a_server_that_does_not_answer_leaves_a_quarter_of_the_places_to_others() -> None:
    queue = Queue(8)
    queue.add([(number, "silent.test") for number in range(100)])
    queue.add([(200, "other.test"), (201, "other.test"), (202, "third.test")])
    assert taken(queue) == [0, 1, 2, 3, 4, 5, 200, 201]
    queue.leave(200)
    assert taken(queue) == [202]
    queue.leave(3)
    assert taken(queue) == [6]


def test_the_only_place_there_is_goes_to_any_server() -> None:
    queue = Queue(1)
    queue.add([(1, "one.test"), (2, "one.test")])
    assert taken(queue) == [1]
    queue.leave(1)
    assert taken(queue) == [2]


def test_whoever_waits_or_is_inside_already_does_not_wait_twice() -> None:
    queue = Queue(2)
    queue.add([(1, "one.test"), (2, "one.test"), (1, "one.test")])
    assert len(queue) == 2
    assert taken(queue) == [1]
    queue.add([(1, "one.test"), (2, "one.test")])
    assert len(queue) == 1
    queue.leave(1)
    assert taken(queue) == [2]
    assert len(queue) == 0


HOSTS = ("one.test", "two.test", "three.test")
# A mailbox to add (its host is its number modulo three), or whose turn it is to leave
MOVES = st.lists(st.tuples(st.sampled_from(["add", "next", "leave"]), st.integers(0, 30)), max_size=120)


@given(st.integers(1, 12), MOVES)
def test_nobody_is_inside_twice_nobody_is_lost_and_no_server_takes_everything(
    places: int, moves: list[tuple[str, int]]
) -> None:
    queue = Queue(places)
    waiting: list[int] = []  # in the order they came
    inside: list[int] = []

    def host(number: int) -> str:
        return HOSTS[number % 3]

    for move, number in moves:
        if move == "add":
            queue.add([(number, host(number))])
            if number not in inside and number not in waiting:
                waiting.append(number)
        elif move == "leave" and inside:
            queue.leave(inside.pop(number % len(inside)))
        elif move == "next":
            crowd = Counter(map(host, inside))
            given = queue.next()
            if given is not None:
                # Of those who wait for the same server the first one is next.
                assert given == next(each for each in waiting if host(each) == host(given))
                waiting.remove(given)
                inside.append(given)
            else:
                full = len(inside) >= places
                assert full or all(4 * (crowd[host(each)] + 1) > 3 * places for each in waiting)
        most = max(Counter(map(host, inside)).values(), default=0)
        assert len(inside) <= places
        assert most <= max(1, 0.75 * places)
        assert len(queue) == len(waiting)
