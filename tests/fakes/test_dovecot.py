"""The real IMAP server of the tests is quick, honest about times, and leaves nothing behind."""

import ssl
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import chain

import imapclient
import psutil
import pytest
import trustme

from tests import corpus
from tests.fakes import dovecot
from tests.fakes.certificates import Certificates
from tests.fakes.dovecot_box import Box

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LETTER = b"From: a@client.test\r\nSubject: one\r\n\r\nhello\r\n"


def over_tls(server: dovecot.Dovecot, box: Box, context: ssl.SSLContext) -> imapclient.IMAPClient:
    client = imapclient.IMAPClient(server.host, server.tls_port, ssl_context=context, timeout=20)
    client.normalise_times = False
    client.login(box.address, box.password)
    return client


def test_a_filled_mailbox_shows_every_letter_with_its_time(
    dovecot_server: dovecot.Dovecot, box: Box, certificates: Certificates
) -> None:
    window = corpus.letters(700, seed=1, first=NOON - timedelta(days=29), last=NOON)
    older = corpus.letters(100, seed=2, first=NOON - timedelta(days=90), last=NOON - timedelta(days=31))
    letters = list(chain(older, window))
    started = time.monotonic()
    box.fill(letters)
    with over_tls(dovecot_server, box, certificates.client_context()) as client:
        for role, name in (("inbox", "INBOX"), ("sent", "Отправленные")):
            client.select_folder(name, readonly=True)
            uids = client.search("ALL")
            times = client.fetch(uids, ["INTERNALDATE", "RFC822.SIZE"])
            seen = [(times[uid][b"INTERNALDATE"], times[uid][b"RFC822.SIZE"]) for uid in sorted(times)]
            mine = [letter for letter in letters if letter.role == role]
            assert seen == [(letter.received, len(letter.raw)) for letter in mine]
            body = client.fetch(uids[-1:], ["BODY.PEEK[]"])[uids[-1]][b"BODY[]"]
            assert body == mine[-1].raw
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("sent", "special_use", "marked"),
    [
        pytest.param("Отправленные", True, True, id="russian-marked"),
        pytest.param("Отправленные", False, False, id="russian-unmarked"),
        pytest.param("[Gmail]/Отправленные", True, True, id="nested"),
        pytest.param("Sent Items", False, False, id="english-with-a-space"),
    ],
)
def test_the_sent_folder_is_named_and_marked_as_asked(
    dovecot_server: dovecot.Dovecot, sent: str, special_use: bool, marked: bool
) -> None:
    box = dovecot_server.user(f"{len(sent)}-{special_use}@acme.test", sent=sent, special_use=special_use)
    with box.session() as session:
        flags = {name: flags for flags, _, name in session.list_folders()}
    assert (b"\\Sent" in flags[sent]) == marked


def test_without_a_sent_folder_there_is_only_the_inbox(dovecot_server: dovecot.Dovecot) -> None:
    with dovecot_server.user("lonely@acme.test", sent=None).session() as session:
        assert [name for _, _, name in session.list_folders()] == ["INBOX"]


def test_expunged_letters_are_gone_and_numbers_are_not_used_again(box: Box) -> None:
    for _ in range(3):
        box.deliver(LETTER)
    box.expunge(1, 3)
    box.deliver(LETTER)
    assert box.uids() == [2, 4]


@pytest.mark.parametrize("folder", ["INBOX", "Отправленные"])
def test_a_recreated_folder_keeps_letters_and_changes_uidvalidity(box: Box, folder: str) -> None:
    for hour in range(3):
        box.deliver(LETTER, folder=folder, received=NOON + timedelta(hours=hour))
    before = box.uidvalidity(folder)
    box.expunge(1, folder=folder)
    box.recreate(folder)
    assert box.uids(folder) == [1, 2]
    assert box.uidvalidity(folder) > before
    with box.session() as session:
        session.select_folder(folder, readonly=True)
        times = session.fetch([1, 2], ["INTERNALDATE"])
    assert [times[uid][b"INTERNALDATE"] for uid in (1, 2)] == [
        NOON + timedelta(hours=hour) for hour in (1, 2)
    ]


def test_an_idle_session_hears_of_a_delivery(box: Box) -> None:
    with box.session() as session:
        session.select_folder("INBOX", readonly=True)
        session.idle()
        box.deliver(LETTER)
        assert (1, b"EXISTS") in session.idle_check(timeout=5)
        session.idle_done()


def test_a_wrong_password_is_refused_soon(dovecot_server: dovecot.Dovecot, box: Box) -> None:
    started = time.monotonic()
    with (
        imapclient.IMAPClient("127.0.0.1", dovecot_server.plain_port, ssl=False) as client,
        pytest.raises(imapclient.exceptions.LoginError, match="AUTHENTICATIONFAILED"),
    ):
        client.login(box.address, "not it")
    assert time.monotonic() - started < 1.5  # Dovecot hands out refusals every half second


def test_starttls_is_offered_and_verifiable(
    dovecot_server: dovecot.Dovecot, box: Box, certificates: Certificates
) -> None:
    with imapclient.IMAPClient("localhost", dovecot_server.plain_port, ssl=False, timeout=20) as client:
        client.starttls(certificates.client_context())
        client.login(box.address, box.password)


@pytest.mark.parametrize(
    ("pick", "why"),
    [
        pytest.param(
            lambda given: given.unknown_authority, "unable to get local issuer", id="unknown-authority"
        ),
        pytest.param(lambda given: given.wrong_name, "Hostname mismatch", id="wrong-name"),
        pytest.param(lambda given: given.expired, "certificate has expired", id="expired"),
    ],
)
def test_a_bad_certificate_is_bad_for_one_reason(
    certificates: Certificates, pick: Callable[[Certificates], trustme.LeafCert], why: str
) -> None:
    with dovecot.server(pick(certificates)) as server, pytest.raises(ssl.SSLCertVerificationError, match=why):
        imapclient.IMAPClient(server.host, server.tls_port, ssl_context=certificates.client_context())


def test_it_can_go_down_take_letters_meanwhile_and_come_back(certificates: Certificates) -> None:
    with dovecot.server(certificates.localhost) as server:
        box = server.user("anna@acme.test")
        box.deliver(LETTER)
        with box.session() as session:
            server.stop()
            box.deliver(LETTER)
            with pytest.raises(imapclient.exceptions.IMAPClientAbortError):
                session.noop()
        with pytest.raises(ConnectionRefusedError):
            box.uids()
        server.start()
        assert box.uids() == [1, 2]


def test_two_hundred_idle_sessions_hear_of_their_letters_without_a_process_each(
    certificates: Certificates,
) -> None:
    with dovecot.server(certificates.localhost, sessions_per_process=50) as server:
        boxes = [server.user(f"user{number}@acme.test") for number in range(200)]
        with ExitStack() as stack:
            sessions = [stack.enter_context(box.session()) for box in boxes]
            for session in sessions:
                session.select_folder("INBOX", readonly=True)
                session.idle()
            for box in boxes:
                box.deliver(LETTER)
            for session in sessions:
                assert (1, b"EXISTS") in session.idle_check(timeout=10)
                session.idle_done()
        mine = [each.name() for each in psutil.Process().children(recursive=True)]
        assert sum(each.startswith(("dovecot", "imap")) for each in mine) < 30  # a browser has processes, too


def test_many_sessions_at_once_and_nothing_left_behind(certificates: Certificates) -> None:
    with dovecot.server(certificates.localhost) as server:
        box = server.user("anna@acme.test")
        sessions = []
        for _ in range(100):
            session = imapclient.IMAPClient("127.0.0.1", server.plain_port, ssl=False, timeout=20)
            session.login(box.address, box.password)
            sessions.append(session)
        processes = psutil.Process().children(recursive=True)
        assert len(processes) > 100
        for session in sessions:
            session.shutdown()
        folder = server.folder
    assert not folder.exists()
    assert not [process for process in processes if process.is_running() and "test/" in process.name()]
