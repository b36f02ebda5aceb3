"""A made-up sales mailbox: letters like the ones a team in Russia gets and writes.

Holds always:
- the same arguments give the same bytes, on any machine;
- letters come in the order they were received, evenly over the time asked for;
- shares: 70 % Russian; 40 - 500 words of the writer's own; utf-8 75 %, koi8-r 12 %, windows-1251 13 %;
  55 % with HTML beside the text; 22 % with one attachment of a Pareto size (12 KiB and up, cut at 3 MB), half
  of them with a Cyrillic name; 1,000 clients at 25 domains; one letter in three answers an earlier one and
  quotes it.
"""

import base64
import binascii
import html
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from functools import cache
from urllib.parse import quote

from storage.records import FolderRole
from tests import corpus_words as words

ADDRESSES_PER_DOMAIN = 40
RUSSIAN_PER_DOMAIN = 28  # 70 %
SENT_SHARE = 0.3
LARGEST_ATTACHMENT = 3_000_000
# Signs KOI8-R has no place for, and what its writers type instead.
KOI8_R_SPELLING = str.maketrans({"«": '"', "»": '"', "—": "-", "№": "N"})
MOSCOW = timezone(timedelta(hours=3))


@dataclass(frozen=True, slots=True)
class CorpusLetter:
    """One letter and what a reader should find in it."""

    raw: bytes  # RFC 5322, CRLF
    received: datetime  # whole seconds
    role: FolderRole  # "sent": the team wrote it
    client: str  # address of the other side
    message_id: str  # with angle brackets
    subject: str
    text: str  # the text part, quotes included


@dataclass(frozen=True, slots=True)
class _Client:
    name: str
    address: str
    russian: bool


@dataclass(frozen=True, slots=True)
class _Task:
    number: int
    received: datetime
    role: FolderRole
    client: _Client
    team: _Client
    answers: CorpusLetter | None


def letters(
    count: int,
    *,
    seed: int,
    first: datetime,
    last: datetime,
    team_address: str = "anna@acme.test",
    team_name: str = "Анна Полёвкина",
    sent_share: float = SENT_SHARE,
) -> Iterator[CorpusLetter]:
    """`count` letters received between `first` and `last` (aware), oldest first."""
    rng = random.Random(seed)
    step = (last - first) / max(count, 1)
    recent: list[CorpusLetter] = []
    clients = {client.address: client for client in _clients()}
    for number in range(count):
        before = rng.choice(recent) if recent and rng.random() < 1 / 3 else None
        client = clients[before.client] if before else rng.choice(_clients())
        role: FolderRole = "sent" if rng.random() < sent_share else "inbox"
        received = (first + step * (number + rng.random())).replace(microsecond=0)
        team = _Client(team_name, team_address, client.russian)
        letter = _write(rng, _Task(number, received, role, client, team, before))
        recent = [*recent[-99:], letter]
        yield letter


@cache
def _clients() -> tuple[_Client, ...]:
    found = []
    for turn, domain in enumerate(words.DOMAINS):
        for k in range(RUSSIAN_PER_DOMAIN):
            first, login = words.FIRST_NAMES_RU[k % 12]
            last, family = words.LAST_NAMES_RU[(k + k // 12 * 5 + turn) % 12]
            found.append(_Client(f"{first} {last}", f"{login}.{family}@{domain}", True))
        for k in range(ADDRESSES_PER_DOMAIN - RUSSIAN_PER_DOMAIN):
            first = words.FIRST_NAMES_EN[k % 10]
            last = words.LAST_NAMES_EN[(k + k // 10 * 4 + turn) % 9]
            login = f"{first}.{last.replace(chr(39), '')}".lower()
            found.append(_Client(f"{first} {last}", f"{login}@{domain}", False))
    return tuple(found)


def _write(rng: random.Random, task: _Task) -> CorpusLetter:
    before, received = task.answers, task.received
    sender, receiver = (task.team, task.client) if task.role == "sent" else (task.client, task.team)
    domain = sender.address.partition("@")[2]
    charset = rng.choices(("utf-8", "koi8-r", "windows-1251"), (75, 12, 13))[0]
    subject = (
        f"Re: {before.subject.removeprefix('Re: ')}" if before else _say(rng, sender.russian, subject=True)
    )
    text = _body(rng, sender, before)
    if charset == "koi8-r":
        subject, text = subject.translate(KOI8_R_SPELLING), text.translate(KOI8_R_SPELLING)
    # What a letter in one language quotes from another may not fit the charset.
    subject, text = (line.encode(charset, "replace").decode(charset) for line in (subject, text))
    message_id = f"<{task.number:06d}.{rng.getrandbits(64):016x}@{domain}>"
    head = [
        f"Return-Path: <{sender.address}>",
        f"Received: from mail.{domain} (mail.{domain} [203.0.113.{task.number % 250}])",
        f"\tby mx.acme.test with ESMTPS id {rng.getrandbits(48):x}",
        f"\tfor <{receiver.address}>; {format_datetime(received)}",
    ]
    head = [] if task.role == "sent" else head  # a copy kept by the sender has not travelled
    head += [
        f"Message-ID: {message_id}",
        f"Date: {format_datetime((received - timedelta(seconds=rng.randrange(60))).astimezone(MOSCOW))}",
        f"From: {_mailbox(sender, charset)}",
        f"To: {_mailbox(receiver, charset)}",
        f"Subject: {_header(subject, charset)}",
        "MIME-Version: 1.0",
    ]
    if before:
        head += [f"In-Reply-To: {before.message_id}", f"References: {before.message_id}"]
    part = _text_part(rng, "plain", text, charset)
    if rng.random() < 0.55:
        marked_up = "".join(f"<p>{html.escape(block)}</p>\r\n" for block in text.split("\r\n\r\n"))
        page = f'<html><body style="font-family: Arial">\r\n{marked_up}</body></html>\r\n'
        part = _multipart(rng, "alternative", part, _text_part(rng, "html", page, charset))
    if rng.random() < 0.22:
        part = _multipart(rng, "mixed", part, _attachment(rng))
    raw = "\r\n".join(head).encode("ascii") + b"\r\n" + part
    return CorpusLetter(raw, received, task.role, task.client.address, message_id, subject, text)


def _say(rng: random.Random, russian: bool, *, subject: bool = False) -> str:
    """One sentence, or a subject, with its places filled."""
    tongue = words.RUSSIAN if russian else words.ENGLISH
    said = tongue.subjects if subject else tongue.sentences
    return rng.choice(said).format(
        item=rng.choice(tongue.items),
        city=rng.choice(tongue.cities),
        day=rng.choice(tongue.days),
        count=rng.randrange(2, 90),
        number=rng.randrange(100, 9000),
        sum=rng.randrange(1000, 900_000),
    )


def _body(rng: random.Random, sender: _Client, before: CorpusLetter | None) -> str:
    """Greeting, paragraphs, a signature, and perhaps the letter it answers."""
    goal = rng.randint(40, 480)  # the last sentence may go beyond it
    blocks = ["Добрый день!" if sender.russian else "Hello,"]
    spoken = 0
    while spoken < goal:
        block: list[str] = []
        for _ in range(rng.randint(1, 5)):
            block.append(_say(rng, sender.russian))
            spoken += block[-1].count(" ") + 1
            if spoken >= goal:
                break
        blocks.append(" ".join(block))
    blocks.append(f"{'С уважением,' if sender.russian else 'Kind regards,'}\r\n{sender.name}")
    if before:
        said = before.text.partition("\r\n\r\n> ")[0].replace("\r\n", "\r\n> ")
        day = f"{before.received:%d.%m.%Y %H:%M}"
        wrote = f"{day} вы писали:" if sender.russian else f"On {day} you wrote:"
        blocks += [wrote, f"> {said}"]
    return "\r\n\r\n".join(blocks) + "\r\n"


def _mailbox(who: _Client, charset: str) -> str:
    name = f'"{who.name}"' if who.name.isascii() else _header(who.name, charset)
    return f"{name} <{who.address}>"


def _header(text: str, charset: str) -> str:
    """Encoded words (RFC 2047 §2), each short enough and folded."""
    if text.isascii():
        return text
    pieces = (text[start : start + 18] for start in range(0, len(text), 18))
    return "\r\n ".join(
        f"=?{charset}?B?{base64.b64encode(piece.encode(charset, 'replace')).decode()}?=" for piece in pieces
    )


def _text_part(rng: random.Random, kind: str, text: str, charset: str) -> bytes:
    data = text.encode(charset)
    way = rng.choice(("base64", "quoted-printable", "base64" if charset == "utf-8" else "8bit"))
    # RFC 5322 §2.1.1: no line above 998 octets, which 8bit would not see to.
    if way == "8bit" and max(map(len, data.split(b"\r\n"))) > 990:
        way = "base64"
    if way == "base64":
        data = base64.encodebytes(data).replace(b"\n", b"\r\n")
    elif way == "quoted-printable":
        data = binascii.b2a_qp(data, istext=True)
    head = f"Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: {way}\r\n\r\n"
    return head.encode("ascii") + data


def _attachment(rng: random.Random) -> bytes:
    size = min(int(12 * 1024 * rng.paretovariate(1.1)), LARGEST_ATTACHMENT)
    ending, kind = rng.choice(words.FILE_TYPES)
    if rng.random() < 0.5:
        name = f"{rng.choice(words.FILES_RU)} {rng.randrange(1000)}.{ending}"
        spelled = f"filename*=UTF-8''{quote(name)}"  # RFC 2231 §4
        if rng.random() < 0.5:
            spelled = f'filename="{_header(name, "utf-8")}"'  # not by the book, and what many programs write
    else:
        spelled = f'filename="{rng.choice(words.FILES_EN)}-{rng.randrange(1000)}.{ending}"'
    head = (
        f"Content-Type: {kind}\r\nContent-Disposition: attachment;\r\n {spelled}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode("ascii") + base64.encodebytes(rng.randbytes(size)).replace(b"\n", b"\r\n")


def _multipart(rng: random.Random, kind: str, *parts: bytes) -> bytes:
    boundary = f"=_{rng.getrandbits(64):016x}".encode()
    head = b'Content-Type: multipart/%s; boundary="%s"\r\n\r\n' % (kind.encode(), boundary)
    return head + b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in parts) + b"--%s--\r\n" % boundary
