"""Which letter did not arrive, and why, from the reports of real servers' shapes."""

import pytest

from storage.records import Bounce
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
    assert bounce.read(REPORT) == Bounce(
        message_id="<ours@acme.test>", reply="550 5.1.1 <boris@client.test>: no such user", reason="recipient"
    )
    assert bounce.read(REPORT.replace(b"Diagnostic-Code", b"X-Code")) == Bounce(
        message_id="<ours@acme.test>", reply="5.1.1", reason="recipient"
    )


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
    assert found.bounce == bounce.read(REPORT)
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
    assert bounce.read(other) is None
