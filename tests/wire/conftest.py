from collections.abc import AsyncIterator

import pytest

from tests.fakes import dns_server


@pytest.fixture
async def dns_of_ours() -> AsyncIterator[dns_server.DnsServer]:
    async with dns_server.server() as server:
        yield server
