"""Searching letters: the question, what was found by pages, and what to say where nothing was (rule L5)."""

from collections.abc import Sequence
from datetime import date

from bot.views import glimpse, home, html, pages, press
from bot.views.screen import Button, Screen
from bot.voice import Voice
from storage.records import Glimpse


def ask(voice: Voice) -> Screen:
    """With two ways to narrow it down."""
    return Screen(voice("search-ask", day=_a_day(voice)), ((_cancel(voice),),))


def unclear(voice: Voice, said: str) -> Screen:
    """The date in what was typed makes no sense."""
    shown = html.one_line(said, 40)
    return Screen(voice("search-unclear", said=shown, day=_a_day(voice)), ((_cancel(voice),),))


def found(
    voice: Voice, query: str, number: int, shown: Sequence[Glimpse], page: int, count: int, *, more: bool
) -> Screen:
    """One page; `number` is what the query is remembered by, `more`: there are more than `count`."""
    key = "search-found-many" if more else "search-found"
    facts = {"day": _a_day(voice)} if more else {}
    parts: list[str] = [voice(key, query=query, count=count, **facts)]
    parts += [f"<b>{at}.</b> {glimpse.with_whom(voice, each)}" for at, each in pages.numbered(shown, page)]
    data = [press.to(press.READ_BELOW, each.id) for each in shown]
    rows = pages.numbers(page, data, voice.label("button-open"))
    rows += pages.turning(page, count, lambda to: press.to_page(press.FOUND, number, to))
    return Screen("\n\n".join(parts), (*rows, (_again(voice), home.home(voice))))


def none(voice: Voice, query: str) -> Screen:
    return Screen(voice("search-none", query=query), ((_again(voice), home.home(voice)),))


def forgotten(voice: Voice) -> Screen:
    """The page of a search that is not remembered any more."""
    return Screen(voice("search-forgotten"), ((_again(voice), home.home(voice)),))


def _a_day(voice: Voice) -> str:
    """The first of this month, as one would type it."""
    today = voice.now.astimezone(voice.timezone).date()
    first = date(today.year, today.month, 1)
    return f"{first:%d.%m.%Y}" if voice.language == "ru" else first.isoformat()


def _again(voice: Voice) -> Button:
    return Button(voice.label("button-search-again"), press.SEARCH)


def _cancel(voice: Voice) -> Button:
    return Button(voice.label("button-cancel"), press.CANCEL)
