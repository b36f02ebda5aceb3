"""The clients' side of the demo: they write to the demo mailboxes and see what came back.

Letters stay in memory: the mailboxes are kept, a client's own archive is not. Addresses of nobody in the book
may get letters too; they are kept under the address.
"""

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from bot.sandbox import cast, letters, mime
from bot.sandbox.cast import Client
from bot.sandbox.news import News

SUBJECT_LIMIT, TEXT_LIMIT = 200, 20_000  # characters a client may write
_KEPT = 200  # letters of one client
_ATTACHMENT = {"ru": "Заявка.pdf", "en": "Enquiry.pdf"}

Deliver = Callable[[str, bytes, datetime], Awaitable[None]]  # to which mailbox, the letter, when


class Unsendable(ValueError):
    """The letter has no client, no mailbox or no words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A letter as the client sees it; `mine` if the client wrote it."""

    mine: bool
    sender: str
    to: str
    subject: str
    text: str
    attachments: tuple[str, ...]
    at: datetime
    message_id: str
    references: str

    def to_json(self) -> dict[str, Any]:
        return {
            "mine": self.mine,
            "from": self.sender,
            "to": self.to,
            "subject": self.subject,
            "text": self.text,
            "attachments": self.attachments,
            "at": self.at.timestamp(),
            "id": self.message_id,
        }


class Clients:
    def __init__(self, deliver: Deliver, news: News) -> None:
        self._deliver = deliver
        self._news = news
        self._letters: dict[str, deque[Shown]] = {}

    def known(self) -> tuple[Client, ...]:
        """Those who may write from the page."""
        return tuple(client for client in cast.clients() if client.page)

    def strangers(self) -> tuple[str, ...]:
        """Other addresses that got letters."""
        known = {client.address for client in self.known()}
        return tuple(address for address in self._letters if address not in known)

    def letters(self, address: str) -> tuple[Shown, ...]:
        """Written and received, oldest first."""
        return tuple(self._letters.get(address.lower(), ()))

    async def write(
        self, address: str, to: str, subject: str, text: str, *, attach: bool = False, answers: str = ""
    ) -> str:
        """A client's letter arrives in a demo mailbox; `answers` is the Message-ID it replies to.

        Returns its Message-ID; raises Unsendable.
        """
        client = next((one for one in cast.clients() if one.address == address), None)
        if client is None or to not in cast.ADDRESSES or not (subject.strip() or text.strip()):
            raise Unsendable(Unsendable.__doc__)
        now = datetime.now(UTC)
        answered = next((one for one in self.letters(address) if one.message_id == answers), None)
        references = f"{answered.references} {answered.message_id}".split() if answered else []
        draft = mime.Draft(
            sender=(client.name, client.address),
            to=(cast.team_name(to, client.language), to),
            subject=" ".join(subject.split())[:SUBJECT_LIMIT],
            text=text.replace("\r\n", "\n").strip()[:TEXT_LIMIT],
            sent=now,
            message_id=make_msgid(domain=client.address.partition("@")[2]),
            answers=tuple(references),
            attachments=((_ATTACHMENT[client.language], mime.pdf("Enquiry", 4000)),) if attach else (),
            **letters.program(client),
        )
        raw = mime.raw(draft)
        trace = f"Return-Path: <{address}>\r\nReceived: from {address.partition('@')[2]} by {cast.DOMAIN}; "
        stamp = mime.stamp(now)
        await self._deliver(to, f"{trace}{stamp}\r\n".encode() + raw, now)
        self._show(address, raw, mine=True)
        return draft.message_id

    def receive(self, address: str, raw: bytes) -> None:
        """A letter from a demo mailbox reaches a client."""
        self._show(address, raw, mine=False)

    def _show(self, address: str, raw: bytes, *, mine: bool) -> None:
        message = message_from_bytes(raw, policy=policy.default)
        shown = Shown(
            mine=mine,
            sender=str(message["from"] or ""),
            to=str(message["to"] or ""),
            subject=str(message["subject"] or ""),
            text=_text(message),
            attachments=tuple(part.get_filename() or "?" for part in message.iter_attachments()),
            at=datetime.now(UTC),
            message_id=str(message["message-id"] or ""),
            references=str(message["references"] or ""),
        )
        self._letters.setdefault(address.lower(), deque(maxlen=_KEPT)).append(shown)
        self._news.tell({"kind": "mail", "address": address.lower(), "mine": mine})


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    content = str(body.get_content())
    if body.get_content_subtype() == "html":
        content = LexborHTMLParser(content).text(separator="\n", strip=True)
    return content.strip()
