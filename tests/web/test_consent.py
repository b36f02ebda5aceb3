"""Consents over real HTTP: the way to the service and back, and what nobody can be tricked into."""

import asyncio
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from storage import mailboxes, models, people
from sync_engine import errors
from tests.bot.stage import ANNA, BORIS
from tests.fakes.authorization import Fault
from tests.make import new_mailbox
from tests.web.pages import Pages, link_of, text

YANDEX = "boris@yandex.ru"


async def state_of(pages: Pages, link: str) -> str:
    """Follows our link to the service's page; the state it was sent there with."""
    return parse_qs(urlsplit(await service_page(pages, link)).query)["state"][0]


async def service_page(pages: Pages, link: str) -> str:
    sent = await pages.http.get(link)
    assert sent.status_code == 303
    assert sent.headers["location"].startswith(f"https://localhost:{pages.service.port}/authorize?")
    assert sent.headers["referrer-policy"] == "no-referrer"
    return sent.headers["location"]


async def given(pages: Pages, link: str, account: str = YANDEX) -> dict[str, str]:
    """The person allows it at the service: what they come back with."""
    page = await service_page(pages, link)
    told = await pages.http.post(page, data={"answer": "allow", "account": account})
    query = parse_qs(urlsplit(told.headers["location"]).query)
    return {"code": query["code"][0], "state": query["state"][0]}


async def back(pages: Pages, **query: str) -> httpx.Response:
    return await pages.http.get("/oauth/yandex/callback", params=query)


async def agree(pages: Pages, **fields: str) -> httpx.Response:
    return await pages.http.post("/oauth/yandex/callback", data=fields)


async def test_by_consent_without_a_password(pages: Pages) -> None:
    asked = await pages.asked(YANDEX)
    assert "Пароль не нужен" in asked.text
    assert asked.labels[:2] == ("Войти через Яндекс ↗", "Лучше по паролю")
    told = await given(pages, link_of(asked))

    page = await back(pages, **told)
    assert "Boris" in text(page.text)
    assert YANDEX in text(page.text)
    assert "больше никто" in text(page.text)
    assert pages.service.asked["exchange"] == 0
    assert await mailboxes.find(YANDEX) is None

    done = await agree(pages, **told)
    assert f"{YANDEX} подключён" in text(done.text)
    card = await pages.shown("подключён")
    assert card.id == asked.id
    assert (await agree(pages, **told)).status_code in {404, 410}
    assert pages.service.asked["exchange"] == 1


async def test_the_team_is_named_where_all_of_it_will_read(pages: Pages) -> None:
    await pages.stage.hear(ANNA, "/connect", "Какой ящик")
    card = await pages.stage.hear(ANNA, "sales@yandex.ru", "Чей это будет ящик")
    asked = await pages.stage.press(ANNA, card, "Корпоративный", "Пароль не нужен")
    page = await back(pages, code="c", state=await state_of(pages, link_of(asked)))
    assert "вся команда" in text(page.text)
    assert "Анна" in text(page.text)


async def test_a_consent_for_another_mailbox_is_refused(pages: Pages) -> None:
    """A victim who is sent the link agrees at the service, for their own mailbox."""
    link = await pages.link(YANDEX)
    done = await agree(pages, **await given(pages, link, "victim@yandex.ru"))
    assert "Разрешение пришло от другого ящика" in text(done.text)
    assert await mailboxes.everything() == []
    assert pages.stage.connector.tried == []

    done = await agree(pages, **await given(pages, link))  # signed in as oneself after all
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
    assert pages.service.asked["exchange"] == 0


async def test_a_code_that_is_no_longer_good_can_be_asked_for_anew(pages: Pages) -> None:
    state = await state_of(pages, await pages.link(YANDEX))
    page = await agree(pages, code="stale", state=state)
    assert "Войти не получилось" in text(page.text)
    assert (await models.OneTimeLink.get(purpose="consent")).used_at is None


async def test_another_page_cannot_agree(pages: Pages) -> None:
    fields = await given(pages, await pages.link(YANDEX))
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    answer = await pages.http.post("/oauth/yandex/callback", data=fields, headers=elsewhere)
    assert answer.status_code == 403
    assert pages.service.asked["exchange"] == 0


async def test_a_mailbox_is_mended_by_a_new_consent(pages: Pages) -> None:
    boris = await people.find(BORIS)
    assert boris
    await mailboxes.add(new_mailbox(YANDEX, provider="yandex"), boris.id)
    card = await pages.stage.hear(BORIS, "/mailboxes", "1 ящик")
    card = await pages.stage.press(BORIS, card, f"⏳ {YANDEX}", YANDEX)
    asked = await pages.stage.press(BORIS, card, "Новый пароль", "Пароль не нужен")
    done = await agree(pages, **await given(pages, link_of(asked)))
    assert "снова работает" in text(done.text)
    await pages.shown("Доступ снова есть")


async def test_an_unknown_sent_folder_goes_on_with_the_same_consent(pages: Pages) -> None:
    told = await given(pages, await pages.link(YANDEX))
    pages.stage.connector.troubles.append(errors.SentFolderUnknown(("Архив", "Исходящие")))
    page = await agree(pages, **told)
    assert "Остался один вопрос" in text(page.text)
    question = await pages.shown("В какой папке")
    await pages.stage.press(BORIS, question, "Исходящие", "подключён")
    assert pages.service.asked["exchange"] == 1


async def test_what_a_link_keeps_is_sealed(pages: Pages) -> None:
    state = await state_of(pages, await pages.link(YANDEX))
    row = await models.OneTimeLink.get(purpose="consent")
    kept = f"{row.code_hash} {row.data} {row.sealed}"
    assert state not in kept
    assert "verifier" not in kept


async def test_two_that_agree_at_once_exchange_the_code_once(pages: Pages) -> None:
    told = await given(pages, await pages.link(YANDEX))
    pages.stage.connector.gate.clear()
    first = asyncio.create_task(agree(pages, **told))
    await pages.shown("Пробую войти")
    assert (await agree(pages, **told)).status_code == 410
    pages.stage.connector.gate.set()
    assert "подключён" in text((await first).text)
    assert pages.service.asked["exchange"] == 1


@pytest.mark.parametrize("fault", ["busy", "broken", "nonsense", "invalid_client"])
async def test_a_service_out_of_order_leaves_the_link(
    pages: Pages, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    link = await pages.link(YANDEX)
    told = await given(pages, link)
    pages.service.fault = fault
    answer = await agree(pages, **told)
    assert "Войти не получилось" in text(answer.text)
    assert f"/connect/{told['state']}" in answer.text
    pages.service.fault = None
    assert "подключён" in text((await agree(pages, **await given(pages, link))).text)
    assert all(told["state"] not in line.getMessage() for line in caplog.records)
