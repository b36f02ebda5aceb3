import contextlib
import dataclasses
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot import app
from bot.site import Site
from bot.web import listening, routes, server
from storage.secrets import Keyring, new_key
from tests.bot.conftest import empty_database, spans_not_seconds, stage
from tests.bot.stage import Stage
from tests.web.pages import Pages
from tests.web.service import Service

__all__ = ["empty_database", "spans_not_seconds", "stage"]


@pytest.fixture
async def pages(stage: Stage) -> AsyncIterator[Pages]:
    """The bot runs, its pages are served, and a service there gives consents for its mailboxes."""
    sockets = listening.listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    service = Service(url, stage.connector)
    stage.deps = dataclasses.replace(stage.deps, site=Site(url, Keyring([new_key()]), service))
    application = stage.build()
    ours: list[Route] = [*routes.routes(application, stage.deps), *service.routes()]
    async with contextlib.AsyncExitStack() as stack:
        for sock in sockets:
            stack.callback(sock.close)
        await stack.enter_async_context(app.running(application, stage.deps))
        await stack.enter_async_context(server.served(Starlette(routes=ours), sockets))
        yield await stack.enter_async_context(Pages.of(stage, url, service))
