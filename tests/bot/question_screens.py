"""Votes, and questions on their way to administrators and back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.faq import desk
from bot.views import questions, support
from bot.views.own import Own
from bot.views.screen import Screen
from bot.voice import Voice
from storage.records import Person, Question, QuestionTotals
from tests.bot import make

ASKED = "why?"
OLGA = make.person(2, "admin", "Olga")


def question(voice: Voice, **facts: object) -> Question:
    asked = Question(
        id=5,
        person=replace(make.person(), name="Boris"),
        language=voice.language,
        text=ASKED,
        topic=None,
        vote=None,
        at=make.NOW,
        passed_at=None,
        answer=None,
        answered_by=None,
    )
    return replace(asked, **facts)  # type: ignore[arg-type]


def answered(voice: Voice) -> Question:
    return question(voice, answer="Look at /status & press <Mend>.", answered_by=OLGA)


def voted(voice: Voice, vote: str | None) -> Screen:
    found = desk.of_topic("sync_interval", voice.language, voice.policy)
    asked = question(voice, topic="sync_interval", vote=vote)
    viewer: Person = make.person()
    return support.answer(voice, found, Own(), viewer, service_pages={}, question=asked, may_ask=True)


def listed(voice: Voice) -> Screen:
    both = (question(voice, topic="folders", vote="missed"), question(voice))
    return questions.listing(voice, QuestionTotals(asked=40, helped=25, missed=1, unanswered=1), both, 0, 2)


NOBODY = QuestionTotals(asked=0, helped=0, missed=0, unanswered=0)
SCREENS: dict[str, Callable[[Voice], Screen]] = {
    "question-votes": lambda voice: voted(voice, None),
    "question-helped": lambda voice: voted(voice, "helped"),
    "question-missed": lambda voice: voted(voice, "missed"),
    "question-unknown": lambda voice: support.unknown(voice, {}, question=question(voice)),
    "question-passed": lambda voice: questions.passed(voice, question(voice)),
    "question-answered-before": questions.answered_before,
    "question-too-often": lambda voice: questions.too_often(voice, voice.now + timedelta(minutes=20)),
    "question-nobody": questions.nobody,
    "question-gone": questions.gone,
    "question-card": lambda voice: questions.card(voice, question(voice)),
    "question-card-answered": lambda voice: questions.card(voice, answered(voice)),
    "question-card-longest": lambda voice: questions.card(
        voice, question(voice, text="😀" * 700, answer="😀" * 1500, answered_by=OLGA)
    ),
    "question-ask-answer": lambda voice: questions.ask_answer(voice, question(voice)),
    "question-ask-answer-again": lambda voice: questions.ask_answer(
        voice, question(voice), voice("question-too-long", most=3000)
    ),
    "question-ask-answer-text": lambda voice: questions.ask_answer(
        voice, question(voice), voice("question-text-only")
    ),
    "question-taken": lambda voice: questions.answer_taken(voice, OLGA, reachable=True),
    "question-unheard": lambda voice: questions.answer_taken(voice, OLGA, reachable=False),
    "question-answered-already": lambda voice: questions.answered_already(voice, answered(voice)),
    "question-told": lambda voice: questions.told(voice, answered(voice)),
    "questions": listed,
    "questions-none": lambda voice: questions.listing(voice, NOBODY, (), 0, 0),
}
DEAD_ENDS = {"question-card-answered", "question-card-longest"}  # nothing is left to be done
