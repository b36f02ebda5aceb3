"""Deliveries, deletions, new numberings, moods, crashes and lost lines in any order: it always ends complete.

A walk is drawn from its seed, which names the test. Holds always, for the mailbox as we keep it:
- after every turn, however it ended, no letter is stored twice and no mark has passed one in silence;
- after some undisturbed turns the audit proves that every letter of the window is here, what was deleted on
  the server stays here (rule S8), and every new client letter is announced once, an old one never.
"""

import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from storage import batches, letters, orm
from sync_engine.rules import providers
from sync_engine.wire import imap
from tests import soak
from tests.fakes import certificates as certificates_fake
from tests.fakes.imap_server import server as imap_server
from tests.fakes.imap_server.character import Character
from tests.work.connecting import connect_to, kit_for
from tests.work.walk import Fuse, Walk

T = TypeVar("T")

STEPS = soak.rounds(25, 60)


@pytest.fixture
def fuse(monkeypatch: pytest.MonkeyPatch) -> Fuse:
    """Lit by a walk; whatever waits for the network or writes burns it down."""
    made = Fuse()
    in_thread, writing, move_marks = imap.Session._in_thread, orm.writing, batches._move_marks

    async def burning_in_thread(self: imap.Session, task: Callable[[], T]) -> T:
        made.burn()
        return await in_thread(self, task)

    @asynccontextmanager
    async def burning_writing() -> AsyncIterator[Any]:
        async with writing() as connection:
            made.burn()
            yield connection

    async def burning_move(*args: Any) -> None:
        await move_marks(*args)
        made.burn()  # everything of a batch is written, nothing is committed

    monkeypatch.setattr(imap.Session, "_in_thread", burning_in_thread)
    monkeypatch.setattr(orm, "writing", burning_writing)
    monkeypatch.setattr(batches, "_move_marks", burning_move)
    return made


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(soak.rounds(6, 200)))
async def test_whatever_happens_in_whatever_order_it_ends_complete(
    database: str, tmp_path: Path, certificates: certificates_fake.Certificates, fuse: Fuse, seed: int
) -> None:
    chance = random.Random(seed)
    with (
        imap_server.server(certificates.localhost) as server,
        kit_for(server.port, tmp_path, certificates) as plain,
    ):
        walk = Walk(seed, server, server.user("anna@acme.test"), plain, fuse, chance)
        policy = replace(plain.policy, import_letters=12, chunk_letters=4, hole_tries=1_000_000)
        walk.kit = replace(plain, policy=policy, clock=lambda: walk.now, chance=chance.random)
        for _ in range(chance.randint(0, 8)):
            walk.deliver()
        where = providers.Given(host="localhost", port=server.port, security="tls")
        walk.mailbox = await connect_to(walk.kit, walk.box.address, walk.box.password, where)
        walk.connected = True
        for _ in range(STEPS):
            await walk.step()
        server.character = Character()
        while walk.held_back:
            walk.show()
        stored = await letters.newest(walk.mailbox.id, 100_000)
        before: set[tuple[str, str]] = {(each.folder, each.letter.subject) for each in stored}
        for _ in range(8):
            walk.now += timedelta(hours=7)
            await walk.take()
            await walk.check()
        await walk.check_the_end(before)
