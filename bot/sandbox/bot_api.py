"""Telegram's Bot API over HTTP, honest enough that python-telegram-bot runs against it unchanged.

`/bot<token>/<method>` by GET or POST, `/file/bot<token>/<path>` for what `getFile` told. Refusals carry
Telegram's codes and words. Every call is written down with its arguments, then ordered trouble is looked
for, then the method is done.
"""

import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.sandbox import answers, methods, params
from bot.sandbox.chats import Chats
from bot.sandbox.params import Params
from bot.sandbox.people import Call


class CutLine(Response):
    """Promises an answer and gives none: the server hangs up, the client sees a broken connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        promise = [(b"content-length", b"1000"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": promise})


def routes(chats: Chats) -> list[Route]:
    async def answer(request: Request) -> Response:
        if not secrets.compare_digest(request.path_params["token"].encode(), chats.token.encode()):
            return _refusal(answers.unauthorized())
        return await _called(chats, request.path_params["method"], await params.read(request))

    async def file(request: Request) -> Response:
        known = secrets.compare_digest(request.path_params["token"].encode(), chats.token.encode())
        path = request.path_params["path"]
        found = chats.files.find(path.rpartition("/")[2]) if known else None
        if found is None or found.path != path:
            return _refusal(answers.not_found())
        return Response(found.octets, media_type="application/octet-stream")

    return [
        Route("/bot{token}/{method}", _refusing(answer), methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", file),
    ]


def _refusing(answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def guarded(request: Request) -> Response:
        try:
            return await answer(request)
        except answers.Refused as refused:
            return _refusal(refused)

    return guarded


def _refusal(refused: answers.Refused) -> JSONResponse:
    return JSONResponse(refused.to_api(), status_code=refused.code)


def _chat_id(arguments: Params) -> int | None:
    try:
        return int(arguments.values.get("chat_id", ""))
    except (TypeError, ValueError):
        return None


async def _called(chats: Chats, name: str, arguments: Params) -> Response:
    call = Call(method=name, params=dict(arguments.values), at=time.monotonic(), chat_id=_chat_id(arguments))
    trouble = chats.faults.take(name, call.chat_id)
    try:
        if trouble == answers.DROPPED:
            call = replace(call, error=trouble)
            return CutLine()
        if isinstance(trouble, answers.Refused):
            raise trouble
        result: Any = await methods.find(name)(chats, arguments)
    except answers.Refused as refused:
        call = replace(call, error=refused.description)
        raise
    finally:
        chats.calls.append(call)
        chats.news.wake()
    if trouble == answers.UNANSWERED:
        return CutLine()
    return JSONResponse({"ok": True, "result": result})
