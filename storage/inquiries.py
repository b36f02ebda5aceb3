"""Which administrator has been shown which question, and which answer its asker waits for.

Holds always: nobody who was removed, or blocked the bot, is in any list here.
"""

from datetime import datetime

from storage import models, orm, people, questions, records

_ALL = ("person", "answered_by")


async def unshown() -> list[records.QuestionJob]:
    """Open questions with the administrators who have no message of them yet; not who asked."""
    rows = models.Question.filter(passed_at__not_isnull=True, answer=None, person__removed_at=None)
    open_ = await rows.order_by("id").prefetch_related(*_ALL)
    if not open_:
        return []
    admins = await models.Person.filter(role="admin", removed_at=None, unreachable_at=None).order_by("id")
    known = models.QuestionMessage.filter(question_id__in=[row.id for row in open_])
    shown = set(await known.values_list("question_id", "person_id"))
    return [
        records.QuestionJob(question=questions.record(row), person=people.record(admin), message_id=None)
        for row in open_
        for admin in admins
        if admin.id != row.person_id and (row.id, admin.id) not in shown
    ]


async def unsettled() -> list[records.QuestionJob]:
    """Messages of administrators that do not say yet that their question was answered."""
    rows = models.QuestionMessage.filter(
        settled=False,
        message_id__not_isnull=True,
        question__answer__not_isnull=True,
        person__role="admin",
        person__removed_at=None,
        person__unreachable_at=None,
    )
    related = ("person", "question__person", "question__answered_by")
    return [
        records.QuestionJob(
            question=questions.record(row.question),
            person=people.record(row.person),
            message_id=row.message_id,
        )
        for row in await rows.order_by("id").prefetch_related(*related)
    ]


async def show(job: records.QuestionJob, message_id: int | None) -> None:
    """The administrator has it as it stands; `message_id` None: Telegram will never take it."""
    async with orm.writing():
        if not await models.Question.filter(id=job.question.id).exists():
            return  # it went with its asker meanwhile
        await models.QuestionMessage.update_or_create(
            defaults={"message_id": message_id, "settled": job.question.answer is not None},
            question_id=job.question.id,
            person_id=job.person.id,
        )


async def untold() -> list[records.Question]:
    """Answers on their way to who asked."""
    rows = models.Question.filter(
        answer__not_isnull=True, told_at=None, person__removed_at=None, person__unreachable_at=None
    )
    return [questions.record(row) for row in await rows.order_by("id").prefetch_related(*_ALL)]


async def told(question_id: int, now: datetime) -> None:
    await models.Question.filter(id=question_id).update(told_at=now)
