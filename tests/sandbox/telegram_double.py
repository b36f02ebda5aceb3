"""Telegram's stand-in for tests: the sandbox's Bot API on a free port, held by its `Chats`."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.types import ASGIApp
from telegram.ext import Application, ApplicationBuilder

from bot.sandbox import bot_api, loopback
from bot.sandbox.chats import Chats
from bot.web import server


@dataclass(frozen=True, slots=True)
class Api:
    """`root` is what goes into POSTROOM_TELEGRAM_API_URL."""

    chats: Chats
    root: str

    def builder(self) -> ApplicationBuilder[Any, Any, Any, Any, Any, Any]:
        """A python-telegram-bot application that speaks to this API."""
        builder = Application.builder().token(self.chats.token).job_queue(None)
        return builder.base_url(f"{self.root}/bot").base_file_url(f"{self.root}/file/bot")


@asynccontextmanager
async def served(chats: Chats, through: Callable[[ASGIApp], ASGIApp] = lambda app: app) -> AsyncIterator[Api]:
    """Serves these chats from the running loop; calls wait, so the caller must not block it.

    `through`: what calls pass on their way in and out.
    """
    sockets = loopback.listen(0)
    app = through(Starlette(routes=list(bot_api.routes(chats))))
    async with server.served(app, sockets, let_go=chats.news.close):
        yield Api(chats, f"http://127.0.0.1:{sockets[0].getsockname()[1]}")
