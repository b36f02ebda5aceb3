"""A line cut at any octet: what was under way comes later, once, and no password is called wrong."""

import random
from pathlib import Path

import pytest

from storage.records import Security
from tests import soak
from tests.fakes import certificates as certificates_fake
from tests.fakes.imap_server import server
from tests.fakes.imap_server.character import Character
from tests.work.connecting import kit_for
from tests.work.follow import followed

AROUND_LETTERS = 5_000  # octets a visit gets beside the letters themselves, or somewhat more


@pytest.mark.soak
@pytest.mark.parametrize("security", ["none", "tls"])
async def test_after_a_cut_at_any_octet_everything_comes_once(
    database: str, tmp_path: Path, certificates: certificates_fake.Certificates, security: Security
) -> None:
    broke_off = 0
    with (
        server.server(certificates.localhost, security=security) as imap,
        kit_for(imap.port, tmp_path, certificates) as kit,
    ):
        for number in range(soak.rounds(8, 500)):
            async with followed(imap, kit, f"user{number}@acme.test") as mailbox:
                mailbox.fill()
                await mailbox.connect()
                mailbox.deliver("new-1")
                mailbox.deliver("new-2", size=900)
                letters = sum(len(each.octets) for each in mailbox.box.named("INBOX").state.letters)
                cut_after = random.Random(number).randrange(letters + AROUND_LETTERS)
                imap.character = Character(cut_after=cut_after)
                broke_off += not await mailbox.sync()
                imap.character = Character()
                await mailbox.settle(3)
                await mailbox.check_all_is_here()
                assert await mailbox.quarantined() == []
                assert await mailbox.notices() == {"new-1": 1, "new-2": 1}, f"cut after {cut_after}"
    assert broke_off > 0
