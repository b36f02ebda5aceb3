"""/mailboxes and /status: what is shown to whom, and what the buttons do (C3, C9, C11, H2)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot import rights
from storage import erasing, mailboxes, models, people, records
from sync_engine import errors
from tests.bot import make
from tests.bot.stage import ANNA, BORIS, Stage
from tests.make import new_mailbox


async def own(who: int, address: str = "boris@acme.test", mode: records.Mode = "personal") -> int:
    person = await people.find(who)
    assert person is not None
    return await mailboxes.add(new_mailbox(address, mode=mode), person.id)


async def stands(mailbox_id: int, **facts: object) -> None:
    await models.Mailbox.filter(id=mailbox_id).update(**facts)


@pytest.mark.parametrize(
    ("mode", "viewer", "may"),
    [
        pytest.param("personal", make.person(1), "see letters check manage resume secret", id="owner"),
        pytest.param("personal", make.person(2), "", id="colleague"),
        pytest.param("personal", make.person(2, "admin"), "see check manage resume", id="administrator"),
        pytest.param("corporate", make.person(2), "see letters check", id="member-of-corporate"),
        pytest.param("corporate", make.person(1), "see letters check", id="once-admin-now-member"),
        pytest.param(
            "corporate",
            make.person(2, "admin"),
            "see letters check manage resume secret",
            id="admin-of-corporate",
        ),
    ],
)
def test_rights(mode: records.Mode, viewer: records.Person, may: str) -> None:
    found = rights.over(make.mailbox(mode=mode), viewer)
    names = ("see", "letters", "check", "manage", "resume", "secret")
    assert [name for name in names if getattr(found, name)] == may.split()


def test_rights_over_what_a_removed_person_left() -> None:
    """Rule H4: it stays paused, and may be removed."""
    gone = replace(make.person(1), removed=True)
    found = rights.over(make.mailbox(owner=gone, state="paused"), make.person(2, "admin"))
    assert found == rights.Rights(see=True, manage=True)


async def test_members_see_their_own_and_the_corporate_ones(play: Stage) -> None:
    await own(ANNA, "anna@acme.test")
    await own(ANNA, "sales@acme.test", "corporate")
    await own(BORIS)
    listed = await play.hear(BORIS, "/mailboxes", "2 ящика")
    assert "anna@acme.test" not in str(listed.labels)
    status = await play.hear(BORIS, "/status", "boris@acme.test")
    assert "anna@acme.test" not in status.text


async def test_an_administrator_sees_how_a_personal_mailbox_stands_and_may_pause_it(play: Stage) -> None:
    mailbox_id = await own(BORIS)
    await stands(mailbox_id, imported_at=datetime.now(UTC))
    listed = await play.hear(ANNA, "/mailboxes", "1 ящик")
    screen = await play.press(ANNA, listed, f"box:{mailbox_id}", "личный, Boris")
    assert "Новый пароль" not in screen.labels
    screen = await play.press(ANNA, screen, "Пауза", "На паузе")
    mailbox = await mailboxes.get(mailbox_id)
    assert mailbox is not None
    assert mailbox.state == "paused"
    await play.press(ANNA, screen, "Возобновить", "Работает")
    assert play.engine.woken == 1


async def test_a_button_of_a_mailbox_one_may_not_see_leads_nowhere(play: Stage) -> None:
    mailbox_id = await own(ANNA, "anna@acme.test")
    await play.hear(BORIS, "/start", "Здравствуйте")
    for action in ("box", "check", "password", "pause", "resume", "off", "erase", "see"):
        button = {"text": action, "callback_data": f"{action}:{mailbox_id}"}
        old = play.chats.post(BORIS, play.chats.messages(BORIS)[0].content, keyboard=((button,),))
        shown = await play.press(BORIS, old, action, "больше нет")
        assert "anna@acme.test" not in shown.text
    assert play.engine.checked == []
    assert await mailboxes.find("anna@acme.test")


async def test_a_member_cannot_change_a_corporate_mailbox_by_an_old_button(play: Stage) -> None:
    mailbox_id = await own(ANNA, "sales@acme.test", "corporate")
    await play.hear(BORIS, "/start", "Здравствуйте")
    for action in ("password", "pause", "off", "erase"):
        button = {"text": action, "callback_data": f"{action}:{mailbox_id}"}
        old = play.chats.post(BORIS, play.chats.messages(BORIS)[0].content, keyboard=((button,),))
        await play.press(BORIS, old, action, "sales@acme.test")
    mailbox = await mailboxes.get(mailbox_id)
    assert mailbox is not None
    assert mailbox.state == "importing"
    assert await people.dialogue(BORIS) is None


async def test_check_now(play: Stage) -> None:
    mailbox_id = await own(BORIS)
    await stands(mailbox_id, imported_at=datetime.now(UTC))
    listed = await play.hear(BORIS, "/mailboxes", "1 ящик")
    screen = await play.press(BORIS, listed, f"box:{mailbox_id}", "Работает")
    screen = await play.press(BORIS, screen, "Проверить сейчас", "Проверяю")
    assert play.engine.checked == [mailbox_id]
    await play.press(BORIS, screen, "Обновить", "Работает")


async def test_disconnecting_says_what_goes_and_what_stays_and_asks_once(play: Stage) -> None:
    mailbox_id = await own(BORIS)
    listed = await play.hear(BORIS, "/mailboxes", "1 ящик")
    screen = await play.press(BORIS, listed, f"box:{mailbox_id}", "boris@acme.test")
    question = await play.press(BORIS, screen, "Отключить", "Сотру здесь")
    assert "уже пришли в чаты Telegram" in question.text
    assert "резервные копии" in question.text
    kept = await play.press(BORIS, question, "Нет, оставить", "Забираю первые письма")
    question = await play.press(BORIS, kept, "Отключить", "Сотру здесь")
    await play.press(BORIS, question, "Да, отключить и стереть", "отключён")
    assert await mailboxes.get(mailbox_id) is None
    assert play.engine.woken == 1


async def test_status_leads_to_mending(play: Stage) -> None:
    mailbox_id = await own(BORIS)
    await stands(mailbox_id, trouble="auth_failed", reason="sign_in_refused")
    status = await play.hear(BORIS, "/status", "Почта не пускает")
    assert "не принял пароль" in status.text
    await play.press(BORIS, status, "Новый пароль для boris@acme.test", "Пришлите пароль")
    typed = play.chats.say(BORIS, "n3w")
    await play.chats.until_gone(BORIS, typed.id)
    await play.chats.until(BORIS, lambda message: "Новый пароль подошёл" in message.text)
    assert play.connector.tried == [("boris@acme.test", "n3w")]
    assert await people.dialogue(BORIS) is None


async def test_a_new_password_that_is_refused_changes_nothing_and_asks_again(play: Stage) -> None:
    mailbox_id = await own(BORIS)
    status = await play.hear(BORIS, "/mailboxes", "1 ящик")
    screen = await play.press(BORIS, status, f"box:{mailbox_id}", "boris@acme.test")
    await play.press(BORIS, screen, "Новый пароль", "Пришлите пароль")
    play.connector.troubles = [errors.PrivateHost(), errors.SignInRefused()]
    await play.hear(BORIS, "n3w", "во внутреннюю сеть")
    refused = await play.hear(BORIS, "n3w", "не принял пароль")
    assert "остаётся подключённым" in refused.text
    assert "Другой адрес" not in refused.labels
    await play.hear(BORIS, "n3wer", "Новый пароль подошёл")


async def test_a_mailbox_that_went_away_while_its_password_was_asked_for(play: Stage) -> None:
    mailbox_id = await own(BORIS)
    await stands(mailbox_id, trouble="auth_failed", reason="sign_in_refused")
    status = await play.hear(BORIS, "/status", "Почта не пускает")
    await play.press(BORIS, status, "Новый пароль для boris@acme.test", "Пришлите пароль")
    await erasing.begin(mailbox_id, datetime.now(UTC))
    await play.hear(BORIS, "n3w", "больше нет")
    assert await people.dialogue(BORIS) is None
