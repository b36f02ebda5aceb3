"""The IMAP server of the tests keeps to RFC 3501 where its character does not say otherwise."""

import ssl
from datetime import UTC, date, datetime, timedelta, timezone

import imapclient
import pytest

from storage.records import Security
from tests.fakes.certificates import Certificates
from tests.fakes.imap_server import characters
from tests.fakes.imap_server.mailbox import Box
from tests.fakes.imap_server.server import ImapServer, server
from tests.fakes.imap_talk import Talk, session, talk

ADDRESS = "anna@acme.test"
MOSCOW = timezone(timedelta(hours=3))
LETTER = (
    b"From: petrov@client.test\r\nSubject: One\r\n two\r\nTo: anna@acme.test\r\n\r\n"
    b"Good morning\r\n\r\nand good bye\r\n"
)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_password_is_taken_over_tls(certificates: Certificates, security: Security) -> None:
    with server(certificates.localhost, security=security) as imap:
        anna = imap.user(ADDRESS)
        context = certificates.client_context()
        with imapclient.IMAPClient(
            imap.host, imap.port, ssl=security == "tls", ssl_context=context, timeout=10
        ) as client:
            if security == "starttls":
                with pytest.raises(imapclient.exceptions.LoginError, match="PRIVACYREQUIRED"):
                    client.login(ADDRESS, anna.password)
                client.starttls(context)
            client.login(ADDRESS, anna.password)
            client.select_folder("INBOX")
        assert imap.logins == {ADDRESS: 1}


def test_commands_smuggled_before_tls_are_not_done(certificates: Certificates) -> None:
    with server(certificates.localhost, security="starttls") as imap, Talk(imap) as client:
        client.say("a STARTTLS\r\nb NOOP")
        assert client.until("a")[-1].startswith("a OK")
        assert client.line().startswith("* BYE")


def test_an_unknown_authority_ends_the_client_not_the_server(certificates: Certificates) -> None:
    with server(certificates.unknown_authority) as imap:
        for _ in range(2):
            with pytest.raises(ssl.SSLCertVerificationError):
                imapclient.IMAPClient(imap.host, imap.port, ssl_context=certificates.client_context())


def test_wrong_passwords_are_refused_and_stay_out_of_the_record(imap: ImapServer, anna: Box) -> None:
    with Talk(imap) as client:
        assert client.ask(f"LOGIN {ADDRESS} wrong-one")[-1].startswith("a NO [AUTHENTICATIONFAILED]")
        assert client.ask("LOGIN nobody@acme.test wrong-one")[-1].startswith("a NO [AUTHENTICATIONFAILED]")
        assert client.ask("EXAMINE INBOX")[-1].startswith("a BAD")
        client.say("a AUTHENTICATE PLAIN")
        assert client.line().startswith("+")
        client.say("not base64!")
        assert client.until("a")[-1].startswith("a BAD")
        assert client.ask(f'LOGIN {ADDRESS} "{anna.password}"')[-1].startswith("a OK")
    assert (imap.logins[ADDRESS], imap.refused_logins[ADDRESS]) == (1, 1)
    assert not [each for each in imap.commands if "wrong-one" in each.text or anna.password in each.text]


def test_a_login_by_sasl_may_hold_any_letters(imap: ImapServer, anna: Box) -> None:
    anna.password = "пароль с пробелом"
    with imapclient.IMAPClient("127.0.0.1", imap.port, ssl=False, timeout=10) as client:
        client.plain_login(ADDRESS, anna.password)
        client.noop()


def test_folders_are_listed_with_names_and_special_use(certificates: Certificates) -> None:
    with (
        server(certificates.localhost, characters.GMAIL, security="none") as imap,
        session(imap, imap.user(ADDRESS)) as client,
    ):
        listed = {name: (flags, delimiter) for flags, delimiter, name in client.list_folders()}
        top = client.list_folders("", "%")
    assert listed["[Gmail]/Отправленные"] == ((b"\\HasNoChildren", b"\\Sent"), b"/")
    assert listed["[Gmail]"] == ((b"\\Noselect", b"\\HasChildren"), b"/")
    assert {name for _, _, name in top} == {"INBOX", "[Gmail]"}


def test_the_status_of_several_folders_comes_with_one_list(imap: ImapServer, anna: Box) -> None:
    anna.deliver(LETTER)
    anna.flag(anna.deliver(LETTER, folder="Sent"), "\\Seen", folder="Sent")
    items = "MESSAGES UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ"
    with talk(imap, anna) as client:
        lines = client.ask(f'LIST "" (INBOX Sent) RETURN (STATUS ({items}))')
        alone = client.ask(f"STATUS Sent ({items})")
        assert client.ask("STATUS Nowhere (MESSAGES)") == ["a NO [NONEXISTENT] Unknown mailbox"]
    inbox, sent = (anna.folders[name].state for name in ("INBOX", "Sent"))
    assert [line for line in lines if "STATUS" in line] == [
        f'* STATUS "INBOX" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY {inbox.uidvalidity} UNSEEN 1 HIGHESTMODSEQ 2)',
        f'* STATUS "Sent" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY {sent.uidvalidity} UNSEEN 0 HIGHESTMODSEQ 3)',
    ]
    assert alone[0] == [line for line in lines if "STATUS" in line][1]


def test_examine_tells_the_numbers_of_the_folder(imap: ImapServer, anna: Box) -> None:
    anna.expunge(anna.deliver(LETTER))
    anna.deliver(LETTER)
    with session(imap, anna) as client:
        told = client.select_folder("inbox", readonly=True)
    assert (told[b"EXISTS"], told[b"UIDNEXT"], told[b"HIGHESTMODSEQ"]) == (1, 3, 4)
    assert told[b"UIDVALIDITY"] == anna.folders["INBOX"].state.uidvalidity
    assert told[b"READ-ONLY"] == [b""]


def test_a_letter_is_given_whole_and_in_pieces(imap: ImapServer, anna: Box) -> None:
    received = datetime(2026, 3, 5, 4, 5, 6, tzinfo=MOSCOW)
    uid = anna.deliver(LETTER, received=received)
    wanted = [
        *("UID", "INTERNALDATE", "RFC822.SIZE", "FLAGS", "MODSEQ", "RFC822", "BODY.PEEK[]"),
        *("BODY.PEEK[]<10.20>", "BODY.PEEK[]<9999.5>", "BODY.PEEK[HEADER]", "BODY.PEEK[TEXT]"),
        *("BODY.PEEK[HEADER.FIELDS (subject DATE)]", "BODY.PEEK[HEADER.FIELDS.NOT (TO)]"),
    ]
    with session(imap, anna, "INBOX") as client:
        found = client.fetch([uid], wanted)[uid]
    header = LETTER.partition(b"Good")[0]
    assert found[b"INTERNALDATE"] == received
    assert (found[b"RFC822.SIZE"], found[b"FLAGS"], found[b"MODSEQ"]) == (len(LETTER), (), (2,))
    assert found[b"BODY[]"] == found[b"RFC822"] == LETTER
    assert (found[b"BODY[]<10>"], found[b"BODY[]<9999>"]) == (LETTER[10:30], b"")
    assert (found[b"BODY[HEADER]"], found[b"BODY[TEXT]"]) == (header, LETTER.removeprefix(header))
    assert found[b"BODY[HEADER.FIELDS (SUBJECT DATE)]"] == b"Subject: One\r\n two\r\n\r\n"
    assert found[b"BODY[HEADER.FIELDS.NOT (TO)]"] == header.replace(b"To: anna@acme.test\r\n", b"")
    assert anna.flags(uid) == frozenset()


def test_only_a_folder_opened_for_writing_is_marked_as_read(imap: ImapServer, anna: Box) -> None:
    uid = anna.deliver(LETTER)
    with session(imap, anna, "INBOX") as client:
        client.fetch([uid], ["BODY[]"])
        assert anna.flags(uid) == frozenset()
        client.select_folder("INBOX")
        client.fetch([uid], ["BODY.PEEK[]"])
        assert anna.flags(uid) == frozenset()
        client.fetch([uid], ["BODY[]"])
        assert anna.flags(uid) == {"\\Seen"}


@pytest.mark.parametrize(
    ("command", "uids"),
    [
        pytest.param("UID FETCH 2:4 UID", [2, 4], id="gaps-are-no-error"),
        pytest.param("UID FETCH 4,2 UID", [2, 4], id="list"),
        pytest.param("UID FETCH 99:* UID", [5], id="beyond-the-end-is-the-last"),
        pytest.param("UID FETCH *:4 UID", [4, 5], id="backwards"),
        pytest.param("UID FETCH 7:9 UID", [], id="none"),
        pytest.param("FETCH 2:3 UID", [2, 4], id="by-number"),
        pytest.param("FETCH * UID", [5], id="last-number"),
        pytest.param("FETCH 1,4:* (UID)", [1, 5], id="number-and-range"),
        pytest.param("FETCH 3:5 UID", None, id="no-such-number"),
        pytest.param("UID FETCH 0:* UID", None, id="zero"),
        pytest.param("UID FETCH  1:* UID", None, id="two-blanks"),
        pytest.param("UID FETCH 1:*  UID", None, id="two-blanks-more"),
        pytest.param("UID FETCH 1:* ()", None, id="nothing-asked"),
        pytest.param("UID FETCH 1:* (UID", None, id="not-closed"),
        pytest.param("UID FETCH 1:* (UID) ", None, id="blank-at-the-end"),
        pytest.param("UID FETCH 1:* BODY.PEEK[]<0.0>", None, id="no-octets-asked"),
    ],
)
def test_sequence_sets_mean_what_the_standard_says(
    imap: ImapServer, anna: Box, command: str, uids: list[int] | None
) -> None:
    for _ in range(5):
        anna.deliver(LETTER)
    anna.expunge(3)
    with talk(imap, anna, "INBOX") as client:
        lines = client.ask(command)
    if uids is None:
        assert lines[-1].startswith("a BAD")
        assert len(lines) == 1
    else:
        assert [int(line.split("UID ")[1].rstrip(")")) for line in lines[:-1]] == uids
        assert lines[-1].startswith("a OK")


def test_in_an_empty_folder_no_number_is_right(imap: ImapServer, anna: Box) -> None:
    with talk(imap, anna, "INBOX") as client:
        assert client.ask("FETCH 1:* UID")[-1].startswith("a BAD")
        assert client.ask("UID FETCH 1:* UID") == ["a OK UID FETCH completed"]
        assert client.ask("UID SEARCH ALL") == ["* SEARCH", "a OK UID SEARCH completed"]


def test_search_finds_by_uid_date_header_and_flag(imap: ImapServer, anna: Box) -> None:
    for day in (1, 2, 3):
        anna.deliver(LETTER, received=datetime(2026, 3, day, 12, tzinfo=UTC))
    anna.flag(3, "\\Seen")
    anna.deliver(b"Subject: other\r\n\r\n", received=datetime(2026, 3, 4, tzinfo=UTC))
    with session(imap, anna, "INBOX") as client:
        assert client.search(["UID", "2:*"]) == [2, 3, 4]
        assert client.search(["SINCE", date(2026, 3, 3)]) == [3, 4]
        assert client.search(["BEFORE", date(2026, 3, 2)]) == [1]
        assert client.search(["SEEN"]) == [3]
        assert client.search(["UNSEEN", "SUBJECT", "one"]) == [1, 2]
        assert client.search(["NOT", "HEADER", "To", ""]) == [4]
        assert client.search("OR UID 1 UID 4") == [1, 4]
        assert client.search("2:3 UID 1:2") == [2]
        changed = client.search(["MODSEQ", "5"])
        assert (list(changed), changed.modseq) == ([3, 4], 6)


def test_an_extended_search_tells_ranges_and_counts(imap: ImapServer, anna: Box) -> None:
    for _ in range(5):
        anna.deliver(LETTER)
    anna.expunge(3)
    with talk(imap, anna, "INBOX") as client:
        assert client.ask("UID SEARCH RETURN () UID 2:*")[0] == '* ESEARCH (TAG "a") UID ALL 2,4:5'
        assert client.ask("SEARCH RETURN (MIN MAX COUNT) ALL")[0] == '* ESEARCH (TAG "a") COUNT 4 MIN 1 MAX 4'
        assert client.ask("UID SEARCH RETURN (ALL) UID 9")[0] == '* ESEARCH (TAG "a") UID'
        assert client.ask("UID SEARCH RETURN (SAVE) ALL")[-1].startswith("a BAD")


def test_changed_since_gives_only_what_changed(imap: ImapServer, anna: Box) -> None:
    anna.deliver(LETTER)
    anna.deliver(LETTER)
    anna.flag(1, "\\Seen")
    with talk(imap, anna, "INBOX") as client:
        lines = client.ask("UID FETCH 1:* (FLAGS) (CHANGEDSINCE 3)")
    assert lines[:-1] == ["* 1 FETCH (UID 1 FLAGS (\\Seen) MODSEQ (4))"]


def test_a_letter_is_filed_by_append(imap: ImapServer, anna: Box) -> None:
    received = datetime(2026, 3, 5, 4, 5, 6, tzinfo=MOSCOW)
    with session(imap, anna) as client:
        said = client.append("Sent", LETTER, ("\\Seen",), received)
        with pytest.raises(imapclient.exceptions.IMAPClientError, match="TRYCREATE"):
            client.append("Nowhere", LETTER)
    (kept,) = anna.folders["Sent"].state.letters
    assert (kept.octets, kept.received, kept.flags) == (LETTER, received, frozenset({"\\Seen"}))
    assert f"APPENDUID {anna.folders['Sent'].state.uidvalidity} {kept.uid}".encode() in said
