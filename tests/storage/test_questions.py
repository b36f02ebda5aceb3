"""Questions as they are kept, on both databases: whose they are, and who is shown them."""

from datetime import timedelta

from storage import inquiries, models, people, questions, records
from tests.make import NOW

HOUR = timedelta(hours=1)


async def three() -> tuple[records.Person, records.Person, records.Person]:
    """An asker and two administrators."""
    boris = await people.put(1001, "member", "ru", "Борис")
    anna = await people.put(1002, "admin", "ru", "Анна")
    return boris, anna, await people.put(1003, "admin", "en", "Olga")


async def ask(person: records.Person, text: str = "как?", topic: str | None = None) -> int:
    return await questions.keep(person.id, text, "ru", topic, NOW, most=10)


async def test_a_question_is_its_askers_until_they_pass_it_on(database: str) -> None:
    boris, anna, _ = await three()
    number = await ask(boris, topic="folders")
    assert await questions.get(number, anna.id) is None
    assert await questions.vote(number, anna.id, "helped") is None
    assert await questions.pass_on(number, anna.id, NOW) is None
    assert await questions.passed(number) is None
    assert await questions.answer(number, anna.id, "так") is None
    assert await inquiries.unshown() == []
    assert await inquiries.untold() == []


async def test_the_first_answer_is_the_only_one_and_finds_everybody(database: str) -> None:
    boris, anna, olga = await three()
    number = await ask(boris)
    await questions.pass_on(number, boris.id, NOW)
    jobs = await inquiries.unshown()
    assert [job.person.id for job in jobs] == [anna.id, olga.id]
    for place, job in enumerate(jobs):
        await inquiries.show(job, 10 + place)
    assert await inquiries.unshown() == []
    assert await questions.shown_in(olga.id, 11) == number
    assert await questions.shown_in(boris.id, 11) is None
    for by, text in ((anna, "так"), (olga, "не так")):
        stands = await questions.answer(number, by.id, text)
        assert stands
        assert (stands.answer, stands.answered_by and stands.answered_by.id) == ("так", anna.id)
    assert [job.message_id for job in await inquiries.unsettled()] == [10, 11]
    for job in await inquiries.unsettled():
        await inquiries.show(job, job.message_id)
    assert await inquiries.unsettled() == []
    assert [each.id for each in await inquiries.untold()] == [number]
    await inquiries.told(number, NOW)
    assert await inquiries.untold() == []


async def test_nothing_of_a_removed_person_is_shown_to_anybody(database: str) -> None:
    boris, anna, _ = await three()
    await ask(boris, "для себя")
    number = await ask(boris, "для всех")
    await questions.pass_on(number, boris.id, NOW)
    await people.remove(boris.telegram_id, NOW, erase=False)
    assert [each.text for each in await models.Question.all()] == [""]
    assert await inquiries.unshown() == []
    assert await questions.answer(number, anna.id, "так") is None
    assert await questions.missed_count(NOW - HOUR) == 0


async def test_what_is_not_known_comes_newest_first_with_figures(database: str) -> None:
    boris, _, _ = await three()
    await ask(boris, "первый")
    helped, missed = [await ask(boris, text, "folders") for text in ("второй", "третий")]
    await questions.vote(helped, boris.id, "missed")
    await questions.vote(helped, boris.id, "helped")
    await questions.vote(missed, boris.id, "missed")
    assert await questions.totals(NOW) == records.QuestionTotals(asked=3, helped=1, missed=1, unanswered=1)
    assert [each.text for each in await questions.missed(NOW, 0, 9)] == ["третий", "первый"]
    assert await questions.missed_count(NOW) == 2
    assert await questions.missed_count(NOW + HOUR) == 0


async def test_the_oldest_of_a_person_go_but_not_what_was_passed_on(database: str) -> None:
    boris, _, _ = await three()
    first = await ask(boris, "первый")
    await questions.pass_on(first, boris.id, NOW)
    for text in ("второй", "третий", "четвёртый"):
        await questions.keep(boris.id, text, "ru", None, NOW, most=2)
    assert [each.text for each in await models.Question.all().order_by("id")] == [
        "первый",
        "третий",
        "четвёртый",
    ]
