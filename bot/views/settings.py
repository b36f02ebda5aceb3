"""/settings: the language, whether letters are told of at all, quiet hours, and what notices show."""

from collections.abc import Sequence
from datetime import timedelta

from bot.views import home, html, pages, press
from bot.views.screen import Button, Rows, Screen
from bot.voice import Voice
from storage.records import Mailbox, Person, QuietHours

_LANGUAGE_NAMES = {"ru": "Русский", "en": "English"}
_HOURS = 24


def settings(voice: Voice, person: Person) -> Screen:
    languages = tuple(
        Button(("✓ " if code == voice.language else "") + name, press.to(press.LANGUAGE, code))
        for code, name in _LANGUAGE_NAMES.items()
    )
    lines: list[str] = [voice("settings"), ""]
    if person.wants_notices:
        lines.append(voice("settings-notices"))
        turn = Button(voice.label("button-notices-off"), press.NOTICES_OFF)
    else:
        lines.append(voice("settings-no-notices"))
        turn = Button(voice.label("button-notices-on"), press.NOTICES_ON)
    if person.quiet:
        lines.append(voice("settings-quiet", **_span(person.quiet)))
    else:
        lines.append(voice("settings-no-quiet"))
    hours = Button(voice.label("button-quiet"), press.QUIET_HOURS)
    previews = Button(voice.label("button-previews"), press.to(press.PREVIEWS, 0))
    return Screen("\n".join(lines), (languages, (turn,), (hours,), (previews,), (home.home(voice),)))


def quiet_hours(voice: Voice, hours: QuietHours | None) -> Screen:
    """Both ends are moved by an hour a press."""
    now = f"{voice.now.astimezone(voice.timezone):%H:%M}"
    back = (Button(voice.label("button-to-settings"), press.SETTINGS),)
    if hours is None:
        offered = QuietHours(*voice.policy.quiet_hours)
        turn_on = Button(voice.label("button-quiet-on", **_span(offered)), _hours(offered))
        return Screen(voice("quiet-none", now=now), ((turn_on,), back))
    label = _span(hours)
    earlier, later = (QuietHours(_moved(hours.begins, by, hours.ends), hours.ends) for by in (-1, 1))
    shorter, longer = (QuietHours(hours.begins, _moved(hours.ends, by, hours.begins)) for by in (-1, 1))
    rows: Rows = (
        _dial(voice.label("button-quiet-from", hour=label["begins"]), earlier, later),
        _dial(voice.label("button-quiet-to", hour=label["ends"]), shorter, longer),
        (Button(voice.label("button-quiet-off"), press.QUIET_OFF),),
        back,
    )
    return Screen(voice("quiet", now=now, **label), rows)


def _dial(label: str, less: QuietHours, more: QuietHours) -> tuple[Button, ...]:
    return (Button("‹", _hours(less)), Button(label, press.HOLD), Button("›", _hours(more)))


def _moved(hour: int, by: int, other: int) -> int:
    """The next hour round the clock; the one at which the other end stands is left out."""
    moved = (hour + by) % _HOURS
    return (moved + by) % _HOURS if moved == other else moved


def _hours(hours: QuietHours) -> str:
    return press.to_page(press.QUIET, hours.begins, hours.ends)


def _span(hours: QuietHours) -> dict[str, str]:
    return {"begins": _clock(hours.begins), "ends": _clock(hours.ends)}


def _clock(hour: int) -> str:
    return str(timedelta(hours=hour))[:-3]


def previews(voice: Voice, boxes: Sequence[Mailbox], page: int) -> Screen:
    """`boxes` are those of which the person may say what their notices show."""
    back = (Button(voice.label("button-to-settings"), press.SETTINGS),)
    if not boxes:
        return Screen(voice("previews-none"), (back,))
    page = pages.within(page, len(boxes))
    shown = boxes[page * pages.PAGE : (page + 1) * pages.PAGE]
    rows: Rows = tuple(
        (
            Button(
                ("✓ " if box.previews else "") + html.one_line(box.address, 56),
                press.to_page(press.PREVIEW, box.id, page),
            ),
        )
        for box in shown
    )
    rows += pages.turning(page, len(boxes), lambda to: press.to(press.PREVIEWS, to))
    return Screen(voice("previews"), (*rows, back))
