"""Asking whether a mailbox moved: whom we ask about, and what an answer or none of them means."""

import pytest

from sync_engine.wire import exchangers
from sync_engine.work import builtin, moved
from tests.bot import make
from tests.fakes import dns_server

BEFORE = ("mx1.beget.com", "mx2.beget.com")


class Asked(list[str]):
    """A look-up that remembers what it was asked."""

    def __init__(self, *found: str) -> None:
        super().__init__()
        self._found = found

    async def __call__(self, domain: str) -> tuple[str, ...]:
        self.append(domain)
        return self._found


@pytest.mark.parametrize(
    ("now", "found"),
    [
        pytest.param(("mx.yandex.net",), True, id="another-service"),
        pytest.param(("mx2.beget.com",), False, id="the-same"),
        pytest.param((), False, id="not-known"),
    ],
)
async def test_the_domain_of_the_address_is_looked_up(now: tuple[str, ...], found: bool) -> None:
    look_up = Asked(*now)
    assert await moved.check(make.mailbox(), BEFORE, builtin.table(), look_up) is found
    assert look_up == ["acme.test"]


async def test_without_knowing_where_it_was_nobody_is_asked() -> None:
    look_up = Asked("mx.yandex.net")
    assert not await moved.check(make.mailbox(), (), builtin.table(), look_up)
    assert look_up == []


async def test_an_address_at_a_public_service_does_not_move() -> None:
    look_up = Asked("mx.yandex.net")
    mailbox = make.mailbox(address="anna@mail.ru")
    assert not await moved.check(mailbox, ("mxs.mail.ru",), builtin.table(), look_up)
    assert look_up == []


async def test_a_move_shows_in_the_dns_and_only_there() -> None:
    async with dns_server.server({"acme.test": ["10 mx1.beget.com.", "20 mx2.beget.com."]}) as server:

        async def look_up(domain: str) -> tuple[str, ...]:
            return await exchangers.of_domain(domain, asking=server.resolver(), patience=0.5)

        before = await look_up("acme.test")
        assert before == BEFORE
        server.records["acme.test"] = ["10 emx.mail.ru."]
        server.moods["acme.test"] = "servfail"
        assert not await moved.check(make.mailbox(), before, builtin.table(), look_up)
        del server.moods["acme.test"]
        assert await moved.check(make.mailbox(), before, builtin.table(), look_up)
