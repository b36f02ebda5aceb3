"""The IMAP server of the tests tells news where the standard lets it."""

import threading

import pytest

from tests.fakes.imap_server.mailbox import Box
from tests.fakes.imap_server.server import ImapServer
from tests.fakes.imap_talk import Talk, session, talk

LETTER = b"Subject: One\r\n\r\nGood morning\r\n"


def test_commands_in_one_packet_are_answered_in_order(imap: ImapServer, anna: Box) -> None:
    uid = anna.deliver(LETTER)
    with talk(imap, anna) as client:
        client.say(
            f"b EXAMINE INBOX\r\nc UID FETCH {uid} UID\r\nd NONSENSE\r\ne EXAMINE Sent\r\nf UID SEARCH ALL"
        )
        assert client.until("b")[-1].startswith("b OK")
        assert client.until("c") == [f"* 1 FETCH (UID {uid})", "c OK UID FETCH completed"]
        assert client.until("d")[-1].startswith("d BAD")
        assert client.until("e")[-1].startswith("e OK")
        assert client.until("f") == ["* SEARCH", "f OK UID SEARCH completed"]


def test_news_come_at_the_end_of_a_command_but_expunge_never_with_numbers(
    imap: ImapServer, anna: Box
) -> None:
    for _ in range(3):
        anna.deliver(LETTER)
    with talk(imap, anna, "INBOX") as client:
        anna.expunge(2)
        anna.deliver(LETTER)
        anna.flag(3, "\\Seen")
        assert client.ask("FETCH 3 UID")[:-1] == [
            "* 3 FETCH (UID 3)",
            "* 3 FETCH (UID 3 FLAGS (\\Seen))",
            "* 4 EXISTS",
        ]
        assert client.ask("SEARCH ALL")[:-1] == ["* SEARCH 1 2 3 4"]
        assert client.ask("UID SEARCH UID 3:*")[:-1] == ["* SEARCH 3 4", "* 2 EXPUNGE"]
        assert client.ask("FETCH 2 UID")[:-1] == ["* 2 FETCH (UID 3)"]


def test_idle_tells_of_letters_that_come_and_go(imap: ImapServer, anna: Box) -> None:
    anna.deliver(LETTER)
    with talk(imap, anna, "INBOX") as client:
        anna.deliver(LETTER)
        client.say("a IDLE")
        assert client.line() == "+ idling"
        assert client.line() == "* 2 EXISTS"
        threading.Thread(target=anna.expunge, args=(1,)).start()
        assert client.line() == "* 1 EXPUNGE"
        anna.deliver(LETTER)
        assert client.line() == "* 2 EXISTS"
        client.say("DONE")
        assert client.until("a") == ["a OK IDLE completed"]


def test_notify_tells_of_two_folders_without_being_asked(imap: ImapServer, anna: Box) -> None:
    events = "MessageNew MessageExpunge"
    with talk(imap, anna, "INBOX") as client:
        assert client.ask("NOTIFY SET (SELECTED (MessageNew (UID)))")[-1].startswith("a BAD")
        wanted = f"(SELECTED (MessageNew (UID) MessageExpunge)) (MAILBOXES Sent ({events}))"
        assert client.ask(f"NOTIFY SET {wanted}") == ["a OK NOTIFY completed"]
        uid = anna.deliver(LETTER)
        assert [client.line(), client.line()] == ["* 1 EXISTS", f"* 1 FETCH (UID {uid})"]
        anna.deliver(LETTER, folder="Sent")
        validity = anna.folders["Sent"].state.uidvalidity
        assert client.line() == f'* STATUS "Sent" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY {validity})'
        anna.expunge(uid)
        assert client.line() == "* 1 EXPUNGE"
        assert client.ask("NOTIFY NONE") == ["a OK NOTIFY completed"]
        anna.deliver(LETTER)
        assert client.ask("NOOP") == ["* 1 EXISTS", "a OK Done"]


def test_a_folder_numbered_anew_ends_the_sessions_inside(imap: ImapServer, anna: Box) -> None:
    for _ in range(3):
        anna.deliver(LETTER)
    anna.expunge(1)
    before = anna.folders["INBOX"].state.uidvalidity
    with talk(imap, anna, "INBOX") as client:
        anna.renumber()
        client.say("a NOOP")
        assert client.line().startswith("* BYE")
        assert client.line() == ""
    assert anna.uids() == [1, 2]
    assert anna.folders["INBOX"].state.uidvalidity > before


def test_a_letter_held_back_shows_later_with_its_number(imap: ImapServer, anna: Box) -> None:
    show = anna.hold(LETTER, ahead="uid")
    anna.deliver(LETTER)
    ahead = anna.hold(LETTER, ahead="modseq")
    with session(imap, anna) as client:
        told = client.select_folder("INBOX", readonly=True)
        assert (told[b"EXISTS"], told[b"UIDNEXT"], told[b"HIGHESTMODSEQ"]) == (1, 3, 4)
        assert (show(), ahead()) == (1, 3)
        told = client.select_folder("INBOX", readonly=True)
        assert (told[b"EXISTS"], told[b"UIDNEXT"], told[b"HIGHESTMODSEQ"]) == (3, 4, 4)
        assert client.search("ALL") == [1, 2, 3]


async def test_a_test_can_wait_for_a_command(imap: ImapServer, anna: Box) -> None:
    with talk(imap, anna, "INBOX") as client:
        client.say("a IDLE")
        await imap.heard("IDLE")
        client.say("DONE")
        assert client.until("a")[-1] == "a OK IDLE completed"


def test_it_goes_down_and_comes_back_on_the_same_port(imap: ImapServer, anna: Box) -> None:
    with talk(imap, anna, "INBOX") as client:
        imap.stop()
        client.say("a NOOP")
        with pytest.raises((AssertionError, ConnectionError)):
            client.until("a")
    with pytest.raises(ConnectionRefusedError):
        Talk(imap)
    anna.deliver(LETTER)
    imap.start()
    with session(imap, anna, "INBOX") as client:
        assert client.search("ALL") == [1]
