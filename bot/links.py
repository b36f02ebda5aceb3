"""One-time links for the step a person stands at: to the password page, and to a service's consent.

Holds always:
- the code of a link (128 bits) is in its address and nowhere else;
- a link is good only while the dialogue still stands where it was when the link was made.
"""

import json
import secrets
from dataclasses import asdict, replace
from datetime import timedelta

from bot import dialogue
from bot.context import Context
from bot.draft import Draft
from bot.site import Site, Ways
from storage import limits, links, people
from storage.links import NewLink
from storage.records import DialogueState, Link
from sync_engine.work.consent_page import ConsentPage

_SPAN = timedelta(hours=1)


async def offer(context: Context, step: str, draft: Draft, provider: str | None, *, consent: bool) -> Ways:
    """New links for this step; those made before are dead. `consent` False: only those to give a password."""
    site, person, policy, now = context.deps.site, context.person, context.deps.policy, context.deps.clock()
    if site is None:
        return Ways()
    again = await limits.use(person.telegram_id, "link", policy.links_per_hour, _SPAN, now)
    if again is not None:
        return Ways(wait=max(1, round((again - now).total_seconds() / 60)))
    data = {"step": step, **asdict(draft)}
    typed = NewLink(code=_code(), purpose="password", data=data)
    ways, new = Ways(page=site.connect(typed.code)), [typed]
    service = context.deps.connector.consent_for(provider) if consent else None
    if service is not None:
        asked = _asked(site, service, draft, data)
        ways = replace(ways, consent=site.connect(asked.code), service=service.name)
        new.append(asked)
    await links.replace(person.id, new, now + policy.link_valid)
    return ways


def _code() -> str:
    return secrets.token_urlsafe(16)


def _asked(site: Site, service: ConsentPage, draft: Draft, data: dict[str, object]) -> NewLink:
    code = _code()
    begun = service.begin(draft.address, state=code, redirect=site.callback(service.service))
    sealed = site.keyring.seal(json.dumps({"page": begun.page, "verifier": begun.verifier}))
    return NewLink(code=code, purpose="consent", data={**data, "service": service.service}, sealed=sealed)


async def standing(link: Link) -> tuple[str, Draft] | None:
    """Step and draft of the dialogue a link belongs to; None where that has gone on without it."""
    state = await people.dialogue(link.person.telegram_id)
    if state is None or state.step != link.data.get("step"):
        return None
    now, then = dialogue.draft_of(state), dialogue.draft_of(DialogueState(step=state.step, data=link.data))
    return (state.step, now) if now.is_same_as(then) else None
