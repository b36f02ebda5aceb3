"""Which mailboxes of the asker explain a question."""

from dataclasses import replace
from typing import Any

import pytest

from bot.faq import bearing
from tests.bot import make


def box(address: str = "anna@acme.test", **facts: Any) -> Any:
    return replace(make.mailbox(), address=address, **({"last_check": make.NOW} | facts))


@pytest.mark.parametrize(
    ("topic", "state", "said"),
    [
        ("auth_error", "auth_failed", ["refused"]),
        ("auth_error", "ok", []),
        ("mailru_app_password", "auth_failed", ["refused"]),
        ("sync_interval", "ok", ["checked"]),
        ("sync_interval", "paused", ["paused"]),
        ("backlog_delay", "unreachable", ["unreachable"]),
        ("import_volume", "importing", ["importing"]),
        ("provider_change", "moved", ["moved"]),
        ("provider_change", "ok", []),
        ("multiple_cc", "auth_failed", []),
    ],
)
def test_what_bears_on_a_topic(topic: str, state: str, said: list[str]) -> None:
    assert [each.what for each in bearing.of(topic, "", [box(state=state)])] == said


def test_trouble_comes_first_and_three_are_enough() -> None:
    boxes = [box(f"{number}@acme.test", state="ok") for number in range(5)] + [box(state="paused")]
    found = bearing.of("sync_interval", "", boxes)
    assert [each.what for each in found] == ["paused", "checked", "checked"]


def test_a_mailbox_that_is_named_leaves_the_others_out() -> None:
    boxes = [box(), box("sales@acme.test")]
    found = bearing.of("sync_interval", "когда проверяли Sales@acme.test?", boxes)
    assert [each.mailbox.address for each in found] == ["sales@acme.test"]


@pytest.mark.parametrize(
    ("question", "client"),
    [
        ("не пришло письмо от Петрова", "Петров"),
        ("где письмо от Сергеевой?", "Сергеев"),
        ("no letter from Smith yet", "Smith"),
        ("where is the letter from petr@client.test?", "petr@client.test"),
        ("не вижу писем от acme.com", "acme.com"),
        ("письма от клиентов не приходят", None),
        ("как часто проверяется почта", None),
    ],
)
def test_whose_letter_is_asked_about(question: str, client: str | None) -> None:
    assert bearing.client_named(question) == client
