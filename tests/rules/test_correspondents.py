"""On whose cards a letter belongs (rules S6, S7)."""

from storage.records import Contact
from sync_engine.rules import correspondents

PETROV, SMITH = Contact("Пётр", "petrov@client.test"), Contact("", "john@client.test")
NOBODY = Contact("Кто-то", "")


def test_a_clients_letter_is_on_the_card_of_its_sender() -> None:
    assert correspondents.of("in", PETROV, [SMITH], client=True) == (PETROV,)


def test_no_clients_letter_and_one_without_a_sender_are_on_none() -> None:
    assert correspondents.of("in", PETROV, [SMITH], client=False) == ()
    assert correspondents.of("in", NOBODY, [SMITH], client=True) == ()


def test_a_sent_letter_is_on_the_card_of_each_addressee_once() -> None:
    assert correspondents.of("out", PETROV, [SMITH, NOBODY, SMITH], client=False) == (SMITH,)
