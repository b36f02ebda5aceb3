"""One address is read, however it was typed; what is none, or more than one, is refused."""

import pytest

from sync_engine import errors
from sync_engine.rules import recipients


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("boris@client.test", "boris@client.test"),
        (" Boris <Boris@Client.TEST> ", "Boris@client.test"),
        ("mailto:boris@client.test", "boris@client.test"),
        ("boris@client.test,", "boris@client.test"),
        ("борис@client.test", "борис@client.test"),
        ("boris@клиент.рф", "boris@xn--e1affem4a.xn--p1ai"),
        ("boris\u200b@client.test", "boris@client.test"),
    ],
)
def test_an_address(typed: str, address: str) -> None:
    assert recipients.read(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        *("", "boris", "@client.test", "boris@", "boris@client", "bo ris@client.test", "b..b@client.test"),
        *("boris\r\nRCPT TO:<x@y.test>", "boris@cli\r\nent.test", "boris@[127.0.0.1]", "x" * 250 + "@c.test"),
        *(".boris@client.test", "boris@-client.test", "bo<ris@client.test", "boris@client..test"),
    ],
)
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(errors.RecipientInvalid):
        recipients.read(typed)


@pytest.mark.parametrize("typed", ["a@client.test, b@client.test", "a@client.test b@client.test"])
def test_one_at_a_time(typed: str) -> None:
    with pytest.raises(errors.TooManyRecipients):
        recipients.read(typed)


def test_the_idn_domain_needs_no_extension_but_the_name_does() -> None:
    assert not recipients.needs_smtputf8(recipients.read("boris@клиент.рф"))
    assert recipients.needs_smtputf8(recipients.read("борис@client.test"))
