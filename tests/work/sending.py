"""A mailbox that can be written from: real servers for both ways, and letters to be sent."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from storage import answers, mailboxes, people, records
from sync_engine.rules import compose, providers
from sync_engine.wire.guard import Trusted
from sync_engine.work.connect import Connector
from sync_engine.work.kit import Kit
from sync_engine.work.sender import Sender
from tests.fakes import dovecot, smtpd
from tests.fakes.certificates import Certificates
from tests.fakes.dovecot_box import Box

BORIS = "boris@client.test"


@dataclass
class Post:
    """Made by `post`."""

    kit: Kit
    box: Box
    smtp: smtpd.SmtpServer
    mailbox: records.Mailbox
    changes: list[None] = field(default_factory=list)

    async def write(self, subject: str = "Счёт", **changes: object) -> int:
        """A letter that is due now."""
        now = self.kit.clock()
        draft = compose.Draft(sender=self.box.address, to=BORIS, subject=subject, text="Добрый день!")
        draft = replace(draft, **changes)  # type: ignore[arg-type]
        message_id = compose.new_message_id(secrets.token_hex(8), draft.sender)
        return await answers.intend(
            records.NewAnswer(
                mailbox_id=self.mailbox.id,
                person_id=self.mailbox.owner.id,
                letter_id=None,
                message_id=message_id,
                sender=draft.sender,
                to=draft.to,
                cc=draft.cc,
                subject=subject,
                preview=draft.text,
                draft={},
                octets=compose.build(draft, message_id, now),
                made_at=now,
                due_at=now,
            )
        )

    async def go(self) -> None:
        """What is due is tried, to its end."""
        sender = Sender(self.kit, lambda: self.changes.append(None))
        await sender.look()
        for task in list(sender._busy.values()):
            await task

    def later(self, passed: timedelta) -> None:
        before = self.kit.clock
        self.kit = replace(self.kit, clock=lambda: before() + passed)

    def received(self) -> list[str]:
        """Subjects, as they came to the recipients."""
        return [str(read(each.raw)["Subject"]) for each in self.smtp.letters]

    def turns_up_in_sent(self) -> None:
        """The provider, or another program, files what was sent first."""
        assert self.box.sent is not None
        self.box.deliver(self.smtp.letters[0].raw, folder=self.box.sent)

    def filed(self) -> list[str]:
        """Message-IDs in Sent."""
        assert self.box.sent is not None
        with self.box.session() as session:
            session.select_folder(self.box.sent, readonly=True)
            uids = session.search("ALL")
            found = session.fetch(uids, ["BODY.PEEK[]", "FLAGS"]) if uids else {}
        assert all(b"\\Seen" in each[b"FLAGS"] for each in found.values())
        return [str(read(each[b"BODY[]"])["Message-ID"]) for each in found.values()]


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


async def state(answer_id: int) -> records.Answer:
    found = await answers.get(answer_id)
    assert found is not None
    return found


@contextmanager
def outgoing(certificates: Certificates, box: Box) -> Iterator[smtpd.SmtpServer]:
    with smtpd.server(certificates.localhost) as smtp:
        smtp.user(box.address, box.password)
        yield smtp


async def post(kit: Kit, server: dovecot.Dovecot, box: Box, smtp: smtpd.SmtpServer) -> Post:
    """Connects the mailbox for reading and writing."""
    ports = {("localhost", server.tls_port), ("localhost", smtp.port)}
    kit = replace(kit, trusted=Trusted(frozenset(ports)))
    connector = Connector(kit, providers.Table(), providers.Table())
    found = await connector.recognise(
        box.address,
        imap=providers.Given(host="localhost", port=server.tls_port, security="tls"),
        smtp=providers.Given(host="localhost", port=smtp.port, security="tls"),
    )
    owner = await people.put(1001, "admin", "ru")
    done = await connector.connect(found, box.password, owner=owner, mode="personal")
    mailbox = await mailboxes.get(done.mailbox_id)
    assert mailbox is not None
    assert mailbox.can_send
    return Post(kit, box, smtp, mailbox)
