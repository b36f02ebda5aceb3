import contextlib
import dataclasses
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

import pytest
from starlette.applications import Starlette

from bot import app
from bot.site import Site
from bot.web import listening, routes, server
from storage.secrets import Keyring, new_key
from sync_engine.rules.consents import Client
from sync_engine.wire import tls
from sync_engine.work.consent_page import ConsentPage
from sync_engine.work.kit import Kit
from tests.bot.conftest import pushing, spans_not_seconds, stage
from tests.bot.stage import Stage
from tests.fakes import authorization
from tests.fakes.authorization import AuthorizationServer
from tests.fakes.certificates import Certificates
from tests.web.pages import Pages

__all__ = ["pushing", "spans_not_seconds", "stage"]


@pytest.fixture
def consents(certificates: Certificates) -> Iterator[AuthorizationServer]:
    """A service of this test's own that gives consents."""
    with authorization.server(certificates.localhost) as server:
        yield server


def service_page(server: AuthorizationServer, certificates: Certificates) -> ConsentPage:
    """The way to it; it is "yandex" here."""
    service = dataclasses.replace(
        server.service("yandex", providers=("yandex",)),
        name={"ru": "Яндекс", "en": "Yandex"},
    )
    client = Client(service=service, id=server.client_id, secret=server.client_secret)
    kit = SimpleNamespace(context=tls.client_context(certificates.ca_file), clock=lambda: datetime.now(UTC))
    return ConsentPage(client, cast("Kit", kit))


@pytest.fixture
async def pages(
    stage: Stage, consents: AuthorizationServer, certificates: Certificates
) -> AsyncIterator[Pages]:
    """The bot runs, its pages are served, and a service there gives consents for its mailboxes."""
    sockets = listening.listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    stage.connector.page = service_page(consents, certificates)
    stage.deps = dataclasses.replace(stage.deps, site=Site(url, Keyring([new_key()])))
    application = stage.build()
    ours = routes.routes(application, stage.deps)
    async with contextlib.AsyncExitStack() as stack:
        for sock in sockets:
            stack.callback(sock.close)
        await stack.enter_async_context(app.running(application, stage.deps))
        await stack.enter_async_context(server.served(Starlette(routes=ours), sockets))
        yield await stack.enter_async_context(Pages.of(stage, url, consents, certificates))
