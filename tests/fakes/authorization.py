"""An authorization server of the tests (OAuth 2.0): what a mail service asks its people for a consent with.

It speaks HTTPS as "localhost" (`/authorize`, `/token`, `/who`), and in the clear to mail servers of the
tests, which ask it whether a token is good (`/introspect`, RFC 7662).

Holds always:
- a code is good once, for the address and the verifier it was asked for (RFC 6749 §4.1.3, RFC 7636);
- where `rotates`, a refresh token is good once, and its use a second time is `invalid_grant`;
- a token is known before the client is told of it.
"""

import asyncio
import base64
import hashlib
import html
import itertools
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode

import trustme
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from sync_engine.rules import consents
from tests.fakes import certificates, loop_thread, ports

# How the token endpoint is out of order
Fault = Literal["busy", "broken", "silent", "nonsense", "invalid_client", "endless"]

PAGE = """<!doctype html><meta name="viewport" content="width=device-width"><title>Consent</title>
<form method="post"><input name="account" value="{account}">
<button name="answer" value="allow">Allow</button><button name="answer" value="deny">Deny</button></form>"""


@dataclass(slots=True)
class _Code:
    account: str
    challenge: str
    redirect: str


@dataclass
class AuthorizationServer:
    """Made by `server`. Its fields may be changed while it runs."""

    port: int
    plain_port: int
    client_id: str = field(default_factory=lambda: secrets.token_hex(8))
    client_secret: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    rotates: bool = False
    lifetime: int = 3600  # seconds of an access token
    consent_lasts: int | None = None  # seconds of a consent, told with the tokens
    fault: Fault | None = None  # of the token endpoint
    delay: float = 0.0  # seconds the token endpoint takes, after which it knows the tokens
    asked: Counter[str] = field(default_factory=Counter)  # by endpoint; "refresh" and "exchange" for /token
    answered: threading.Event = field(default_factory=threading.Event)  # tokens were given out
    given: list[str] = field(default_factory=list, repr=False)  # every token there ever was
    doors: tuple[loop_thread.LoopThread, ...] = ()
    _codes: dict[str, _Code] = field(default_factory=dict)
    _access: dict[str, tuple[str, float]] = field(default_factory=dict)  # token -> account, its end
    _refresh: dict[str, str] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    # -- what tests ask and do ---------------------------------------------------------------------

    def service(self, name: str = "google", **changes: Any) -> consents.Service:
        """This server as a row of the table of services."""
        root = f"https://localhost:{self.port}"
        row: dict[str, Any] = {
            "id": name,
            "name": {"ru": "Тест", "en": "Test"},
            "providers": ("test",),
            "authorize": f"{root}/authorize",
            "token": f"{root}/token",
            "who": f"{root}/who",
            "scopes": ("mail", "email"),
        }
        return consents.Service(**{**row, **changes})

    def client(self, name: str = "google", **changes: Any) -> consents.Client:
        return consents.Client(
            service=self.service(name, **changes), id=self.client_id, secret=self.client_secret
        )

    def consent(self, account: str) -> dict[str, Any]:
        """What the token endpoint answers a person's consent with, without a browser."""
        return self._give(account, self._new_refresh(account))

    def knows(self, token: str) -> str | None:
        """The account of an access token that is good now."""
        account, until = self._access.get(token, ("", 0.0))
        return account if until > time.time() else None

    def end_access(self) -> None:
        """Access tokens are good no more; the consents still are."""
        self._access.clear()

    def stop_answering(self) -> None:
        """From here on nobody listens."""
        for door in self.doors:
            door.stop()

    def revoke(self, account: str) -> None:
        """The person takes their consent back."""
        self._refresh = {token: whose for token, whose in self._refresh.items() if whose != account}
        self._access = {token: kept for token, kept in self._access.items() if kept[0] != account}

    # -- endpoints ---------------------------------------------------------------------------------

    async def authorize(self, request: Request) -> Response:
        self.asked["authorize"] += 1
        asked = request.query_params
        wanted = {"response_type": "code", "client_id": self.client_id, "code_challenge_method": "S256"}
        if any(asked.get(name) != value for name, value in wanted.items()) or not asked.get("redirect_uri"):
            return PlainTextResponse("this is no request of a client of ours", 400)
        if request.method == "GET":
            return HTMLResponse(PAGE.format(account=html.escape(asked.get("login_hint", ""), quote=True)))
        form = dict(parse_qsl((await request.body()).decode()))
        told = {"state": asked.get("state", "")}
        if form.get("answer") == "allow":
            code = secrets.token_urlsafe(24)
            self._codes[code] = _Code(form["account"], asked["code_challenge"], asked["redirect_uri"])
            told["code"] = code
        else:
            told["error"] = "access_denied"
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(told)}", 303)

    async def token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        kind = {"refresh_token": "refresh", "authorization_code": "exchange"}.get(form.get("grant_type", ""))
        self.asked[str(kind)] += 1
        if self.fault is not None:
            return await self._out_of_order(self.fault)
        if not self._is_client(request, form):
            return JSONResponse({"error": "invalid_client"}, 401)
        if kind == "exchange":
            code = self._codes.pop(form.get("code", ""), None)
            if code is None or not _proves(form, code):
                return _invalid_grant()
            answer = self.consent(code.account)
        else:
            old = form.get("refresh_token", "")
            account = self._refresh.get(old)
            if account is None:
                return _invalid_grant()
            if self.rotates:
                del self._refresh[old]
            answer = self._give(account, self._new_refresh(account) if self.rotates else None)
        self.answered.set()
        await asyncio.sleep(self.delay)
        return JSONResponse(answer)

    async def who(self, request: Request) -> Response:
        self.asked["who"] += 1
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        account = self.knows(token or request.query_params.get("access_token", ""))
        if account is None or scheme not in ("Bearer", "OAuth", ""):
            return JSONResponse({"error": "invalid_token"}, 401)
        return JSONResponse({"email": account, "default_email": account})

    async def introspect(self, request: Request) -> Response:
        self.asked["introspect"] += 1
        form = dict(parse_qsl((await request.body()).decode()))
        account = self.knows(form.get("token", ""))
        if account is None:
            return JSONResponse({"active": False})
        return JSONResponse({"active": True, "username": account, "scope": "mail", "token_type": "Bearer"})

    async def _out_of_order(self, fault: Fault) -> Response:
        if fault == "busy":
            return JSONResponse({"error": "rate_limited"}, 429, {"Retry-After": "120"})
        if fault == "silent":
            await asyncio.Event().wait()
        if fault == "nonsense":
            return HTMLResponse("<p>Welcome to our hotel</p>")
        if fault == "endless":
            return PlainTextResponse("x" * 1_000_000)
        if fault == "invalid_client":
            return JSONResponse({"error": "invalid_client", "error_description": "who?"}, 401)
        return PlainTextResponse("oops", 503)

    def _is_client(self, request: Request, form: dict[str, str]) -> bool:
        scheme, _, packed = request.headers.get("authorization", "").partition(" ")
        shown = (form.get("client_id", ""), form.get("client_secret", ""))
        if scheme == "Basic":
            name, _, secret = base64.b64decode(packed).decode().partition(":")
            shown = name, secret
        return shown == (self.client_id, self.client_secret)

    def _new_refresh(self, account: str) -> str:
        token = f"refresh-{next(self._numbers)}-{secrets.token_urlsafe(24)}"
        self._refresh[token] = account
        self.given.append(token)
        return token

    def _give(self, account: str, refresh: str | None) -> dict[str, Any]:
        token = f"access-{next(self._numbers)}-{secrets.token_urlsafe(24)}"
        self._access[token] = account, time.time() + self.lifetime
        self.given.append(token)
        answer: dict[str, Any] = {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": self.lifetime,
            "scope": "mail email",
        }
        if refresh is not None:
            answer["refresh_token"] = refresh
        if self.consent_lasts is not None:
            answer["refresh_token_expires_in"] = self.consent_lasts
        return answer


def _proves(form: dict[str, str], code: _Code) -> bool:
    """RFC 7636 §4.6."""
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return challenge == code.challenge and form.get("redirect_uri") == code.redirect


def _invalid_grant() -> Response:
    return JSONResponse({"error": "invalid_grant", "error_description": "Token has been revoked."}, 400)


@contextmanager
def server(certificate: trustme.LeafCert) -> Iterator[AuthorizationServer]:
    """A running server on free loopback ports that shows `certificate`."""
    running = AuthorizationServer(ports.free(), ports.free())
    app = Starlette(
        routes=[
            Route("/authorize", running.authorize, methods=["GET", "POST"]),
            Route("/token", running.token, methods=["POST"]),
            Route("/who", running.who),
            Route("/introspect", running.introspect, methods=["POST"]),
        ]
    )
    running.doors = (
        _door(app, running.port, certificates.server_context(certificate)),
        _door(app, running.plain_port, None),
    )
    try:
        for door in running.doors:
            door.start()
        yield running
    finally:
        running.stop_answering()


def _door(app: Starlette, port: int, tls: Any) -> loop_thread.LoopThread:
    config = uvicorn.Config(app, loop="none", http="h11", ws="none", lifespan="off", log_config=None)
    config.load()
    state = ServerState()

    def protocol() -> H11Protocol:
        return H11Protocol(config=config, server_state=state, app_state={}, _loop=thread.loop)

    def hang_up() -> None:
        for connection in list(state.connections):
            if connection.transport is not None:
                connection.transport.abort()

    thread = loop_thread.LoopThread("authorization", port, protocol, hang_up, tls)
    return thread
