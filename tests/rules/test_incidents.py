"""Many mailboxes that break for one reason are one incident, which grows, shrinks, and is over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import alarms
from storage.records import Burial, Incident, Standing, State, Worker
from sync_engine.policy import MIB, POLICY
from sync_engine.rules import incidents
from sync_engine.rules.incidents import Begin, Cause, Change, End
from sync_engine.work import watchman
from tests.make import NOW

MINUTE = timedelta(minutes=1)
PLENTY = 10_000 * MIB


def standing(number: int = 1, service: str = "yandex", **facts: Any) -> Standing:
    plain: dict[str, Any] = {
        **{"id": number, "owner": 1, "service": service, "state": "ok", "told": None, "failures": 0},
        **{"connected_at": NOW - 100 * MINUTE, "last_check": NOW - MINUTE, "next_check": NOW + MINUTE},
        "watched_until": None,
    }
    return Standing(**(plain | facts))


def broken(number: int, service: str = "yandex", told: State = "auth_failed", **facts: Any) -> Standing:
    return standing(number, service, state=told, told=told, failures=3, **facts)


def going(kind: Any = "auth_failed", service: str = "yandex", *ids: int) -> Incident:
    return Incident(
        id=1,
        kind=kind,
        service=service,
        since=NOW,
        over_at=None,
        mailboxes=ids,
        ever=9,
        of=9,
        number=0,
        version=1,
    )


def found(
    *known: Standing, free: int | None = PLENTY, open_: Sequence[Incident] = (), workers: int = 1
) -> tuple[Cause, ...]:
    return incidents.causes(known, open_, free=free, workers=workers, now=NOW, policy=POLICY)


def test_those_that_one_service_refuses_are_one_cause() -> None:
    refused = [broken(number, last_check=NOW - number * MINUTE) for number in range(1, 15)]
    others = [standing(number) for number in range(15, 41)]
    elsewhere = standing(99, "mailru")
    (cause,) = found(*refused, *others, elsewhere)
    assert (cause.kind, cause.service, len(cause.mailboxes), cause.of) == ("auth_failed", "yandex", 14, 40)
    assert cause.since == NOW - 14 * MINUTE


def test_other_services_and_other_troubles_are_other_causes() -> None:
    causes = found(broken(1), broken(2, "mailru"), broken(3, told="unreachable"))
    assert {(each.kind, each.service) for each in causes} == {
        *(("auth_failed", "yandex"), ("auth_failed", "mailru")),
        ("unreachable", "yandex"),
    }


@pytest.mark.parametrize(
    "fine",
    [
        pytest.param(standing(state="unreachable", failures=2), id="its-owner-was-not-told-yet"),
        pytest.param(standing(state="paused", told="auth_failed"), id="paused"),
        pytest.param(
            standing(state="importing", last_check=None, next_check=NOW - 99 * MINUTE), id="importing"
        ),
        pytest.param(standing(last_check=NOW - 13 * MINUTE), id="not-due-yet"),
        pytest.param(
            standing(last_check=NOW - 13 * MINUTE, next_check=NOW - timedelta(seconds=10)), id="just-due"
        ),
        pytest.param(
            standing(last_check=NOW - 5 * MINUTE, next_check=NOW - 2 * MINUTE), id="asked-for-again"
        ),
        pytest.param(
            standing(last_check=NOW - 60 * MINUTE, next_check=NOW - 9 * MINUTE, watched_until=NOW + MINUTE),
            id="watched",
        ),
    ],
)
def test_what_is_no_incident(fine: Standing) -> None:
    assert found(fine) == ()


def test_checks_that_fall_behind_are_told_of_while_the_promise_holds() -> None:
    (cause,) = found(standing(last_check=NOW - 13 * MINUTE, next_check=NOW - 2 * MINUTE))
    assert (cause.kind, cause.service) == ("late", "")


@given(st.integers(0, POLICY.unwatched_inbox_minutes * 60))
def test_however_a_check_was_planned_its_delay_is_told_of_while_the_promise_holds(planned: int) -> None:
    """Planned so many seconds after the last one, never done, and looked at as seldom as it is."""
    last = NOW - timedelta(minutes=POLICY.new_letter_minutes) + timedelta(seconds=watchman.LOOK + alarms.LOOK)
    (cause,) = found(standing(last_check=last, next_check=last + timedelta(seconds=planned)))
    assert cause.kind == "late"


def test_a_disk_that_fills_is_one_incident_until_there_is_clearly_room_again() -> None:
    low = going("disk", "")
    assert [each.kind for each in found(free=POLICY.disk_low - 1)] == ["disk"]
    assert found(free=POLICY.disk_low + 1) == ()
    assert [each.kind for each in found(free=POLICY.disk_low + 1, open_=[low])] == ["disk"]
    assert found(free=POLICY.disk_enough, open_=[low]) == ()
    assert found(free=None) == ()


def test_a_disk_that_is_full_is_another() -> None:
    full = [going("disk", ""), going("full", "")]
    assert [each.kind for each in found(free=POLICY.disk_full)] == ["disk"]
    assert [each.kind for each in found(free=POLICY.disk_full - 1)] == ["disk", "full"]
    assert [each.kind for each in found(free=POLICY.disk_free_again - 1, open_=full)] == ["disk", "full"]
    assert [each.kind for each in found(free=POLICY.disk_free_again, open_=full)] == ["disk"]


def test_one_grows_shrinks_and_is_over() -> None:
    one = going("auth_failed", "yandex", 1)
    assert incidents.steps([one], found(broken(1), broken(2))) == (Change(one, (1, 2), 2),)
    assert incidents.steps([replace(one, mailboxes=(1, 2))], found(broken(2), standing(1))) == (
        Change(replace(one, mailboxes=(1, 2)), (2,), 2),
    )
    assert incidents.steps([one], found(standing(1))) == (End(one),)
    assert incidents.steps([one], found(broken(1))) == ()


# -- properties ------------------------------------------------------------------------------------

STATES: tuple[State, ...] = ("ok", "importing", "paused", "auth_failed", "unreachable", "moved")
TOLD = (None, "auth_failed", "unreachable", "moved")
MOMENTS = st.integers(-40, 40).map(lambda minutes: NOW + minutes * MINUTE)
ACCOUNTS = st.lists(
    st.builds(
        standing,
        number=st.integers(1, 50),
        service=st.sampled_from(("yandex", "mailru", "mail.acme.test")),
        state=st.sampled_from(STATES),
        told=st.sampled_from(TOLD),
        failures=st.integers(0, 3),
        last_check=st.none() | MOMENTS,
        next_check=st.none() | MOMENTS,
        watched_until=st.none() | MOMENTS,
    ),
    unique_by=lambda each: each.id,
)


def applied(open_: Sequence[Incident], steps: Sequence[incidents.Step]) -> list[Incident]:
    """The incidents that go on after these steps."""
    kept = {each.id: each for each in open_}
    for step in steps:
        match step:
            case End(incident):
                del kept[incident.id]
            case Change(incident, ids, _):
                kept[incident.id] = replace(incident, mailboxes=ids)
            case Begin(cause):
                number = max(kept, default=0) + 1
                begun = going(cause.kind, cause.service, *cause.mailboxes)
                kept[number] = replace(begun, id=number)
    return list(kept.values())


@given(ACCOUNTS, ACCOUNTS, st.none() | st.integers(0, 900).map(lambda each: each * MIB))
def test_after_the_steps_there_is_one_incident_a_cause_and_nothing_more_to_do(
    before: list[Standing], now: list[Standing], free: int | None
) -> None:
    open_ = applied([], incidents.steps([], found(*before)))
    causes = found(*now, free=free, open_=open_)
    after = applied(open_, incidents.steps(open_, causes))
    assert sorted((each.kind, each.service) for each in after) == sorted(
        (each.kind, each.service) for each in causes
    )
    assert incidents.steps(after, causes) == ()


@given(ACCOUNTS)
def test_a_mailbox_is_in_one_cause_and_none_that_is_told_of_is_forgotten(known: list[Standing]) -> None:
    causes = found(*known)
    ids = [number for cause in causes for number in cause.mailboxes]
    assert len(ids) == len(set(ids))
    assert {each.id for each in known if each.told and each.state != "paused"} <= set(ids)
    assert all(cause.mailboxes and len(cause.mailboxes) <= cause.of for cause in causes)


# -- processes that share the work -----------------------------------------------------------------

BEGAN = NOW - 100 * MINUTE


def worker(name: str, began: datetime | None = BEGAN, seen: datetime = NOW) -> Worker:
    return Worker(name, began, seen)


SILENT = worker("dead", seen=NOW - MINUTE)


@pytest.mark.parametrize(
    ("gone", "living", "told"),
    [
        pytest.param((SILENT,), (worker("a"), worker("b")), (2, 3), id="one-of-three"),
        pytest.param((SILENT, worker("dead2", seen=NOW)), (worker("a"),), (1, 3), id="two-of-three"),
        pytest.param((SILENT,), (worker("a"), worker("new", NOW)), None, id="another-took-its-place"),
        pytest.param((SILENT,), (worker("new", NOW),), None, id="all-began-anew"),
        pytest.param(
            (SILENT, worker("dead2", seen=NOW)), (worker("new", NOW),), (1, 2), id="only-one-came-back"
        ),
        pytest.param((SILENT,), (worker("a", None),), (1, 2), id="nobody-knows-when-it-began"),
        pytest.param((), (worker("a"),), None, id="nobody-died"),
        pytest.param((SILENT,), (), (0, 1), id="nobody-is-left"),
    ],
)
def test_who_is_missing_after_some_fell_silent(
    gone: tuple[Worker, ...], living: tuple[Worker, ...], told: tuple[int, int] | None
) -> None:
    lost = incidents.lost(Burial(gone=gone, living=living, left=0))
    assert (lost and (lost.kind, lost.number, lost.of, lost.since)) == (
        told and ("worker", *told, NOW - MINUTE)
    )


def missing(working: int = 2, of: int = 3, *, ago: timedelta = MINUTE) -> Incident:
    return replace(going("worker", ""), number=working, of=of, since=NOW - ago)


def decided(one: Incident, workers: int) -> list[type]:
    return [type(each) for each in incidents.steps([one], found(open_=[one], workers=workers))]


@pytest.mark.parametrize(
    ("one", "workers", "step"),
    [
        pytest.param(missing(), 2, [], id="as-it-was"),
        pytest.param(missing(), 1, [Change], id="another-fell-silent"),
        pytest.param(missing(1), 2, [Change], id="one-of-two-is-back"),
        pytest.param(missing(), 3, [End], id="it-is-back"),
        pytest.param(missing(), 4, [End], id="and-more"),
        pytest.param(missing(ago=POLICY.worker_missed - MINUTE), 2, [], id="nearly-a-day"),
        pytest.param(missing(ago=POLICY.worker_missed), 2, [End], id="taken-away-for-good"),
    ],
)
def test_a_lost_process_is_waited_for_until_it_is_back_or_for_a_day(
    one: Incident, workers: int, step: list[type]
) -> None:
    assert decided(one, workers) == step


def test_how_many_are_at_work_is_no_incident_by_itself() -> None:
    """Who was stopped said goodbye."""
    assert found(workers=1) == found(workers=5) == ()
