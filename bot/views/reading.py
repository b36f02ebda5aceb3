"""A letter to be read: whole, by leaves, with its files, its original and its chain."""

from collections.abc import Sequence

from bot.views import bounced, doors, html, leaves, letter, press, writing
from bot.views.screen import Button, Rows, Screen
from bot.voice import Voice
from storage.records import (
    Answered,
    Attachment,
    Bounce,
    ChainPlace,
    Contact,
    Letter,
    Mailbox,
    Person,
    StoredLetter,
)
from sync_engine.rules import lookalike, quoting

LEAF = 3500  # UTF-16 units of a letter's text on one leaf; Telegram takes 4096 with all that is around it
_HEADING = 250  # units that the heading of a further leaf may take
_PEOPLE = 5  # recipients that are named
_FILES = 12  # attachments with a button
_LABEL = 40  # characters of a file's name on a button


def gone(voice: Voice) -> Screen:
    """The letter of a button is not there any more, or not for this person."""
    home = Button(voice.label("button-mailboxes"), press.to(press.MAILBOXES, 0))
    return Screen(voice("letter-gone"), ((home,),))


def screen(
    voice: Voice,
    mailbox: Mailbox,
    stored: StoredLetter,
    chain: ChainPlace,
    leaf: int,
    *,
    said: str = "",
    fate: str = "",
) -> Screen:
    """One leaf, counted from 0; one that is not there becomes the last. `said`: what was just done.

    `fate`: what became of the letter.
    """
    found = stored.letter
    heading = _heading(voice, mailbox, found)
    if fate:
        heading += f"\n{fate}"
    if said:
        heading += f"\n\n{said}"
    first = max(LEAF // 4, LEAF - html.units(html.plain(heading)))
    written = leaves.leaves(quoting.pieces(found.text), LEAF - _HEADING, first)
    leaf = max(0, min(leaf, len(written) - 1))
    parts = [heading if leaf == 0 else _further(voice, found, leaf, len(written), said)]
    parts.append(written[leaf] or voice("read-empty"))
    if leaf == len(written) - 1:
        if len(found.text) >= voice.policy.text_kept:
            parts.append(voice("read-cut"))
        if len(found.attachments) > _FILES:
            parts.append(voice("read-more-files", count=len(found.attachments) - _FILES))
    return Screen("\n\n".join(parts), _rows(voice, mailbox, stored, chain, leaf, len(written)))


def fate(voice: Voice, found: Letter, bounces: Sequence[Bounce], by: Answered | None, reader: Person) -> str:
    """As HTML: whom it did not reach, or who answered it; empty where neither is known."""
    if bounces:
        to, cc = ([each.address for each in contacts] for contacts in (found.to, found.cc))
        return bounced.fate(voice, to, cc, bounces)
    return letter.answered(voice, found, by, reader) if by is not None else ""


def _heading(voice: Voice, mailbox: Mailbox, found: Letter) -> str:
    lines: list[str] = [*letter.head(voice, found)]
    if lookalike.is_lookalike(found.sender.address.rpartition("@")[2]):
        lines.append(voice("read-lookalike"))
    lines.append(voice("read-to", people=_people(voice, found.to) or mailbox.address))
    if found.cc:
        lines.append(voice("read-cc", people=_people(voice, found.cc)))
    key = "read-sent" if found.direction == "out" else "read-received"
    lines.append(voice(key, when=voice.at(found.received), mailbox=mailbox.address))
    return "\n".join(lines)


def _people(voice: Voice, contacts: tuple[Contact, ...]) -> str:
    """The first of them, by name and address."""
    shown = [_person(each) for each in contacts[:_PEOPLE] if each.name or each.address]
    if len(contacts) > _PEOPLE:
        shown.append(voice.label("read-more-people", count=len(contacts) - _PEOPLE))
    return ", ".join(shown)


def _person(contact: Contact) -> str:
    name = writing.shown(contact.name, letter.NAME // 2)
    address = writing.shown(contact.address, letter.NAME)
    return f"{name} ({address})" if name and address and name != address else name or address


def _further(voice: Voice, found: Letter, leaf: int, count: int, said: str) -> str:
    """The heading of a leaf that is not the first."""
    subject = writing.shown(found.subject, letter.LINE) or voice.label("letter-line-bare")
    heading = str(voice("read-further", subject=subject, leaf=leaf + 1, count=count))
    return f"{heading}\n\n{said}" if said else heading


def _rows(
    voice: Voice, mailbox: Mailbox, stored: StoredLetter, chain: ChainPlace, leaf: int, count: int
) -> Rows:
    rows: list[tuple[Button, ...]] = []
    if count > 1:
        rows.append(_turning(stored.id, leaf, count))
    rows.append((doors.answer(voice, stored.id), doors.card(voice, stored.id)))  # what most come for
    rows += [
        (Button(_file(voice, each), press.to_page(press.FILE, stored.id, number)),)
        for number, each in enumerate(stored.letter.attachments[:_FILES])
    ]
    if chain.count > 1:
        rows.append(_neighbours(voice, chain))
    original = Button(voice.label("button-original"), press.to(press.EML, stored.id))
    to_mailbox = Button(voice.label("button-mailbox"), press.to(press.OPENED, mailbox.id))
    why = Button(voice.label("button-why"), press.to(press.WHY, stored.id))
    return (*rows, (original, to_mailbox), (why,))


def _turning(letter_id: int, leaf: int, count: int) -> tuple[Button, ...]:
    row = [Button(f"{leaf + 1} / {count}", press.HOLD)]
    if leaf:
        row.insert(0, Button("‹", press.to_page(press.READ, letter_id, leaf - 1)))
    if leaf < count - 1:
        row.append(Button("›", press.to_page(press.READ, letter_id, leaf + 1)))
    return tuple(row)


def _neighbours(voice: Voice, chain: ChainPlace) -> tuple[Button, ...]:
    """The letters before and after it in the chain."""
    row: list[Button] = []
    if chain.before is not None:
        row.append(Button(voice.label("button-before"), press.to_page(press.READ, chain.before, 0)))
    row.append(Button(voice.label("read-place", number=chain.number, count=chain.count), press.HOLD))
    if chain.after is not None:
        row.append(Button(voice.label("button-after"), press.to_page(press.READ, chain.after, 0)))
    return tuple(row)


def _file(voice: Voice, file: Attachment) -> str:
    name = html.one_line(file.name, _LABEL) or voice.label("file-unnamed")
    return f"📎 {name} · {letter.size(voice, file.size)}"
