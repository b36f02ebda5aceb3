"""What an outgoing server says of the size of letters (RFC 1870), asked of real servers."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from storage.records import Mailbox, Security, Server
from sync_engine.rules import enclosing
from sync_engine.wire.guard import Trusted
from sync_engine.work.kit import Kit
from sync_engine.work.letter_sizes import LetterSizes
from tests.bot import make
from tests.fakes import certificates as certificates_fake
from tests.fakes import smtpd
from tests.work.connecting import kit_for


@pytest.fixture
def kit(
    tmp_path: Path, certificates: certificates_fake.Certificates, smtp_server: smtpd.SmtpServer
) -> Iterator[Kit]:
    with kit_for(smtp_server.port, tmp_path, certificates) as made:
        yield made


def behind(smtp: smtpd.SmtpServer, security: Security = "tls") -> Mailbox:
    return make.mailbox(smtp=Server(host="localhost", port=smtp.port, security=security))


async def largest(kit: Kit, mailbox: Mailbox) -> int:
    return (await LetterSizes(kit).room(mailbox)).letter


async def test_it_is_asked_without_signing_in(kit: Kit, smtp_server: smtpd.SmtpServer) -> None:
    smtp_server.refuse_sign_in = "535 5.7.8 no"
    smtp_server.largest = 10_240_000
    assert await LetterSizes(kit).room(behind(smtp_server)) == enclosing.Room(10_240_000, narrow=True)


@pytest.mark.parametrize("told", [None, 0, 200 * 1024 * 1024])
async def test_no_limit_or_a_generous_one_leaves_the_usual_one(
    kit: Kit, smtp_server: smtpd.SmtpServer, told: int | None
) -> None:
    smtp_server.largest = told
    assert await largest(kit, behind(smtp_server)) == kit.policy.letter_size


async def test_behind_starttls_what_was_said_in_encryption_counts(
    tmp_path: Path, certificates: certificates_fake.Certificates
) -> None:
    with (
        smtpd.server(certificates.localhost, security="starttls") as server,
        kit_for(server.port, tmp_path, certificates) as kit,
    ):
        server.largest = 3_000_000
        assert await largest(kit, behind(server, "starttls")) == 3_000_000


async def test_a_server_is_asked_once_a_day_and_soon_again_after_it_was_away(
    kit: Kit, smtp_server: smtpd.SmtpServer
) -> None:
    passed = timedelta()
    before = kit.clock
    sizes = LetterSizes(replace(kit, clock=lambda: before() + passed))
    mailbox = behind(smtp_server)
    smtp_server.stop()
    assert (await sizes.room(mailbox)).letter == kit.policy.letter_size
    smtp_server.start()
    smtp_server.largest = 2_000_000
    assert (await sizes.room(mailbox)).letter == kit.policy.letter_size
    passed = timedelta(minutes=11)
    assert (await sizes.room(mailbox)).letter == 2_000_000
    smtp_server.largest = 1_000_000
    passed = timedelta(hours=24)
    assert (await sizes.room(mailbox)).letter == 2_000_000
    passed = timedelta(hours=25)
    assert (await sizes.room(mailbox)).letter == 1_000_000


async def test_nobody_waits_long_for_a_server_that_is_silent(kit: Kit) -> None:
    gone = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        gone.set()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        hasty = replace(
            kit,
            policy=replace(kit.policy, letter_size_wait=timedelta(seconds=0.2)),
            trusted=Trusted(frozenset({("localhost", port)})),
        )
        mailbox = make.mailbox(smtp=Server(host="localhost", port=port, security="none"))
        assert await largest(hasty, mailbox) == kit.policy.letter_size
        async with asyncio.timeout(10):
            await gone.wait()


async def test_a_mailbox_for_reading_has_the_usual_limit(kit: Kit) -> None:
    assert await largest(kit, make.mailbox(smtp=None)) == kit.policy.letter_size
