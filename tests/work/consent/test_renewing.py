"""Tokens are renewed in time, by one at a time, and stored before they are used."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from storage import credentials, erasing, mailboxes
from sync_engine import errors
from sync_engine.wire import oauth
from sync_engine.work import lock, tokens, turn
from tests.fakes.dovecot_box import Box
from tests.work import consenting
from tests.work.consenting import Town


async def test_a_token_is_renewed_before_its_end(database: str, town: Town, box: Box) -> None:
    mailbox = await town.connected(box)
    first = await town.stored(mailbox.id)
    town.ahead = timedelta(minutes=56)  # of sixty
    assert await town.checked(mailbox.id) is None
    assert town.service.asked["refresh"] == 1
    second = await town.stored(mailbox.id)
    assert second.access != first.access
    assert second.refresh == first.refresh
    assert await town.checked(mailbox.id) is None
    assert town.service.asked["refresh"] == 1


@pytest.mark.parametrize("rotates", [True, False])
async def test_a_hundred_who_want_a_token_ask_once(
    database: str, town: Town, box: Box, rotates: bool
) -> None:
    mailbox = await town.connected(box)
    sealed = await mailboxes.credential(mailbox.id)
    town.service.rotates, town.service.delay = rotates, 0.2
    town.ahead = timedelta(hours=2)
    found = await asyncio.gather(*(tokens.fresh(mailbox.id, sealed, town.kit) for _ in range(100)))
    assert len(set(found)) == 1
    assert town.service.asked["refresh"] == 1
    assert town.service.knows(found[0]) == box.address


async def test_two_programs_that_want_a_token_ask_once(database: str, town: Town, box: Box) -> None:
    mailbox = await town.connected(box)
    sealed = await mailboxes.credential(mailbox.id)
    town.service.rotates, town.service.delay = True, 0.2
    town.ahead = timedelta(hours=2)
    other = replace(town.kit, renewals=type(town.kit.renewals)())  # knows of nobody here but by the files
    found = await asyncio.gather(
        *(tokens.fresh(mailbox.id, sealed, kit) for kit in (town.kit, other) for _ in range(5))
    )
    assert len(set(found)) == 1
    assert town.service.asked["refresh"] == 1


async def test_a_refused_token_is_renewed_and_tried_once_more(database: str, town: Town, box: Box) -> None:
    mailbox = await town.connected(box)
    town.service.end_access()
    assert await town.checked(mailbox.id) is None
    assert town.service.asked["refresh"] == 1
    assert (await consenting.mailbox(mailbox.id)).state == "ok"


async def test_tokens_are_stored_before_they_are_used(
    database: str, town: Town, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = await town.connected(box)
    asked = town.service.asked["introspect"]
    town.service.rotates = True
    town.ahead = timedelta(hours=2)

    async def full(*args: object, **options: object) -> bool:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(credentials, "renew", full)
        with pytest.raises(OSError, match="no space"):
            await turn.take(mailbox.id, town.kit)
    assert town.service.asked["introspect"] == asked


async def test_a_new_key_while_tokens_are_renewed_loses_neither(
    database: str, town: Town, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = await town.connected(box)
    sealed = await mailboxes.credential(mailbox.id)
    town.service.rotates = True
    town.ahead = timedelta(hours=2)
    refresh = oauth.refresh

    async def while_rotating(*args: object, **options: object) -> object:
        new = await refresh(*args, **options)  # type: ignore[arg-type]
        assert await mailboxes.replace_credential(mailbox.id, sealed, town.kit.keyring.reseal(sealed))
        return new

    monkeypatch.setattr(oauth, "refresh", while_rotating)
    found = await tokens.fresh(mailbox.id, sealed, town.kit)
    assert (await town.stored(mailbox.id)).access == found


@pytest.mark.parametrize("ending", ["disconnected", "by-password"])
async def test_there_is_nothing_to_renew_any_more(database: str, town: Town, box: Box, ending: str) -> None:
    mailbox = await town.connected(box)
    sealed = await mailboxes.credential(mailbox.id)
    town.ahead = timedelta(hours=2)
    if ending == "disconnected":
        await erasing.begin(mailbox.id, town.kit.clock())
    else:
        town.smtp.user(box.address, box.password)
        await town.connector.replace_password(mailbox, box.password, by=None)
    with pytest.raises(errors.StaleEpoch):
        await tokens.fresh(mailbox.id, sealed, town.kit)
    assert town.service.asked["refresh"] == 0


async def test_an_answer_on_its_way_is_kept_though_nobody_waits(database: str, town: Town, box: Box) -> None:
    mailbox = await town.connected(box)
    sealed = await mailboxes.credential(mailbox.id)
    town.service.rotates, town.service.delay = True, 0.3
    town.ahead = timedelta(hours=2)
    asking = asyncio.create_task(tokens.fresh(mailbox.id, sealed, town.kit))
    assert await asyncio.to_thread(town.service.answered.wait, 10)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert (await town.stored(mailbox.id)).access != sealed
    assert await town.checked(mailbox.id) is None
    assert town.service.asked["refresh"] == 1


async def test_whoever_waits_for_another_program_is_told_it_is_at_work(
    database: str, town: Town, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = await town.connected(box)
    sealed = await mailboxes.credential(mailbox.id)
    town.ahead = timedelta(hours=2)
    monkeypatch.setattr(tokens, "_OTHERS", 0.1)
    async with lock.held(town.kit.locks, f"consent-{mailbox.id}"):
        with pytest.raises(errors.Locked):
            await tokens.fresh(mailbox.id, sealed, town.kit)


async def test_a_consent_given_meanwhile_wins(
    database: str, town: Town, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = await town.connected(box)
    sealed = await mailboxes.credential(mailbox.id)
    town.ahead = timedelta(hours=2)
    given = town.consent(box.address)
    refresh = oauth.refresh

    async def while_mended(*args: object, **options: object) -> object:
        new = await refresh(*args, **options)  # type: ignore[arg-type]
        await town.connector.replace_consent(mailbox, given)
        return new

    monkeypatch.setattr(oauth, "refresh", while_mended)
    assert await tokens.fresh(mailbox.id, sealed, town.kit) == given.tokens.access
    assert await town.stored(mailbox.id) == given.tokens
