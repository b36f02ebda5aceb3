"""Questions to support: kept for a vote, for the list of what is not known, and to be passed on.

Holds always:
- what is kept is nobody's but the asker's until they pass it on; the list for administrators has no names;
- its words go with the person, and all of it after a while;
- the first answer of an administrator is the only one.
"""

from datetime import datetime

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from storage import models, orm, people, records

_ALL = ("person", "answered_by")


def record(row: models.Question) -> records.Question:
    return records.Question(
        id=row.id,
        person=people.record(row.person),
        language=row.language,  # type: ignore[arg-type]  # only our own words are ever written there
        text=row.text,
        topic=row.topic,
        vote=row.vote,  # type: ignore[arg-type]
        at=row.at,
        passed_at=row.passed_at,
        answer=row.answer,
        answered_by=people.record(row.answered_by) if row.answered_by else None,
    )


async def _one(rows: QuerySet[models.Question]) -> records.Question | None:
    row = await rows.prefetch_related(*_ALL).first()
    return record(row) if row else None


async def keep(
    person_id: int, text: str, language: records.Language, topic: str | None, now: datetime, *, most: int
) -> int:
    """The number to speak of it by; the oldest beyond `most` of a person go, but for those passed on."""
    async with orm.writing():
        row = await models.Question.create(
            person_id=person_id, text=text, language=language, topic=topic, at=now
        )
        mine = models.Question.filter(person_id=person_id, passed_at=None)
        old = await mine.order_by("-id").offset(most).limit(1000).values_list("id", flat=True)
        if old:
            await models.Question.filter(id__in=old).delete()
    return row.id


async def get(question_id: int, person_id: int) -> records.Question | None:
    """One of their own."""
    return await _one(models.Question.filter(id=question_id, person_id=person_id))


async def vote(question_id: int, person_id: int, said: records.Vote) -> records.Question | None:
    """None where it is not theirs, or nothing was answered. The last vote counts."""
    mine = models.Question.filter(id=question_id, person_id=person_id, topic__not_isnull=True)
    await mine.update(vote=said)
    return await _one(mine)


async def pass_on(question_id: int, person_id: int, now: datetime) -> records.Question | None:
    """One of their own is for administrators from now on."""
    mine = models.Question.filter(id=question_id, person_id=person_id)
    await mine.filter(passed_at=None).update(passed_at=now)
    return await _one(mine)


async def passed(question_id: int) -> records.Question | None:
    """For an administrator: one that was passed on."""
    rows = models.Question.filter(id=question_id, passed_at__not_isnull=True, person__removed_at=None)
    return await _one(rows)


async def shown_in(person_id: int, message_id: int) -> int | None:
    """Which question a message shows to an administrator."""
    row = await models.QuestionMessage.filter(person_id=person_id, message_id=message_id).first()
    return row.question_id if row else None


async def answer(question_id: int, by: int, text: str) -> records.Question | None:
    """How it stands now: whose answer it has may be another's. None where it is gone."""
    async with orm.writing():
        if await passed(question_id):
            open_ = models.Question.filter(id=question_id, answer=None)
            await open_.update(answer=text, answered_by_id=by)
    return await passed(question_id)


def _missed(since: datetime) -> QuerySet[models.Question]:
    rows = models.Question.filter(at__gte=since, person__removed_at=None)
    return rows.filter(Q(topic=None) | Q(vote="missed"))


async def missed_count(since: datetime) -> int:
    return await _missed(since).count()


async def missed(since: datetime, offset: int, limit: int) -> list[records.Question]:
    """What was not answered, or did not help, the newest first."""
    rows = _missed(since).order_by("-id").offset(offset).limit(limit)
    return [record(row) for row in await rows.prefetch_related(*_ALL)]


async def totals(since: datetime) -> records.QuestionTotals:
    kept = models.Question.filter(at__gte=since)
    return records.QuestionTotals(
        asked=await kept.count(),
        helped=await kept.filter(vote="helped").count(),
        missed=await kept.filter(vote="missed").count(),
        unanswered=await kept.filter(topic=None).count(),
    )


async def drop_old(before: datetime) -> None:
    await models.Question.filter(at__lt=before).delete()
