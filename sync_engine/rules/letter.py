"""A letter as people and rules see it, made from its octets.

Holds always:
- any octets give a letter, however broken, in time and memory bounded by their number; only where there is
  nothing at all `Unreadable` is raised;
- every text that comes out can be stored: no NUL, no surrogate;
- plain text is preferred to HTML; what is shown as text is not listed as a file, and the other way round.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from storage.records import Attachment, Contact
from sync_engine.policy import POLICY, Policy
from sync_engine.rules import (
    body,
    charset,
    contacts,
    flowed,
    headers,
    html_text,
    mime_walk,
    parameters,
    recipients,
    transfer,
)
from sync_engine.rules.headers import Headers
from sync_engine.rules.mime_parts import Part

_OCTETS_A_CHARACTER = 4  # of encoded text that is kept for each character of `Policy.text_kept`
_LONGEST_SUBJECT = 1000  # characters
_MOST_REFERENCES = 100
_META_CHARSET = re.compile(rb"<meta[^<>]{0,200}charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HEAD_OF_PAGE = 2048  # octets at the beginning of a page in which it names its charset
_ENDINGS = {
    "application/ms-tnef": "dat", "application/msword": "doc", "application/octet-stream": "bin",
    "application/pdf": "pdf", "application/pkcs7-mime": "p7m", "application/x-pkcs7-mime": "p7m",
    "application/pkcs7-signature": "p7s", "application/pgp-signature": "asc", "application/rtf": "rtf",
    "application/vnd.ms-excel": "xls", "application/zip": "zip", "application/json": "json",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "audio/mpeg": "mp3", "audio/ogg": "ogg", "image/gif": "gif", "image/heic": "heic", "image/jpeg": "jpg",
    "image/png": "png", "image/svg+xml": "svg", "image/tiff": "tif", "image/webp": "webp",
    "message/rfc822": "eml", "text/calendar": "ics", "text/csv": "csv", "text/html": "html",
    "text/plain": "txt", "text/rfc822-headers": "txt", "text/vcard": "vcf", "text/xml": "xml",
    "video/mp4": "mp4",
}  # fmt: skip
_HTML = re.compile(r"\s*<(?:!doctype html|html)\b", re.IGNORECASE)
_STEMS = {"application/ms-tnef": "winmail", "text/calendar": "invite", "message/rfc822": "message"}


class Unreadable(Exception):
    """There is nothing in the letter that could be read; its text is the reason, for the quarantine."""


class ParsedLetter(NamedTuple):
    """What MIME says, and nothing the server or we know besides. `headers` are those of the letter itself."""

    message_id: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    subject: str
    sender: Contact
    reply_to: str | None
    to: tuple[Contact, ...]
    cc: tuple[Contact, ...]
    date: datetime | None
    text: str
    preview: str
    attachments: tuple[Attachment, ...]
    headers: Headers


def parse_letter(raw: bytes, policy: Policy = POLICY) -> ParsedLetter:
    """Reads a whole letter (RFC 5322). Raises `Unreadable` if there is nothing in it."""
    walk = begin(policy)
    walk.feed(raw)
    return compose(walk.close(), policy)


def begin(policy: Policy = POLICY) -> mime_walk.Walk:
    """A walk that keeps as much of a letter as `compose` can use."""
    return mime_walk.Walk(policy.text_kept * _OCTETS_A_CHARACTER)


def compose(walked: mime_walk.Walked, policy: Policy = POLICY) -> ParsedLetter:
    """The letter from its header and parts. Raises `Unreadable` if there is nothing in them."""
    fields = walked.headers
    if not fields.fields and not any(part.octets.strip() or part.size for part in walked.parts):
        raise Unreadable("empty")
    hint = next(
        (declared for part in walked.parts if (declared := part.head.parameters.get("charset"))), None
    )
    answered = headers.message_ids(*fields.every("in-reply-to"))
    references = headers.message_ids(*fields.every("references"))
    if len(references) > _MOST_REFERENCES:  # the first letter of the conversation, and its latest
        references = (references[0], *references[1 - _MOST_REFERENCES :])
    text = _text(walked.parts, policy.text_kept)
    sender = contacts.sender(fields.first("from") or fields.first("sender"), hint)
    return ParsedLetter(
        message_id=headers.message_id(fields.first("message-id")),
        in_reply_to=answered[0] if answered else None,
        references=references,
        subject=headers.text(fields.first("subject"), hint)[:_LONGEST_SUBJECT],
        sender=sender,
        reply_to=_reply_to(fields, sender, hint),
        to=contacts.read(fields.every("to"), hint),
        cc=contacts.read(fields.every("cc"), hint),
        date=headers.date(fields.first("date")),
        text=text,
        preview=body.preview(text, policy.preview_kept),
        attachments=tuple(_attachment(part, hint) for part in walked.parts if part.use == "file"),
        headers=fields,
    )


def _reply_to(fields: Headers, sender: Contact, hint: str | None) -> str | None:
    """The first address that answers are asked to (RFC 5322 §3.6.2), as they would go to it.

    None for the sender's, in whatever spelling, for one that no letter goes to, and for none.
    """
    if "reply-to" not in fields:
        return None
    asked = next(iter(contacts.read(fields.every("reply-to"), hint)), sender).address
    to = recipients.written(asked)
    return to if to and to != recipients.written(sender.address) else None


def _text(parts: Iterable[Part], limit: int) -> str:
    """All that is to be read, in order; of an alternative the plain text, if it says anything."""
    choices: dict[str | int, tuple[list[Part], list[Part]]] = {}
    for part in parts:
        if part.use == "text":
            plain, html = choices.setdefault(part.group or part.number, ([], []))
            (html if part.head.type == "text/html" else plain).append(part)
    said: list[str] = []
    left = limit
    for choice in choices.values():
        for alternative in choice:
            text = "\n\n".join(filter(None, (_text_of(part, left) for part in alternative)))
            if text and left > 0:
                said.append(text)
                left -= len(text) + 2
                break
    return "\n\n".join(said)[:limit]


def _text_of(part: Part, limit: int) -> str:
    octets = transfer.decode(part.octets, part.head.encoding)
    declared = part.head.parameters.get("charset")
    html = part.head.type == "text/html"
    if html and not declared and (meta := _META_CHARSET.search(octets[:_HEAD_OF_PAGE])):
        declared = meta[1].decode("ascii")
    text = charset.decode(octets, declared)
    controls = True
    if html or _HTML.match(text):
        text = html_text.to_text(text, limit)
    else:
        controls = charset.may_have_controls(octets, declared)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if part.head.parameters.get("format", "").lower() == "flowed":
            text = flowed.unflow(text, delete_space=part.head.parameters.get("delsp", "").lower() == "yes")
    if controls:
        text = _CONTROLS.sub("", text)
    return text.replace("\ufeff", "").strip("\n").rstrip()


def _attachment(part: Part, hint: str | None) -> Attachment:
    return Attachment(
        name=part.head.name or _made_up_name(part, hint),
        type=part.head.type,
        size=part.size,
        part=part.number,
    )


def _made_up_name(part: Part, hint: str | None) -> str:
    """A name for what came without one; a letter inside the letter is called by its subject."""
    kind = part.head.type
    family = kind.partition("/")[0]
    stem = _STEMS.get(kind) or (family if family in ("image", "audio", "video", "text") else "file")
    if kind == "message/rfc822":
        inner, _ = headers.read(transfer.decode(part.octets, part.head.encoding))
        stem = headers.text(inner.first("subject"), hint)[:_LONGEST_SUBJECT] or stem
    ending = _ENDINGS.get(kind)
    return parameters.file_name(f"{stem}.{ending}" if ending else stem)
