"""What a person sees before the first import: how many letters of the window there are."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import mailboxes, people
from sync_engine import errors
from sync_engine.rules import providers
from sync_engine.wire import imap
from sync_engine.work.connect import Connected, Connector
from sync_engine.work.dry_run import Window
from sync_engine.work.kit import Kit
from tests.fakes import dovecot
from tests.fakes.dovecot_box import Box

LETTER = b"From: petr@client.test\r\nSubject: Hello\r\n\r\nHello\r\n"


async def connected(kit: Kit, box: Box, server: dovecot.Dovecot) -> Connected:
    connector = Connector(kit, providers.Table(), providers.Table())
    where = providers.Given(host="localhost", port=server.tls_port, security="tls")
    found = await connector.recognise(box.address, imap=where, need_smtp=False)
    owner = await people.put(1001, "admin", "ru")
    return await connector.connect(found, box.password, owner=owner, mode="personal", smtp_check=False)


def fill(box: Box) -> None:
    now = datetime.now(UTC)
    hour = 1 / 24
    for folder, days in (
        ("INBOX", (0, 1, 28, 29, 30 - hour, 30 + hour, 30.5, 31, 33, 400)),
        (box.sent or "", (2, 30 + hour, 90)),
    ):
        for ago in days:
            box.deliver(LETTER, folder=folder, received=now - timedelta(days=ago))


async def test_the_letters_of_the_window_are_counted_in_both_folders(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot
) -> None:
    fill(box)
    assert (await connected(kit, box, dovecot_server)).window == Window(inbox=5, sent=1)


async def test_an_empty_mailbox_has_nothing_to_import(
    database: str, kit: Kit, box: Box, dovecot_server: dovecot.Dovecot
) -> None:
    assert (await connected(kit, box, dovecot_server)).window == Window(inbox=0, sent=0)


@pytest.mark.parametrize("trouble", [errors.ServerConfused(), errors.ServerUnreachable()])
async def test_a_server_that_will_not_count_is_connected_all_the_same(
    database: str,
    kit: Kit,
    box: Box,
    dovecot_server: dovecot.Dovecot,
    monkeypatch: pytest.MonkeyPatch,
    trouble: errors.MailError,
) -> None:
    """No server at hand refuses just this search."""

    async def refused(self: imap.Session, names: object, first: object) -> None:
        raise trouble

    monkeypatch.setattr(imap.Session, "since", refused)
    done = await connected(kit, box, dovecot_server)
    assert done.window is None
    assert await mailboxes.get(done.mailbox_id)
