"""Where a letter comes from: told by marks that prove it; in doubt it is a client's own letter."""

import pytest

from storage.records import FolderRole
from sync_engine.rules import letter, origin
from tests import letters

OWN = frozenset({"anna@acme.test", "sales@acme.test"})  # the mailbox and an alias of it
TEAM = frozenset({"boris@acme.test", "@daughter.test"})
TO_US = "To: anna@acme.test"
TO_OTHER = "To: info@other.test"
AT_YANDEX = "Received: from x by mxback.iva.yp-c.yandex.net with LMTP"
AT_ACME = "Received: from mail.yandex.net by mx.acme.test with ESMTPS"


def judged(
    *fields: str, sender: str = "client@far.test", folder: FolderRole = "inbox"
) -> tuple[str, str | None]:
    raw = "\r\n".join((f"From: {sender}", *fields, "", "text"))
    return origin.origin_of(letter.parse_letter(raw.encode()), own=OWN, team=TEAM, folder=folder)


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        pytest.param([TO_US], ("direct", None), id="an-ordinary-letter"),
        pytest.param([TO_OTHER], ("direct", None), id="a-blind-copy"),
        # bulk
        pytest.param(
            [TO_US, "List-Unsubscribe: <https://x.test>"], ("bulk", "list_unsubscribe"), id="newsletter"
        ),
        pytest.param([TO_US, "List-Id: <dev.x.test>"], ("bulk", "list_id"), id="mailing-list"),
        pytest.param([TO_US, "Precedence: Bulk"], ("bulk", "precedence"), id="precedence-bulk"),
        pytest.param([TO_US, "Precedence: list"], ("bulk", "precedence"), id="precedence-list"),
        pytest.param(
            [TO_US, "Auto-Submitted: auto-generated", "List-Unsubscribe: <x>"],
            ("bulk", "list_unsubscribe"),
            id="machine-newsletter",
        ),
        pytest.param([TO_US, "Feedback-ID: 1:2:3:x"], ("direct", None), id="feedback-id-proves-nothing"),
        # auto
        pytest.param([TO_US, "Auto-Submitted: auto-replied"], ("auto", "auto_submitted"), id="out-of-office"),
        pytest.param(
            [TO_US, "Auto-Submitted: auto-generated (form)"], ("auto", "auto_submitted"), id="web-form"
        ),
        pytest.param([TO_US, "Auto-Submitted: no"], ("direct", None), id="auto-submitted-no"),
        pytest.param([TO_US, "X-Autoreply: yes"], ("auto", "auto_reply"), id="x-autoreply"),
        pytest.param([TO_US, "X-Autoreply: no"], ("direct", None), id="x-autoreply-no"),
        pytest.param([TO_US, "X-Autorespond: vacation"], ("auto", "auto_reply"), id="x-autorespond"),
        pytest.param([TO_US, "Precedence: auto_reply"], ("auto", "auto_reply"), id="precedence-auto-reply"),
        pytest.param(
            [TO_US, "Precedence: bulk", "Auto-Submitted: auto-replied"],
            ("auto", "auto_submitted"),
            id="out-of-office-that-claims-bulk",
        ),
        pytest.param([TO_US, "Precedence: junk"], ("auto", "precedence"), id="precedence-junk"),
        pytest.param([TO_US, "Return-Path: <>"], ("auto", "null_return_path"), id="null-return-path"),
        pytest.param(
            [TO_US, "X-Failed-Recipients: x@y.z"], ("auto", "delivery_report"), id="failed-recipients"
        ),
        pytest.param(
            [TO_US, "Content-Type: multipart/report; report-type=disposition-notification; boundary=b"],
            ("auto", "read_receipt"),
            id="read-receipt",
        ),
        pytest.param(
            [TO_US, "X-Auto-Response-Suppress: All"], ("direct", None), id="a-request-not-to-answer"
        ),
        # forwarded
        pytest.param([TO_OTHER, "Resent-From: info@other.test"], ("forwarded", "resent"), id="resent"),
        pytest.param([TO_OTHER, "Resent-From: client@far.test"], ("direct", None), id="resent-by-the-client"),
        pytest.param(
            [TO_OTHER, "Resent-From: boris@acme.test"], ("own", "resent_by_team"), id="resent-by-a-colleague"
        ),
        pytest.param(
            [TO_OTHER, "X-Forwarded-For: info@other.test anna@acme.test"],
            ("forwarded", "gmail_forward"),
            id="gmail",
        ),
        pytest.param(
            [TO_OTHER, "X-Forwarded-For: sales@acme.test anna@acme.test"],
            ("direct", None),
            id="gmail-from-an-alias",
        ),
        pytest.param(
            [TO_OTHER, "X-Forwarded-For: 203.0.113.5"], ("direct", None), id="a-webmail-s-ip-address"
        ),
        pytest.param(
            [TO_OTHER, "Return-Path: <info+caf_=anna=acme.test@other.test>"],
            ("forwarded", "gmail_forward"),
            id="gmail-caf",
        ),
        pytest.param(
            [TO_OTHER, "Return-Path: <sales+caf_=anna=acme.test@acme.test>"],
            ("direct", None),
            id="gmail-caf-from-an-alias",
        ),
        pytest.param(
            [TO_OTHER, "X-MailRu-Forward: 1", "X-ResentFrom: <info@other.test>"],
            ("forwarded", "mailru_forward"),
            id="mail-ru",
        ),
        pytest.param(
            [TO_OTHER, "X-MailRu-Forward: 1", "X-ResentFrom: sales@acme.test"],
            ("direct", None),
            id="mail-ru-from-an-alias",
        ),
        pytest.param(
            [TO_OTHER, "X-MS-Exchange-Inbox-Rules-Loop: info@other.test"],
            ("forwarded", "exchange_rule"),
            id="exchange",
        ),
        pytest.param(
            [TO_OTHER, "X-MS-Exchange-Inbox-Rules-Loop: client@far.test"],
            ("direct", None),
            id="exchange-rule-of-the-client",
        ),
        pytest.param(
            [TO_OTHER, AT_YANDEX, "X-Yandex-Forward: a1"], ("direct", None), id="yandex-mark-once-at-yandex"
        ),
        pytest.param(
            [TO_OTHER, AT_YANDEX, "X-Yandex-Forward: a1", "X-Yandex-Forward: a1"],
            ("direct", None),
            id="yandex-same-mark-twice",
        ),
        pytest.param(
            [TO_OTHER, AT_YANDEX, "X-Yandex-Forward: a1", "X-Yandex-Forward: b2"],
            ("forwarded", "yandex_forward"),
            id="yandex-two-marks",
        ),
        pytest.param(
            [TO_OTHER, AT_ACME, "X-Yandex-Forward: a1"], ("direct", None), id="yandex-mark-without-its-server"
        ),
        pytest.param(
            [TO_OTHER, AT_ACME, AT_YANDEX, "X-Yandex-Forward: a1"],
            ("forwarded", "yandex_forward"),
            id="yandex-mark-elsewhere",
        ),
        pytest.param(
            [TO_US, AT_ACME, AT_YANDEX, "X-Yandex-Forward: a1"],
            ("direct", None),
            id="yandex-mark-on-a-letter-to-us",
        ),
        pytest.param(
            [TO_OTHER, "Return-Path: <SRS0=ab=cd=far.test=client@other.test>"], ("forwarded", "srs"), id="srs"
        ),
        pytest.param(
            [TO_US, "Return-Path: <SRS0=ab=cd=far.test=client@other.test>"],
            ("direct", None),
            id="srs-on-a-letter-to-us",
        ),
        pytest.param(
            [TO_OTHER, "Return-Path: <SRS0=ab=cd=far.test=client@acme.test>"],
            ("direct", None),
            id="srs-by-our-own-server",
        ),
        pytest.param(
            [TO_OTHER, "Delivered-To: anna@acme.test", "Delivered-To: info@other.test"],
            ("forwarded", "delivered_to"),
            id="delivered-there-then-here",
        ),
        pytest.param([TO_US, "Delivered-To: anna@acme.test"], ("direct", None), id="delivered-here"),
        pytest.param(
            ["To: sales@acme.test", "Delivered-To: anna@acme.test", "Delivered-To: sales@acme.test"],
            ("direct", None),
            id="delivered-by-an-alias",
        ),
        pytest.param(
            ["To: hello@acme.test", "Delivered-To: anna@acme.test", "Delivered-To: hello@acme.test"],
            ("direct", None),
            id="delivered-by-an-alias-nobody-entered",
        ),
        pytest.param(
            [TO_OTHER, "Delivered-To: box17@host.internal"], ("direct", None), id="delivered-to-a-system-name"
        ),
        # collected
        pytest.param(
            [TO_OTHER, "X-yandex-rpop-id: 17", "X-yandex-rpop-info: info@imap.other.test"],
            ("collected", "yandex_collector"),
            id="yandex-collector",
        ),
        pytest.param(
            ["To: undisclosed-recipients:;", "X-yandex-rpop-info: sales@imap.acme.test"],
            ("direct", None),
            id="collected-from-an-alias",
        ),
        pytest.param(
            [TO_OTHER, "X-Gmail-Fetch-Info: info@other.test 1 pop.other.test 995 info"],
            ("collected", "gmail_collector"),
            id="gmail-collector",
        ),
        pytest.param(
            [TO_OTHER, "Received: by 10.0.0.1 with POP3 id x17"],
            ("collected", "pop3_collector"),
            id="fetched-by-pop3",
        ),
        pytest.param(
            [TO_US, "Received: by 10.0.0.1 with POP3 id x17"], ("direct", None), id="pop3-on-a-letter-to-us"
        ),
    ],
)
def test_the_header_tells(fields: list[str], verdict: tuple[str, str | None]) -> None:
    assert judged(*fields) == verdict


@pytest.mark.parametrize(
    ("sender", "verdict"),
    [
        pytest.param("boris@acme.test", ("own", "team_sender"), id="a-colleague"),
        pytest.param("Anna <ANNA@acme.test>", ("own", "team_sender"), id="oneself"),
        pytest.param("anna+shop@acme.test", ("own", "team_sender"), id="oneself-with-a-tag"),
        pytest.param("anyone@daughter.test", ("own", "team_sender"), id="a-domain-of-the-team"),
        pytest.param("anyone@notdaughter.test", ("direct", None), id="a-domain-that-only-looks-like-it"),
        pytest.param("no-reply@shop.test", ("auto", "no_reply"), id="no-reply"),
        pytest.param("noreply-orders@shop.test", ("auto", "no_reply"), id="noreply-with-more"),
        pytest.param("norepl@shop.test", ("direct", None), id="nearly-no-reply"),
        pytest.param(
            "MAILER-DAEMON@mx.far.test (Mail System)", ("auto", "delivery_report"), id="mailer-daemon"
        ),
        pytest.param("Somebody without an address", ("direct", None), id="no-address"),
    ],
)
def test_the_sender_tells(sender: str, verdict: tuple[str, str | None]) -> None:
    assert judged(TO_US, sender=sender) == verdict


def test_letters_in_sent_are_our_own_whatever_they_carry() -> None:
    assert judged("List-Id: <x>", folder="sent") == ("own", "sent_folder")


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        pytest.param("delivery-report", ("auto", "delivery_report"), id="delivery-report"),
        pytest.param("newsletter", ("bulk", "list_unsubscribe"), id="newsletter"),
        pytest.param("gmail-answer", ("direct", None), id="answer"),
        pytest.param("koi8-r-8bit", ("direct", None), id="plain"),
    ],
)
def test_whole_letters(name: str, verdict: tuple[str, str | None]) -> None:
    read = letter.parse_letter(letters.read(name))
    assert origin.origin_of(read, own=OWN, team=TEAM, folder="inbox") == verdict
