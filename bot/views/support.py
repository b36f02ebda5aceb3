"""What support says in the chat: an answer, "did you mean", or that it does not know (rule H1)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.faq.bearing import Bearing
from bot.faq.desk import Found
from bot.views import home, html, marks, press, questions, topics
from bot.views.screen import Button, Screen
from bot.voice import Voice
from storage.records import Person, Question

_TITLE = 60
_OWN = {
    "refused": "support-own-refused",
    "moved": "support-own-moved",
    "unreachable": "support-own-unreachable",
    "paused": "support-own-paused",
    "importing": "support-own-importing",
    "waiting": "support-own-waiting",
    "checked": "support-own-checked",
}
# Where a next step or a function leads; those with none of these are only named in the text.
_STEPS = {
    "connect": ("button-connect", press.CONNECT),
    "status": ("button-status", press.STATUS),
    "mailboxes": ("button-mailboxes", press.to(press.MAILBOXES, 0)),
    "contacts": ("button-contacts", press.to_page(press.CONTACTS, 0, 0)),
    "search": ("button-search", press.SEARCH),
    "settings": ("button-settings", press.SETTINGS),
    "why": ("button-why-list", press.to_page(press.WHY_LIST, 0, 0)),
    "start": ("button-home", press.HOME),
    "help": ("button-help", press.HELP),
}


def answer(
    voice: Voice,
    found: Found,
    own: Sequence[Bearing],
    viewer: Person | None,
    *,
    service_pages: Mapping[str, str],
    trace: Button | None = None,
    question: Question | None = None,
    may_ask: bool = False,
    left: Mapping[int, timedelta] | None = None,
    back: Button | None = None,
) -> Screen:
    """The state of their own mailboxes first, then the answer; `viewer` None: somebody not invited.

    `left`: until what is still to come is here, by the id of the mailbox. `back`: to where one came from,
    where that is not the menu of topics.
    """
    said = [_own(voice, each, (left or {}).get(each.mailbox.id)) for each in own]
    text = html.escape(found.answer or "")
    rows: list[tuple[Button, ...]] = []
    if viewer is not None:
        rows += [(button,) for each in own if (button := _mending(voice, each, viewer))]
        if trace is not None:
            rows.append((trace,))
        rows += _steps(voice, found.next_steps, service_pages)
        if question is not None:
            rows += questions.votes(voice, question, may_ask=may_ask)
    rows.append((back or topics.button(voice),))
    return Screen("\n\n".join([*said, text]), tuple(rows))


def _own(voice: Voice, bearing: Bearing, left: timedelta | None) -> str:
    box = bearing.mailbox
    return voice(
        _OWN[bearing.what],
        address=box.address,
        ago=voice.ago(box.last_check) if box.last_check else "",
        count=box.backlog,
        done=min(box.stored + box.quarantined, box.import_total or 0),
        total=box.import_total or 0,
        left=voice.left(left),
    )


def _mending(voice: Voice, bearing: Bearing, viewer: Person) -> Button | None:
    box = bearing.mailbox
    action = marks.mending(box, viewer)
    if action is None:
        return None
    label = voice.label(f"{marks.mending_key(action, box)}-of", address=html.one_line(box.address, 40))
    return Button(label, press.to(action, box.id))


def _steps(voice: Voice, steps: Sequence[str], service_pages: Mapping[str, str]) -> list[tuple[Button, ...]]:
    rows: list[tuple[Button, ...]] = []
    for step in steps:
        if step.startswith("page:"):
            if url := service_pages.get(step.removeprefix("page:")):
                rows.append((Button(voice.label("support-page"), url=url),))
        elif step in _STEPS:
            key, data = _STEPS[step]
            rows.append((Button(voice.label(key), data),))
    return rows


def line(voice: Voice, found: Found, *, trace: Button | None = None) -> Screen:
    """A function of Postroom's own, a greeting, or thanks."""
    rows: list[tuple[Button, ...]] = [(trace,)] if trace is not None else []
    rows += _steps(voice, (found.help or "help",), {})
    if found.help != "start":
        rows.append((home.home(voice),))
    return Screen(html.escape(found.line or ""), tuple(rows))


def unknown(
    voice: Voice,
    suggestions: Mapping[str, str],
    *,
    trace: Button | None = None,
    question: Question | None = None,
) -> Screen:
    """The nearest topics, if any is near; `question`: one that can be passed to an administrator."""
    if suggestions:
        text = voice("support-did-you-mean")
    else:
        text = voice("support-unknown-alone" if question is None else "support-unknown")
    rows: list[tuple[Button, ...]] = [
        (Button(html.one_line(title, _TITLE), press.to(press.TOPIC, topics.number(topic))),)
        for topic, title in suggestions.items()
    ]
    if trace is not None:
        rows.insert(0, (trace,))
    if question is not None:
        rows.append((questions.ask_admin(voice, question.id),))
    rows.append((topics.button(voice),))
    rows.append((home.home(voice),))
    return Screen(text, tuple(rows))


def trace_button(voice: Voice, letter_id: int, client: str) -> Button:
    """What became of the latest letter of the client somebody asks about."""
    return Button(
        voice.label("button-trace", client=html.one_line(client, 30)), press.to(press.WHY, letter_id)
    )
