"""/team: who is in, in which role, how others come in, and whose addresses count as the team's."""

import zlib
from collections.abc import Sequence

from bot.views import html, pages, press
from bot.views.screen import Button, Rows, Screen
from bot.voice import Voice
from storage.records import Person, Role


def name(person: Person) -> str:
    return person.name or str(person.telegram_id)


def listing(voice: Voice, people: Sequence[Person], viewer: Person, page: int, *, said: str = "") -> Screen:
    page = pages.within(page, len(people))
    shown = people[page * pages.PAGE : (page + 1) * pages.PAGE]
    admins = sum(each.is_admin for each in people)
    lines: list[str] = [voice("team", count=len(people), admins=admins)]
    if said:
        lines += ["", said]
    rows: Rows = tuple((_open(voice, each, viewer),) for each in shown)
    rows += pages.turning(page, len(people), lambda to: press.to(press.TEAM, to))
    invite = Button(voice.label("button-invite"), press.INVITE)
    domains = Button(voice.label("button-domains"), press.to(press.DOMAINS, 0))
    back = Button(voice.label("button-to-admin"), press.ADMIN)
    return Screen("\n".join(lines), (*rows, (invite,), (domains,), (back,)))


def _open(voice: Voice, person: Person, viewer: Person) -> Button:
    mark = "👑" if person.is_admin else "👤"
    you = voice.label("team-you") if person.id == viewer.id else ""
    return Button(f"{mark} {html.one_line(name(person), 40)}{you}", press.to(press.TEAMMATE, person.id))


def one(
    voice: Voice, person: Person, boxes: int, *, of_settings: bool, last_admin: bool, said: str = ""
) -> Screen:
    """`boxes`: how many personal mailboxes; `of_settings`: an administrator the settings name."""
    lines: list[str] = [voice("teammate", name=name(person), role=person.role, boxes=boxes)]
    rows: Rows = ()
    if of_settings:
        lines += ["", voice("teammate-of-settings")]
    elif last_admin:
        lines += ["", voice("teammate-last-admin")]
    else:
        turn = (
            ("button-make-member", press.MAKE_MEMBER)
            if person.is_admin
            else ("button-make-admin", press.MAKE_ADMIN)
        )
        rows += ((Button(voice.label(turn[0]), press.to(turn[1], person.id)),),)
        rows += ((Button(voice.label("button-remove-mate"), press.to(press.REMOVE_MATE, person.id)),),)
    if said:
        lines += ["", said]
    return Screen("\n".join(lines), (*rows, (_back(voice),)))


def remove(voice: Voice, person: Person, boxes: int) -> Screen:
    """What happens is said before (rule H4); `boxes`: their personal mailboxes."""
    days = voice.policy.erased_after_removal.days
    rows: Rows = ((Button(voice.label("button-remove-yes"), press.to(press.REMOVE_MATE_NOW, person.id)),),)
    if boxes:
        erase = Button(voice.label("button-remove-erase"), press.to(press.REMOVE_MATE_ERASE, person.id))
        rows += ((erase,),)
    keep = Button(voice.label("button-remove-no"), press.to(press.TEAMMATE, person.id))
    return Screen(voice("remove-mate", name=name(person), boxes=boxes, days=days), (*rows, (keep,)))


def gone(voice: Voice) -> Screen:
    return Screen(voice("teammate-gone"), ((_back(voice),),))


def _back(voice: Voice) -> Button:
    return Button(voice.label("button-to-team"), press.to(press.TEAM, 0))


# -- invites ---------------------------------------------------------------------------------------


def invite(voice: Voice) -> Screen:
    member = Button(voice.label("button-invite-member"), press.to(press.INVITE_AS, "member"))
    admin = Button(voice.label("button-invite-admin"), press.to(press.INVITE_AS, "admin"))
    return Screen(voice("invite"), ((member,), (admin,), (_back(voice),)))


def invited(voice: Voice, role: Role) -> Screen:
    """What to do with the message below."""
    return Screen(voice("invited", role=role), ((_back(voice),),))


def invitation(voice: Voice, link: str) -> Screen:
    """The message that is forwarded to whoever is invited."""
    return Screen(voice("invitation", link=link))


# -- domains ---------------------------------------------------------------------------------------


def mark(domain: str) -> int:
    """A number for a domain: the data of a button is too short for some."""
    return zlib.crc32(domain.encode())


def domains(
    voice: Voice, ours: Sequence[str], offered: Sequence[str], page: int = 0, *, said: str = ""
) -> Screen:
    """`offered`: those of the connected mailboxes that are not marked; they come last."""
    every = [("✕", press.DOMAIN_OFF, each) for each in ours]
    every += [("➕", press.DOMAIN_ON, each) for each in offered]
    page = pages.within(page, len(every))
    lines: list[str] = [voice("domains", count=len(ours))]
    if said:
        lines += ["", said]
    rows: Rows = tuple(
        (Button(f"{sign} {html.one_line(each, 50)}", press.to_page(action, mark(each), page)),)
        for sign, action, each in every[page * pages.PAGE : (page + 1) * pages.PAGE]
    )
    rows += pages.turning(page, len(every), lambda to: press.to(press.DOMAINS, to))
    other = Button(voice.label("button-domain-other"), press.DOMAIN_OTHER)
    return Screen("\n".join(lines), (*rows, (other,), (_back(voice),)))


def ask_domain(voice: Voice, trouble: str = "") -> Screen:
    back = (Button(voice.label("button-to-domains"), press.to(press.DOMAINS, 0)),)
    asked = voice("domain-ask")
    return Screen(f"{trouble}\n\n{asked}" if trouble else asked, (back,))
