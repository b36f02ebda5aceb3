"""A letter of ours as octets (RFC 5322), ready for SMTP and for the folder of sent letters.

Holds always:
- whatever was typed stays in its place: no line break reaches a header, no file name leaves its folder;
- the octets are ASCII (but for an address that needs SMTPUTF8) with CRLF, lines of at most 998 (RFC 5322
  §2.1.1);
- the same draft, Message-ID and moment give the same octets: a letter that is sent once more is the same one,
  but for the boundaries inside.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from storage.records import Letter
from sync_engine.rules import flowed, thread
from sync_engine.rules.letter_html import page
from sync_engine.rules.recipients import needs_smtputf8

_SUBJECT = 900  # characters of a subject
_PERSON = 100  # characters of a person's name
_NAME = 180  # characters of a file's name
_MOST_REFERENCES = 20  # the first letter of a conversation and its latest ones
_ID = re.compile(r"<[!-;=?-~]{1,900}>")  # printable ASCII without brackets
_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,100}")
_ASCII = policy.SMTP.clone(cte_type="7bit")
_UTF8 = policy.SMTPUTF8.clone(cte_type="7bit")


@dataclass(frozen=True, slots=True)
class File:
    name: str
    type: str
    octets: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody wrote; the addresses come from `recipients.read`, or are the mailbox's own."""

    sender: str
    to: str
    cc: str | None = None
    subject: str = ""
    text: str = ""
    signature: str = ""
    sender_name: str = ""  # stands before the address in From
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    files: tuple[File, ...] = ()

    @property
    def recipients(self) -> tuple[str, ...]:
        return (self.to,) if self.cc is None else (self.to, self.cc)


def new_message_id(token: str, sender: str) -> str:
    """Ours for a letter from this address; `token` is random, of letters and digits."""
    return f"<{token}@{sender.rpartition('@')[2]}>"


def answer_subject(subject: str) -> str:
    """The subject of an answer: "Re:" once, however often it went to and fro."""
    bare = header_text(subject)
    while (shorter := thread.without_mark(bare)) != bare:
        bare = shorter
    return f"Re: {bare}" if bare else "Re:"


def references(answered: Letter) -> tuple[str, ...]:
    """The ids of the conversation, the answered letter's last (RFC 5322 §3.6.4)."""
    named = answered.references or ((answered.in_reply_to,) if answered.in_reply_to else ())
    ids = [each for each in dict.fromkeys((*named, answered.message_id or "")) if _ID.fullmatch(each)]
    return tuple(ids if len(ids) <= _MOST_REFERENCES else (ids[0], *ids[1 - _MOST_REFERENCES :]))


def sender_for(own: Sequence[str], answered: Letter) -> str:
    """The first of the own addresses (the mailbox's first of all) that the answered letter was sent to."""
    asked = {contact.address.lower() for contact in (*answered.to, *answered.cc)}
    return next((each for each in own if each.lower() in asked), own[0])


def build(draft: Draft, message_id: str, at: datetime) -> bytes:
    """The letter; `at` is aware."""
    utf8 = any(map(needs_smtputf8, draft.recipients))
    message = EmailMessage(policy=_UTF8 if utf8 else _ASCII)
    message["From"] = _mailbox(draft.sender, sender_name(draft.sender_name))
    message["To"] = _mailbox(draft.to)
    if draft.cc is not None:
        message["Cc"] = _mailbox(draft.cc)
    message["Subject"] = header_text(draft.subject)
    message["Date"] = format_datetime(at)
    text, signature = _plain(draft.text), _plain(draft.signature)
    message.set_content(_flowed(text, signature), params={"format": "flowed"})
    message.add_alternative(page(text, signature), subtype="html")
    for file in draft.files:
        kind = file.type.lower()
        if not _TYPE.fullmatch(kind) or kind.startswith(("message/", "multipart/")):
            kind = "application/octet-stream"
        main, _, sub = kind.partition("/")
        message.add_attachment(file.octets, maintype=main, subtype=sub, filename=file_name(file.name))
    return _threading(draft, message_id) + message.as_bytes()


def header_text(text: str) -> str:
    """On one line, without what nobody sees or no charset has."""
    shown = "".join(" " if char.isspace() else char for char in text)
    kept = (char for char in shown if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Cn"})
    return " ".join("".join(kept).split())[:_SUBJECT].rstrip()


def sender_name(typed: str) -> str:
    """A person's name for From; an address in it would be taken for the sender's, so there is none."""
    return header_text(typed).replace("@", " at ")[:_PERSON].strip()


def file_name(name: str) -> str:
    """The name alone, without the way to it; never empty."""
    bare = header_text(re.split(r"[/\\]", name)[-1]).translate(dict.fromkeys(map(ord, '<>:"|?*'), "_"))
    bare = bare.strip(". ")
    if len(bare) > _NAME:
        stem, dot, ending = bare.rpartition(".")
        bare = f"{stem[: _NAME - 20]}{dot}{ending[:19]}" if dot else bare[:_NAME]
    return bare or "file"


def _threading(draft: Draft, message_id: str) -> bytes:
    """By hand: the library would break long ids into encoded words."""
    fields = [f"Message-ID: {message_id}"]
    if draft.in_reply_to is not None and _ID.fullmatch(draft.in_reply_to):
        fields.append(f"In-Reply-To: {draft.in_reply_to}")
    ids = [each for each in draft.references if _ID.fullmatch(each)]
    if ids:
        fields.append("References: " + "\r\n ".join(ids))
    return "".join(f"{field}\r\n" for field in fields).encode("ascii")


def _mailbox(address: str, name: str = "") -> Address:
    """The name as a phrase (RFC 5322 §3.4), quoted or encoded (RFC 2047 §5) as it needs."""
    local, _, domain = address.rpartition("@")
    return Address(display_name=name, username=local, domain=domain)


def _plain(text: str) -> str:
    """With line feeds only, and nothing that is no text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (char for char in text if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cs"})
    return "".join(kept).rstrip()


def _flowed(text: str, signature: str) -> str:
    """The mark of a signature has a blank at its end (RFC 3676 §4.3)."""
    mark = f"\n\n-- \n{flowed.flow(signature)}" if signature else ""
    return f"{flowed.flow(text)}{mark}\n"
