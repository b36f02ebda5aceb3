"""Which letter did not arrive, and why, from the reports of real servers' shapes."""

from dataclasses import replace

import pytest

from storage.records import Bounce, is_lost
from sync_engine.policy import POLICY
from sync_engine.rules import bounce, mime_stream, reading

REPORT = (
    b"From: MAILER-DAEMON@mx.test\r\nMessage-ID: <report@mx.test>\r\n"
    b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    b"--b\r\n\r\nSorry.\r\n"
    b"--b\r\nContent-Type: message/delivery-status\r\n\r\n"
    b"Reporting-MTA: dns; mx.test\r\n\r\n"
    b"Final-Recipient: rfc822; boris@client.test\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    b"Diagnostic-Code: smtp; 550 5.1.1 <boris@client.test>:\r\n    no such user\r\n\r\n"
    b"--b\r\nContent-Type: message/rfc822\r\n\r\n"
    b"Received: by mx.test\r\nMessage-ID:\r\n <ours@acme.test>\r\nSubject: x\r\n\r\ntext\r\n--b--\r\n"
)


def test_the_letter_and_the_reason() -> None:
    expected = Bounce(
        message_id="<ours@acme.test>",
        address="boris@client.test",
        reply="550 5.1.1 <boris@client.test>: no such user",
        reason="recipient",
    )
    assert bounce.read(REPORT) == (expected,)
    assert bounce.read(REPORT.replace(b"Diagnostic-Code", b"X-Code")) == (replace(expected, reply="5.1.1"),)


def report(*recipients: bytes) -> bytes:
    """With these fields of recipients in place of its own."""
    before, _, rest = REPORT.partition(b"Final-Recipient:")
    return before + b"\r\n\r\n".join(recipients) + b"\r\n\r\n" + rest[rest.index(b"--b\r\n") :]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param((b"Final-Recipient: rfc822; Boris@CLIENT.test.",), ["boris@client.test"], id="spelling"),
        pytest.param(
            (b"Final-Recipient:\r\n rfc822;\r\n <a@client.test> (A)",), ["a@client.test"], id="folded"
        ),
        pytest.param((b"Final-Recipient: a@client.test",), ["a@client.test"], id="without-kind"),
        pytest.param(
            (b"Final-Recipient: rfc822; a@mx.test\r\nOriginal-Recipient: rfc822;sales@client.test",),
            ["sales@client.test"],
            id="as-it-was-written-to",
        ),
        pytest.param(
            (b"Original-Recipient: x400; /S=a/\r\nFinal-Recipient: rfc822; a@client.test",),
            ["a@client.test"],
            id="another-kind-of-mail",
        ),
        pytest.param(
            (b"Final-Recipient: utf-8; \\x{431}@\xd0\xba\xd0\xbb\xd0\xb8\xd0\xb5\xd0\xbd\xd1\x82.test",),
            ["б@xn--e1affem4a.test"],
            id="other-alphabets",
        ),
        pytest.param((b"Final-Recipient: utf-8; \\x{0}\\x{d800}@client.test",), [""], id="hostile"),
        pytest.param((b"Final-Recipient: rfc822; a@" + "я".encode() * 250,), [""], id="too-long"),
        pytest.param((b"Final-Recipient: unknown; postmaster",), [""], id="no-address"),
        pytest.param((b"Final-Recipient: rfc822; a@x.test", b"X: y"), ["a@x.test", ""], id="half-named"),
    ],
)
def test_whom_it_did_not_reach(fields: tuple[bytes, ...], expected: list[str]) -> None:
    raw = report(*(each + b"\r\nAction: failed\r\nStatus: 5.1.1" for each in fields))
    assert [each.address for each in bounce.read(raw)] == [each for each in expected if each] or [""]


def test_each_recipient_of_a_report_with_its_own_reason() -> None:
    raw = report(
        b"Final-Recipient: rfc822; late@client.test\r\nAction: delayed\r\nStatus: 4.4.1",
        b"Final-Recipient: rfc822; there@client.test\r\nAction: relayed\r\nStatus: 2.1.5",
        b"Final-Recipient: rfc822; full@client.test\r\nAction: failed\r\nStatus: 5.2.2",
        b"Final-Recipient: rfc822; none@client.test\r\nAction: failed (no such user)\r\nStatus: 5.1.1",
        b"Final-Recipient: rfc822; none@client.test\r\nAction: failed\r\nStatus: 5.2.2",
    )
    found = [(each.address, each.reason) for each in bounce.read(raw)]
    assert found == [("full@client.test", "full"), ("none@client.test", "recipient")]
    many = [b"Final-Recipient: rfc822; %d@client.test\r\nAction: failed" % each for each in range(5000)]
    assert len(bounce.read(report(*many))) == 20


@pytest.mark.parametrize(
    ("to", "failed", "lost"),
    [
        pytest.param(["Борис@Клиент.test"], ["борис@xn--e1affem4a.test"], True, id="its-only-one"),
        pytest.param(["a@client.test", "b@client.test"], ["a@client.test"], False, id="one-of-two"),
        pytest.param(["a@client.test", "b@client.test"], ["b@client.test", "a@client.test"], True, id="both"),
        pytest.param(["a@client.test"], ["copy@client.test"], False, id="another"),
        pytest.param(["a@client.test"], [""], True, id="nobody-is-named"),
        pytest.param(["a@client.test"], [], False, id="nothing-was-reported"),
    ],
)
def test_when_a_letter_counts_as_lost(to: list[str], failed: list[str], lost: bool) -> None:
    bounces = [Bounce(message_id="<1>", address=each, reply="", reason="full") for each in failed]
    assert is_lost(to, bounces) is lost


@pytest.mark.parametrize("slice_size", [1000, 262_144])
def test_a_report_with_the_whole_large_letter_is_one_too(slice_size: int) -> None:
    """What comes in slices is never held; the report stands before the letter it returns."""
    big = REPORT.replace(
        b"\r\ntext\r\n", b"\r\n" + b"QUJD" * 19 + b"\r\n" * 40_000 + b"x" * 2_000_000 + b"\r\n"
    )
    scanner = mime_stream.Scanner()
    for start in range(0, len(big), slice_size):
        scanner.feed(big[start : start + slice_size])
    desk = reading.Desk(role="inbox", own=frozenset({"anna@acme.test"}), team=frozenset())
    found = reading.read_slices(desk, scanner)
    assert isinstance(found, reading.Reading)
    assert found.bounces == bounce.read(REPORT)
    assert len(scanner.head) <= POLICY.report_kept


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(REPORT.replace(b"failed", b"delayed"), id="only-late"),
        pytest.param(REPORT.replace(b"<ours@acme.test>", b"none"), id="names-no-letter"),
        pytest.param(REPORT.replace(b"message/delivery-status", b"text/plain"), id="no-report"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_what_is_no_failure(other: bytes) -> None:
    assert bounce.read(other) == ()
