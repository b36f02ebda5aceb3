"""A mailbox that moved is connected anew by one press; nothing goes before that has worked (rule C10)."""

from dataclasses import replace

from bot.sandbox.people import Message
from storage import mailboxes, models, people, records, turns
from sync_engine import errors
from tests.bot.stage import ANNA, BORIS, Stage, announce
from tests.bot.test_connect import send_secret
from tests.make import new_mailbox


async def moved(play: Stage, **facts: object) -> records.Mailbox:
    """Anna's mailbox with a letter, whose mail is at another service now."""
    await announce(play, ANNA)
    mailbox = await mailboxes.find("anna@acme.test")
    assert mailbox
    await models.Mailbox.filter(id=mailbox.id).update(trouble="moved", reason="moved", **facts)
    return replace(mailbox, state="moved")


async def opened(play: Stage, who: int = ANNA) -> Message:
    card = await play.hear(who, "/mailboxes", "ящик")
    return await play.press(who, card, "🚚 anna@acme.test", "переехала")


async def test_one_press_and_the_password_connect_it_anew(play: Stage) -> None:
    old = await moved(play, aliases=["info@acme.test"])
    card = await opened(play)
    assert "сотру здесь всё, что забрал раньше" in card.text
    asked = await play.press(ANNA, card, "Подключить заново", "Пришлите пароль")
    assert "останутся здесь, пока новая меня не впустит" in asked.text

    shown = await send_secret(play, "s3cret", "подключён", ANNA)

    assert "Стираю здесь 1 письмо из старой службы" in shown.text
    now = await mailboxes.find("anna@acme.test")
    assert now
    assert now.id != old.id
    assert (now.mode, now.aliases) == (old.mode, ("info@acme.test",))
    assert await mailboxes.get(old.id) is None
    assert play.engine.woken


async def test_a_password_that_is_refused_leaves_all_as_it_is(play: Stage) -> None:
    old = await moved(play)
    play.connector.troubles.append(errors.SignInRefused())
    await play.press(ANNA, await opened(play), "Подключить заново", "Пришлите пароль")
    shown = await send_secret(play, "s3cret", "не получилось", ANNA)
    assert "письма на месте" in shown.text
    assert await mailboxes.get(old.id)
    await send_secret(play, "other", "подключён", ANNA)
    assert await mailboxes.get(old.id) is None


async def test_where_the_new_service_cannot_be_connected_the_old_letters_stay(play: Stage) -> None:
    old = await moved(play)
    await models.Mailbox.filter(id=old.id).update(address="anna@own.test")
    play.connector.network.mx["own.test"] = ("own-test.mail.protection.outlook.com",)
    card = await play.hear(ANNA, "/mailboxes", "ящик")
    card = await play.press(ANNA, card, "🚚 anna@own.test", "переехала")
    shown = await play.press(ANNA, card, "Подключить заново", "Почту Microsoft")
    assert "ничего не стёрто" in shown.text
    await play.press(ANNA, shown, "‹ Ящик", "переехала")
    assert await mailboxes.get(old.id)


async def test_only_whoever_may_give_it_a_password_is_offered_it(play: Stage) -> None:
    boris = await people.find(BORIS)
    assert boris
    await mailboxes.add(new_mailbox("boris@acme.test"), boris.id)
    mailbox = await mailboxes.find("boris@acme.test")
    assert mailbox
    await models.Mailbox.filter(id=mailbox.id).update(trouble="moved", reason="moved")
    card = await play.hear(ANNA, "/mailboxes", "ящик")
    card = await play.press(ANNA, card, "🚚 boris@acme.test", "переехала")
    assert "только владелец" in card.text
    assert "Подключить заново" not in card.labels


async def test_a_mailbox_that_works_again_is_not_connected_anew(play: Stage) -> None:
    old = await moved(play)
    card = await opened(play)
    await models.Mailbox.filter(id=old.id).update(trouble=None, reason=None)
    shown = await play.press(ANNA, card, "Подключить заново", "Забираю первые письма")
    assert shown.id == card.id
    assert await turns.begin(old.id)
