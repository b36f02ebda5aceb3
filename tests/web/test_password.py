"""The password page over real HTTP: who may use a link, what it says, and what is kept of it."""

import asyncio
import logging
from datetime import timedelta

import pytest

from bot import dialogue
from bot.sandbox import answers
from storage import mailboxes, models, people
from sync_engine import errors
from sync_engine.policy import POLICY
from tests import databases
from tests.bot.stage import ANNA, BORIS, told
from tests.make import new_mailbox
from tests.web.pages import Pages, link_of, text

SECRET = "correct horse"


async def test_a_mailbox_is_connected_and_the_message_in_the_chat_changes(pages: Pages) -> None:
    asked = await pages.asked()
    link = link_of(asked)
    page = await pages.http.get(link)
    assert page.status_code == 200
    assert "boris@acme.test" in page.text
    assert "Boris" in page.text
    assert "личный ящик" in page.text

    done = await pages.type(link, f" {SECRET} ")

    assert "подключён" in text(done.text)
    assert "Telegram" in text(done.text)
    card = await pages.shown("подключён")
    assert card.id == asked.id, "the message that had the link became the result"
    assert "удалил" not in card.text, "there was no message to delete"
    assert pages.stage.connector.tried == [("boris@acme.test", SECRET)]
    assert await people.dialogue(BORIS) is None


async def test_the_page_says_who_it_will_belong_to(pages: Pages) -> None:
    card = await pages.stage.hear(ANNA, "/connect", "Какой ящик")
    card = await pages.stage.hear(ANNA, "sales@acme.test", "Чей это будет ящик")
    asked = await pages.stage.press(ANNA, card, "Корпоративный", "Ввести пароль")
    page = await pages.http.get(link_of(asked))
    assert "вся команда" in text(page.text)
    assert "Анна" in text(page.text)


async def test_a_refused_password_leaves_the_link_and_says_what_to_do(pages: Pages) -> None:
    link = await pages.link()
    pages.stage.connector.troubles.append(errors.SignInRefused())
    refused = await pages.type(link, "wrong")
    assert "Войти не получилось" in text(refused.text)
    assert "не принял пароль" in text(refused.text)
    assert 'name="password"' in refused.text
    await pages.shown("Войти в boris@acme.test не получилось")

    assert "подключён" in text((await pages.type(link, SECRET)).text)
    await pages.shown("подключён")


async def test_too_many_refusals_are_told_with_the_time_to_wait(pages: Pages) -> None:
    link = await pages.link()
    pages.stage.connector.troubles.append(errors.TooManySignIns(minutes=42))
    page = await pages.type(link, SECRET)
    assert "42 минуты" in text(page.text)
    assert "подключён" in text((await pages.type(link, SECRET)).text)


async def test_the_page_does_not_depend_on_telegram(pages: Pages) -> None:
    """The person blocked the bot meanwhile, say: the mailbox is connected all the same."""
    link = await pages.link()
    # "signing in", and how it ended
    pages.stage.chats.fail(answers.blocked(), method="editMessageText", times=2)
    assert "подключён" in text((await pages.type(link, SECRET)).text)
    assert await mailboxes.find("boris@acme.test")
    assert await people.dialogue(BORIS) is None


async def test_mending_by_the_page(pages: Pages) -> None:
    boris = await people.find(BORIS)
    assert boris
    await mailboxes.add(new_mailbox("boris@acme.test"), boris.id)
    card = await pages.stage.hear(BORIS, "/mailboxes", "1 ящик")
    card = await pages.stage.press(BORIS, card, "⏳ boris@acme.test", "boris@acme.test")
    asked = await pages.stage.press(BORIS, card, "Новый пароль", "Ввести пароль")
    page = await pages.http.get(link_of(asked))
    assert "Новый пароль" in text(page.text)
    done = await pages.type(link_of(asked), SECRET)
    assert "снова работает" in text(done.text)
    await pages.shown("Новый пароль подошёл")


async def test_an_unknown_sent_folder_is_asked_for_in_the_chat(pages: Pages) -> None:
    link = await pages.link()
    pages.stage.connector.troubles.append(errors.SentFolderUnknown(("Архив", "Исходящие")))
    page = await pages.type(link, SECRET)
    assert "Остался один вопрос" in text(page.text)
    assert (await pages.http.get(link)).status_code == 410
    question = await pages.shown("В какой папке")
    await pages.stage.press(BORIS, question, "Исходящие", "подключён")
    assert pages.stage.connector.sent_folders == [None, "Исходящие"]
    assert pages.stage.connector.tried[-1] == ("boris@acme.test", SECRET)


# -- links -----------------------------------------------------------------------------------------


async def test_looking_uses_nothing_up(pages: Pages) -> None:
    """Telegram, virus scanners and curious fingers open links."""
    link = await pages.link()
    for method in ("GET", "HEAD", "GET", "OPTIONS", "PUT", "DELETE"):
        await pages.http.request(method, link)
    assert (await models.OneTimeLink.get()).used_at is None
    assert "подключён" in text((await pages.type(link, SECRET)).text)


async def test_of_two_that_race_one_tries(pages: Pages) -> None:
    link = await pages.link()
    pages.stage.connector.gate.clear()
    first = asyncio.create_task(pages.type(link, SECRET))
    await pages.shown("Пробую войти")
    second = await pages.type(link, "another")
    assert second.status_code == 410
    pages.stage.connector.gate.set()
    assert "подключён" in text((await first).text)
    assert pages.stage.connector.tried == [("boris@acme.test", SECRET)]


async def test_a_used_link_is_dead(pages: Pages) -> None:
    link = await pages.link()
    await pages.type(link, SECRET)
    for again in (await pages.http.get(link), await pages.type(link, SECRET)):
        assert again.status_code in {404, 410}
        assert "Ссылка больше не работает" in text(again.text)
    assert len(pages.stage.connector.tried) == 1


@pytest.mark.parametrize("end", ["cancel", "newer", "removed", "connect", "typed", "expired"])
async def test_what_ends_a_link(pages: Pages, end: str) -> None:
    asked = await pages.asked()
    link = link_of(asked)
    match end:
        case "cancel":
            await pages.stage.hear(BORIS, "/cancel", "отменил")
        case "newer" | "connect":
            await pages.stage.hear(BORIS, "/connect", "Какой ящик")
            if end == "newer":
                await pages.stage.hear(BORIS, "boris@acme.test", "Ввести пароль")
        case "removed":
            await people.remove(BORIS, pages.stage.deps.clock(), erase=False)
        case "typed":
            await pages.stage.hear(BORIS, SECRET, "подключён")
        case "expired":
            past = pages.stage.deps.clock() - timedelta(seconds=1)
            await models.OneTimeLink.all().update(expires_at=past)
    tried = len(pages.stage.connector.tried)
    for answer in (await pages.http.get(link), await pages.type(link, SECRET)):
        assert answer.status_code in {404, 410}
        assert "Ссылка больше не работает" in text(answer.text)
        assert "acme" not in answer.text
    assert len(pages.stage.connector.tried) == tried


async def test_a_link_lives_ten_minutes(pages: Pages) -> None:
    before = pages.stage.deps.clock()
    await pages.link()
    expires = (await models.OneTimeLink.get()).expires_at
    assert before + POLICY.link_valid <= expires <= pages.stage.deps.clock() + timedelta(minutes=10)


async def test_a_cancel_breaks_a_trial_off_and_the_page_says_so(pages: Pages) -> None:
    link = await pages.link()
    pages.stage.connector.gate.clear()
    page = asyncio.create_task(pages.type(link, SECRET))
    await pages.shown("Пробую войти")
    await pages.stage.hear(BORIS, "/cancel", "отменил")
    assert "отменили" in text((await page).text)
    assert (await pages.http.get(link)).status_code == 404


async def test_what_is_begun_in_the_chat_while_the_page_waits_is_not_taken_over(pages: Pages) -> None:
    link = await pages.link()
    pages.stage.connector.gate.clear()
    pages.stage.connector.troubles.append(errors.SignInRefused())
    page = asyncio.create_task(pages.type(link, SECRET))
    await pages.shown("Пробую войти")
    await pages.stage.hear(BORIS, "/search", "Что ищем")
    pages.stage.connector.gate.set()
    assert "не принял пароль" in text((await page).text)
    shown = await pages.shown("Войти в boris@acme.test не получилось")
    assert "пароль можно прислать" not in shown.text
    state = await people.dialogue(BORIS)
    assert state is not None
    assert state.step == dialogue.SEARCH
    assert (await pages.http.get(link)).status_code in {404, 410}
    again = await pages.stage.press(BORIS, shown, "Продолжить", "пароль можно прислать")
    await pages.stage.press(BORIS, again, "Попробовать ещё раз", "Ввести пароль")


async def test_too_many_links_are_refused_kindly_and_the_chat_is_left(pages: Pages) -> None:
    for _ in range(POLICY.links_per_hour):
        await models.LimitedUse.create(telegram_id=BORIS, kind="link", at=pages.stage.deps.clock())
    asked = await pages.asked()
    assert "слишком много" in asked.text
    assert "60 минут" in asked.text
    assert not any("url" in button for row in asked.keyboard for button in row)
    await pages.stage.hear(BORIS, SECRET, "подключён")


async def test_an_unknown_link_speaks_the_language_of_the_browser(pages: Pages) -> None:
    english = {"Accept-Language": "en-GB,en;q=0.9"}
    answer = await pages.http.get("/connect/AAAAAAAAAAAAAAAAAAAAAA", headers=english)
    assert answer.status_code == 404
    assert "does not work any more" in text(answer.text)


# -- safety ----------------------------------------------------------------------------------------


async def test_the_headers_let_nothing_in_or_out(pages: Pages) -> None:
    link = await pages.link()
    for answer in (
        await pages.http.get(link),
        await pages.type(link, ""),
        await pages.http.get("/connect/x"),
    ):
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in answer.headers
        assert "strict-transport-security" not in answer.headers  # this is http, on loopback


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, id="another-site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, id="a-neighbour"),
        pytest.param({"Sec-Fetch-Site": "none"}, id="no-page-at-all"),
        pytest.param({"Origin": "https://evil.example"}, id="an-old-browser"),
    ],
)
async def test_another_page_cannot_send_the_form(pages: Pages, headers: dict[str, str]) -> None:
    link = await pages.link()
    answer = await pages.http.post(link, data={"password": SECRET}, headers=headers)
    assert answer.status_code == 403
    assert pages.stage.connector.tried == []


async def test_a_large_form_is_not_read(pages: Pages) -> None:
    link = await pages.link()
    answer = await pages.type(link, "x" * 20_000)
    assert answer.status_code == 413
    assert pages.stage.connector.tried == []
    assert (await pages.type(link, SECRET)).status_code == 200


@pytest.mark.parametrize("body", [b"", b"password=", b"password=%20", b"\xff\xfe", b"a=b&&&", b"password"])
async def test_nothing_typed_is_asked_for_again(pages: Pages, body: bytes) -> None:
    link = await pages.link()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await pages.http.post(link, content=body, headers=kind)
    assert "Введите, пожалуйста, пароль" in text(answer.text)
    assert pages.stage.connector.tried == []


async def test_what_people_named_themselves_is_text_on_the_page(pages: Pages) -> None:
    link = await pages.link()
    await models.Person.filter(telegram_id=BORIS).update(name="<script>alert(1)</script>")
    page = await pages.http.get(link)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text


async def test_no_password_and_no_code_is_kept_or_logged(
    pages: Pages, own_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    link = await pages.link()
    code = link.rpartition("/")[2]
    pages.stage.connector.troubles.append(errors.SignInRefused())
    await pages.type(link, "mistyped-word")
    pages.stage.connector.troubles.append(RuntimeError("mistyped-word"))
    assert (await pages.type(link, "mistyped-word")).status_code == 500
    await pages.type(link, SECRET)
    await pages.shown("подключён")
    kept = databases.octets(own_database)
    assert b"boris@acme.test" in kept
    ours = [
        line.getMessage() for line in caplog.records if line.name.startswith(("bot", "uvicorn", "storage"))
    ]
    shown = told(pages.stage, BORIS)
    for secret in ("mistyped-word", SECRET, code):
        assert secret.encode() not in kept
        assert all(secret not in line for line in (*ours, *shown))
    assert len(code) >= 22  # 128 bits in base64


async def test_an_error_of_ours_is_told_kindly_and_the_link_stays(pages: Pages) -> None:
    link = await pages.link()
    pages.stage.connector.troubles.append(RuntimeError("boom"))
    answer = await pages.type(link, SECRET)
    assert answer.status_code == 500
    assert "сломалось" in text(answer.text)
    assert "boom" not in answer.text
    assert "подключён" in text((await pages.type(link, SECRET)).text)
