"""When mail exchangers tell that the mail went to another service, and when they do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_engine.rules import moved
from sync_engine.work import builtin

TABLE = builtin.table()
SERVER = "mail.acme.ru"
NAMES = st.sampled_from(
    [
        *(
            "mx.yandex.net",
            "mx.yandex.ru",
            "mx2.yandex.net",
            "emx.mail.ru",
            "mxs.mail.ru",
            "aspmx.l.google.com",
        ),
        *(
            "alt1.aspmx.l.google.com",
            "aspmx2.googlemail.com",
            "mx1.beget.com",
            "mx2.beget.ru",
            "mx1.timeweb.ru",
        ),
        *("mail.acme.ru", "mx.acme.ru", "mail.acme.co.uk", "mail.other.co.uk", "eu-smtp-1.mimecast.com"),
        *("acme-ru.mail.protection.outlook.com", "MX.Yandex.NET."),
    ]
)
HOSTS = NAMES | st.sampled_from(["localhost", "", ".", "mx..ru"])


def another(before: list[str], now: list[str], server: str = SERVER) -> bool:
    return moved.is_another(before, now, server, TABLE)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param(["mail.acme.ru"], ["mx.yandex.net"], id="from-a-server-of-their-own-to-yandex"),
        pytest.param(["mx.yandex.net"], ["emx.mail.ru"], id="from-yandex-to-vk-workmail"),
        pytest.param(
            ["mx1.beget.com", "mx2.beget.com"], ["aspmx.l.google.com"], id="from-a-hoster-to-google"
        ),
        pytest.param(["emx.mail.ru"], ["acme-ru.mail.protection.outlook.com"], id="to-microsoft"),
        pytest.param(["mail.acme.co.uk"], ["mail.other.co.uk"], id="neighbours-in-a-public-suffix"),
        pytest.param(["mx1.hoster.com.ru"], ["mx1.another.com.ru"], id="neighbours-in-a-russian-one"),
    ],
)
def test_another_service(before: list[str], now: list[str]) -> None:
    assert another(before, now)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param(["mx.yandex.net"], ["mx.yandex.net"], id="nothing-changed"),
        pytest.param(["mx.yandex.net"], ["mx.yandex.ru"], id="yandex-under-both-its-names"),
        pytest.param(["mx2.yandex.net"], ["mx.yandex.ru"], id="an-exchanger-no-table-names"),
        pytest.param(["emx.mail.ru"], ["mxs.mail.ru"], id="both-rows-of-mailru"),
        pytest.param(["aspmx.l.google.com"], ["smtp.google.com"], id="google-renamed-it"),
        pytest.param(["aspmx.l.google.com"], ["aspmx2.googlemail.com"], id="google-under-both-its-names"),
        pytest.param(["mx1.beget.com"], ["mx2.beget.ru"], id="a-hoster-in-two-countries"),
        pytest.param(["mail.acme.ru"], ["mx1.acme.ru", "mx2.acme.ru"], id="their-own-server-renamed"),
        pytest.param(["mail.acme.ru"], ["mx.yandex.net", "mail.acme.ru"], id="the-old-one-stays-as-a-spare"),
        pytest.param(["MX.Yandex.NET."], ["mx.yandex.net"], id="spelt-otherwise"),
        pytest.param(["mx.yandex.net"], ["eu-smtp-1.mimecast.com"], id="a-filter-was-put-in-front"),
        pytest.param(["eu-smtp-1.mimecast.com"], ["mx.yandex.net"], id="a-filter-was-taken-away"),
        pytest.param(["mx.yandex.net"], ["localhost"], id="not-the-name-of-a-server"),
        pytest.param(["mx.yandex.net"], ["192.0.2.1"], id="an-address-where-a-name-should-be"),
    ],
)
def test_the_same_service(before: list[str], now: list[str]) -> None:
    assert not another(before, now)


def test_mail_that_moved_to_the_server_we_read_from_is_where_it_should_be() -> None:
    assert not another(["mx1.beget.com"], ["mx.yandex.net"], server="imap.yandex.ru")
    assert another(["mx1.beget.com"], ["mx.yandex.net"], server="imap.beget.com")


@given(st.lists(HOSTS, max_size=4), st.lists(HOSTS, max_size=4), NAMES)
def test_never_while_they_have_an_exchanger_in_common(before: list[str], now: list[str], common: str) -> None:
    assert not another([*before, common], [*now, common])


@given(st.lists(HOSTS | st.text(max_size=30), max_size=4), st.text(max_size=30))
def test_never_while_either_is_unknown(hosts: list[str], server: str) -> None:
    assert not another([], hosts, server)
    assert not another(hosts, [], server)


@given(st.lists(HOSTS, max_size=4), st.lists(HOSTS, max_size=4))
def test_who_moved_there_would_have_moved_back_too(before: list[str], now: list[str]) -> None:
    nowhere = "imap.nowhere.example"
    assert another(before, now, nowhere) == another(now, before, nowhere)
