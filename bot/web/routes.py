"""The addresses of the pages.

- `/healthz` and `/metrics` always.
- `/telegram/<secret>`: where Telegram brings updates (`Deps.door`).
- `/connect/<code>`: the password page, or the way to a service's consent. Where people cannot reach us
  (`Deps.site` None) it is not there.
- `/oauth/<service>/callback`: the way back from a consent.
"""

import logging
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.context import App, Deps
from bot.site import Site
from bot.web import consent, monitoring, password, telegram, words
from bot.web.sheet import Sheet
from bot.web.visit import TurnedAway, come, form, stranger
from sync_engine.work import traces

log = logging.getLogger(__name__)

Page = Callable[[Request], Awaitable[Sheet | Response]]


def routes(application: App, deps: Deps) -> list[Route]:
    updates = "webhook" if deps.door else "polling"
    found = monitoring.routes(deps, lambda: {"telegram": deps.meter.telegram_up, "updates": updates})
    if deps.door is not None:
        found.append(Route("/telegram/{secret}", telegram.answer(application, deps.door), methods=["POST"]))
    if deps.site is not None:
        found += _pages(application, deps, deps.site)
    return found


def _pages(application: App, deps: Deps, site: Site) -> list[Route]:
    async def connect(request: Request) -> Sheet | Response:
        visit = await come(application, deps, request, request.path_params["code"], "password", "consent")
        if visit.link.purpose == "consent":
            return consent.go(visit, site)
        if request.method != "POST":
            return password.ask(visit, site)
        typed = await form(request, site, visit.voice)
        return await password.got(visit, site, typed.get("password", "").strip())

    async def callback(request: Request) -> Sheet | Response:
        if request.method == "POST":
            told = await form(request, site, stranger(deps, request))
        else:
            told = request.query_params
        visit = await come(application, deps, request, told.get("state", ""), "consent")
        page = consent.page(visit, request.path_params["service"])
        if request.method == "POST":
            return await consent.agreed(visit, page, site, told.get("code", ""))
        return await consent.back(visit, page, site, request.query_params)

    def shown(page: Page) -> Callable[[Request], Awaitable[Response]]:
        return _shown(page, deps, site)

    methods = ["GET", "POST"]
    return [
        Route("/connect/{code}", shown(connect), methods=methods),
        Route("/oauth/{service}/callback", shown(callback), methods=methods),
    ]


def _shown(page: Page, deps: Deps, site: Site) -> Callable[[Request], Awaitable[Response]]:
    """The last to hear of an error: logs where it was, and nothing that was typed."""

    async def answer(request: Request) -> Response:
        try:
            found = await page(request)
        except TurnedAway as turned:
            found = turned.sheet
        except Exception as error:  # noqa: BLE001 - the edge: what is left is ours to mend
            log.error("a page died: %s", traces.where(error), extra={"action": "page_died"})  # noqa: TRY400
            found = words.sorry(stranger(deps, request))
        return found.response(site.url) if isinstance(found, Sheet) else found

    return answer
