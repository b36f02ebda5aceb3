"""Contacts: the list, the card of one with its letters, its conversations (rule L2)."""

from collections import Counter
from collections.abc import Sequence

from bot.views import glimpse, home, html, pages, press
from bot.views.screen import Button, Rows, Screen
from bot.voice import Voice
from storage.records import Card, Chain, ContactLine, Glimpse
from sync_engine.rules import lookalike

_NAME = 100  # characters
_LABEL = 39  # of them fill a button across a phone
NEIGHBOURS = 3  # at the domain of a new contact that are named


def listing(
    voice: Voice, shown: Sequence[ContactLine], page: int, count: int, number: int = 0, text: str = ""
) -> Screen:
    """One page; `text` is what was looked for, `number` what it is remembered by (0: nothing was)."""
    namesakes = Counter(_called(each) for each in shown)
    rows: Rows = tuple((_open(each, namesakes[_called(each)]),) for each in shown)
    rows += pages.turning(page, count, lambda to: press.to_page(press.CONTACTS, number, to))
    find = Button(voice.label("button-contact-find"), press.CONTACT_FIND)
    back = _all(voice) if text else home.home(voice)
    rows = (*rows, (find,), (back,)) if shown or text else ((back,),)
    if text:
        said = voice("contacts-found" if count else "contacts-none-found", text=text, count=count)
    else:
        said = voice("contacts" if count else "contacts-none", count=count)
    return Screen(said, rows)


def _called(each: ContactLine) -> str:
    """The name as a button would show it, whatever its case."""
    return html.one_line(each.name, _LABEL).casefold()


def _open(each: ContactLine, namesakes: int) -> Button:
    """The name alone fits; where several have it, their addresses tell them apart."""
    name = html.one_line(each.name, _LABEL) if namesakes == 1 else ""
    return Button(name or html.one_line(each.address, _LABEL), press.to_page(press.CARD, each.id, 0))


def _all(voice: Voice) -> Button:
    return Button(voice.label("button-contacts-all"), press.to_page(press.CONTACTS, 0, 0))


def ask(voice: Voice) -> Screen:
    cancel = Button(voice.label("button-cancel"), press.CANCEL)
    return Screen(voice("contacts-ask"), ((cancel,),))


def new(voice: Voice, address: str, others: Sequence[ContactLine], count: int) -> str:
    """An address nobody wrote with yet; `others`: some of the `count` contacts at its domain."""
    lines: list[str] = [voice("card-address", address=address), voice("card-new")]
    domain = address.rpartition("@")[2]
    if lookalike.is_lookalike(domain):
        lines.append(voice("card-lookalike"))
    if others:
        lines += ["", voice("card-neighbours", domain=domain)]
        lines += [f"• {_who(each)}" for each in others]
    if count > len(others):
        lines.append(voice("card-neighbours-more", count=count - len(others)))
    return "\n".join(lines)


def _who(each: ContactLine) -> str:
    name, address = html.one_line(each.name, _NAME), html.one_line(each.address, _NAME)
    return html.escape(f"{name} · {address}" if name else address)


def head(voice: Voice, contact: Card) -> str:
    """Who it is, and how much was written."""
    lines = [_heading(voice, contact), _span(voice, contact)]
    if contact.received + contact.sent > 1:
        lines.append(voice("card-counts", received=contact.received, sent=contact.sent))
    return "\n".join(lines)


def card(voice: Voice, contact: Card, shown: Sequence[Glimpse], page: int) -> Screen:
    """Who it is, how much was written, and one page of the letters, newest first."""
    letters = contact.received + contact.sent
    parts = [head(voice, contact)]
    parts += [f"<b>{at}.</b> {glimpse.alone(voice, each)}" for at, each in pages.numbered(shown, page)]
    data = [press.to(press.READ_BELOW, each.id) for each in shown]
    rows = pages.numbers(page, data, voice.label("button-open"))
    rows += pages.turning(page, letters, lambda to: press.to_page(press.CARD, contact.id, to))
    if contact.chains > 1:
        label = voice.label("button-chains", count=contact.chains)
        rows += ((Button(label, press.to_page(press.CHAINS, contact.id, 0)),),)
    return Screen("\n\n".join(parts), (*rows, (_to_contacts(voice),)))


def _heading(voice: Voice, contact: Card) -> str:
    if name := html.one_line(contact.name, _NAME):
        return voice("card", name=name, address=contact.address)
    return voice("card-address", address=contact.address)


def _span(voice: Voice, contact: Card) -> str:
    last = voice.at(contact.last)
    if contact.received + contact.sent == 1:
        return voice("card-single", last=last)
    return voice("card-span", first=voice.day(contact.first), last=last)


def chains(voice: Voice, contact: Card, shown: Sequence[Chain], page: int) -> Screen:
    """Conversations with their last lines; a number opens the last letter of one."""
    who = html.one_line(contact.name, _NAME) or contact.address
    parts: list[str] = [voice("chains", who=who)]
    parts += [f"<b>{at}.</b> {_chain(voice, each)}" for at, each in pages.numbered(shown, page)]
    rows = pages.numbers(page, [press.to(press.READ_BELOW, each.last.id) for each in shown])
    rows += pages.turning(page, contact.chains, lambda to: press.to_page(press.CHAINS, contact.id, to))
    back = Button(voice.label("button-to-card"), press.to_page(press.CARD, contact.id, 0))
    return Screen("\n\n".join(parts), (*rows, (back,)))


def _chain(voice: Voice, each: Chain) -> str:
    subject = glimpse.subject(voice, each.last)
    lines = [voice("card-chain", subject=subject, count=each.letters), glimpse.last_line(each.last)]
    return "\n".join(line for line in (*lines, glimpse.when(voice, each.last)) if line)


def gone(voice: Voice) -> Screen:
    """The contact of a button is not there any more, or not for this person."""
    return Screen(voice("card-gone"), ((_to_contacts(voice),),))


def none(voice: Voice) -> Screen:
    """A letter that is on nobody's card."""
    return Screen(voice("card-none"), ((_to_contacts(voice),),))


def _to_contacts(voice: Voice) -> Button:
    return Button(voice.label("button-to-contacts"), press.to_page(press.CONTACTS, 0, 0))
