"""/admin: how the whole account stands, in one message, and its mailboxes by state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.views import home, html, letter, marks, pages, press
from bot.views.screen import Button, Rows, Screen
from bot.voice import Voice
from storage.records import Mailbox, State
from sync_engine.policy import GIB
from sync_engine.rules.freshness import Freshness

STATES: tuple[State, ...] = ("ok", "importing", "auth_failed", "unreachable", "moved", "paused")
_IN_A_ROW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`free`: octets beside the database; `queue`: mailboxes whose check is due;
    `workers`: processes that share the work.
    """

    by_state: Mapping[State, int]
    freshness: Freshness
    letters: int  # in the last hour
    queue: int
    notices: int
    answers: int
    free: int | None
    workers: int
    version: str


def account(voice: Voice, found: Account) -> Screen:
    states = [each for each in STATES if found.by_state.get(each)]
    lines: list[str] = [voice("admin", version=found.version), ""]
    for each in states:
        lines.append(voice(_state_key(each), mark=marks.MARKS[each], count=found.by_state[each]))
    if not states:
        lines.append(voice("admin-no-mailboxes"))
    lines.append("")
    if found.freshness.max == 0:
        lines.append(voice("admin-fresh-live"))
    elif found.freshness.max is not None:
        p50, p95, most = (_span(voice, each) for each in _figures(found.freshness))
        lines.append(voice("admin-fresh", p50=p50, p95=p95, most=most))
    lines.append(voice("admin-letters", count=found.letters))
    lines.append(voice("admin-queue", count=found.queue))
    lines.append(voice("admin-waiting", notices=found.notices, answers=found.answers))
    if found.workers > 1:
        lines.append(voice("admin-workers", count=found.workers))
    if found.free is not None:
        low = found.free < voice.policy.disk_low
        key = "admin-disk-low" if low else "admin-disk"
        lines.append(voice(key, free=_room(voice, found.free)))
    shares = [states[at : at + _IN_A_ROW] for at in range(0, len(states), _IN_A_ROW)]
    rows: Rows = tuple(
        tuple(_to_state(voice, each, found.by_state[each], alone=len(share) == 1) for each in share)
        for share in shares
    )
    chart = Button(voice.label("button-chart"), press.CHART)
    team = Button(voice.label("button-team"), press.to(press.TEAM, 0))
    unknown = Button(voice.label("button-questions"), press.to(press.QUESTIONS, 0))
    refresh = Button(voice.label("button-refresh"), press.ADMIN)
    return Screen("\n".join(lines), (*rows, (chart, team), (unknown,), (refresh, home.home(voice))))


def _to_state(voice: Voice, state: State, count: int, *, alone: bool) -> Button:
    """Its mark and how many; in words where it has a row to itself, and a mark would say nothing there."""
    mark = marks.MARKS[state]
    label = voice.label(_state_key(state), mark=mark, count=count) if alone else f"{mark} {count}"
    return Button(label, press.to_page(press.ADMIN_STATE, STATES.index(state), 0))


def _figures(found: Freshness) -> tuple[float, float, float]:
    return found.p50 or 0, found.p95 or 0, found.max or 0


def _state_key(state: State) -> str:
    return f"admin-state-{state.replace('_', '-')}"


def _span(voice: Voice, seconds: float) -> str:
    """How long, in the largest unit that tells it."""
    if seconds < 60:
        return voice.label("age-seconds", count=round(seconds))
    if seconds < 2 * 60 * 60:
        return voice.label("age-minutes", count=round(seconds / 60))
    return voice.label("age-hours", count=round(seconds / 3600))


def _room(voice: Voice, octets: int) -> str:
    if octets < GIB:
        return letter.size(voice, octets)
    return voice.label("size-gigabytes", count=round(octets / GIB))


def of_state(voice: Voice, place: int, shown: Sequence[Mailbox], page: int, count: int) -> Screen:
    """A page of the `count` mailboxes of one state, the longest unchecked first."""
    state = STATES[place]
    back = (Button(voice.label("button-to-admin"), press.ADMIN),)
    if not shown:
        return Screen(voice("admin-state-none"), (back,))
    lines: list[str] = [f"<b>{voice(_state_key(state), mark=marks.MARKS[state], count=count)}</b>", ""]
    for number, box in pages.numbered(shown, page):
        ago = voice.ago(box.last_check) if box.last_check else voice.label("never-checked")
        lines.append(voice("admin-line", number=number, address=html.one_line(box.address, 40), ago=ago))
    rows = pages.numbers(page, [press.to(press.MAILBOX, box.id) for box in shown])
    rows += pages.turning(page, count, lambda to: press.to_page(press.ADMIN_STATE, place, to))
    return Screen("\n".join(lines), (*rows, back))


def chart(voice: Voice) -> Screen:
    """What stands below the picture."""
    hours = voice.policy.chart_span // timedelta(hours=1)
    back = (Button(voice.label("button-to-admin"), press.ADMIN),)
    return Screen(voice("chart", hours=hours), (back,))


def no_chart(voice: Voice) -> Screen:
    """No sample was taken yet."""
    minutes = voice.policy.sample_every // timedelta(minutes=1)
    back = (Button(voice.label("button-to-admin"), press.ADMIN),)
    return Screen(voice("chart-none", minutes=minutes), (back,))


def not_yours(voice: Voice) -> Screen:
    """A member asked for what is an administrator's."""
    return Screen(voice("admin-only"), ((home.home(voice),),))
