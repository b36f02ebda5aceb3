"""The screens one starts from: the start, help, and what to say to free text."""

from collections.abc import Sequence

from bot.views import marks, press
from bot.views.screen import Button, Rows, Screen
from bot.voice import Voice
from storage.records import Mailbox, Person


def start(voice: Voice, person: Person, boxes: Sequence[Mailbox]) -> Screen:
    """`boxes` are those the person may see."""
    if not boxes:
        rows: Rows = ((_connect(voice),), (_help(voice), _settings(voice)))
        return Screen(voice("start-first", name=person.name), rows)
    still = sum(box.state in ("paused", *marks.TROUBLED) for box in boxes)
    if still == len(boxes):
        said = voice("start-watched-none", name=person.name)
    elif still:
        said = voice("start-watched-some", name=person.name, count=still)
    else:
        said = voice("start-watched-all", name=person.name)
    lines: list[str] = [said, *_checked(voice, boxes)]
    rows = _everywhere(voice)
    if person.is_admin:
        rows += ((Button(voice.label("button-admin"), press.ADMIN),),)
    return Screen("\n\n".join(lines), rows)


def _checked(voice: Voice, boxes: Sequence[Mailbox]) -> list[str]:
    """The promise: when all of it was last looked at."""
    checks = [each.last_check for each in boxes if each.state == "ok" and each.last_check]
    if not checks:
        return []
    return [voice("checked", ago=voice.ago(min(checks)))]


def help_(voice: Voice) -> Screen:
    rows: Rows = (
        (_connect(voice),),
        (_status(voice), _mailboxes(voice)),
        (contacts(voice), search(voice)),
        (Button(voice.label("button-topics"), press.to(press.TOPICS, 0)),),
        (_settings(voice), home(voice)),
    )
    return Screen(voice("help"), rows)


def free_text(voice: Voice) -> Screen:
    return Screen(voice("free-text"), _everywhere(voice))


def stale(voice: Voice) -> Screen:
    """A button from another time was pressed."""
    return Screen(voice("stale-button"), _everywhere(voice))


def sorry(voice: Voice) -> Screen:
    return Screen(voice("sorry"))


def cancelled(voice: Voice) -> Screen:
    return Screen(voice("cancelled"), _everywhere(voice))


def cancelled_trial(voice: Voice) -> Screen:
    """What is left of the card that said "trying"."""
    return Screen(voice("cancelled-trial"))


def nothing_to_cancel(voice: Voice) -> Screen:
    return Screen(voice("nothing-to-cancel"), _everywhere(voice))


def left_dialogue(voice: Voice) -> Screen:
    """A dialogue was left for another command."""
    return Screen(voice("left-dialogue"))


def home(voice: Voice) -> Button:
    return Button(voice.label("button-home"), press.HOME)


def _everywhere(voice: Voice) -> Rows:
    return (
        (_status(voice), _mailboxes(voice)),
        (contacts(voice), search(voice)),
        (_connect(voice),),
        (_help(voice), _settings(voice)),
    )


def contacts(voice: Voice) -> Button:
    return Button(voice.label("button-contacts"), press.to_page(press.CONTACTS, 0, 0))


def search(voice: Voice) -> Button:
    return Button(voice.label("button-search"), press.SEARCH)


def _connect(voice: Voice) -> Button:
    return Button(voice.label("button-connect"), press.CONNECT)


def _status(voice: Voice) -> Button:
    return Button(voice.label("button-status"), press.STATUS)


def _mailboxes(voice: Voice) -> Button:
    return Button(voice.label("button-mailboxes"), press.to(press.MAILBOXES, 0))


def _help(voice: Voice) -> Button:
    return Button(voice.label("button-help"), press.HELP)


def _settings(voice: Voice) -> Button:
    return Button(voice.label("button-settings"), press.SETTINGS)
