"""The access token of a mailbox that is read by consent (OAuth 2.0), renewed when it is time.

Holds always:
- one at a time renews the tokens of a mailbox, over all tasks and processes; the others use what it got;
- new tokens are stored before they are used. Should we die before, and the service took the old ones back
  when it gave us new ones, the owner is asked for the consent again;
- an answer that is on its way is waited for and stored, though nobody wants it any more.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

from storage import credentials, records
from storage.secrets import CannotUnseal
from sync_engine import errors
from sync_engine.rules import consents
from sync_engine.rules.consents import Tokens
from sync_engine.wire.secret import Bearer, Password, Secret
from sync_engine.work import lock
from sync_engine.work.kit import Kit

_OTHERS = 40.0  # seconds for another process to be done with it
_GRACE = 5.0  # seconds for an answer on its way, when we are told to stop


async def secret(mailbox: records.Mailbox, sealed: str, kit: Kit) -> Secret:
    """What a mailbox is signed in with, from what is stored of it. Errors as of `fresh`."""
    if mailbox.sign_in == records.PASSWORD:
        return Password(_unsealed(sealed, kit))
    return Bearer(await fresh(mailbox.id, sealed, kit))


async def fresh(mailbox_id: int, sealed: str, kit: Kit, *, refused: str | None = None) -> str:
    """An access token that holds for a while yet, and is not the one that was `refused`.

    `sealed` are the tokens as they were stored when the mailbox was looked at. Raises `ConsentNeeded`,
    `ConsentUnavailable`, `ConsentMisconfigured`, `KeyMissing`, `Locked`, and `StaleEpoch` where the mailbox
    is gone or signed in to by something else now.
    """
    if (found := _good(_open(sealed, kit), kit, refused)) is not None:
        return found
    async with kit.renewals.setdefault(mailbox_id, asyncio.Lock()):
        if (found := _good((await _stored(mailbox_id, kit))[2], kit, refused)) is not None:
            return found
        async with lock.held(kit.locks, f"consent-{mailbox_id}", wait=_OTHERS):
            return await _to_its_end(_renew(mailbox_id, kit, refused))


async def warn_of_the_end(mailbox: records.Mailbox, kit: Kit) -> None:
    """Tells the owner, once and in time, where the consent ends by itself."""
    if mailbox.consent_until is not None:
        now = kit.clock()
        await credentials.warn(mailbox.id, now + kit.policy.consent_warning, now)


async def _renew(mailbox_id: int, kit: Kit, refused: str | None) -> str:
    service, sealed, old = await _stored(mailbox_id, kit)
    if (found := _good(old, kit, refused)) is not None:
        return found  # another process was faster
    client = kit.consents.get(service)
    if client is None:
        raise errors.ConsentMisconfigured(service=service)
    from sync_engine.wire import oauth  # with httpx: memory that mailboxes with a password do without

    new, now = await oauth.refresh(client, old, context=kit.context, now=kit.clock()), kit.clock()
    while not await credentials.renew(
        mailbox_id,
        sealed,
        kit.keyring.seal(new.text()),
        new.consent_until,
        warned_before=now + kit.policy.consent_warning,
    ):
        # The same tokens under another key, or those of a new consent.
        _, sealed, there = await _stored(mailbox_id, kit)
        if there.refresh != old.refresh:
            return there.access
    return new.access


async def _stored(mailbox_id: int, kit: Kit) -> tuple[str, str, Tokens]:
    found = await credentials.of_consent(mailbox_id)
    if found is None:
        raise errors.StaleEpoch
    return *found, _open(found[1], kit)


def _open(sealed: str, kit: Kit) -> Tokens:
    return consents.read_tokens(_unsealed(sealed, kit))


def _unsealed(sealed: str, kit: Kit) -> str:
    try:
        return kit.keyring.unseal(sealed)
    except CannotUnseal:
        raise errors.KeyMissing from None


def _good(tokens: Tokens, kit: Kit, refused: str | None) -> str | None:
    fresh = tokens.are_fresh(kit.clock(), kit.policy.token_margin)
    return tokens.access if fresh and tokens.access != refused else None


async def _to_its_end(work: Coroutine[Any, Any, str]) -> str:
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=_GRACE)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise
