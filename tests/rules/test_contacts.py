"""Whom a letter is from and to, as far as the header lets one know."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import Contact
from sync_engine.rules import contacts


def who(*pairs: tuple[str, str]) -> tuple[Contact, ...]:
    return tuple(Contact(name=name, address=address) for name, address in pairs)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        pytest.param(b"anna@acme.test", who(("", "anna@acme.test")), id="bare"),
        pytest.param(b"Anna <Anna@Acme.TEST>", who(("Anna", "anna@acme.test")), id="lower-case"),
        pytest.param(
            b'"Ivanov, Ivan" <i@a.ru>, b@c.ru',
            who(("Ivanov, Ivan", "i@a.ru"), ("", "b@c.ru")),
            id="quoted-comma",
        ),
        pytest.param(
            "Иванов, Иван <i@a.ru>".encode(), who(("Иванов, Иван", "i@a.ru")), id="comma-without-quotes"
        ),
        pytest.param(b"i@a.ru (Ivan Ivanov)", who(("Ivan Ivanov", "i@a.ru")), id="name-in-a-comment"),
        pytest.param(b"Ivan i@a.ru", who(("Ivan", "i@a.ru")), id="no-brackets"),
        pytest.param(
            b'"\\"Ivan\\" the first" <i@a.ru>', who(('"Ivan" the first', "i@a.ru")), id="escaped-quotes"
        ),
        pytest.param(b"=?utf-8?B?0JjQstCw0L0=?= <i@a.ru>", who(("Иван", "i@a.ru")), id="encoded-name"),
        pytest.param(
            b'"=?utf-8?B?0JjQstCw0L0=?=" <i@a.ru>', who(("Иван", "i@a.ru")), id="encoded-name-in-quotes"
        ),
        pytest.param(
            b"=?utf-8?Q?=D0=98,_=D0=9E?= <i@a.ru>", who(("И, О", "i@a.ru")), id="comma-inside-encoded-name"
        ),
        pytest.param("почта@кремль.рф".encode(), who(("", "почта@кремль.рф")), id="other-alphabet"),
        pytest.param(
            b"team: a@b.ru, c@d.ru;, e@f.ru", who(("", "a@b.ru"), ("", "c@d.ru"), ("", "e@f.ru")), id="group"
        ),
        pytest.param(b"undisclosed-recipients:;", (), id="empty-group"),
        pytest.param(b"a@b.ru; c@d.ru", who(("", "a@b.ru"), ("", "c@d.ru")), id="semicolons"),
        pytest.param(b"a@b.ru, A@B.ru", who(("", "a@b.ru")), id="twice-the-same"),
        pytest.param(b"<@relay.ru,@other.ru:i@a.ru>", who(("", "i@a.ru")), id="obsolete-route"),
        pytest.param(b"Ivan < i@a.ru >", who(("Ivan", "i@a.ru")), id="blanks-in-brackets"),
        pytest.param(b"Ivan <i@a.ru", who(("Ivan", "i@a.ru")), id="bracket-not-closed"),
        pytest.param(b'"john doe"@a.ru', who(("", "johndoe@a.ru")), id="quoted-local-part"),
        pytest.param(b"'i@a.ru' <i@a.ru>", who(("i@a.ru", "i@a.ru")), id="address-for-a-name"),
        pytest.param(
            'ООО "Ромашка" <i@a.ru>'.encode(), who(("ООО Ромашка", "i@a.ru")), id="quotes-in-the-middle"
        ),
        pytest.param(
            b'"OOO \\"Romashka\\"" <i@a.ru>', who(('OOO "Romashka"', "i@a.ru")), id="quotes-at-the-end"
        ),
        pytest.param(b"", (), id="nothing"),
    ],
)
def test_addressees(written: bytes, found: tuple[Contact, ...]) -> None:
    assert contacts.read([written]) == found


@pytest.mark.parametrize(
    ("written", "found"),
    [
        pytest.param(b"Mail Delivery System", ("Mail Delivery System", ""), id="no-address"),
        pytest.param(b"MAILER DAEMON <>", ("MAILER DAEMON", ""), id="empty-address"),
        pytest.param("Иван <i@a.ru>".encode("koi8-r"), ("Иван", "i@a.ru"), id="raw-octets"),
        pytest.param(
            b"=?utf-8?B?0JjQstCw0L0gPGlAYS5ydT4=?=", ("Иван", "i@a.ru"), id="all-in-one-encoded-word"
        ),
        pytest.param(b"", ("", ""), id="nothing"),
    ],
)
def test_a_sender_is_always_somebody(written: bytes, found: tuple[str, str]) -> None:
    contact = contacts.sender(written, "koi8-r")
    assert (contact.name, contact.address) == found


def test_a_thousand_addressees_and_a_header_cut_for_length() -> None:
    written = b", ".join(b"user%d@somewhere.test" % number for number in range(5000))
    found = contacts.read([written])
    assert len(found) == 1000
    assert {contact.address.partition("@")[2] for contact in found} == {"somewhere.test"}
    long_names = b", ".join(b"%s <u%d@somewhere.test>" % (b"n" * 150, number) for number in range(1000))
    assert {contact.address.partition("@")[2] for contact in contacts.read([long_names])} == {
        "somewhere.test"
    }


@given(st.binary(max_size=200))
def test_any_octets_are_read(octets: bytes) -> None:
    for contact in (contacts.sender(octets), *contacts.read([octets, b"<" + octets])):
        for text in (contact.name, contact.address):
            assert "\0" not in text
            text.encode("utf-8")
        assert contact.address == contact.address.lower()
        assert not set(contact.address) & set(" <>\r\n\t")
