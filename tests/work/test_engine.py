"""The clock of the engine: whom it takes, whom it leaves alone."""

import asyncio
import logging
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage import links, mailboxes, models, people, secrets, turns
from sync_engine import errors
from sync_engine.policy import POLICY
from sync_engine.wire import tls
from sync_engine.wire.guard import Trusted
from sync_engine.work import engine, turn, visiting
from sync_engine.work.crew import Alone
from sync_engine.work.kit import Kit
from tests import make


class Clock:
    def __init__(self) -> None:
        self.now = make.NOW + timedelta(minutes=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kit(tmp_path: Path, clock: Clock) -> Iterator[Kit]:
    """Without any mail server."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        yield Kit(
            policy=POLICY,
            keyring=secrets.Keyring([secrets.new_key()]),
            context=tls.client_context(),
            trusted=Trusted(),
            pool=pool,
            locks=tmp_path,
            clock=lambda: clock.now,
            chance=lambda: 0.5,
        )


class Syncs:
    """Stands in for the sync: counts, and ends as it is told."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.error: BaseException | None = None

    async def __call__(self, job: Any, kit: Kit, committed: Any, through: Any) -> turn.Report:
        self.seen.append(job.mailbox.id)
        assert self.error
        raise self.error


async def arrive(self: visiting.Visitor, mailbox_id: int) -> None:
    """A visit without a connection."""
    with suppress(errors.MailError):
        await turn.take(mailbox_id, self._kit)


@pytest.fixture
def syncs(monkeypatch: pytest.MonkeyPatch) -> Syncs:
    stand_in = Syncs()
    monkeypatch.setattr(turn, "_sync", stand_in)
    monkeypatch.setattr(visiting.Visitor, "arrive", arrive)
    return stand_in


async def tick(machine: engine.Engine) -> None:
    """One tick and everything it began."""
    await machine._tick()
    assert machine._erasing
    await asyncio.gather(*machine._visits.values(), machine._erasing, return_exceptions=True)
    await asyncio.sleep(0)  # what is called when a task is done


async def test_a_mailbox_whose_end_cannot_be_written_down_is_left_alone_longer_and_longer(
    database: str, kit: Kit, clock: Clock, syncs: Syncs, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make.stored_mailbox()
    syncs.error = errors.ServerUnreachable()

    async def disk_full(*args: Any, **kwargs: Any) -> None:
        raise OSError("database or disk is full")

    monkeypatch.setattr(turns, "fail", disk_full)
    machine = engine.Engine(kit, workers=2)
    for _ in range(900):  # half an hour of ticks
        await tick(machine)
        clock.now += timedelta(seconds=2)
    assert 4 <= len(syncs.seen) <= 8
    syncs.seen.clear()
    monkeypatch.undo()
    monkeypatch.setattr(turn, "_sync", syncs)
    monkeypatch.setattr(visiting.Visitor, "arrive", arrive)
    clock.now += timedelta(minutes=10)
    await tick(machine)
    await tick(machine)
    assert len(syncs.seen) == 1  # its end is in the table again


async def test_a_watch_that_was_lost_while_nothing_could_be_written_is_due(database: Path) -> None:
    kept, lost = [await make.stored_mailbox(f"{name}@acme.test") for name in ("kept", "lost")]
    soon = make.NOW + timedelta(minutes=9)
    await models.Mailbox.all().update(watched_until=soon, next_check=soon)
    assert await Alone(lambda: make.NOW).to_watch(lambda: {kept.id}) == {kept.id, lost.id}
    found = {row.id: (row.watched_until, row.next_check) for row in await models.Mailbox.all()}
    assert found == {kept.id: (soon, soon), lost.id: (None, make.NOW)}


async def test_those_left_alone_keep_nobody_else_from_their_turn(
    database: str, kit: Kit, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    boxes = [await make.stored_mailbox(f"box{number}@acme.test") for number in range(5)]
    for number, box in enumerate(boxes):
        await turns.check_at(box.id, make.NOW + timedelta(seconds=number))
    taken: list[int] = []

    async def dies(self: visiting.Visitor, mailbox_id: int) -> None:
        taken.append(mailbox_id)
        raise OSError("database or disk is full")

    monkeypatch.setattr(visiting.Visitor, "arrive", dies)
    machine = engine.Engine(kit, workers=1)
    for _ in range(5):
        await tick(machine)
    assert taken == [box.id for box in boxes]


async def test_links_long_out_of_time_go_by_themselves(database: str, kit: Kit, clock: Clock) -> None:
    person = await people.put(7, "member", "ru")
    machine = engine.Engine(kit, workers=1)
    await tick(machine)
    new = links.NewLink(code="code", purpose="consent", data={}, sealed="sealed")
    await links.replace(person.id, [new], clock.now + POLICY.link_valid)
    clock.now += POLICY.link_valid + timedelta(hours=2)
    await tick(machine)
    assert await links.find("code")  # so that its page can say that it is over
    clock.now += POLICY.link_remembered
    await tick(machine)
    assert await links.find("code") is None


async def test_mailboxes_of_a_removed_person_are_erased_by_themselves_after_their_time(
    database: str, kit: Kit, clock: Clock, syncs: Syncs
) -> None:
    syncs.error = errors.ServerUnreachable()
    box, member = await make.stored_mailbox(), await people.put(7, "member", "ru")
    theirs = await mailboxes.add(make.new_mailbox("boris@acme.test"), member.id)
    machine = engine.Engine(kit, workers=1)
    removed = clock.now
    await people.remove(7, removed, erase=False)
    await tick(machine)
    assert syncs.seen == [box.id]  # theirs is paused
    clock.now = removed + POLICY.erased_after_removal
    await tick(machine)
    assert {each.id for each in await mailboxes.everything()} == {box.id, theirs}
    clock.now += timedelta(seconds=1)
    await tick(machine)
    assert {each.id for each in await mailboxes.everything()} == {box.id}
    assert not await mailboxes.taken("boris@acme.test")


async def test_somebody_who_asks_is_not_made_to_wait(
    database: str, kit: Kit, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = await make.stored_mailbox()
    taken: list[int] = []

    async def dies(self: visiting.Visitor, mailbox_id: int) -> None:
        taken.append(mailbox_id)
        raise OSError("database or disk is full")

    monkeypatch.setattr(visiting.Visitor, "arrive", dies)
    machine = engine.Engine(kit, workers=1)
    await tick(machine)
    await machine.check_now(box.id)
    await asyncio.gather(*machine._tasks)
    await tick(machine)
    assert taken == [box.id, box.id]


async def test_the_words_of_an_unknown_error_are_not_logged(
    database: str, kit: Kit, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await make.stored_mailbox()

    async def dies(self: visiting.Visitor, mailbox_id: int) -> None:
        raise ValueError("petrov@client.test")

    monkeypatch.setattr(visiting.Visitor, "arrive", dies)
    with caplog.at_level(logging.DEBUG):
        await tick(engine.Engine(kit, workers=1))
    assert "ValueError in dies:" in caplog.text
    assert "petrov" not in caplog.text


async def after(error: errors.MailError, mailbox_id: int, kit: Kit, syncs: Syncs) -> timedelta:
    """How long a mailbox is left alone after this."""
    syncs.error = error
    with pytest.raises(type(error)):
        await turn.take(mailbox_id, kit)
    found = await mailboxes.get(mailbox_id)
    assert found
    assert found.next_check
    return found.next_check - kit.clock()


async def test_a_secret_is_tried_once_more_whatever_the_network_did_before(
    database: str, kit: Kit, syncs: Syncs
) -> None:
    box, steady = await make.stored_mailbox(), replace(kit, chance=random.Random(1).random)
    for _ in range(3):
        await after(errors.ServerUnreachable(), box.id, steady, syncs)
    assert await after(errors.SignInRefused(), box.id, steady, syncs) < timedelta(minutes=30)
    assert await after(errors.SignInRefused(), box.id, steady, syncs) > timedelta(hours=1)
