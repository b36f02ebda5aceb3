"""The page's addresses. It draws what these say and sends what people do; it decides nothing.

- `/` and its files: no scripts, styles or pictures from elsewhere (Content-Security-Policy).
- `/page/state`, `/page/chats/<person>`, `/page/letters`: what there is, as JSON.
- `/page/events`: a stream of what changed (server-sent events); the page asks again for what it shows.
- A POST is taken from our own page only (Origin), as JSON.

For browser tests, elements carry these attributes:

    data-person=ID            who to be; data-unread=N beside it while messages wait
    data-language=ru|en       the person's Telegram language
    data-tab=chat|mail        the panes on a narrow screen
    #chat [data-message-id]   a message; data-from=bot|person; data-edited
    data-button=DATA          a button of a message, by callback_data (data-label: its text)
    data-url=ADDRESS          a button that opens an address in a new tab
    data-start=CODE           a link to the bot; pressing it says "/start CODE" as the current person
    data-invite=CODE          a link from another person's chat, offered here
    data-quote=expandable     a long quote; aria-expanded
    data-file=NAME            a document of a message; data-picture=NAME a picture
    #file                     what to send to the bot
    #text, #send, #start      what to say, saying it, the first "Start"; data-insert=TEXT puts text there
    #menu, data-command=NAME  the command menu
    #toast, #alert            the bot's answer to a press
    #client #to #subject #letter #attach #example #send-letter    writing as a client
    #server, data-play=down|up|password     playing trouble with the mail server; data-works=yes|no
    data-letter-id=ID         a letter of that client; data-mine; data-reply answers it
"""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from importlib import resources
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.sandbox import cast, loopback
from bot.sandbox.chats import Chats
from bot.sandbox.clients import Unsendable
from bot.sandbox.demo_mail import DemoMail
from bot.sandbox.page import links, uploads

_FILES = {
    "page.css": "text/css",
    "page.js": "text/javascript",
    "bubble.js": "text/javascript",
    "chat.js": "text/javascript",
    "mail.js": "text/javascript",
    "rich.js": "text/javascript",
    "tools.js": "text/javascript",
    "words.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_HEARTBEAT = 15.0  # seconds between signs of life in the stream
_TEXT_LIMIT = 4096  # a person's message

Answer = Callable[[Request], Awaitable[Response]]


def routes(chats: Chats, mail: DemoMail) -> list[Route]:
    run = secrets.token_hex(4)  # a page that outlived a restart starts over

    async def state(request: Request) -> Response:
        people = [
            {
                "id": person.id,
                "name": person.first_name,
                "role": person.role,
                "language": "ru" if person.language_code.startswith("ru") else "en",
            }
            for person in chats.people.values()
        ]
        clients = [
            {"name": one.name, "address": one.address, "company": one.company, "language": one.language}
            for one in mail.clients.known()
        ]
        return JSONResponse(
            {
                "bot": {"name": chats.bot.first_name, "username": chats.bot.username},
                "people": people,
                "mail": {
                    "addresses": mail.addresses,
                    "password": mail.password,
                    "works": mail.door.is_open,
                },
                "clients": clients,
                "strangers": mail.clients.strangers(),
                "samples": cast.book()["sample"],
            }
        )

    async def chat(request: Request) -> Response:
        person = chats.people[request.path_params["person"]]
        return JSONResponse(
            {
                "messages": [chats.to_api(message) for message in chats.messages(person.id)],
                "commands": chats.menus.seen_by(person),
                "description": chats.texts.seen_by("description", person),
                "started": person.started,
                "invites": links.waiting(chats, person.id),
            }
        )

    async def said(request: Request, sent: dict[str, Any]) -> Response:
        text = str(sent["text"]).strip()[:_TEXT_LIMIT]
        if not text:
            return PlainTextResponse("nothing was said", status_code=400)
        message = chats.say(request.path_params["person"], text, reply_to=sent.get("reply_to"))
        return JSONResponse({"id": message.id})

    async def pressed(request: Request, sent: dict[str, Any]) -> Response:
        query = chats.press(request.path_params["person"], int(sent["message_id"]), str(sent["data"]))
        return JSONResponse({"query": query.id})

    async def speaks(request: Request, sent: dict[str, Any]) -> Response:
        chats.speak(request.path_params["person"], "ru" if sent["language"] == "ru" else "en")
        return JSONResponse({})

    async def letters(request: Request) -> Response:
        address = request.query_params.get("address", "")
        return JSONResponse([letter.to_json() for letter in mail.clients.letters(address)])

    async def written(request: Request, sent: dict[str, Any]) -> Response:
        message_id = await mail.clients.write(
            str(sent["client"]),
            str(sent["to"]),
            str(sent["subject"]),
            str(sent["text"]),
            attach=bool(sent.get("attach")),
            answers=str(sent.get("answers") or ""),
        )
        return JSONResponse({"id": message_id})

    async def played(request: Request, sent: dict[str, Any]) -> Response:
        match sent["play"]:
            case "password":
                mail.change_password()
            case "down" | "up" as way:
                mail.door.set_open(way == "up")
            case _:
                raise ValueError
        chats.news.tell({"kind": "server"})
        return JSONResponse({})

    async def events(request: Request) -> Response:
        return StreamingResponse(_stream(chats, run), media_type="text/event-stream", headers=_HEADERS)

    return [
        Route("/", _file),
        Route("/page/state", _known(state)),
        Route("/page/events", events),
        Route("/page/letters", _known(letters), methods=["GET"]),
        Route("/page/letters", _own(written), methods=["POST"]),
        Route("/page/server", _own(played), methods=["POST"]),
        Route("/page/chats/{person:int}", _known(chat)),
        Route("/page/chats/{person:int}/say", _own(said), methods=["POST"]),
        Route("/page/chats/{person:int}/file", _own(uploads.send(chats)), methods=["POST"]),
        Route("/page/files/{id}", _known(uploads.fetch(chats))),
        Route("/page/chats/{person:int}/press", _own(pressed), methods=["POST"]),
        Route("/page/chats/{person:int}/language", _own(speaks), methods=["POST"]),
        Route("/page/{name}", _file),
    ]


async def _file(request: Request) -> Response:
    name = request.path_params.get("name", "page.html")
    kind = "text/html" if name == "page.html" else _FILES.get(name)
    if kind is None:
        return PlainTextResponse("Not Found", status_code=404)
    content = resources.files("bot.sandbox.page").joinpath(name).read_bytes()
    return Response(content, media_type=kind, headers=_HEADERS)


def _known(answer: Answer) -> Answer:
    """404 for people and messages that are not there, 400 for what makes no sense."""

    async def guarded(request: Request) -> Response:
        try:
            response = await answer(request)
        except LookupError:
            return PlainTextResponse("Not Found", status_code=404)
        except (Unsendable, TypeError, ValueError):
            return PlainTextResponse("Bad Request", status_code=400)
        response.headers.update(_HEADERS)
        return response

    return guarded


def _own(act: Callable[[Request, dict[str, Any]], Awaitable[Response]]) -> Answer:
    """Only for our own page, with a JSON object."""

    async def guarded(request: Request) -> Response:
        if not loopback.own_origin(request):
            return PlainTextResponse("Wrong origin", status_code=403)
        sent = await request.json()
        if not isinstance(sent, dict):
            raise TypeError
        return await act(request, sent)

    return _known(guarded)


async def _stream(chats: Chats, run: str) -> AsyncIterator[str]:
    with chats.news.listen() as queue:
        yield _event({"kind": "hello", "run": run})
        while True:
            event: dict[str, Any] | None = {}
            with suppress(TimeoutError):
                async with asyncio.timeout(_HEARTBEAT):
                    event = await queue.get()
            if event is None:
                return
            yield _event(event) if event else ": here\n\n"


def _event(event: dict[str, Any]) -> str:
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
