"""What support says in the chat: an answer, "did you mean", or that it does not know (rule H1)."""

from collections.abc import Mapping, Sequence

from bot.faq.desk import Found
from bot.views import home, html, press, questions, topics
from bot.views import own as own_view
from bot.views.own import Own
from bot.views.screen import Button, Screen
from bot.voice import Voice
from storage.records import Person, Question

_TITLE = 60
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
    own: Own,
    viewer: Person | None,
    *,
    service_pages: Mapping[str, str],
    trace: Button | None = None,
    question: Question | None = None,
    may_ask: bool = False,
    back: Button | None = None,
) -> Screen:
    """The state of their own mailboxes first, then the answer; `viewer` None: somebody not invited.

    `back`: to where one came from, where that is not the menu of topics.
    """
    said: list[str] = []
    rows: list[tuple[Button, ...]] = []
    if viewer is not None:
        said = own_view.parts(voice, own, viewer)
        rows += [(button,) for button in own_view.buttons(voice, own, viewer)]
        if trace is not None:
            rows.append((trace,))
        rows += [row for row in _steps(voice, found.next_steps, service_pages) if row not in rows]
        if question is not None:
            rows += questions.votes(voice, question, may_ask=may_ask)
    rows.append((back or topics.button(voice),))
    return Screen("\n\n".join([*said, html.escape(found.answer or "")]), tuple(rows))


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


def trace_button(voice: Voice, letter_id: int, named: str) -> Button:
    """What became of the letter that is asked about, or of the latest of the client that is."""
    return Button(_trace(voice, named), press.to(press.WHY, letter_id))


def search_button(voice: Voice, number: int, named: str) -> Button:
    """Why there is no letter of that name; `number` is what the name is remembered by."""
    return Button(_trace(voice, named), press.to_page(press.WHY_FOUND, number, 0))


def _trace(voice: Voice, named: str) -> str:
    return voice.label("button-trace", client=html.one_line(named, 30))
