"""Files on the page: sent by the person, and fetched out of a message."""

import base64
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.sandbox import answers, files
from bot.sandbox.chats import Chats

_CAPTION_LIMIT = 1024


def send(chats: Chats) -> Callable[[Request, dict[str, Any]], Awaitable[Response]]:
    async def answer(request: Request, sent: dict[str, Any]) -> Response:
        octets = base64.b64decode(str(sent["octets"]), validate=True)
        caption = str(sent.get("caption") or "").strip()[:_CAPTION_LIMIT]
        try:
            file = files.document(str(sent["name"]), octets)
        except answers.Refused as refused:
            return PlainTextResponse(refused.description, status_code=refused.code)
        message = chats.say(request.path_params["person"], caption, reply_to=sent.get("reply_to"), file=file)
        return JSONResponse({"id": message.id})

    return answer


def fetch(chats: Chats) -> Callable[[Request], Awaitable[Response]]:
    """Pictures are shown, anything else is saved: nothing of a letter runs as a page of ours."""

    async def answer(request: Request) -> Response:
        found = chats.files.find(request.path_params["id"])
        if found is None:
            raise LookupError
        shown = found.kind == "photo"
        way, kind = ("inline", found.mime_type) if shown else ("attachment", "application/octet-stream")
        name = quote(found.name, safe="")
        told = {"Content-Disposition": f"{way}; filename*=UTF-8''{name}"}  # RFC 6266
        return Response(found.octets, media_type=kind, headers=told)

    return answer
