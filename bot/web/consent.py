"""Consents: the way to a service's own page, and back from it.

Holds always: nothing is exchanged or stored before the person has read who will read the mailbox, and agreed;
whoever opens a link that was sent to them sees whose it is.
"""

import json
import logging

from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse
from telegram.error import TelegramError

from bot import show
from bot.site import ConsentPage, Site
from bot.views import joining
from bot.web import password, sheet, words
from bot.web.sheet import Sheet
from bot.web.visit import TurnedAway, Visit
from storage.secrets import CannotUnseal
from sync_engine import errors

log = logging.getLogger(__name__)

_DENIED = "access_denied"  # RFC 6749 §4.1.2.1


def page(visit: Visit, site: Site, service: str) -> ConsentPage:
    """Raises `TurnedAway` where the link is for another service."""
    found = site.consents.consent_page(service) if site.consents else None
    if found is None or visit.link.data.get("service") != found.service:
        raise TurnedAway(words.dead(visit.voice, status=404))
    return found


def sealed(visit: Visit, site: Site) -> dict[str, str]:
    """The service's page and the verifier, as they were put into the link. Raises `TurnedAway`."""
    assert visit.link.sealed is not None
    try:
        told: dict[str, str] = json.loads(site.keyring.unseal(visit.link.sealed))
    except CannotUnseal:  # the keys were changed meanwhile
        raise visit.too_late() from None
    return told


def go(visit: Visit, site: Site) -> RedirectResponse:
    """To the service's page; as often as it is asked for, for nothing has been given yet."""
    return RedirectResponse(sealed(visit, site)["page"], status_code=303, headers=sheet.headers(site.url))


async def back(visit: Visit, page: ConsentPage, site: Site, query: QueryParams) -> Sheet:
    """Back with a code, or without."""
    if query.get("error") == _DENIED:
        await _tell_denied(visit)
        return words.consent_denied(visit.voice, page, site.connect(visit.code))
    if query.get("error") or not query.get("code"):
        log.warning(
            "%s gave no code", page.service, extra={"action": "consent_without_code", "service": page.service}
        )
        return words.consent_without_code(visit.voice, page, site.connect(visit.code))
    return words.consent(visit.voice, visit.draft, visit.link.person, site.host, query["code"], visit.code)


async def agreed(visit: Visit, page: ConsentPage, site: Site, code: str) -> Sheet:
    """The person pressed: what the code stands for is fetched and tried."""
    again, verifier = site.connect(visit.code), sealed(visit, site)["verifier"]
    async with password.claimed(visit) as claim:
        try:
            consent = await page.finish(code, verifier, redirect=site.callback(page.service))
        except errors.MailError as error:
            return words.consent_failed(visit.voice, page, error, again)
        outcome = await password.attempt(visit, claim, consent)
    if outcome is not None and outcome.what == "refused":
        assert outcome.trouble is not None
        return words.consent_failed(visit.voice, page, outcome.trouble, again)
    return password.ended(visit, outcome)


async def _tell_denied(visit: Visit) -> None:
    screen = joining.consent_denied(visit.voice, visit.draft.address)
    try:
        await show.edit_or_send(visit.context.bot, visit.link.person.telegram_id, visit.draft.card, screen)
    except TelegramError as refusal:  # the page says it, too
        log.info("a refused consent could not be told of: %s", type(refusal).__name__)
