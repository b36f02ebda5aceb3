"""A mailbox that moved to another mail service is connected anew (rule C10), on two real servers."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from storage import client_marks, erasing, mailboxes, models, people, records
from sync_engine import errors
from sync_engine.rules import providers
from sync_engine.wire.guard import Trusted
from sync_engine.work import turn
from sync_engine.work.connect import Connected, Connector
from sync_engine.work.kit import Kit
from tests.fakes import certificates as certificates_fake
from tests.fakes import dovecot
from tests.fakes.dovecot_box import Box
from tests.work.conftest import connect

LETTER = b"From: petr@client.test\r\nSubject: %s\r\n\r\nHello\r\n"


@pytest.fixture
def new_service(certificates: certificates_fake.Certificates) -> Iterator[dovecot.Dovecot]:
    with dovecot.server(certificates.localhost) as server:
        yield server


@pytest.fixture
def both(kit: Kit, dovecot_server: dovecot.Dovecot, new_service: dovecot.Dovecot) -> Kit:
    ports = (dovecot_server.tls_port, new_service.tls_port)
    return replace(kit, trusted=Trusted(frozenset(("localhost", port) for port in ports)))


async def anew(kit: Kit, old: records.Mailbox, password: str, server: dovecot.Dovecot) -> Connected:
    connector = Connector(kit, providers.Table(), providers.Table())
    where = providers.Given(host="localhost", port=server.tls_port, security="tls")
    found = await connector.recognise(old.address, imap=where, need_smtp=False)
    owner = await people.put(1001, "admin", "ru")
    return await connector.connect(
        found,
        password,
        owner=owner,
        mode=old.mode,
        aliases=old.aliases,
        smtp_check=False,
        instead_of=old.id,
    )


async def subjects(address: str) -> list[str]:
    rows = models.Letter.filter(mailbox__address=address).order_by("subject")
    return [str(subject) for (subject,) in await rows.values_list("subject")]


async def filled(kit: Kit, box: Box, server: dovecot.Dovecot) -> records.Mailbox:
    """Connected at the old service, with two letters here."""
    for subject in (b"one", b"two"):
        box.deliver(LETTER % subject)
    mailbox = await connect(kit, box, server)
    await turn.take(mailbox.id, kit)
    assert await subjects(box.address) == ["one", "two"]
    return await mailboxes.get(mailbox.id) or mailbox


async def test_nothing_is_erased_before_the_new_service_lets_us_in(
    database: str, both: Kit, box: Box, dovecot_server: dovecot.Dovecot, new_service: dovecot.Dovecot
) -> None:
    old = await filled(both, box, dovecot_server)
    new_service.user(box.address)
    with pytest.raises(errors.SignInRefused):
        await anew(both, old, box.password, new_service)
    assert await mailboxes.get(old.id) == old
    assert await subjects(box.address) == ["one", "two"]
    assert not await erasing.erase()


async def test_the_letters_of_the_old_service_go_and_those_of_the_new_one_come(
    database: str, both: Kit, box: Box, dovecot_server: dovecot.Dovecot, new_service: dovecot.Dovecot
) -> None:
    old = await filled(both, box, dovecot_server)
    await client_marks.add(old.id, "petr@client.test", old.owner.id)
    there = new_service.user(box.address)
    there.deliver(LETTER % b"three")

    done = await anew(both, old, there.password, new_service)

    assert await mailboxes.get(old.id) is None
    now = await mailboxes.find(box.address)
    assert now
    assert now.id == done.mailbox_id != old.id
    assert [mark.address for mark in await client_marks.listing(now.id)] == ["petr@client.test"]
    await turn.take(now.id, both)
    assert await subjects(box.address) == ["three"]
    assert await erasing.erase()
    assert await models.Letter.all().count() == 1
    assert await models.Mailbox.all().count() == 1


async def test_who_comes_second_connects_nothing(
    database: str, both: Kit, box: Box, dovecot_server: dovecot.Dovecot, new_service: dovecot.Dovecot
) -> None:
    old = await filled(both, box, dovecot_server)
    there = new_service.user(box.address)
    await anew(both, old, there.password, new_service)
    with pytest.raises(errors.AlreadyConnected):
        await anew(both, old, there.password, new_service)
    now = await mailboxes.find(box.address)
    assert now
    await erasing.begin(now.id, now.connected_at)
    with pytest.raises(errors.NotFound):
        await anew(both, old, there.password, new_service)
