"""Which letter did not arrive, and why, from the reports of real servers' shapes."""

import pytest

from storage.records import Bounce
from sync_engine.rules import bounce

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
        message_id="<ours@acme.test>", reply="550 5.1.1 <boris@client.test>: no such user"
    )
    assert bounce.read(REPORT.replace(b"Diagnostic-Code", b"X-Code")) == Bounce(
        message_id="<ours@acme.test>", reply="5.1.1"
    )


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
