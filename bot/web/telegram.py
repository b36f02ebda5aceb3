"""/telegram/<secret>: where Telegram brings updates, in webhook mode (Bot API, "setWebhook")."""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from telegram import Update

from bot.context import App
from bot.door import Door
from bot.intake import Intake
from sync_engine.work import traces

log = logging.getLogger(__name__)

_LARGEST = 1024 * 1024  # octets of an update; the longest message is a hundredth of it
_HEADER = "x-telegram-bot-api-secret-token"


def answer(application: App, door: Door) -> Callable[[Request], Awaitable[Response]]:
    """200 says that an update is handled for good; after anything else Telegram brings it again."""
    intake = Intake(application)

    async def brought(request: Request) -> Response:
        return Response(status_code=await _status(request))

    async def _status(request: Request) -> int:
        if not _same(request.path_params["secret"], door.path):
            return 404
        if not _same(request.headers.get(_HEADER, ""), door.secret):
            return 403
        body = await _body(request)
        if body is None:
            return 413
        try:
            told = json.loads(body)
        except ValueError:
            return 400
        if not isinstance(told, dict) or not isinstance(told.get("update_id"), int):
            return 400
        try:
            update = Update.de_json(told, application.bot)
        except Exception as error:  # noqa: BLE001 - of a newer Bot API than the library's; it would come for ever
            log.error("an update cannot be read: %s", traces.where(error))  # noqa: TRY400
            return 200
        return 200 if await intake.take(update) else 503

    return brought


def _same(given: str, ours: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), ours.encode())


async def _body(request: Request) -> bytes | None:
    """None where it is too large."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST:
            return None
    return body
