"""Whose addresses are the team's: those of all mailboxes, and the domains an administrator marked."""

from datetime import datetime

from storage import mailboxes, models


async def domains() -> list[str]:
    found = await models.TeamDomain.all().order_by("domain").values_list("domain", flat=True)
    return [str(domain) for domain in found]


async def mark(domain: str, now: datetime) -> None:
    """From the next letter on nobody writing from there is a client."""
    await models.TeamDomain.get_or_create({"at": now}, domain=domain)


async def unmark(domain: str) -> None:
    await models.TeamDomain.filter(domain=domain).delete()


async def addresses() -> frozenset[str]:
    """Own addresses of all mailboxes, and whole domains written "@acme.test"."""
    own = await mailboxes.own_addresses()
    return own | {f"@{domain}" for domain in await domains()}


async def is_ours(address: str) -> bool:
    ours = await addresses()
    return address in ours or f"@{address.rpartition('@')[2]}" in ours
