"""A month of believable correspondence for a demo mailbox, made from demo_letters.toml.

The same seed and start give the same letters. They reach from 35 days before `born` to shortly before it,
so a few lie outside the import window; most are conversations whose replies quote what they answer, the rest
newsletters, letters by machines, and what lies in folders nobody should look into.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from bot.sandbox import cast, mime
from bot.sandbox.cast import Client
from storage.records import Language

INBOX, SENT = "INBOX", "Отправленные"
OTHER_FOLDERS = ("Черновики", "Спам", "Корзина")
DAYS = 35
_FRESHEST = timedelta(minutes=10)  # the newest letter is at least so old

_CHOICE = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)
_WORKDAY = (6, 16)  # hours, UTC
_CLOCKS = {"ru": timezone(timedelta(hours=3)), "en": UTC}
_AUTO_HEADERS = {
    "generated": (("Auto-Submitted", "auto-generated"),),
    "replied": (("Auto-Submitted", "auto-replied"), ("X-Autoreply", "yes")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter of a folder; `seen` as its reader left it."""

    folder: str
    received: datetime
    raw: bytes
    seen: bool = True


def correspondence(address: str, *, born: datetime, count: int, seed: int) -> tuple[Letter, ...]:
    """About `count` letters of the mailbox, oldest first."""
    chance = random.Random(seed)  # noqa: S311 - for variety, not for secrets
    letters = [*_machines(address, born, chance)]
    if address == cast.SALES:
        letters += _aside(address, born, chance)
    clients = _rotation(chance)
    while len(letters) < count:
        letters += _conversation(next(clients), address, born, chance)
    return tuple(sorted(letters, key=lambda letter: letter.received))


def _rotation(chance: random.Random) -> Iterator[Client]:
    """Every client once, then again in another order, for ever."""
    while True:
        yield from chance.sample(cast.clients(), len(cast.clients()))


def _at_work(moment: datetime, chance: random.Random) -> datetime:
    """The moment itself, or one in the next working hours."""
    opens, closes = _WORKDAY
    if moment.hour < opens:
        moment = moment.replace(hour=opens, minute=chance.randrange(60))
    elif moment.hour >= closes:
        moment = (moment + timedelta(days=1)).replace(hour=opens, minute=chance.randrange(60))
    while moment.weekday() == 6:
        moment += timedelta(days=1)
    return moment


def _some_day(born: datetime, chance: random.Random) -> datetime:
    return born - timedelta(days=chance.uniform(0, DAYS))


def _message_id(address: str, chance: random.Random) -> str:
    return f"<{chance.getrandbits(64):016x}@{address.partition('@')[2]}>"


def _facts(client: Client, chance: random.Random) -> dict[str, str]:
    """What the placeholders of one conversation stand for."""
    words = cast.book()["words"][client.language]
    thing, things = chance.choice(words["products"])
    total = chance.randrange(38, 940) * 100
    return {
        "name": client.name.split()[0],
        "company": client.company,
        "thing": thing,
        "things": things,
        "n": str(chance.choice((6, 8, 10, 12, 15, 16, 18, 20, 25, 30, 40))),
        "no": str(chance.randrange(101, 990)),
        "sum": f"{total:,}".replace(",", "\u00a0" if client.language == "ru" else ","),
    }


def _said(text: str, facts: dict[str, str], language: Language, chance: random.Random) -> str:
    words = cast.book()["words"][language]
    text = _CHOICE.sub(lambda match: chance.choice(match[1].split("|")), text)
    return text.format(hello=chance.choice(words["hello"]), bye=chance.choice(words["bye"]), **facts)


def _quoted(text: str, author: str, said: datetime, language: Language) -> str:
    if language == "ru":
        line = f"{said:%d.%m.%Y %H:%M}, {author} пишет:"
    else:
        line = f"On {said:%d %b %Y at %H:%M}, {author} wrote:"
    return f"\n\n{line}\n" + "\n".join(f"> {row}" for row in text.split("\n"))


def _files(names: list[str], facts: dict[str, str], chance: random.Random) -> tuple[tuple[str, bytes], ...]:
    return tuple(
        (name.format(**facts), mime.pdf(f"Document {facts['no']}", chance.randrange(500, 9000)))
        for name in names
    )


def _conversation(client: Client, address: str, born: datetime, chance: random.Random) -> Iterator[Letter]:
    thread = chance.choice(cast.book()["thread"][client.language])
    facts, language = _facts(client, chance), client.language
    subject = _said(thread["subject"], facts, language, chance)
    team = (cast.team_name(address, language), address)
    moment, ids = _some_day(born, chance), tuple[str, ...]()
    before, last = "", ""  # what the last letter said, as a quote, and who wrote it
    for who, text, *names in thread["letters"]:
        moment = _at_work(moment, chance)
        if moment > born - _FRESHEST:
            return
        ours = who == "team"
        mine = _said(text, facts, language, chance)
        signature = f"\n\n--\n{team[0]}, {cast.book()['team'][language]['company']}"
        body = mine + (signature if ours else f"\n\n{client.name}\n{client.company}")
        body += before if who != last else ""
        message_id = _message_id(address if ours else client.address, chance)
        draft = mime.Draft(
            sender=team if ours else (client.name, client.address),
            to=(client.name, client.address) if ours else team,
            subject=f"Re: {subject}" if ids else subject,
            text=body,
            sent=moment.astimezone(_CLOCKS[language]),
            message_id=message_id,
            answers=ids[-4:],
            attachments=_files(names, facts, chance),
            **({"form": "alternative"} if ours else program(client)),
        )
        received = moment + timedelta(seconds=0 if ours else chance.randrange(2, 40))
        fresh = not ours and born - received < timedelta(hours=20)
        yield Letter(folder=SENT if ours else INBOX, received=received, raw=mime.raw(draft), seen=not fresh)
        ids = (*ids, message_id)
        author = team[0] if ours else client.name
        before, last = _quoted(mine, author, draft.sent, language), who
        moment += timedelta(hours=chance.choice((0.4, 1, 2, 3, 5, 8, 20, 26, 48)))


def program(client: Client) -> dict[str, Any]:
    """How the client's mail program writes (arguments of `mime.Draft`)."""
    return {
        "charset": client.charset,
        "form": client.form,
        "raw_headers": client.headers == "raw",
        "headers": (("X-Mailer", client.mailer),) if client.mailer else (),
    }


def _machines(address: str, born: datetime, chance: random.Random) -> Iterator[Letter]:
    """Newsletters with a way out (RFC 2369 §3.2), letters that say a machine sent them (RFC 3834 §5)."""
    book = cast.book()
    for row in book["bulk"]:
        host = row["address"].partition("@")[2]
        list_headers = (
            ("List-Unsubscribe", f"<https://{host}/stop>, <mailto:stop@{host}>"),
            ("List-Id", f"<news.{host}>"),
            ("Precedence", "bulk"),
        )
        for week, subject in enumerate(row["subjects"]):
            moment = born - timedelta(days=7 * week + 3, hours=chance.uniform(0, 20))
            yield _single(row, subject, address, moment, list_headers, "alternative", chance)
    for row in book["auto"]:
        for _ in range(4 if row["kind"] == "generated" else 1):
            moment = _some_day(born, chance) - _FRESHEST
            auto_headers = _AUTO_HEADERS[row["kind"]]
            yield _single(row, row["subjects"][0], address, moment, auto_headers, "plain", chance)


def _aside(address: str, born: datetime, chance: random.Random) -> Iterator[Letter]:
    for row in cast.book()["aside"]:
        yield _single(row, row["subject"], address, _some_day(born, chance), (), "plain", chance)


def _single(
    row: dict[str, Any],
    subject: str,
    address: str,
    moment: datetime,
    headers: tuple[tuple[str, str], ...],
    form: mime.Form,
    chance: random.Random,
) -> Letter:
    language: Language = row["language"]
    facts = _facts(chance.choice([who for who in cast.clients() if who.language == language]), chance)
    draft = mime.Draft(
        sender=(row["name"], row["address"]),
        to=(cast.team_name(address, language), address),
        subject=_said(subject, facts, language, chance),
        text=_said(row["text"], facts, language, chance),
        sent=moment,
        message_id=_message_id(row["address"], chance),
        form=form,
        headers=headers,
    )
    return Letter(folder=row.get("folder", INBOX), received=moment, raw=mime.raw(draft))
