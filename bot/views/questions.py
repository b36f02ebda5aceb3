"""Votes under answers, questions on their way to administrators and back, what is not known."""

from collections.abc import Sequence
from datetime import datetime

from bot.faq import knowledge
from bot.views import home, html, pages, press, team
from bot.views.screen import Button, Screen
from bot.voice import Voice
from storage.records import Person, Question, QuestionTotals

_LINE = 120  # characters of a question in the list
_QUOTED = 300  # and above its answer


def votes(voice: Voice, question: Question, *, may_ask: bool) -> tuple[tuple[Button, ...], ...]:
    """What stands under an answer; `may_ask`: there is an administrator to pass it to."""
    helped = "button-helped-chosen" if question.vote == "helped" else "button-helped"
    missed = "button-missed-chosen" if question.vote == "missed" else "button-missed"
    both = (
        Button(voice.label(helped), press.to(press.HELPED, question.id)),
        Button(voice.label(missed), press.to(press.MISSED, question.id)),
    )
    if question.vote == "missed" and may_ask:
        return (both, (ask_admin(voice, question.id),))
    return (both,)


def ask_admin(voice: Voice, question_id: int) -> Button:
    return Button(voice.label("button-ask-admin"), press.to(press.ASK_ADMIN, question_id))


def passed(voice: Voice, question: Question) -> Screen:
    return Screen(voice("question-passed", text=question.text), ((home.home(voice),),))


def answered_before(voice: Voice) -> Screen:
    return Screen(voice("question-answered-before"), ((home.home(voice),),))


def too_often(voice: Voice, again: datetime) -> Screen:
    count = voice.policy.questions_passed_per_hour
    return Screen(voice("question-too-often", count=count, at=voice.at(again)), ((home.home(voice),),))


def nobody(voice: Voice) -> Screen:
    return Screen(voice("question-nobody"), ((home.home(voice),),))


def gone(voice: Voice) -> Screen:
    return Screen(voice("question-gone"), ((home.home(voice),),))


# -- for administrators ----------------------------------------------------------------------------


def card(voice: Voice, question: Question) -> Screen:
    """What an administrator is shown of it, before it is answered and after."""
    name, text = team.name(question.person), question.text
    if question.answer is not None:
        quoted = html.one_line(text, _QUOTED)
        by, answer = _by(question), question.answer
        return Screen(voice("question-card-answered", name=name, text=quoted, by=by, answer=answer))
    button = Button(voice.label("button-answer-question"), press.to(press.ANSWER_QUESTION, question.id))
    return Screen(voice("question-card", name=name, text=text), ((button,),))


def _by(question: Question) -> str:
    return team.name(question.answered_by) if question.answered_by else "?"


def ask_answer(voice: Voice, question: Question, said: str = "") -> Screen:
    text = voice("question-ask-answer", name=team.name(question.person), text=question.text)
    cancel = Button(voice.label("button-cancel"), press.CANCEL)
    return Screen("\n\n".join(filter(None, (said, text))), ((cancel,),))


def answer_taken(voice: Voice, asker: Person, *, reachable: bool) -> Screen:
    key = "question-answer-taken" if reachable else "question-answer-unheard"
    return Screen(voice(key, name=team.name(asker)), ((home.home(voice),),))


def answered_already(voice: Voice, question: Question) -> Screen:
    said = voice("question-answered-already", by=_by(question), answer=question.answer or "")
    return Screen(said, ((home.home(voice),),))


def told(voice: Voice, question: Question) -> Screen:
    """The answer, as who asked gets it."""
    quoted = html.one_line(question.text, _QUOTED)
    said = voice("question-told", by=_by(question), text=quoted, answer=question.answer or "")
    return Screen(said, ((home.home(voice),),))


def listing(voice: Voice, totals: QuestionTotals, shown: Sequence[Question], page: int, count: int) -> Screen:
    """A page of the `count` questions that were not answered, or whose answer did not help; no names."""
    back = (Button(voice.label("button-to-admin"), press.ADMIN),)
    figures = {
        "asked": totals.asked,
        "helped": totals.helped,
        "missed": totals.missed,
        "unanswered": totals.unanswered,
    }
    lines: list[str] = [voice("questions", days=voice.policy.questions_kept.days, **figures), ""]
    if not shown:
        lines.append(voice("questions-none"))
    for number, each in pages.numbered(shown, page):
        text, at = html.one_line(each.text, _LINE), voice.day(each.at)
        title = _title(voice, each.topic)
        if title:
            lines.append(voice("questions-line-missed", number=number, text=text, at=at, topic=title))
        else:
            lines.append(voice("questions-line-unanswered", number=number, text=text, at=at))
    rows = pages.turning(page, count, lambda to: press.to(press.QUESTIONS, to))
    return Screen("\n".join(lines), (*rows, back))


def _title(voice: Voice, topic: str | None) -> str:
    """Empty where there is none, or it is another version's."""
    known = knowledge.load().topics
    return known[topic].title[voice.language] if topic in known else ""
