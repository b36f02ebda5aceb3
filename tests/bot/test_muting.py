"""Muting a sender or a mailbox, hearing of nothing at all, and what notices show."""

from datetime import UTC, datetime, timedelta

from bot import push
from storage import batches, folders, letters, mailboxes, models, mutes, people, records, turns
from storage.records import Mode
from tests import make
from tests.bot.stage import ANNA, BORIS, UIDS, Stage, announce, in_the_end, told

HOUR = timedelta(hours=1)
PETROV = "petrov@client.test"


async def states() -> list[tuple[str, str | None]]:
    return [(row.state, row.why) for row in await models.Notice.all().order_by("id")]


async def a_notice(stage: Stage, *who: int) -> None:
    """It was told to all of them."""
    await announce(stage, *who)
    application = stage.build()
    async with application.bot, push.Pusher(application, stage.deps):
        for each in who:
            await stage.chats.until(each, lambda message: "Заказ" in message.text)

        async def all_told() -> bool:
            return not await models.Notice.exists(state="waiting")

        await in_the_end(all_told)


async def corporate(stage: Stage, mode: Mode = "corporate") -> int:
    anna = await people.find(ANNA)
    assert anna
    return await mailboxes.add(make.new_mailbox(mode=mode), anna.id)


async def comes_from(address: str, *who: int) -> None:
    """A letter of this sender, of which these people are to be told."""
    found = [await people.find(each) for each in who]
    ids = tuple(person.id for person in found if person)
    job = await turns.begin(1)
    assert job
    inbox, _ = await folders.marks(1)
    letter = make.letter(next(UIDS), sender=records.Contact(name="", address=address))
    batch = records.Batch(
        folder_id=inbox.folder_id, letters=(letter,), notify=ids, announced=frozenset({letter.uid})
    )
    await batches.commit(job, batch, datetime.now(UTC))


async def test_a_sender_is_muted_from_a_notice_for_one_person_only(play: Stage) -> None:
    await corporate(play)
    for who in (ANNA, BORIS):
        await play.hear(who, "/start", "Здравствуйте")
    await a_notice(play, ANNA, BORIS)
    card = await play.chats.until(BORIS, lambda message: "Заказ" in message.text)
    asked = await play.press(BORIS, card, "Заглушить", "О чём не сообщать?")
    assert asked.id > card.id  # the letter stays
    span = await play.press(BORIS, asked, PETROV, f"На сколько заглушить {PETROV}?")
    done = await play.press(BORIS, span, "На час", f"О письмах от {PETROV} не сообщаю до ")
    await comes_from(PETROV.upper(), ANNA, BORIS)
    await comes_from("other@client.test", BORIS)
    assert (await states())[2:] == [("waiting", None), ("muted", "sender_muted"), ("waiting", None)]
    await play.press(BORIS, done, "Снова сообщать", f"{PETROV}: снова сообщаю")
    await comes_from(PETROV, BORIS)
    assert (await states())[-1] == ("waiting", None)


async def test_a_mute_ends_by_itself(play: Stage) -> None:
    await corporate(play)
    boris = await people.find(BORIS)
    assert boris
    past = datetime.now(UTC) - HOUR
    await mutes.put(boris.id, 1, "", past + HOUR / 2, past)
    await comes_from(PETROV, BORIS)
    assert await states() == [("waiting", None)]
    assert await mutes.of(boris.id, 1, datetime.now(UTC)) == []


async def test_every_member_mutes_a_corporate_mailbox_for_themself(play: Stage) -> None:
    await corporate(play)
    start = await play.hear(BORIS, "/mailboxes", "ящик")
    box = await play.press(BORIS, start, "⏳ anna@acme.test", "anna@acme.test")
    hears = await play.press(BORIS, box, "Уведомления", "сообщаю вам сразу")
    assert "Не показывать текст" not in hears.labels  # that is for an administrator to say
    span = await play.press(BORIS, hears, "Заглушить ящик", "На сколько")
    await play.press(BORIS, span, "Насовсем", "больше не сообщаю")
    await comes_from(PETROV, ANNA, BORIS)
    assert await states() == [("waiting", None), ("muted", "mailbox_muted")]


async def test_muting_takes_along_what_still_waits(play: Stage) -> None:
    await corporate(play)
    await comes_from(PETROV, ANNA, BORIS)
    await comes_from("other@client.test", BORIS)
    boris = await people.find(BORIS)
    assert boris
    await mutes.put(boris.id, 1, PETROV, None, datetime.now(UTC))
    assert await states() == [("waiting", None), ("muted", "sender_muted"), ("waiting", None)]


async def test_a_sender_is_muted_and_heard_again_from_the_screen_of_the_mailbox(play: Stage) -> None:
    await corporate(play)
    for address in (PETROV, "other@client.test", PETROV):
        await comes_from(address, ANNA)
    boxes = await play.hear(ANNA, "/mailboxes", "ящик")
    box = await play.press(ANNA, boxes, "⏳ anna@acme.test", "anna@acme.test")
    hears = await play.press(ANNA, box, "Уведомления", "сообщаю вам сразу")
    who = await play.press(ANNA, hears, "Заглушить отправителя", "кто писал недавно")
    assert who.labels == (PETROV, "other@client.test", "‹ Назад")
    span = await play.press(ANNA, who, "other@client.test", "На сколько")
    done = await play.press(ANNA, span, "До утра", "не сообщаю до ")
    box = await play.press(ANNA, done, "‹ Ящик", "anna@acme.test")
    hears = await play.press(ANNA, box, "Уведомления", "Об этих отправителях")
    (label,) = (each for each in hears.labels if each.startswith("🔕 other@client.test"))
    hears = await play.press(ANNA, hears, label, "снова сообщаю")
    assert not any(each.startswith("🔕") for each in hears.labels)


async def test_another_s_mute_cannot_be_taken_back(play: Stage) -> None:
    await corporate(play)
    anna = await people.find(ANNA)
    assert anna
    mute = await mutes.put(anna.id, 1, PETROV, None, datetime.now(UTC))
    start = await play.hear(BORIS, "/start", "Здравствуйте")
    forged = {"text": "x", "callback_data": f"unmute:{mute.id}_1"}
    card = play.chats.post(BORIS, start.content, keyboard=((forged,),))
    await play.press(BORIS, card, "x", "сообщаю вам сразу")
    assert len(await mutes.of(anna.id, 1, datetime.now(UTC))) == 1


async def test_who_wants_no_notices_gets_none_and_no_old_ones_later(play: Stage) -> None:
    await corporate(play)
    await comes_from(PETROV, ANNA, BORIS)
    settings = await play.hear(BORIS, "/settings", "сообщаю")
    settings = await play.press(BORIS, settings, "Не сообщать о письмах", "О письмах не сообщаю")
    await comes_from(PETROV, BORIS)
    await play.press(BORIS, settings, "Сообщать о письмах", "О письмах клиентов сообщаю")
    await comes_from(PETROV, BORIS)
    off = ("muted", "notices_off")
    assert await states() == [("waiting", None), off, off, ("waiting", None)]


async def test_sender_and_subject_only_for_everybody(play: Stage) -> None:
    await corporate(play)
    for who in (ANNA, BORIS):
        await play.hear(who, "/start", "Здравствуйте")
    settings = await play.hear(ANNA, "/settings", "сообщаю")
    listed = await play.press(ANNA, settings, "Текст писем в уведомлениях", "начало письма")
    listed = await play.press(ANNA, listed, "✓ anna@acme.test", "начало письма")
    await play.chats.until(ANNA, lambda message: "anna@acme.test" in message.labels)
    await a_notice(play, ANNA, BORIS)
    for who in (ANNA, BORIS):
        (card,) = told(play, who, "Заказ")
        assert "Добрый день" not in card
        assert PETROV in card
    await play.press(ANNA, listed, "anna@acme.test", "начало письма")
    await play.chats.until(ANNA, lambda message: "✓ anna@acme.test" in message.labels)


async def test_a_member_does_not_decide_what_all_see(play: Stage) -> None:
    await corporate(play)
    settings = await play.hear(BORIS, "/settings", "сообщаю")
    await play.press(BORIS, settings, "Текст писем в уведомлениях", "Здесь появятся")
    for data in ("hidetext:1", "preview:1_0"):
        forged = {"text": "x", "callback_data": data}
        card = play.chats.post(BORIS, settings.content, keyboard=((forged,),))
        await play.press(BORIS, card, "x", "письма")
    mailbox = await mailboxes.get(1)
    assert mailbox
    assert mailbox.previews


async def test_a_letter_says_in_letters_json_why_it_was_not_told(play: Stage) -> None:
    await corporate(play)
    anna = await people.find(ANNA)
    assert anna
    await mutes.put(anna.id, 1, PETROV, None, datetime.now(UTC))
    await comes_from(PETROV, ANNA)
    (stored,) = await letters.newest(1, limit=1)
    assert (stored.notice.state, stored.notice.why) == ("muted", "sender_muted")
    assert stored.notice.at is not None


async def test_mutes_and_previews_move_with_a_mailbox(play: Stage) -> None:
    await corporate(play)
    anna = await people.find(ANNA)
    assert anna
    await mutes.put(anna.id, 1, PETROV, None, datetime.now(UTC))
    await mailboxes.set_previews(1, shown=False)
    moved = await mailboxes.add(make.new_mailbox(mode="corporate"), anna.id, instead_of=1)
    assert [each.address for each in await mutes.of(anna.id, moved, datetime.now(UTC))] == [PETROV]
    mailbox = await mailboxes.get(moved)
    assert mailbox
    assert not mailbox.previews
