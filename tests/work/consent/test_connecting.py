"""A mailbox connected by consent (OAuth 2.0), at real servers: what is asked for, and what is stored."""

import secrets
from dataclasses import replace

import pytest

from storage import letters, mailboxes
from sync_engine import errors
from sync_engine.work import audit, turn
from tests import databases
from tests.fakes.dovecot_box import Box
from tests.work import consenting
from tests.work.consenting import Town
from tests.work.follow import raw


async def test_the_first_letters_come_by_consent(database: str, town: Town, box: Box) -> None:
    for number in range(3):
        box.deliver(raw(f"letter-{number}"))
    consent = town.consent(box.address)
    done = await town.connect(box, consent)
    assert done.can_send
    assert done.smtp_trouble is None
    mailbox = await consenting.mailbox(done.mailbox_id)
    assert mailbox.sign_in == "google"
    await turn.take(mailbox.id, town.kit)
    assert len(await letters.newest(mailbox.id, 10)) == 3
    assert (await consenting.mailbox(mailbox.id)).state == "ok"
    proof = await audit.audit(mailbox, await mailboxes.credential(mailbox.id), town.kit)
    assert proof.complete
    assert town.service.asked["refresh"] == 0  # the token was good all the while
    stored = databases.octets(database)
    assert box.address.encode() in stored
    assert consent.tokens.refresh
    assert consent.tokens.access.encode() not in stored
    assert consent.tokens.refresh.encode() not in stored


async def test_where_the_outgoing_server_takes_no_tokens_it_is_for_reading(
    database: str, town: Town, box: Box
) -> None:
    town.smtp.whose = None
    done = await town.connect(box)
    assert not done.can_send
    assert isinstance(done.smtp_trouble, errors.SmtpSignInRefused)
    assert done.smtp_trouble.facts["reason"] == "consent"
    await turn.take(done.mailbox_id, town.kit)
    assert not (await consenting.mailbox(done.mailbox_id)).can_send


async def test_where_the_outgoing_server_refuses_the_token_it_is_for_reading(
    database: str, town: Town, box: Box
) -> None:
    town.smtp.refuse_sign_in = "535 5.7.0 NEOBHODIM parol prilozheniya / Application password is REQUIRED"
    done = await town.connect(box)
    assert not done.can_send
    assert isinstance(done.smtp_trouble, errors.SmtpSignInRefused)


async def test_a_consent_for_another_mailbox_opens_none(database: str, town: Town, box: Box) -> None:
    other = town.dovecot.user("victim@acme.test")
    with pytest.raises(errors.ConsentForAnother):
        await town.connect(box, town.consent(other.address))
    with pytest.raises(errors.ConsentForAnother):
        await town.connect(box, replace(town.consent(box.address), service="yandex"))
    assert await mailboxes.everything() == []
    assert town.service.asked["introspect"] == 0  # nobody was asked


async def test_a_consent_the_mail_server_refuses_is_stored_nowhere(
    database: str, town: Town, box: Box
) -> None:
    consent = town.consent(box.address)
    town.service.end_access()
    for _ in range(7):  # nor counted: nobody can guess a consent
        with pytest.raises(errors.ConsentNeeded):
            await town.connect(box, consent)
    assert await mailboxes.everything() == []


async def test_it_is_offered_where_the_operator_has_a_client(database: str, town: Town) -> None:
    page = town.connector.consent_for("test")
    assert page
    assert page.service == "google"
    assert town.connector.consent_for("mailru") is None
    assert town.connector.consent_for(None) is None
    assert town.connector.consent_page("google") == page
    assert town.connector.consent_page("yandex") is None
    begun = page.begin("anna@acme.test", state=secrets.token_urlsafe(), redirect="https://acme.test/back")
    assert begun.page.startswith(town.service.service().authorize)
    assert begun.verifier not in repr(begun)
