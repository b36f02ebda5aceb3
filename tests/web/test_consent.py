"""Consents over real HTTP: the way to the service and back, and what nobody can be tricked into."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from storage import mailboxes, models, people
from sync_engine import errors
from tests.bot.stage import ANNA, BORIS
from tests.make import new_mailbox
from tests.web.pages import Pages, link_of, text

YANDEX = "boris@yandex.ru"


async def state_of(pages: Pages, link: str) -> str:
    """Follows our link to the service's page; the state it was sent there with."""
    sent = await pages.http.get(link)
    assert sent.status_code == 303
    assert sent.headers["location"].startswith(f"{pages.url}/service/authorize?")
    assert sent.headers["referrer-policy"] == "no-referrer"
    return parse_qs(urlsplit(sent.headers["location"]).query)["state"][0]


async def back(pages: Pages, **query: str) -> httpx.Response:
    return await pages.http.get("/oauth/yandex/callback", params=query)


async def agree(pages: Pages, **fields: str) -> httpx.Response:
    return await pages.http.post("/oauth/yandex/callback", data=fields)


async def test_by_consent_without_a_password(pages: Pages) -> None:
    asked = await pages.asked(YANDEX)
    assert "Пароль не нужен" in asked.text
    assert asked.labels[:2] == ("Войти через Яндекс ↗", "Лучше по паролю")
    state, code = await state_of(pages, link_of(asked)), pages.service.code()

    page = await back(pages, code=code, state=state)
    assert "Boris" in text(page.text)
    assert YANDEX in text(page.text)
    assert "больше никто" in text(page.text)
    assert pages.service.exchanged == 0
    assert await mailboxes.find(YANDEX) is None

    done = await agree(pages, code=code, state=state)
    assert f"{YANDEX} подключён" in text(done.text)
    card = await pages.shown("подключён")
    assert card.id == asked.id
    assert (await agree(pages, code=code, state=state)).status_code in {404, 410}
    assert pages.service.exchanged == 1


async def test_the_team_is_named_where_all_of_it_will_read(pages: Pages) -> None:
    await pages.stage.hear(ANNA, "/connect", "Какой ящик")
    card = await pages.stage.hear(ANNA, "sales@yandex.ru", "Чей это будет ящик")
    asked = await pages.stage.press(ANNA, card, "Корпоративный", "Пароль не нужен")
    page = await back(pages, code="c", state=await state_of(pages, link_of(asked)))
    assert "вся команда" in text(page.text)
    assert "Анна" in text(page.text)


async def test_a_consent_for_another_mailbox_is_refused(pages: Pages) -> None:
    """A victim who is sent the link agrees at the service, for their own mailbox."""
    state = await state_of(pages, await pages.link(YANDEX))
    pages.service.address = "victim@yandex.ru"
    done = await agree(pages, code=pages.service.code(), state=state)
    assert "Войти не получилось" in text(done.text)
    assert await mailboxes.everything() == []
    assert pages.stage.connector.tried == []

    pages.service.address = YANDEX  # signed in as oneself after all: the same link goes on
    assert await state_of(pages, f"/connect/{state}") == state
    done = await agree(pages, code=pages.service.code(), state=state)
    assert "подключён" in text(done.text)


async def test_no_consent_given(pages: Pages) -> None:
    asked = await pages.asked(YANDEX)
    state = await state_of(pages, link_of(asked))
    page = await back(pages, error="access_denied", state=state)
    assert "Вы не разрешили доступ" in text(page.text)
    assert f"/connect/{state}" in page.text
    card = await pages.shown("вы не разрешили")
    assert card.id == asked.id
    by_password = await pages.stage.press(BORIS, card, "Лучше по паролю", "Ввести пароль")
    assert "подключён" in text((await pages.type(link_of(by_password), "s3cret")).text)


@pytest.mark.parametrize(
    "query", [{"error": "server_error"}, {"error": "<b>x</b>"}, {}, {"code": ""}], ids=str
)
async def test_other_ways_of_coming_back_without_a_code(pages: Pages, query: dict[str, str]) -> None:
    state = await state_of(pages, await pages.link(YANDEX))
    page = await back(pages, **query, state=state)
    assert "вернул вас без разрешения" in text(page.text)
    assert "<b>x" not in page.text
    assert await state_of(pages, f"/connect/{state}") == state


@pytest.mark.parametrize("path", ["/oauth/yandex/callback", "/oauth/google/callback"])
@pytest.mark.parametrize("state", ["", "AAAAAAAAAAAAAAAAAAAAAA", "mine"])
async def test_a_state_that_is_not_ours(pages: Pages, path: str, state: str) -> None:
    """Also one of ours that went to another service, or the link to the password page."""
    link = await pages.link("boris@acme.test")
    told = link.rpartition("/")[2] if state == "mine" else state
    for answer in (
        await pages.http.get(path, params={"code": "c", "state": told}),
        await pages.http.post(path, data={"code": "c", "state": told}),
    ):
        assert answer.status_code in {404, 410}
    assert pages.service.exchanged == 0


async def test_a_code_that_is_no_longer_good_can_be_asked_for_anew(pages: Pages) -> None:
    state = await state_of(pages, await pages.link(YANDEX))
    page = await agree(pages, code="stale", state=state)
    assert "Войти не получилось" in text(page.text)
    assert (await models.OneTimeLink.get(purpose="consent")).used_at is None


async def test_another_page_cannot_agree(pages: Pages) -> None:
    state = await state_of(pages, await pages.link(YANDEX))
    fields = {"code": pages.service.code(), "state": state}
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    answer = await pages.http.post("/oauth/yandex/callback", data=fields, headers=elsewhere)
    assert answer.status_code == 403
    assert pages.service.exchanged == 0


async def test_a_mailbox_is_mended_by_a_new_consent(pages: Pages) -> None:
    boris = await people.find(BORIS)
    assert boris
    await mailboxes.add(new_mailbox(YANDEX, provider="yandex"), boris.id)
    card = await pages.stage.hear(BORIS, "/mailboxes", "1 ящик")
    card = await pages.stage.press(BORIS, card, f"⏳ {YANDEX}", YANDEX)
    asked = await pages.stage.press(BORIS, card, "Новый пароль", "Пароль не нужен")
    state = await state_of(pages, link_of(asked))
    done = await agree(pages, code=pages.service.code(), state=state)
    assert "снова работает" in text(done.text)
    await pages.shown("Доступ снова есть")


async def test_an_unknown_sent_folder_goes_on_with_the_same_consent(pages: Pages) -> None:
    state = await state_of(pages, await pages.link(YANDEX))
    pages.stage.connector.troubles.append(errors.SentFolderUnknown(("Архив", "Исходящие")))
    page = await agree(pages, code=pages.service.code(), state=state)
    assert "Остался один вопрос" in text(page.text)
    question = await pages.shown("В какой папке")
    await pages.stage.press(BORIS, question, "Исходящие", "подключён")
    assert pages.service.exchanged == 1


async def test_the_verifier_is_sealed_and_no_code_is_kept(pages: Pages) -> None:
    state = await state_of(pages, await pages.link(YANDEX))
    row = await models.OneTimeLink.get(purpose="consent")
    kept = f"{row.code_hash} {row.data} {row.sealed}"
    assert state not in kept
    assert all(verifier not in kept for verifier in pages.service.verifiers)
