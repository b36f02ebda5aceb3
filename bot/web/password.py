"""The page where a password is typed instead of in the chat."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.handlers import trial
from bot.site import Site
from bot.trials import Shown
from bot.web import words
from bot.web.sheet import Sheet
from bot.web.visit import Visit
from storage import links
from sync_engine import errors
from sync_engine.rules.providers import Provider


@dataclass(slots=True)
class Claim:
    spent: bool = False  # the link is used up


def ask(visit: Visit, site: Site, *, trouble: tuple[str, ...] = ()) -> Sheet:
    person, provider = visit.link.person, _provider(visit)
    return words.password(visit.voice, visit.draft, person, provider, site.host, trouble=trouble)


async def got(visit: Visit, site: Site, typed: str) -> Sheet:
    """Tries it; a password that was refused leaves the link as it was."""
    if not typed:
        return ask(visit, site, trouble=(visit.voice("page-empty"),))
    async with claimed(visit) as claim:
        outcome = await attempt(visit, claim, typed)
    if outcome is None or outcome.what != "refused":
        return ended(visit, outcome)
    assert outcome.trouble is not None
    return ask(visit, site, trouble=words.refusal(visit.voice, outcome.trouble, _provider(visit)))


@asynccontextmanager
async def claimed(visit: Visit) -> AsyncIterator[Claim]:
    """The link is of whoever claims it first. Raises `TurnedAway` for everybody after."""
    if not await links.claim(visit.code, visit.context.deps.clock()):
        raise visit.too_late()
    claim = Claim()
    try:
        yield claim
    finally:
        if not claim.spent:
            await links.give_back(visit.code)


async def attempt(visit: Visit, claim: Claim, shown: Shown) -> trial.Outcome | None:
    """A trial, which uses the link up unless it is refused or broken off."""
    outcome = await trial.at_page(visit.context, visit.step, visit.draft, shown)
    claim.spent = outcome is not None and outcome.what != "refused"
    return outcome


def ended(visit: Visit, outcome: trial.Outcome | None) -> Sheet:
    """The rest is in the chat."""
    voice, address = visit.voice, visit.draft.address
    if outcome is None:
        return words.broken_off(voice)
    if outcome.what == "folder":
        return words.folder(voice, address)
    if outcome.what in {"connected", "mended"}:
        return words.connected(voice, address, mended=outcome.what == "mended", trouble=outcome.trouble)
    return words.elsewhere(voice, outcome.trouble or errors.NotFound())


def _provider(visit: Visit) -> Provider | None:
    return trial.provider_of(visit.context, visit.draft)
