"""Marks that only look like proof: whatever could be a client's own letter is taken for one."""

import pytest

from storage.records import FolderRole
from sync_engine.rules import letter, origin

OWN = frozenset({"anna@acme.test", "sales@acme.test"})
TEAM = frozenset({"boris@acme.test", "@daughter.test"})
CLIENT = "client@far.test"
TO_US = "To: anna@acme.test"
TO_OTHER = "To: info@other.test"
BY_YANDEX = "Received: from mail.far.test by mxfront.iva.yp-c.yandex.net with ESMTPS"
AT_YANDEX_SUBMITTED = (
    "Received: from [10.0.0.1] by mail-nwsmtp-smtp-production.iva.yp-c.yandex.net with ESMTPSA"
)
YANDEX_WEBMAIL = "Received: by mail.yandex.ru with HTTP"
AT_ACME = "Received: from mail.yandex.net by mx.acme.test with ESMTPS"
DIRECT = ("direct", None)


def judged(
    *fields: str, sender: str = CLIENT, folder: FolderRole = "inbox", own: frozenset[str] = OWN
) -> tuple[str, str | None]:
    raw = "\r\n".join((f"From: {sender}", *fields, "", "text"))
    return origin.origin_of(letter.parse_letter(raw.encode()), own=own, team=TEAM, folder=folder)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param(
            ["Delivered-To: anna@acme.test", "X-Google-Smtp-Source: x", "X-Received: by 10.0.0.1", TO_US],
            id="what-gmail-puts-on-every-letter",
        ),
        pytest.param(["To: ANNA@Acme.Test", "Delivered-To: Anna@acme.test"], id="the-case-of-an-address"),
        pytest.param(
            ["To: anna+shop@acme.test", "X-Forwarded-To: anna@acme.test", "Delivered-To: info@other.test"],
            id="an-own-address-with-a-tag",
        ),
        pytest.param([TO_OTHER, "Cc: Anna <anna@acme.test>", "Resent-From: info@other.test"], id="in-cc"),
        pytest.param(
            [TO_US, "X-MailRu-Forward: 1", "X-ResentFrom: <info@other.test>"], id="mail-ru-mark-on-one-to-us"
        ),
        pytest.param(
            [TO_US, "X-MS-Exchange-Inbox-Rules-Loop: info@other.test"], id="exchange-mark-on-one-to-us"
        ),
        pytest.param(
            [TO_US, "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent"],
            id="exchange-s-rules-agent",
        ),
        pytest.param(
            ["Delivered-To: anna@acme.test", "Delivered-To: sales@acme.test", "To: undisclosed-recipients:;"],
            id="delivered-from-alias-to-mailbox",
        ),
        pytest.param(
            ["To: staff@far.test", "Delivered-To: anna@acme.test", "Delivered-To: staff@far.test"],
            id="a-group-of-the-client-that-we-are-in",
        ),
        pytest.param(
            [TO_OTHER, "Delivered-To: anna@acme.test", "X-Original-To: anna@acme.test"], id="a-blind-copy"
        ),
        pytest.param(
            [TO_OTHER, "Return-Path: <SRS0=ab=cd=far.test=client@mail.far.test>"], id="srs-by-the-sender"
        ),
        pytest.param(
            [TO_OTHER, AT_ACME, AT_YANDEX_SUBMITTED, "X-Yandex-Forward: a1"], id="a-client-who-is-at-yandex"
        ),
        pytest.param(
            [TO_OTHER, AT_ACME, BY_YANDEX, YANDEX_WEBMAIL, "X-Yandex-Forward: a1"],
            id="a-client-who-writes-in-yandex-s-webmail",
        ),
        pytest.param(
            [TO_OTHER, AT_ACME, "X-Yandex-Forward: a1", "X-Yandex-Forward: b2"],
            id="yandex-s-marks-without-yandex",
        ),
        pytest.param(
            [TO_OTHER, *["Received: by far.test with ESMTP"] * 4, "Received: by far.test with POP3 id 1"],
            id="fetched-by-pop3-on-the-client-s-side",
        ),
        pytest.param([TO_OTHER, "X-Gmail-Fetch-Info: sales@acme.test 1 pop 995 x"], id="gmail-from-an-alias"),
        pytest.param([TO_US, "Reply-To: help-4711@desk.test", "Sender: help@desk.test"], id="a-help-desk"),
        pytest.param([TO_US, "Sender: assistant@far.test"], id="sent-by-an-assistant"),
        pytest.param(
            [TO_US, "X-Mailer: Mail.Ru Mailer 1.0", "X-Mras: OK"], id="what-mail-ru-puts-on-letters"
        ),
        pytest.param([TO_US, "Precedence: first-class"], id="another-precedence"),
        pytest.param([TO_US, "Content-Type: text/calendar; method=REQUEST"], id="an-invitation"),
        pytest.param([TO_US, "Disposition-Notification-To: client@far.test"], id="asks-for-a-receipt"),
        pytest.param([TO_US, "Return-Path: <client@far.test>"], id="an-ordinary-path"),
        pytest.param([TO_US, "In-Reply-To: <a@acme.test>", "Subject: Fwd: Re: x"], id="forwarded-by-hand"),
        pytest.param(
            [
                "To: sales@acme.test",
                "List-Post: <mailto:sales@acme.test>",
                "List-Id: <sales.acme.test>",
                "Precedence: list",
                "List-Unsubscribe: <mailto:sales+unsubscribe@acme.test>",
            ],
            id="to-an-own-address-that-is-a-group",
        ),
        pytest.param(
            ["To: sales@acme.test", "List-Id: Sales <sales.acme.test>", "Precedence: list"],
            id="a-group-known-by-its-id-alone",
        ),
        pytest.param(
            ["To: all@daughter.test", "List-Post: <mailto:all@daughter.test>", "List-Id: <x>"],
            id="a-group-at-a-domain-of-the-team",
        ),
    ],
)
def test_a_letter_that_may_be_the_client_s_own_is_direct(fields: list[str]) -> None:
    assert judged(*fields) == DIRECT


@pytest.mark.parametrize(
    ("fields", "sender", "verdict"),
    [
        pytest.param(
            [TO_US, "Precedence: bulk", "Return-Path: <>"],
            CLIENT,
            ("auto", "null_return_path"),
            id="an-old-program-s-absence",
        ),
        pytest.param(
            [TO_US, "Auto-Submitted: auto-replied (vacation)", "Precedence: bulk", "Return-Path: <>"],
            CLIENT,
            ("auto", "auto_submitted"),
            id="a-new-program-s-absence",
        ),
        pytest.param(
            [TO_US, "Content-Type: MULTIPART/REPORT; Report-Type=Delivery-Status; boundary=b"],
            "postmaster@far.test",
            ("auto", "delivery_report"),
            id="a-report-in-capitals",
        ),
        pytest.param(
            [TO_US, "Content-Type: multipart/report; boundary=b", "Return-Path: <>"],
            "robot@far.test",
            ("auto", "null_return_path"),
            id="a-report-of-no-kind",
        ),
        pytest.param(
            [TO_US, "List-Unsubscribe: <https://shop.test/out>", "Auto-Submitted: auto-generated"],
            "orders@shop.test",
            ("bulk", "list_unsubscribe"),
            id="a-shop-s-notification-that-one-can-leave",
        ),
        pytest.param([TO_US], "no-reply@acme.test", ("auto", "no_reply"), id="our-site-s-form-by-its-robot"),
        pytest.param(
            [TO_US, f"Reply-To: {CLIENT}", "Auto-Submitted: auto-generated"],
            "robot@acme.test",
            ("auto", "auto_submitted"),
            id="our-site-s-form-by-an-address-that-is-nobody-s",
        ),
        pytest.param(
            [TO_US, f"Reply-To: {CLIENT}"], "sales@acme.test", ("own", "team_sender"), id="by-an-own-address"
        ),
        pytest.param(
            ["To: anna@acme.test"], "Sales <sales@acme.test>", ("own", "team_sender"), id="alias-to-self"
        ),
        pytest.param(
            [TO_OTHER, "Resent-Sender: boris@acme.test", "Resent-To: anna@acme.test"],
            CLIENT,
            ("own", "resent_by_team"),
            id="resent-by-a-colleague-s-program",
        ),
        pytest.param(
            [TO_OTHER, AT_ACME, BY_YANDEX, "X-Yandex-Forward: a1"],
            CLIENT,
            ("forwarded", "yandex_forward"),
            id="taken-in-by-yandex-and-passed-on",
        ),
        pytest.param(
            [TO_OTHER, "Delivered-To: anna@acme.test", "Delivered-To: info@other.test"],
            CLIENT,
            ("forwarded", "delivered_to"),
            id="delivered-at-a-third-domain-first",
        ),
        pytest.param(
            [TO_OTHER, "List-Id: <dev.lists.test>", "List-Post: <mailto:dev@lists.test>"],
            CLIENT,
            ("bulk", "list_id"),
            id="somebody-else-s-list",
        ),
    ],
)
def test_what_is_proved_is_said(fields: list[str], sender: str, verdict: tuple[str, str | None]) -> None:
    assert judged(*fields, sender=sender) == verdict


@pytest.mark.parametrize(
    "mark",
    [
        "Delivered-To: anna@acme.test",
        "X-Forwarded-To: anna@acme.test",
        "X-Forwarded-For: anna@acme.test",
        "X-Yandex-Forward: a1",
        "X-MailRu-Forward: 1",
        "X-MS-Exchange-Inbox-Rules-Loop: anna@acme.test",
        "Return-Path: <SRS0=ab=cd=far.test=client@other.test>",
        "Return-Path: <x+caf_=anna=acme.test@other.test>",
        "Received: by 10.0.0.1 with POP3 id x17",
        "Resent-From: info@other.test",
        "X-yandex-rpop-info: info@imap.other.test",
        "X-Gmail-Fetch-Info: info@other.test 1 pop.other.test 995 info",
    ],
)
@pytest.mark.parametrize("address", ["anna@acme.test", "sales@acme.test", "Sales+x@ACME.test"])
def test_no_mark_makes_a_forward_of_a_letter_to_an_own_address(mark: str, address: str) -> None:
    assert judged(mark, f"To: {address}") == DIRECT
