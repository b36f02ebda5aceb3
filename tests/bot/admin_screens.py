"""The screens of administrators by readable names: the account, its checks, the team, incidents."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, get_args

from bot.views import admin, checks, incident, team
from bot.views.screen import Screen
from bot.voice import Voice
from storage.records import CheckEntry, CheckWord, Incident, IncidentKind
from sync_engine.policy import GIB, MIB
from sync_engine.rules.freshness import Freshness
from tests.bot import make

HOUR = timedelta(hours=1)
OLGA = make.person(2, "admin", "Olga")
DOMAINS = tuple(f"{number}.test" for number in range(150))
BOXES = tuple(make.mailbox(id=number, address=f"{number}@acme.test") for number in range(1, 12))
ACCOUNT = admin.Account(
    by_state={"ok": 38, "auth_failed": 14, "unreachable": 1, "paused": 2, "importing": 1, "moved": 1},
    freshness=Freshness(12.0, 400.0, 9000.0),
    letters=1284,
    queue=3,
    notices=2,
    answers=1,
    free=12 * GIB,
    workers=3,
    version="1.2.3",
)
EMPTY = admin.Account(
    by_state={},
    freshness=Freshness(None, None, None),
    letters=0,
    queue=0,
    notices=0,
    answers=0,
    free=100 * MIB,
    workers=1,
    version="1.2.3",
)
KINDS: tuple[IncidentKind, ...] = get_args(IncidentKind)
TOLD_AFTERWARDS = ("database", "telegram", "clock")


def entry(what: CheckWord, times: int = 1, by: str = "") -> CheckEntry:
    return CheckEntry(
        what=what,
        reason="server_unreachable" if what == "failed" else None,
        letters=37,
        times=times,
        began_at=make.NOW - HOUR * times,
        last_at=make.NOW - HOUR,
        by=by,
    )


ENTRIES = (*(entry(each, by="Olga") for each in get_args(CheckWord)), entry("failed", 7), entry("paused"))


def broken(kind: IncidentKind, count: int = 7, **facts: Any) -> Incident:
    plain: dict[str, Any] = {
        **{"id": 3, "kind": kind, "service": "yandex", "over_at": None, "ever": 14, "of": 40, "version": 1},
        **{"since": make.NOW - HOUR, "number": 400, "mailboxes": tuple(range(count))},
    }
    return Incident(**(plain | facts))


def told(voice: Voice, kind: IncidentKind, count: int = 7, **facts: Any) -> Screen:
    return incident.card(voice, broken(kind, count, **facts), "Yandex", BOXES[:count])


def ended(voice: Voice, kind: IncidentKind, service: str) -> Screen:
    screen = incident.ended(voice, broken(kind, over_at=make.NOW), service)
    assert screen
    return screen


def silent(voice: Voice, working: int, of: int, **facts: Any) -> Screen:
    """A process, or several, of which nobody hears."""
    return told(voice, "worker", 0, number=working, of=of, service="", ever=0, **facts)


SCREENS: dict[str, Callable[[Voice], Screen]] = {
    "admin": lambda voice: admin.account(voice, ACCOUNT),
    "admin-one-state": lambda voice: admin.account(voice, replace(ACCOUNT, by_state={"ok": 1})),
    "admin-empty": lambda voice: admin.account(voice, EMPTY),
    "admin-state": lambda voice: admin.of_state(voice, 2, BOXES[:8], 1, 20),
    "admin-state-none": lambda voice: admin.of_state(voice, 2, (), 0, 0),
    "admin-only": lambda voice: admin.not_yours(voice),
    "chart": lambda voice: admin.chart(voice),
    "chart-none": lambda voice: admin.no_chart(voice),
    "checks": lambda voice: checks.listing(voice, make.mailbox(), OLGA, ENTRIES, 0, 20),
    "checks-none": lambda voice: checks.listing(voice, make.mailbox(last_check=None), OLGA, (), 0, 0),
    "team": lambda voice: team.listing(voice, (OLGA, make.person(3, name="")), OLGA, 0),
    "team-many": lambda voice: team.listing(voice, [make.person(each) for each in range(1, 20)], OLGA, 1),
    "teammate": lambda voice: team.one(voice, make.person(), 2, of_settings=False, last_admin=False),
    "teammate-admin": lambda voice: team.one(voice, OLGA, 0, of_settings=False, last_admin=False),
    "teammate-last": lambda voice: team.one(voice, OLGA, 0, of_settings=False, last_admin=True),
    "teammate-of-settings": lambda voice: team.one(voice, OLGA, 0, of_settings=True, last_admin=False),
    "teammate-gone": lambda voice: team.gone(voice),
    "remove-mate": lambda voice: team.remove(voice, make.person(), 0),
    "remove-mate-one": lambda voice: team.remove(voice, make.person(), 1),
    "remove-mate-many": lambda voice: team.remove(voice, make.person(), 5),
    "invite": lambda voice: team.invite(voice),
    "invited-member": lambda voice: team.invited(voice, "member"),
    "invited-admin": lambda voice: team.invited(voice, "admin"),
    "invitation": lambda voice: team.invitation(voice, "https://t.me/bot?start=code"),
    "admin-live": lambda voice: admin.account(voice, replace(ACCOUNT, freshness=Freshness(0, 0, 0))),
    "domains": lambda voice: team.domains(voice, ("acme.test",), ("acme.example",)),
    "domains-none": lambda voice: team.domains(voice, (), ()),
    "domains-many": lambda voice: team.domains(voice, DOMAINS[:90], DOMAINS[90:], 11),
    "domain-ask": lambda voice: team.ask_domain(voice),
    "domain-public": lambda voice: team.ask_domain(voice, voice("domain-public", domain="gmail.com")),
    **{
        f"incident-{kind}": partial(told, kind=kind)
        for kind in KINDS
        if kind not in (*TOLD_AFTERWARDS, "worker")
    },
    **{f"incident-{kind}-one": partial(told, kind=kind, count=1) for kind in KINDS[:3]},
    **{f"incident-{kind}-over": partial(told, kind=kind, over_at=make.NOW) for kind in KINDS},
    "incident-worker": partial(silent, working=2, of=3),
    "incident-worker-two": partial(silent, working=1, of=3),
    "incident-worker-many": partial(silent, working=21, of=26),
    "incident-worker-over": partial(silent, working=2, of=3, over_at=make.NOW),
    "incident-worker-missed": partial(silent, working=2, of=3, since=make.NOW - 24 * HOUR, over_at=make.NOW),
    "incident-worker-ended": partial(ended, kind="worker", service=""),
    "incident-clock-back-over": partial(told, kind="clock", over_at=make.NOW, number=-3600),
    "incident-ended": partial(ended, kind="auth_failed", service="yandex"),
    "incident-late-ended": partial(ended, kind="late", service=""),
    "incident-disk-ended": partial(ended, kind="disk", service=""),
    "incident-full-ended": partial(ended, kind="full", service=""),
}
DEAD_ENDS = {
    "invitation",
    "incident-ended",
    "incident-late-ended",
    "incident-disk-ended",
    "incident-full-ended",
    "incident-worker-ended",
}
