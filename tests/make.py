"""Records for tests, with the fields a test does not care about filled in."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from storage import mailboxes, people, records
from storage.records import Uid, UidValidity

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
VALIDITY = UidValidity(7)


def letter(uid: int, **changes: Any) -> records.Letter:
    plain = records.Letter(
        uid=Uid(uid),
        uidvalidity=VALIDITY,
        message_id=f"<{uid}@client.test>",
        in_reply_to=None,
        references=(),
        subject="Заказ",
        sender=records.Contact(name="Пётр Петров", address="petrov@client.test"),
        to=(records.Contact(name="", address="anna@acme.test"),),
        cc=(),
        date=NOW,
        received=NOW,
        direction="in",
        origin="direct",
        origin_reason=None,
        client=True,
        preview="Добрый день",
        text="Добрый день",
        attachments=(),
        size=1000,
        new=True,
    )
    return replace(plain, **changes)


def new_mailbox(address: str = "anna@acme.test", **changes: Any) -> records.NewMailbox:
    plain = records.NewMailbox(
        address=address,
        aliases=(),
        mode="personal",
        provider=None,
        login=address,
        imap=records.Server(host="imap.acme.test", port=993, security="tls"),
        smtp=records.Server(host="smtp.acme.test", port=465, security="tls"),
        smtp_login=address,
        can_send=True,
        credential="sealed",
        connected_at=NOW,
        window_from=NOW.replace(month=10),
        folders=(
            records.NewFolder(role="inbox", name="INBOX", uidvalidity=VALIDITY, uidnext=Uid(100)),
            records.NewFolder(role="sent", name="Sent", uidvalidity=VALIDITY, uidnext=Uid(50)),
        ),
    )
    return replace(plain, **changes)


def answer(mailbox_id: int, person_id: int, **changes: Any) -> records.NewAnswer:
    plain = records.NewAnswer(
        mailbox_id=mailbox_id,
        person_id=person_id,
        letter_id=None,
        message_id="<1@acme.test>",
        sender="anna@acme.test",
        to="petrov@client.test",
        cc=None,
        subject="Re: Заказ",
        preview="Добрый день",
        draft={},
        octets=b"Subject: Re\r\n\r\nHello\r\n",
        made_at=NOW,
        due_at=NOW,
    )
    return replace(plain, **changes)


async def stored_mailbox(address: str = "anna@acme.test", **changes: Any) -> records.Mailbox:
    """A mailbox of an administrator, in the open database."""
    owner = await people.put(1001, "admin", "ru", "Анна")
    found = await mailboxes.get(await mailboxes.add(new_mailbox(address, **changes), owner.id))
    assert found
    return found
