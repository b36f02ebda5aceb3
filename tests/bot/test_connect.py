"""/connect from the first word to the last, as a person goes through it."""

import pytest

from bot.sandbox import answers
from bot.sandbox.people import Message
from storage import mailboxes, people
from sync_engine import errors
from sync_engine.work.dry_run import Window
from tests.bot.stage import ANNA, BORIS, Stage
from tests.make import new_mailbox


async def to_secret(play: Stage, who: int = BORIS, address: str = "boris@acme.test") -> Message:
    """Up to the question for the password."""
    await play.hear(who, "/connect", "Какой ящик")
    if who != ANNA:
        return await play.hear(who, address, "Пришлите пароль")
    card = await play.hear(who, address, "Чей это будет ящик")
    return await play.press(who, card, "Личный", "Пришлите пароль")


async def send_secret(play: Stage, secret: str, part: str, who: int = BORIS) -> Message:
    typed = play.chats.say(who, secret)
    await play.chats.until_gone(who, typed.id)
    return await play.chats.until(who, lambda message: part in message.text, after=typed.id)


async def test_a_member_connects_a_mailbox(play: Stage) -> None:
    asked = await to_secret(play)
    assert "Ящик будет личным" in asked.text

    card = await send_secret(play, "s3cret word", "подключён")

    assert play.connector.tried == [("boris@acme.test", "s3cret word")]
    assert "личн" not in card.text  # no second question about sharing
    stored = await mailboxes.find("boris@acme.test")
    assert stored is not None
    assert (stored.owner.telegram_id, stored.mode) == (BORIS, "personal")
    assert await people.dialogue(BORIS) is None
    assert play.engine.woken
    assert play.engine.progress_changed.is_set()
    assert all("s3cret" not in message.text for message in play.chats.messages(BORIS))


async def test_the_person_is_told_that_the_password_was_deleted(play: Stage) -> None:
    await to_secret(play)
    play.connector.gate.clear()
    card = await send_secret(play, "s3cret", "Пробую войти")
    assert "Сообщение с паролем удалил" in card.text
    play.connector.gate.set()
    card = await play.chats.until(BORIS, lambda message: "подключён" in message.text)
    assert "Сообщение с паролем удалил" in card.text


async def test_deleting_comes_before_anything_else(play: Stage) -> None:
    await to_secret(play)
    done = len(play.chats.calls)
    await send_secret(play, "s3cret", "подключён")
    methods = [call.method for call in list(play.chats.calls)[done:] if call.method != "getUpdates"]
    assert methods[0] == "deleteMessage"


async def test_a_message_telegram_will_not_delete_is_left_to_the_person(play: Stage) -> None:
    await to_secret(play)
    play.chats.fail(answers.bad_request("message can't be deleted"), method="deleteMessage")
    play.connector.gate.clear()
    card = await play.hear(BORIS, "s3cret", "Пробую войти")
    assert "Удалите его, пожалуйста, сами" in card.text
    play.connector.gate.set()
    card = await play.chats.until(BORIS, lambda message: "подключён" in message.text)
    assert "Удалите его, пожалуйста, сами" in card.text


@pytest.mark.parametrize(
    "secret",
    [
        pytest.param("/s3cret", id="begins-with-a-slash"),
        pytest.param("/connected now", id="begins-like-a-command"),
        pytest.param("почта@кремль.рф", id="looks-like-an-address"),
        pytest.param("<b>&amp;</b>", id="looks-like-html"),
    ],
)
async def test_whatever_is_typed_is_the_password(play: Stage, secret: str) -> None:
    await to_secret(play)
    await send_secret(play, secret, "подключён")
    assert play.connector.tried == [("boris@acme.test", secret)]


async def test_what_there_is_to_import_is_said_before_it_comes(play: Stage) -> None:
    play.connector.window = Window(inbox=412, sent=196)
    await to_secret(play)
    card = await send_secret(play, "s3cret", "подключён")
    assert "входящих писем 412, отправленных 196. Сначала заберу последние 500" in card.text


async def test_an_administrator_chooses_how_it_is_shared(play: Stage) -> None:
    await play.hear(ANNA, "/connect", "Какой ящик")
    card = await play.hear(ANNA, "sales@acme.test", "Чей это будет ящик")
    again = await play.hear(ANNA, "общий, пожалуйста", "Чей это будет ящик")
    assert again.id > card.id
    asked = await play.press(ANNA, again, "Корпоративный", "Пришлите пароль")
    assert "видит вся команда" in asked.text
    await send_secret(play, "s3cret", "подключён", ANNA)
    stored = await mailboxes.find("sales@acme.test")
    assert stored is not None
    assert stored.mode == "corporate"


async def test_mailru_is_told_of_its_own_password_before_asking(play: Stage) -> None:
    asked = await to_secret(play, address="Boris@Mail.Ru")
    assert "паролю для внешних приложений" in asked.text
    page = asked.button("Где создать пароль ↗")["url"]
    assert page.startswith("https://help.mail.ru/")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("почта@кремль.рф", "не на латинице", id="cyrillic"),
        pytest.param("x@outlook.com", "Почту Microsoft", id="microsoft"),
        pytest.param("не адрес", "не похоже на адрес", id="no-address"),
    ],
)
async def test_an_address_that_will_not_do_may_be_followed_by_another(
    play: Stage, typed: str, said: str
) -> None:
    await play.hear(BORIS, "/connect", "Какой ящик")
    await play.hear(BORIS, typed, said)
    await play.hear(BORIS, "boris@acme.test", "Пришлите пароль")


async def test_an_address_that_is_taken_is_refused_in_the_same_words_for_everyone(play: Stage) -> None:
    await to_secret(play)
    await send_secret(play, "s3cret", "подключён")
    for who in (ANNA, BORIS):
        await play.hear(who, "/connect", "Какой ящик")
        refused = await play.hear(who, "BORIS@acme.test", "Этот ящик уже подключён")
        assert "Boris" not in refused.text


REFUSALS = [
    pytest.param(errors.SignInRefused(reason="credentials"), "не принял пароль", id="wrong-password"),
    pytest.param(errors.AppPasswordRequired(), "пароль приложения", id="app-password"),
    pytest.param(errors.ImapDisabled(), "выключен доступ по IMAP", id="imap-off"),
    pytest.param(errors.SmtpSignInRefused(), "сервер исходящей почты не принял", id="smtp"),
    pytest.param(errors.ServerUnreachable(), "не отвечает", id="dead-host"),
    pytest.param(errors.SmtpUnreachable(), "исходящей почты не отвечает", id="dead-smtp"),
    pytest.param(errors.TlsFailed(), "не прошёл проверку", id="bad-certificate"),
    pytest.param(errors.TooManySignIns(minutes=21), "подождите 21 минуту", id="too-many"),
    pytest.param(errors.ServerConfused(), "что-то непонятное", id="confused"),
    pytest.param(errors.PrivateHost(), "во внутреннюю сеть", id="private"),
    pytest.param(errors.AlreadyConnected(), "уже подключён", id="taken-meanwhile"),
]


@pytest.mark.parametrize(("trouble", "said"), REFUSALS)
async def test_each_refusal_has_its_own_sentence_and_nothing_is_stored(
    play: Stage, trouble: errors.MailError, said: str
) -> None:
    await to_secret(play)
    play.connector.troubles = [trouble]
    await send_secret(play, "s3cret", said)
    assert await mailboxes.everything() == []


async def test_a_refused_password_may_be_followed_by_another(play: Stage) -> None:
    await to_secret(play)
    play.connector.troubles = [errors.SignInRefused()]
    await send_secret(play, "wrong", "не принял пароль")
    await send_secret(play, "right", "подключён")
    assert [secret for _, secret in play.connector.tried] == ["wrong", "right"]


async def test_a_refused_password_is_not_remembered(play: Stage) -> None:
    await to_secret(play)
    play.connector.troubles = [errors.SignInRefused()]
    card = await send_secret(play, "wrong", "не принял пароль")
    await play.press(BORIS, card, "Попробовать ещё раз", "прежнего у меня уже нет")
    assert len(play.connector.tried) == 1


async def test_after_a_trouble_of_the_network_one_press_tries_the_same_again(play: Stage) -> None:
    await to_secret(play)
    play.connector.troubles = [errors.ServerUnreachable()]
    card = await send_secret(play, "s3cret", "не отвечает")
    await play.press(BORIS, card, "Попробовать ещё раз", "подключён")
    assert [secret for _, secret in play.connector.tried] == ["s3cret", "s3cret"]


async def test_the_folder_of_sent_letters_is_asked_for_without_asking_for_the_password(play: Stage) -> None:
    await to_secret(play)
    play.connector.troubles = [errors.SentFolderUnknown(("Gesendet", "Ablage"))]
    card = await send_secret(play, "s3cret", "В какой папке")
    assert card.labels[:2] == ("Gesendet", "Ablage")
    kept = await people.dialogue(BORIS)
    assert kept is not None
    assert "s3cret" not in str(kept)
    await play.press(BORIS, card, "Ablage", "подключён")
    assert play.connector.sent_folders == [None, "Ablage"]


async def test_connected_for_reading_only_says_so(play: Stage) -> None:
    await to_secret(play)
    play.connector.smtp_trouble = errors.SmtpUnreachable()
    card = await send_secret(play, "s3cret", "подключён")
    assert "Отправлять письма из этого ящика пока нельзя" in card.text


async def test_a_slow_mail_server_does_not_make_the_bot_deaf(play: Stage) -> None:
    await to_secret(play)
    play.connector.gate.clear()
    await send_secret(play, "s3cret", "Пробую войти")
    await play.hear(BORIS, "/status", "Ни одного ящика")
    again = await send_secret(play, "s3cret", "Ещё пробую войти")
    assert "удалил" in again.text
    play.connector.gate.set()
    await play.chats.until(BORIS, lambda message: "подключён" in message.text)
    assert len(play.connector.tried) == 1


async def test_cancel_ends_a_sign_in_that_is_under_way(play: Stage) -> None:
    await to_secret(play)
    play.connector.gate.clear()
    card = await send_secret(play, "s3cret", "Пробую войти")
    await play.hear(BORIS, "/cancel", "отменил")
    await play.chats.until(BORIS, lambda shown: shown.id == card.id and "Вход отменён" in shown.text)
    play.connector.gate.set()
    await play.hear(BORIS, "/status", "Ни одного ящика")
    assert await people.dialogue(BORIS) is None


async def test_a_cancel_that_came_too_late_does_not_lie(play: Stage) -> None:
    await to_secret(play)
    play.connector.gate.clear()
    await send_secret(play, "s3cret", "Пробую войти")
    boris = await people.find(BORIS)
    assert boris is not None
    await mailboxes.add(new_mailbox("boris@acme.test"), boris.id)  # as the trial does at its end
    await play.hear(BORIS, "/cancel", "подключён")


@pytest.mark.parametrize("button", [False, True], ids=["command", "button"])
async def test_cancel_at_any_step(play: Stage, button: bool) -> None:
    asked = await to_secret(play)
    if button:
        await play.press(BORIS, asked, "Отмена", "отменил")
    else:
        await play.hear(BORIS, "/cancel", "отменил")
    assert await people.dialogue(BORIS) is None
    await play.hear(BORIS, "s3cret", "нет ответа")
    assert play.connector.tried == []


async def test_another_command_leaves_the_dialogue_and_says_so(play: Stage) -> None:
    await to_secret(play)
    said = play.chats.say(BORIS, "/status")
    await play.chats.until(BORIS, lambda message: "на этом остановились" in message.text, after=said.id)
    await play.chats.until(BORIS, lambda message: "Ни одного ящика" in message.text, after=said.id)
    assert await people.dialogue(BORIS) is None


async def test_a_button_of_another_step_is_out_of_date(play: Stage) -> None:
    await play.hear(ANNA, "/connect", "Какой ящик")
    card = await play.hear(ANNA, "anna@acme.test", "Чей это будет ящик")
    await play.hear(ANNA, "/cancel", "отменил")
    await play.press(ANNA, card, "Корпоративный", "Эта кнопка устарела")
    assert await people.dialogue(ANNA) is None
