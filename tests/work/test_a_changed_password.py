"""A password changed on the server: how often it is tried, what the owner hears, how it is mended."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sync_engine.rules import providers
from sync_engine.work.connect import Connector
from sync_engine.work.kit import Kit
from tests import make
from tests.fakes import certificates as certificates_fake
from tests.fakes.imap_server import server as imap_server
from tests.fakes.imap_server.server import ImapServer
from tests.work.connecting import kit_for
from tests.work.day import TICK, begun, check_complete, day

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def server(certificates: certificates_fake.Certificates) -> Iterator[ImapServer]:
    with imap_server.server(certificates.localhost) as running:
        yield running


@pytest.fixture
def kit(tmp_path: Path, certificates: certificates_fake.Certificates, server: ImapServer) -> Iterator[Kit]:
    with kit_for(server.port, tmp_path, certificates) as made:
        yield made


@pytest.mark.parametrize("news", [True, False], ids=["letters-came-meanwhile", "nothing-came-meanwhile"])
@pytest.mark.parametrize("mended_by", ["the-owner", "the-server"])
async def test_a_changed_password_is_tried_twice_then_seldom_and_mended_at_once(
    database: str,
    kit: Kit,
    server: ImapServer,
    monkeypatch: pytest.MonkeyPatch,
    mended_by: str,
    news: bool,
) -> None:
    broken, mended = make.NOW + 3 * HOUR, make.NOW + 17 * HOUR
    async with day(kit, 1, monkeypatch) as today:
        post = await today.connect(server, "anna@acme.test")
        async with begun(today):
            old = post.box.password
            await today.pass_until(broken)
            post.box.password = "another one"
            await today.hang_up(post, post.imap.hang_up)
            await today.pass_until(broken + 2 * HOUR)
            assert (await post.now()).state == "auth_failed"
            assert len(today.refused[post.box.login]) == 2
            (alert,) = await post.alerts()
            assert (alert.kind, alert.reason) == ("auth_failed", "sign_in_refused")
            assert alert.made_at < broken + 30 * MINUTE
            if news:
                today.deliver_at(broken + 3 * HOUR, post)
            await today.pass_until(mended)
            refused = today.refused[post.box.login]
            assert len(refused) == 4
            assert all(later - first >= 6 * HOUR for first, later in itertools.pairwise(refused[1:]))
            if mended_by == "the-owner":
                connector = Connector(today.kit, providers.Table(), providers.Table())
                await connector.replace_password(await post.now(), post.box.password, by=None)
                await today.pass_until(mended + 2 * TICK)
            else:
                post.box.password = old
                await today.pass_until(mended + 6 * HOUR)
            now = await post.now()
            assert (now.state, now.reason, now.failures) == ("ok", None, 0)
            assert [alert.kind for alert in await post.alerts()] == ["auth_failed", "works"]
            assert today.is_watched(post)
            await today.pass_until(today.now + HOUR)
            assert len(await post.alerts()) == 2
            assert len(today.refused[post.box.login]) == 4
        await check_complete(post, today.kit)
