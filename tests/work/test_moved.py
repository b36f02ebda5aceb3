"""Asking whether a mailbox moved: whom we ask about, and what an answer or none of them means."""

import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from storage import mailboxes, models, records
from storage.records import Mailbox
from sync_engine import errors
from sync_engine.wire import exchangers
from sync_engine.wire.guard import Trusted
from sync_engine.work import builtin, moved
from sync_engine.work.kit import Kit
from tests.bot import make
from tests.fakes import dns_server
from tests.fakes.imap_server.characters import HONEST
from tests.work.follow import Play

BEFORE = ("mx1.beget.com", "mx2.beget.com")
LookUp = Callable[[str], Awaitable[Sequence[str]]]


async def check(kit: Kit, mailbox: Mailbox, before: tuple[str, ...], look_up: LookUp) -> bool:
    asking = replace(kit, builtin=builtin.table(), exchangers=look_up)
    return await moved.has_moved(replace(mailbox, exchangers=before), asking)


class Asked(list[str]):
    """A look-up that remembers what it was asked."""

    def __init__(self, *found: str) -> None:
        super().__init__()
        self.found = found

    async def __call__(self, domain: str) -> tuple[str, ...]:
        self.append(domain)
        return self.found


@pytest.mark.parametrize(
    ("now", "found"),
    [
        pytest.param(("mx.yandex.net",), True, id="another-service"),
        pytest.param(("mx2.beget.com",), False, id="the-same"),
        pytest.param((), False, id="not-known"),
    ],
)
async def test_the_domain_of_the_address_is_looked_up(kit: Kit, now: tuple[str, ...], found: bool) -> None:
    look_up = Asked(*now)
    assert await check(kit, make.mailbox(), BEFORE, look_up) is found
    assert look_up == ["acme.test"]


async def test_without_knowing_where_it_was_nobody_is_asked(kit: Kit) -> None:
    look_up = Asked("mx.yandex.net")
    assert not await check(kit, make.mailbox(), (), look_up)
    assert look_up == []


async def test_an_address_at_a_public_service_does_not_move(kit: Kit) -> None:
    look_up = Asked("mx.yandex.net")
    mailbox = make.mailbox(address="anna@mail.ru")
    assert not await check(kit, mailbox, ("mxs.mail.ru",), look_up)
    assert look_up == []


async def test_a_move_shows_in_the_dns_and_only_there(kit: Kit) -> None:
    async with dns_server.server({"acme.test": ["10 mx1.beget.com.", "20 mx2.beget.com."]}) as server:

        async def look_up(domain: str) -> tuple[str, ...]:
            return await exchangers.of_domain(domain, asking=server.resolver(), patience=0.5)

        before = await look_up("acme.test")
        assert before == BEFORE
        server.records["acme.test"] = ["10 emx.mail.ru."]
        server.moods["acme.test"] = "servfail"
        assert not await check(kit, make.mailbox(), before, look_up)
        del server.moods["acme.test"]
        assert await check(kit, make.mailbox(), before, look_up)


async def test_a_moved_mailbox_is_told_of_once_and_goes_on_while_the_old_server_lets_us_in(
    play: Play,
) -> None:
    look_up = Asked(*BEFORE)
    async with play(HONEST) as mailbox:
        mailbox.fill()
        await mailbox.connect()
        mailbox.kit = replace(mailbox.kit, builtin=builtin.table(), exchangers=look_up)
        await mailbox.settle()
        await mailbox.sync()
        look_up.found = ("mx.yandex.net",)
        mailbox.troubles.clear()
        mailbox.deliver("still-coming")
        with pytest.raises(errors.MailboxMoved):
            await mailbox.sync(after=timedelta(days=1))
        with pytest.raises(errors.MailboxMoved):
            await mailbox.sync()
        found = await mailboxes.get(mailbox.mailbox.id)
        assert found
        assert found.state == "moved"
        assert "still-coming" in {subject for _, _, subject in await mailbox.held()}
        look_up.found = BEFORE
        assert await mailbox.sync()
        alerts = await models.Alert.all().order_by("id")
        assert [each.kind for each in alerts] == ["moved", "works"]


async def test_an_old_server_that_was_switched_off_after_the_move_does_not_hide_it(play: Play) -> None:
    look_up = Asked(*BEFORE)
    async with play(HONEST) as mailbox:
        await mailbox.settle_in()
        mailbox.kit = replace(mailbox.kit, builtin=builtin.table(), exchangers=look_up)
        await mailbox.sync()
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))  # nobody listens there
            port = nobody.getsockname()[1]
            await models.Mailbox.all().update(imap_host="localhost", imap_port=port)
            mailbox.kit = replace(mailbox.kit, trusted=Trusted(frozenset({("localhost", port)})))
            states = []
            for moved_to in (None, None, "mx.yandex.net", "mx.yandex.net"):
                look_up.found = (moved_to,) if moved_to else BEFORE
                assert not await mailbox.sync()
                found = await mailboxes.get(mailbox.mailbox.id)
                states.append(found.state if found else None)
        assert states[1:] == ["unreachable", "moved", "moved"]
        (alert,) = await models.Alert.all()
        assert alert.kind == "moved"


@pytest.mark.parametrize("state", ["ok", "unreachable"])
async def test_a_server_that_wants_fewer_visits_has_not_moved(state: records.State) -> None:
    assert not moved.may_show(make.mailbox(state=state), errors.Throttled())
    assert moved.may_show(make.mailbox(state=state), errors.SignInRefused())


async def test_one_lost_connection_asks_nobody() -> None:
    assert not moved.may_show(make.mailbox(), errors.ServerUnreachable())
    assert moved.may_show(make.mailbox(state="unreachable"), errors.ServerUnreachable())
