"""A mailbox mended in place (rule C11): by a new consent, by a password, and by no consent for another."""

import pytest

from storage import letters, records
from sync_engine import errors
from tests.fakes.dovecot_box import Box
from tests.work import consenting
from tests.work.consenting import Town, alerts
from tests.work.follow import raw


async def test_a_consent_taken_back_is_told_once_and_mended_in_place(
    database: str, town: Town, box: Box
) -> None:
    box.deliver(raw("before"))
    mailbox = await town.connected(box)
    assert await town.checked(mailbox.id) is None
    town.service.revoke(box.address)
    for _ in range(4):
        assert isinstance(await town.checked(mailbox.id), errors.ConsentNeeded)
    now = await consenting.mailbox(mailbox.id)
    assert (now.state, now.reason) == ("auth_failed", "consent_needed")
    assert await alerts(mailbox.id) == [("auth_failed", "consent_needed")]
    box.deliver(raw("meanwhile"))
    await town.connector.replace_consent(now, town.consent(box.address))
    assert await town.checked(mailbox.id) is None
    assert {each.letter.subject for each in await letters.newest(mailbox.id, 10)} == {"before", "meanwhile"}
    assert (await consenting.mailbox(mailbox.id)).state == "ok"
    assert [kind for kind, _ in await alerts(mailbox.id)] == ["auth_failed", "works"]


async def test_a_password_can_take_the_place_of_a_consent_and_back(
    database: str, town: Town, box: Box
) -> None:
    mailbox = await town.connected(box)
    town.smtp.user(box.address, box.password)
    await town.connector.replace_password(mailbox, box.password, by=None)
    town.service.revoke(box.address)
    assert await town.checked(mailbox.id) is None
    assert (await consenting.mailbox(mailbox.id)).sign_in == records.PASSWORD
    await town.connector.replace_consent(mailbox, town.consent(box.address))
    assert await town.checked(mailbox.id) is None
    assert (await consenting.mailbox(mailbox.id)).sign_in == "google"


async def test_a_mailbox_is_mended_by_its_own_consent_only(database: str, town: Town, box: Box) -> None:
    mailbox = await town.connected(box)
    before = await town.stored(mailbox.id)
    with pytest.raises(errors.ConsentForAnother):
        await town.connector.replace_consent(mailbox, town.consent("victim@acme.test"))
    assert await town.stored(mailbox.id) == before
