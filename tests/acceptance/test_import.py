"""The first import and what follows, against a real Dovecot over TLS with a Cyrillic Sent folder."""

from datetime import UTC, datetime, timedelta

from tests import corpus, databases
from tests.acceptance.conftest import Team
from tests.fakes.dovecot_box import Box

NEW_LETTER = (
    b"From: =?utf-8?b?0J/RkdGC0YA=?= <petrov@client.test>\r\nTo: anna@acme.test\r\nSubject: New\r\n\r\nHi\r\n"
)


def fill(box: Box, inside: int, older: int) -> list[corpus.CorpusLetter]:
    """Letters inside the window and older ones, 30 % in Sent; those inside."""
    now = datetime.now(UTC)
    edge = now - timedelta(days=30)
    old = corpus.letters(
        older,
        seed=2,
        first=edge - timedelta(days=20),
        last=edge - timedelta(hours=1),
        team_address=box.address,
    )
    young = list(
        corpus.letters(
            inside,
            seed=1,
            first=edge + timedelta(hours=1),
            last=now - timedelta(hours=1),
            team_address=box.address,
        )
    )
    box.fill(old)
    box.fill(young)
    return young


def test_the_first_import_and_the_syncs_after_it(team: Team, box: Box) -> None:
    letters = fill(box, inside=700, older=100)
    team.add(box)
    program = team.program

    first = program.json("sync", box.address)
    assert (first["letters_stored"], first["letters_quarantined"], first["notices"]) == (500, 0, 0)
    stored = program.json("letters", box.address, "--limit", "1000")
    newest = sorted(letters, key=lambda letter: letter.received)[-500:]
    assert {letter["message_id"] for letter in stored} == {letter.message_id for letter in newest}

    audit = program.json("audit", box.address)
    assert (audit["complete"], audit["current"]) == (True, False)
    assert sum(folder["waiting"] for folder in audit["folders"]) == 200
    assert sum(folder["skipped_old"] for folder in audit["folders"]) == 100
    assert program.json("mailbox", "show", box.address)["backlog"] == 200

    second = program.json("sync", box.address)
    assert (second["letters_stored"], second["notices"]) == (200, 0)
    audit = program.json("audit", box.address)
    assert (audit["complete"], audit["current"]) == (True, True)
    everything = program.json("letters", box.address, "--limit", "1000")
    assert {letter["message_id"] for letter in everything} == {letter.message_id for letter in letters}
    assert len(everything) == 700

    assert program.json("sync", box.address)["letters_stored"] == 0

    box.deliver(NEW_LETTER)
    third = program.json("sync", box.address)
    assert (third["letters_stored"], third["notices"]) == (1, 1)
    newest_stored = program.json("letters", box.address, "--limit", "1")[0]
    assert (newest_stored["subject"], newest_stored["notice"]["state"]) == ("New", "waiting")
    assert program.json("status")["notices_waiting"] == 1
    assert program.json("sync", box.address)["notices"] == 0


def test_letters_read_as_they_were_written(team: Team, box: Box) -> None:
    letters = {letter.message_id: letter for letter in fill(box, inside=60, older=0)}
    team.add(box)
    team.program.json("sync", box.address)
    for stored in team.program.json("letters", box.address, "--limit", "100"):
        written = letters[stored["message_id"]]
        assert stored["subject"] == written.subject
        assert stored["text"].split() == written.text.split()
        assert stored["direction"] == ("out" if written.role == "sent" else "in")
        assert stored["received"] == written.received.astimezone(UTC).isoformat()
        other = stored["from"] if written.role == "inbox" else stored["to"][0]
        assert other["address"] == written.client


def test_a_letter_moved_in_later_from_before_the_window_is_not_imported(team: Team, box: Box) -> None:
    fill(box, inside=3, older=0)
    team.add(box)
    team.program.json("sync", box.address)
    box.deliver(NEW_LETTER, received=datetime.now(UTC) - timedelta(days=40))
    box.deliver(NEW_LETTER)
    done = team.program.json("sync", box.address)
    assert (done["letters_stored"], done["notices"]) == (1, 1)
    audit = team.program.json("audit", box.address)
    assert (audit["complete"], audit["current"]) == (True, True)
    assert sum(folder["skipped_old"] for folder in audit["folders"]) == 1


def test_a_letter_that_came_between_connecting_and_the_first_sync_is_new(team: Team, box: Box) -> None:
    fill(box, inside=3, older=0)
    team.add(box)
    box.deliver(NEW_LETTER)
    done = team.program.json("sync", box.address)
    assert (done["letters_stored"], done["notices"]) == (4, 1)


def test_a_letter_deleted_on_the_server_stays(team: Team, box: Box) -> None:
    fill(box, inside=10, older=0)
    team.add(box)
    team.program.json("sync", box.address)
    box.expunge(box.uids()[0])
    audit = team.program.json("audit", box.address)
    assert (audit["complete"], audit["current"]) == (True, True)
    assert sum(folder["gone"] for folder in audit["folders"]) == 1
    team.program.json("sync", box.address)
    assert len(team.program.json("letters", box.address)) == 10


def test_a_hole_made_by_hand_is_seen_by_the_audit(team: Team, box: Box) -> None:
    """The proof can fail: a row that vanished from our side is called missing."""
    fill(box, inside=10, older=0)
    team.add(box)
    team.program.json("sync", box.address)
    inbox_only = "folder_id IN (SELECT id FROM folder WHERE role = 'inbox')"
    uid = team.program.one(f"SELECT min(uid) FROM letter WHERE {inbox_only}")  # noqa: S608 - our own words
    query = f"DELETE FROM letter WHERE uid = ? AND {inbox_only}"  # noqa: S608
    databases.ask(team.program.database, query, uid)
    result = team.program.run("audit", box.address, "--json")
    assert result.code == 1
    inbox = result.json["folders"][0]
    assert (result.json["complete"], inbox["missing"]) == (False, [uid])
