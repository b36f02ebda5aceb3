"""Memory does not grow with the mailbox (invariant 11)."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import corpus, soak
from tests.acceptance import measured
from tests.acceptance.conftest import Team
from tests.acceptance.program import POSTROOM
from tests.fakes.dovecot_box import Box

MOST = 200  # MB of peak resident size


def peak_of_sync(team: Team, box: Box) -> float:
    """MB of peak resident size of one `sync` process."""
    program = team.program
    command = (POSTROOM, "sync", box.address)
    return measured.run(command, env=program.environment(), cwd=program.folder).megabytes


@pytest.mark.soak
def test_a_large_import_stays_small(team: Team, box: Box) -> None:
    count = soak.rounds(600, 5000)
    now = datetime.now(UTC)
    first, last = now - timedelta(days=29), now - timedelta(hours=1)
    box.fill(corpus.letters(count, seed=1, first=first, last=last, team_address=box.address))
    team.program.settings["IMPORT_LETTERS"] = str(count)
    team.add(box)
    assert peak_of_sync(team, box) < MOST
    assert len(team.program.json("letters", box.address, "--limit", "9999")) == count


@pytest.mark.soak
def test_one_huge_letter_stays_small(team: Team, box: Box) -> None:
    megabytes = soak.rounds(20, 200)
    line = b"QUJD" * 18 + b"QUI=" + b"\r\n"
    head = (
        b"From: a@client.test\r\nSubject: Huge\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: application/zip; name=huge.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    box.deliver(head + line * (megabytes * 1024 * 1024 // len(line)))
    team.add(box)
    assert peak_of_sync(team, box) < MOST
    (letter,) = team.program.json("letters", box.address)
    assert letter["subject"] == "Huge"
    assert [each["name"] for each in letter["attachments"]] == ["huge.zip"]
