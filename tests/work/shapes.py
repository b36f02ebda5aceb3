"""Letters of many shapes and ages, the same in every run: what a mailbox holds that meets faults."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from storage.records import FolderRole

BASE = datetime.now(UTC).replace(microsecond=0)
LARGE = 2048  # octets; above that a letter is taken in slices

_FILE = base64.encodebytes(bytes(range(200))).replace(b"\n", b"\r\n")
# What a reader that has lost its place in the stream would take for the server's words.
_LIKE_ANSWERS = (
    b"* 3 FETCH (UID 3 BODY[] {4}\r\nabcd)\r\n* 2 EXPUNGE\r\n* OK [UIDVALIDITY 7] so\r\n* BYE so long\r\n"
)


@dataclass(frozen=True, slots=True)
class Shape:
    role: FolderRole
    subject: str
    raw: bytes
    received: datetime
    client: bool = True  # from a client, so that it is announced where it is new


def _letter(subject: str, days: float, body: bytes, *head: str, sender: str = "petrov@client.test") -> bytes:
    date = format_datetime(BASE - timedelta(days=days))
    lines = (f"From: {sender}", "To: anna@acme.test", f"Subject: {subject}", f"Date: {date}", *head)
    if not any(each.startswith("Message-ID") for each in head):
        lines = (*lines, f"Message-ID: <{subject}@client.test>")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _body(subject: str, number: int) -> tuple[tuple[str, ...], bytes]:
    """Header fields and body of one of eight kinds."""
    text = f"This is {subject}.\r\n".encode()
    html = b"<html><body><p>" + text + b"</p></body></html>\r\n"
    match number % 8:
        case 0 | 1 | 2:  # of one size, if their names are as long
            return (), text
        case 3:
            parts = (
                b"--b\r\nContent-Type: text/plain\r\n\r\n" + text + b"--b\r\nContent-Type: text/html\r\n\r\n"
            )
            return ("Content-Type: multipart/alternative; boundary=b",), parts + html + b"--b--\r\n"
        case 4:
            attached = b"Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            parts = b"--b\r\n\r\n" + text + b"--b\r\n" + attached + _FILE + b"--b--\r\n"
            return ("Content-Type: multipart/mixed; boundary=b",), parts
        case 5:
            koi8 = "Content-Type: text/plain; charset=koi8-r"
            return (koi8,), text + "Добрый день, счёт во вложении.\r\n".encode("koi8-r")
        case 6:
            return ("Message-ID: <the same@client.test>",), text
        case _:
            return (), text + _LIKE_ANSWERS


def _shape(role: FolderRole, subject: str, days: float, number: int) -> Shape:
    head, body = _body(subject, number)
    sender = "petrov@client.test" if role == "inbox" else "anna@acme.test"
    return Shape(
        role, subject, _letter(subject, days, body, *head, sender=sender), BASE - timedelta(days=days)
    )


def _large(subject: str, days: float) -> Shape:
    body = b"".join(b"Line %03d of a long story.\r\n" % number for number in range(2 * LARGE // 26))
    return Shape("inbox", subject, _letter(subject, days, body), BASE - timedelta(days=days))


# In the order of delivery. UIDs do not rise with time: an old letter was moved in later, and the other way.
OLD_DAYS = (45.0, 37.0, 31.5)
THERE = (
    *(_shape("inbox", f"old-{number}", days, number) for number, days in enumerate(OLD_DAYS[:2])),
    *(_shape("inbox", f"in-{number:02}", 28.5 - 1.4 * number, number) for number in range(14)),
    _shape("inbox", "old-2", OLD_DAYS[2], 2),
    _large("large-1", 9),
    *(_shape("inbox", f"in-{number:02}", 8 - (number - 14), number) for number in range(14, 20)),
    *(_shape("sent", f"past-{number}", days, number) for number, days in enumerate(OLD_DAYS)),
    *(_shape("sent", f"out-{number:02}", 27.5 - 2.5 * number, number) for number in range(10)),
)
NEW = (
    Shape(
        "inbox", "moved-in", _letter("moved-in", 50, b"Of old.\r\n"), BASE - timedelta(days=50), client=False
    ),
    *(_shape("inbox", f"new-{number}", 0, number) for number in (1, 2, 4)),
    _shape("sent", "new-out", 0, 3),
)


def belongs(shape: Shape) -> bool:
    """Whether it is of the window of a mailbox that is connected now."""
    return shape.received > BASE - timedelta(days=30)
