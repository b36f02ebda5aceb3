"""Somebody at one of our pages: the link they came by, and whose dialogue it goes on with.

Holds always: reading a page changes nothing. Programs open links to show a preview or look for viruses, and
none of them may use one up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from bot import links as offered
from bot import say
from bot.context import App, Context, Deps, context_of
from bot.draft import Draft
from bot.site import Site
from bot.voice import Voice
from bot.web import words
from bot.web.sheet import Sheet
from storage import links
from storage.records import Link, LinkPurpose

_LARGEST = 16 * 1024  # octets of a form


class TurnedAway(Exception):
    """There is nothing to be done here; `sheet` says so."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.title)
        self.sheet = sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    code: str = field(repr=False)
    link: Link
    context: Context
    step: str
    draft: Draft

    @property
    def voice(self) -> Voice:
        return self.context.voice

    def too_late(self) -> TurnedAway:
        return TurnedAway(words.dead(self.voice, status=410))


async def come(application: App, deps: Deps, request: Request, code: str, *purposes: LinkPurpose) -> Visit:
    """Raises `TurnedAway` where the link is none, or is none any more."""
    link = await links.find(code)
    if link is None or link.purpose not in purposes:
        raise TurnedAway(words.dead(stranger(deps, request), status=404))
    context = context_of(application, link.person)
    standing = await offered.standing(link) if link.alive(deps.clock()) else None
    if standing is None:
        raise TurnedAway(words.dead(context.voice, status=410))
    step, draft = standing
    return Visit(code=code, link=link, context=context, step=step, draft=draft)


def stranger(deps: Deps, request: Request) -> Voice:
    """For whom we do not know: the language that their browser asks for first."""
    first = request.headers.get("accept-language", "").partition(",")[0].partition(";")[0]
    return deps.voice(say.language_of(first.strip(), deps.default_language))


async def form(request: Request, site: Site, voice: Voice) -> Mapping[str, str]:
    """What was typed, sent from our own page. Raises `TurnedAway`."""
    if not _from_our_page(request, site):
        raise TurnedAway(words.wrong_way(voice))
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST:
            raise TurnedAway(words.too_large(voice))
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _from_our_page(request: Request, site: Site) -> bool:
    """What keeps others from sending the form is the link in its address, which nobody can guess: there is no
    cookie, so a browser lends them nothing. This comes on top, for a link that has leaked to another page.

    Sec-Fetch-Site is sent by every browser of these years. Where it is not, there is Origin: "null" from our
    own pages, which send no referrer (Fetch §3.2), or nothing at all.
    """
    fetched = request.headers.get("sec-fetch-site")
    if fetched is not None:
        return fetched == "same-origin"
    parts = urlsplit(site.url)
    return request.headers.get("origin", "null") in {"null", f"{parts.scheme}://{parts.netloc}"}
