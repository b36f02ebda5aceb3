"""The families of /metrics: names, units, and where each figure comes from.

The library only writes them down: counts are kept by `sync_engine.meter`, the rest is asked of the database
when somebody looks.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import get_args

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)

from bot import bundling
from bot.version import VERSION
from bot.web.observed import Observed
from storage import standing, workers
from storage.records import LetterStatus, LetterTotals, Standing, State, Waiting
from sync_engine.meter import Histogram, Meter
from sync_engine.rules import freshness


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How all mailboxes stood at `now`."""

    mailboxes: list[Standing]
    letters: LetterTotals
    notices: Waiting
    answers: Waiting
    workers: int
    now: datetime


async def account(now: datetime, timezone: tzinfo) -> Account:
    mailboxes, letters = await standing.of_mailboxes(), await standing.of_letters()
    notices, answers = await bundling.still_waiting(now, timezone), await standing.of_answers(now)
    return Account(
        mailboxes=mailboxes,
        letters=letters,
        notices=notices,
        answers=answers,
        workers=await workers.at_work(),
        now=now,
    )


def registry(process: Observed, found: Account | None) -> CollectorRegistry:
    """For one answer; `found` None: the database did not answer, and that is told, too."""
    metrics = [*_process(process), *_counted(process.meter)]
    metrics.append(_gauge("database_up", "Whether the database answered.", float(found is not None)))
    if found is not None:
        metrics += _account(found)
    made = CollectorRegistry()
    ProcessCollector(registry=made)
    made.register(_Once(metrics))
    return made


class _Once:
    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        yield from self._metrics


def _process(process: Observed) -> Iterator[Metric]:
    yield InfoMetricFamily("postroom_build", "What runs.", {"version": VERSION})
    if (last := process.engine.heartbeat) is not None:
        age = asyncio.get_running_loop().time() - last
        yield _gauge("heartbeat_age_seconds", "Since the engine last looked for work.", age)
    if (up := process.meter.telegram_up) is not None:
        yield _gauge("telegram_up", "Whether Telegram answers.", float(up))


def _counted(meter: Meter) -> Iterator[Metric]:
    """Since this process began."""
    yield _counter("syncs", "Syncs that came to their end.", meter.syncs)
    yield _by("sync_errors", "Visits that broke off, by diagnosis.", "code", meter.errors)
    signed_in = ("accepted", "refused", "failed")
    yield _by("imap_sign_ins", "Sign-ins to mail servers.", "result", meter.sign_ins, signed_in)
    yield _counter("imap_received_bytes", "From mail servers, after TLS.", meter.received)
    yield _counter("imap_round_trips", "Groups of commands answered.", meter.round_trips)
    statuses = get_args(LetterStatus)
    yield _by("letters", "Letters taken from mail servers.", "status", meter.letters, statuses)
    yield _counter("notices", "Notices written.", meter.notices)
    told = ("sent", "refused", "postponed")
    yield _by("telegram_messages", "Attempts to tell somebody.", "result", meter.messages, told)
    sent = ("sent", "refused", "unknown", "postponed")
    yield _by("smtp_letters", "Attempts to send a letter.", "result", meter.answers, sent)
    yield _histogram("letter_stored_seconds", "Arrival of a new letter until stored.", meter.until_stored)
    yield _histogram("letter_told_seconds", "Arrival of a new letter until told.", meter.until_told)


def _account(found: Account) -> Iterator[Metric]:
    states = Counter[str](each.state for each in found.mailboxes)
    of_state = GaugeMetricFamily("postroom_mailboxes", "Connected mailboxes.", labels=["state"])
    for state in get_args(State):
        of_state.add_metric([state], states[state])
    yield of_state
    watched = sum(each.watching(found.now) for each in found.mailboxes)
    yield _gauge("mailboxes_watched", "Mailboxes whose server tells of news at once.", watched)
    fresh = freshness.of(found.mailboxes, found.now)
    ages = GaugeMetricFamily(
        "postroom_freshness_seconds", "Since the server last told how Inbox stands.", labels=["quantile"]
    )
    for quantile, age in (("0.5", fresh.p50), ("0.95", fresh.p95), ("1", fresh.max)):
        if age is not None:
            ages.add_metric([quantile], age)
    yield ages
    letters = found.letters
    kept = GaugeMetricFamily("postroom_window_letters", "Letters of all windows.", labels=["status"])
    for status in ("stored", "quarantined", "waiting"):
        kept.add_metric([status], getattr(letters, status))
    yield kept
    yield _gauge("holes", "Letters that are still to be fetched once more.", letters.holes)
    yield _gauge(
        "notices_waiting", "Notices not sent yet, but for people in their quiet hours.", found.notices.count
    )
    yield _gauge(
        "notices_oldest_seconds", "For how long the oldest has waited for Telegram.", found.notices.oldest
    )
    yield _gauge("answers_waiting", "Letters of ours not sent yet.", found.answers.count)
    yield _gauge("answers_oldest_seconds", "Since the oldest was written.", found.answers.oldest)
    yield _gauge("workers", "Processes that share the work.", found.workers)


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(f"postroom_{name}", says, value=value)


def _counter(name: str, says: str, value: int) -> Metric:
    return CounterMetricFamily(f"postroom_{name}", says, value=value)


def _by(name: str, says: str, label: str, counts: Counter[str], always: tuple[str, ...] = ()) -> Metric:
    """`always`: what is shown while it is 0, so that the first one is seen as a rise."""
    family = CounterMetricFamily(f"postroom_{name}", says, labels=[label])
    for word in sorted({*always, *counts}):
        family.add_metric([word], counts[word])
    return family


def _histogram(name: str, says: str, of: Histogram) -> Metric:
    return HistogramMetricFamily(f"postroom_{name}", says, buckets=of.cumulative(), sum_value=of.total)
