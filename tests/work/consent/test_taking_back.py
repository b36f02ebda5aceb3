"""A consent that was taken back, runs out, or cannot be renewed for now: what its owner is told of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storage.secrets import Keyring, new_key
from sync_engine import errors
from tests.fakes.dovecot_box import Box
from tests.work import consenting
from tests.work.consenting import Town, alerts


@pytest.mark.parametrize("fault", ["busy", "broken", "nonsense", "invalid_client"])
async def test_trouble_where_tokens_come_from_is_no_refusal(
    database: str, town: Town, box: Box, fault: str
) -> None:
    mailbox = await town.connected(box)
    assert await town.checked(mailbox.id) is None
    town.service.end_access()
    town.service.fault = fault  # type: ignore[assignment]
    for _ in range(4):
        trouble = await town.checked(mailbox.id)
        assert trouble is not None
        assert trouble.temporary
    now = await consenting.mailbox(mailbox.id)
    assert now.state == "unreachable"
    assert now.reason == ("consent_misconfigured" if fault == "invalid_client" else "consent_unavailable")
    town.service.fault = None
    assert await town.checked(mailbox.id) is None
    assert (await consenting.mailbox(mailbox.id)).state == "ok"


async def test_without_the_key_of_one_mailbox_its_owner_hears_of_it(
    database: str, town: Town, box: Box
) -> None:
    mailbox = await town.connected(box)
    true = town.kit.keyring
    town.kit = replace(town.kit, keyring=Keyring([new_key()]))
    for _ in range(2):
        trouble = await town.checked(mailbox.id)
        assert isinstance(trouble, errors.KeyMissing)
    now = await consenting.mailbox(mailbox.id)
    assert (now.state, now.reason) == ("unreachable", "key_missing")
    town.kit = replace(town.kit, keyring=true)
    assert await town.checked(mailbox.id) is None
    assert (await consenting.mailbox(mailbox.id)).state == "ok"


async def test_without_a_client_any_more_the_operator_is_to_look(database: str, town: Town, box: Box) -> None:
    mailbox = await town.connected(box)
    town.service.end_access()
    town.kit = replace(town.kit, consents={})
    assert isinstance(await town.checked(mailbox.id), errors.ConsentMisconfigured)


async def test_a_consent_that_ends_is_told_of_in_time_and_once(database: str, town: Town, box: Box) -> None:
    town.service.consent_lasts = 7 * 24 * 3600
    mailbox = await town.connected(box)
    assert await town.checked(mailbox.id) is None
    assert await alerts(mailbox.id) == []
    town.service.consent_lasts = None  # so that renewing says nothing of it
    town.ahead = timedelta(days=5, hours=1)
    for _ in range(3):
        assert await town.checked(mailbox.id) is None
    assert await alerts(mailbox.id) == [("consent_ends", None)]
    town.service.consent_lasts = 7 * 24 * 3600
    await town.connector.replace_consent(mailbox, town.consent(box.address))
    assert await town.checked(mailbox.id) is None
    assert len(await alerts(mailbox.id)) == 1
    town.service.consent_lasts = None
    town.ahead += timedelta(days=6)
    assert await town.checked(mailbox.id) is None
    assert [kind for kind, _ in await alerts(mailbox.id)] == ["consent_ends", "consent_ends"]


async def test_an_end_told_anew_with_every_renewal_is_told_of_once(
    database: str, town: Town, box: Box
) -> None:
    """As Google does: the seconds that are left, each time."""
    town.service.consent_lasts = 47 * 3600
    mailbox = await town.connected(box)
    for hour in range(1, 5):
        town.service.consent_lasts = (47 - hour) * 3600 + hour  # it rounds
        town.ahead = timedelta(hours=hour)
        assert await town.checked(mailbox.id) is None
    assert town.service.asked["refresh"] == 4
    assert await alerts(mailbox.id) == [("consent_ends", None)]


async def test_a_consent_that_is_prolonged_by_renewing_is_not_told_of(
    database: str, town: Town, box: Box
) -> None:
    town.service.consent_lasts = 7 * 24 * 3600
    mailbox = await town.connected(box)
    for _ in range(4):
        town.ahead += timedelta(days=4)
        assert await town.checked(mailbox.id) is None
    assert await alerts(mailbox.id) == []
