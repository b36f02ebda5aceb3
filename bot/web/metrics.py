"""/metrics: how this process does and how the account stands, for Prometheus (text format or OpenMetrics).

Holds always:
- without a token only this machine is answered, and nobody who came through a proxy; with one, only who
  shows it (RFC 6750 §2.1);
- a label is one of a few words of our own (`sync_engine.meter`): no address, name or subject is in any.
"""

import hmac
import ipaddress
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.web.observed import Observed
from storage import orm

_PATIENCE = 5.0  # seconds
# What proxies tell of whom they speak for: such a question does not come from this machine.
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_NEVER_KEPT = {"Cache-Control": "no-store"}


def answer(process: Observed) -> Callable[[Request], Awaitable[Response]]:
    async def metrics(request: Request) -> Response:
        if process.metrics_token:
            if not _shows(request, process.metrics_token):
                return _refusal(401, {"WWW-Authenticate": "Bearer"})
        elif not _from_here(request):
            return _refusal(403)
        # Half a megabyte that a Postroom nobody asks does without.
        from prometheus_client.exposition import choose_encoder

        from bot.web import families

        there = await orm.answers(_PATIENCE)
        account = await families.account(process.clock(), process.timezone) if there else None
        encode, kind = choose_encoder(request.headers.get("accept", ""))
        return Response(
            encode(families.registry(process, account)), headers={**_NEVER_KEPT, "Content-Type": kind}
        )

    return metrics


def _shows(request: Request, token: str) -> bool:
    kind, _, shown = request.headers.get("authorization", "").partition(" ")
    # Compared in full whatever comes, so that the time it takes tells nothing of the token.
    return hmac.compare_digest(shown.strip().encode(), token.encode()) and kind.lower() == "bearer"


def _from_here(request: Request) -> bool:
    if request.client is None or any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _refusal(status: int, headers: dict[str, str] | None = None) -> Response:
    return PlainTextResponse("", status_code=status, headers={**_NEVER_KEPT, **(headers or {})})
