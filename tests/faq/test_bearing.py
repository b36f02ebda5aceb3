"""Which mailboxes of the asker explain a question."""

from dataclasses import replace
from typing import Any

import pytest

from bot.faq import bearing
from sync_engine.work import builtin
from tests.bot import make

TABLE = builtin.table()
MAILRU, VK, OUTLOOK, YANDEX = (TABLE.by_id(each) for each in ("mailru", "vkworkmail", "outlook", "yandex"))
ALL = ("ok", "auth_failed", "unreachable", "paused", "moved", "importing")


def box(address: str = "anna@acme.test", **facts: Any) -> Any:
    return replace(make.mailbox(), address=address, **({"last_check": make.NOW} | facts))


def said(topic: str, *boxes: Any, question: str = "", **known: Any) -> list[str]:
    return [each.what for each in bearing.of(topic, question, boxes, **known)]


@pytest.mark.parametrize(
    ("topic", "whats"),
    [
        ("auth_error", [[], ["refused"], ["unreachable"], [], ["moved"], []]),
        (
            "sync_interval",
            [["checked"], ["refused"], ["unreachable"], ["paused"], ["moved"], ["importing"]],
        ),
        (
            "backlog_delay",
            [["checked"], ["refused"], ["unreachable"], ["paused"], ["moved"], ["importing"]],
        ),
        ("import_volume", [["loaded"], ["refused"], ["unreachable"], ["paused"], ["moved"], ["importing"]]),
        ("folders", [["follows"], ["refused"], ["unreachable"], ["paused"], ["moved"], ["importing"]]),
        (
            "direct_clients",
            [["none_kept"], ["refused"], ["unreachable"], ["paused"], ["moved"], ["importing"]],
        ),
        ("provider_change", [["in_place"], ["refused"], ["unreachable"], ["paused"], ["moved"], []]),
        ("disconnect_mailbox", [["to_erase"]] * 6),
        ("mailru_app_password", [[]] * 6),
        ("microsoft_unavailable", [[], [], [], [], ["moved"], []]),
        ("multiple_cc", [[]] * 6),
    ],
)
def test_what_bears_on_a_topic(topic: str, whats: list[list[str]]) -> None:
    assert [said(topic, box(state=state)) for state in ALL] == whats


@pytest.mark.parametrize(
    ("topic", "service", "state", "what"),
    [
        ("mailru_app_password", MAILRU, "auth_failed", ["refused"]),
        ("mailru_app_password", VK, "auth_failed", ["refused"]),
        ("mailru_app_password", MAILRU, "unreachable", ["unreachable"]),
        ("mailru_app_password", MAILRU, "ok", []),
        ("mailru_app_password", YANDEX, "auth_failed", []),
        ("microsoft_unavailable", OUTLOOK, "auth_failed", ["microsoft_refused"]),
        ("microsoft_unavailable", OUTLOOK, "unreachable", ["unreachable"]),
        ("microsoft_unavailable", OUTLOOK, "ok", ["microsoft_works"]),
        ("microsoft_unavailable", YANDEX, "auth_failed", []),
    ],
)
def test_a_topic_of_one_service_is_about_its_mailboxes(
    topic: str, service: Any, state: str, what: list[str]
) -> None:
    mine = box(state=state)
    assert said(topic, mine, services={mine.id: (service,)}) == what


def test_a_mailbox_that_cannot_send_explains_a_refusal() -> None:
    assert said("auth_error", box(can_send=False)) == ["reading_only"]
    assert said("auth_error", box(can_send=False, state="paused")) == []


def test_letters_kept_out_count_more_than_the_last_check() -> None:
    some, none = box(id=1), box("sales@acme.test", id=2)
    found = bearing.of("direct_clients", "", [none, some], kept={1: 5})
    assert [(each.mailbox.id, each.what) for each in found] == [(1, "kept_out"), (2, "none_kept")]
    refused = box(id=1, state="auth_failed")
    assert said("direct_clients", refused, kept={1: 5}) == ["refused", "kept_out"]


@pytest.mark.parametrize("topic", ["sync_interval", "backlog_delay"])
def test_a_check_that_failed_is_said_before_it_is_a_trouble(topic: str) -> None:
    assert said(topic, box(reason="throttled")) == ["stumbled"]
    assert said(topic, box(reason="throttled", backlog=7)) == ["stumbled"]
    assert said(topic, box(backlog=7)) == ["waiting"]
    assert said(topic, box(last_check=None)) == []


def test_a_mailbox_that_is_named_is_spoken_of_though_nothing_is_wrong() -> None:
    named = "пароль от anna@acme.test верный, а не пускает"
    assert said("auth_error", box(), box("b@acme.test"), question=named) == ["checked"]


def test_trouble_comes_first_then_ones_own_and_three_are_enough() -> None:
    boxes = [
        box("1@acme.test", id=1, mode="corporate"),
        *(box(f"{number}@acme.test", id=number) for number in range(2, 5)),
        box("5@acme.test", id=5, mode="corporate", state="paused"),
    ]
    found = bearing.of("sync_interval", "", boxes)
    assert [each.mailbox.address[0] for each in found] == ["5", "2", "3", "4", "1"]
    shown, more = bearing.shown(found)
    assert [each.mailbox.address[0] for each in shown] == ["5", "2", "3"]
    assert more == 2


def test_a_mailbox_that_is_named_leaves_the_others_out() -> None:
    boxes = [box(), box("sales@acme.test")]
    found = bearing.of("sync_interval", "когда проверяли Sales@acme.test?", boxes)
    assert [each.mailbox.address for each in found] == ["sales@acme.test"]


def test_an_address_that_only_ends_like_a_mailbox_does_not_name_it() -> None:
    found = bearing.of("sync_interval", "письмо от joanna@acme.test", [box(), box("b@acme.test")])
    assert len(found) == 2
