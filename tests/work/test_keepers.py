"""Which service keeps a connected mailbox, whatever the operator's own table calls it."""

from typing import Any, cast

import pytest

from storage.records import Server
from sync_engine.rules.providers import Table
from sync_engine.work import builtin
from sync_engine.work.connect import Connector
from tests.bot import make

OFFICE = Server(host="outlook.office365.com", port=993, security="tls")


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        pytest.param({"provider": "vkworkmail"}, {"vkworkmail"}, id="by-name"),
        pytest.param({"address": "anna@bk.ru"}, {"mailru"}, id="by-domain"),
        pytest.param({"provider": "ours", "imap": OFFICE}, {"outlook"}, id="by-server"),
        pytest.param(
            {"exchangers": ("acme-test.mail.protection.outlook.com",)}, {"microsoft365"}, id="by-exchangers"
        ),
        pytest.param({"provider": "ours"}, set(), id="nobody-knows"),
    ],
)
def test_who_keeps_it(facts: dict[str, Any], found: set[str]) -> None:
    connector = Connector(cast("Any", None), Table(), builtin.table())
    assert {row.id for row in connector.keepers(make.mailbox(**facts))} == found
