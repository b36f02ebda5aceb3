"""Whom a letter did not reach, as delivery reports say."""

from collections.abc import Iterable, Sequence

from bot.say import Markup
from bot.views import answer, home, html, letter
from bot.views.screen import Screen
from bot.voice import Voice
from storage.records import Answer, Bounce, comparable, is_lost

_REPLY = 300  # characters of what a server said
_MOST = 3  # recipients that are told of


def fate(voice: Voice, to: Sequence[str], cc: Iterable[str], bounces: Sequence[Bounce]) -> str:
    """What became of a letter to these, as HTML; empty where nothing was reported."""
    if not is_lost(to, bounces):
        return missed(voice, to, cc, bounces)
    known = {comparable(each) for each in to} | {""}
    first = next((each for each in bounces if each.address in known), bounces[0])
    parts = (answer.returned(voice, first.reason, first.reply), missed(voice, to, cc, bounces))
    return "\n\n".join(filter(None, parts))


def missed(voice: Voice, to: Iterable[str], cc: Iterable[str], bounces: Sequence[Bounce]) -> str:
    """Those of a letter's recipients that it did not reach, but for all of its To."""
    lost_to = {comparable(each) for each in to} if is_lost(to, bounces) else set()
    copies = {comparable(each) for each in cc}
    others = [each for each in bounces if each.address not in lost_to | {""}]
    said = [_one(voice, each, copy=each.address in copies) for each in others[:_MOST]]
    if len(others) > _MOST:
        said.append(voice("answer-missed-more", count=len(others) - _MOST))
    return "\n\n".join(said)


def _one(voice: Voice, bounce: Bounce, *, copy: bool) -> Markup:
    to = html.one_line(bounce.address, letter.NAME)
    head = voice("answer-copy-bounced", to=to) if copy else voice("answer-part-bounced", to=to)
    # Nobody is to send the letter once more who has it already.
    advice = voice("answer-check-address") if bounce.reason == "bounced" else answer.why(voice, bounce.reason)
    return answer.with_reply(voice, Markup(f"{head}\n{advice}"), html.one_line(bounce.reply, _REPLY))


def card(voice: Voice, found: Answer, bounces: Sequence[Bounce]) -> Screen:
    """A letter of theirs did not reach everybody; an edit of its message makes no sound."""
    others = missed(voice, [found.to], filter(None, [found.cc]), bounces)
    if found.state == "bounced":
        shown = answer.standing(voice, found)
        return Screen("\n\n".join(filter(None, (shown.text, others))), shown.rows)
    lines = [others, "", voice("answer-copy-rest", to=found.to), answer.subject_line(voice, found.subject)]
    return Screen("\n".join(lines), ((home.home(voice),),))
