"""The IMAP server of the tests misbehaves as it is told, and no further."""

import re
import socket
from contextlib import suppress
from dataclasses import replace

import pytest

from tests.fakes.certificates import Certificates
from tests.fakes.imap_server import characters
from tests.fakes.imap_server.character import Character, Trickle
from tests.fakes.imap_server.mailbox import Box
from tests.fakes.imap_server.server import ImapServer, server
from tests.fakes.imap_talk import Talk, session, talk

ADDRESS = "anna@acme.test"
LETTER = b"Subject: One\r\n\r\nGood morning\r\n"


@pytest.mark.parametrize("octets", [0, 1, 40, 333])
def test_the_line_is_cut_at_the_very_octet(certificates: Certificates, octets: int) -> None:
    with server(certificates.localhost, Character(cut_after=octets), security="none") as imap:
        imap.user(ADDRESS)
        with socket.create_connection(("127.0.0.1", imap.port), timeout=10) as client:
            client.sendall(b"a CAPABILITY\r\n" * 5)
            got = b""
            with suppress(ConnectionResetError):  # it did not read all of ours
                while piece := client.recv(4096):
                    got += piece
    assert len(got) == octets


def test_a_slow_server_sends_in_small_pieces(certificates: Certificates) -> None:
    with (
        server(certificates.localhost, Character(trickle=Trickle(3, 0.001)), security="none") as imap,
        socket.create_connection(("127.0.0.1", imap.port), timeout=10) as client,
    ):
        client.sendall(b"a LOGOUT\r\n")
        pieces = []
        while piece := client.recv(4096):
            pieces.append(piece)
    assert b"".join(pieces).endswith(b"a OK Logged out\r\n")
    assert len(pieces) > 20


def test_idle_is_cut_when_the_character_wants_it(certificates: Certificates) -> None:
    with (
        server(certificates.localhost, characters.RAMBLER, security="none") as imap,
        talk(imap, imap.user(ADDRESS), "INBOX") as client,
    ):
        client.say("a IDLE")
        assert [client.line(), client.line()] == ["+ idling", ""]


def test_refusals_come_as_often_as_the_character_says(certificates: Certificates) -> None:
    with (
        server(certificates.localhost, characters.YANDEX, security="none") as imap,
        talk(imap, imap.user(ADDRESS), "INBOX") as client,
    ):
        answers = [client.ask("UID SEARCH UID 1:*")[-1] for _ in range(8)]
        assert client.ask("UID SEARCH  UID 1:*")[-1].startswith("a BAD Command syntax error. sc=")
    assert [number for number, answer in enumerate(answers) if "Backend error" in answer] == [0, 7]


def test_search_is_as_poor_as_the_character_says(certificates: Certificates) -> None:
    with server(certificates.localhost, characters.MAIL_RU, security="none") as imap:
        anna = imap.user(ADDRESS)
        anna.deliver(LETTER)
        anna.deliver(LETTER)
        with talk(imap, anna, "INBOX") as client:
            refused = client.ask("UID SEARCH SINCE 1-Jan-2020")
            assert refused == ["a NO [CANNOT] Unsupported search criterion: SINCE 1-JAN-2020"]
            imap.character = replace(imap.character, search_limit=1)
            assert client.ask("UID SEARCH UID 1:*")[0] == "* SEARCH 2"


def test_the_password_for_the_web_is_answered_in_its_own_words(certificates: Certificates) -> None:
    with server(certificates.localhost, characters.MAIL_RU, security="none") as imap:
        anna = imap.user(ADDRESS)
        with Talk(imap) as client:
            assert "NEOBHODIM" in client.ask(f'LOGIN {ADDRESS} "{anna.ordinary_password}"')[-1]


@pytest.mark.parametrize(
    ("lie", "told"),
    [
        pytest.param(Character(leaves_out=frozenset({2})), ["1 {1}A", "3 {3}CCC"], id="leaves-out"),
        pytest.param(Character(bodiless=frozenset({2})), ["1 {1}A", "2 NIL", "3 {3}CCC"], id="bodiless"),
        pytest.param(Character(swapped=((1, 3),)), ["1 {3}CCC", "2 {2}BB", "3 {1}A"], id="swapped"),
        pytest.param(
            Character(volunteered=frozenset({4})),
            ["1 {1}A", "2 {2}BB", "3 {3}CCC", "4 {4}DDDD"],
            id="volunteered",
        ),
        pytest.param(Character(backwards=True), ["3 {3}CCC", "2 {2}BB", "1 {1}A"], id="backwards"),
    ],
)
def test_lies_are_told_as_ordered(imap: ImapServer, anna: Box, lie: Character, told: list[str]) -> None:
    for raw in (b"A", b"BB", b"CCC", b"DDDD"):
        anna.deliver(raw)
    imap.character = lie
    with talk(imap, anna, "INBOX") as client:
        said = "".join(client.ask("UID FETCH 1:3 (UID BODY.PEEK[])"))
    assert re.findall(r"UID (\d+) BODY\[\] (NIL|\{\d+\}\w+)\)", said) == [
        tuple(each.split(" ")) for each in told
    ]


def test_facts_are_told_wrong_as_ordered(imap: ImapServer, anna: Box) -> None:
    anna.deliver(LETTER)
    imap.character = Character(
        wrong_sizes=((1, 7),), dated=False, uidnext_behind=1, messages_off=5, refused=frozenset({1})
    )
    with talk(imap, anna) as client:
        assert "(MESSAGES 6 UIDNEXT 1)" in client.ask("STATUS INBOX (MESSAGES UIDNEXT)")[0]
        assert "* OK [UIDNEXT 1] Predicted next UID" in client.ask("EXAMINE INBOX")
        assert client.ask("FETCH 1 (UID INTERNALDATE RFC822.SIZE)")[0] == "* 1 FETCH (UID 1 RFC822.SIZE 7)"
        assert client.ask("FETCH 1 BODY.PEEK[]")[-1].startswith("a NO [SERVERBUG]")


def test_a_restless_server_tells_news_between_answers(imap: ImapServer, anna: Box) -> None:
    for _ in range(3):
        anna.deliver(b"x")

    def act() -> None:
        anna.expunge(1, 3)
        anna.deliver(b"y")

    imap.character = Character(restless=True, interjections=("* OK Still here",))
    imap.between_answers = act
    with talk(imap, anna, "INBOX") as client:
        lines = [line for line in client.ask("UID FETCH 1:3 (UID BODY.PEEK[])") if line.startswith("*")]
    assert lines == [
        "* 1 FETCH (UID 1 BODY[] {1}",
        "* OK Still here",
        "* 3 EXPUNGE",
        "* 1 EXPUNGE",
        "* 2 EXISTS",
        "* 1 FETCH (UID 2 BODY[] {1}",
        "* OK Still here",
    ]


def test_connections_are_counted(imap: ImapServer, anna: Box) -> None:
    with session(imap, anna), session(imap, anna):
        assert (imap.open_now, imap.most_open) == (2, 2)
        imap.character = replace(
            imap.character, connections=2, too_many_connections="NO [ALERT] Too many. (Failure)"
        )
        with Talk(imap) as third:
            assert "[ALERT]" in third.ask(f'LOGIN {ADDRESS} "{anna.password}"')[-1]
    with session(imap, anna):
        assert (imap.connections, imap.most_open, imap.logins[ADDRESS]) == (4, 3, 3)


def test_extensions_that_are_not_offered_are_unknown(certificates: Certificates) -> None:
    with (
        server(certificates.localhost, characters.PLAIN, security="none") as imap,
        talk(imap, imap.user(ADDRESS), "INBOX") as client,
    ):
        for command in (
            *("IDLE", "NOTIFY NONE", "ENABLE CONDSTORE", "UNSELECT", "NAMESPACE", "ID NIL"),
            *('LIST "" (INBOX) RETURN (STATUS (MESSAGES))', "STATUS INBOX (HIGHESTMODSEQ)"),
            *("EXAMINE INBOX (CONDSTORE)", "FETCH 1 MODSEQ", "AUTHENTICATE PLAIN AGEAYg=="),
        ):
            assert client.ask(command)[-1].startswith("a BAD"), command
