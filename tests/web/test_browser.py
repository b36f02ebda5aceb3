"""The pages in a real browser, on a phone: a person who connects a mailbox without typing into the chat."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from selenium import webdriver

from storage import people
from storage.records import Language
from sync_engine import errors
from tests.bot.stage import ANNA, BORIS
from tests.fakes.browser import Visitor
from tests.web.pages import Pages, link_of

WIDTH = 390
SHOTS = os.environ.get("SCREENSHOTS", "")  # a folder for pictures, where somebody wants to look


class Phone(Visitor):
    def open(self, url: str) -> None:
        self.driver.get(url)

    def title(self, part: str) -> None:
        self.until(lambda: part in self.see("h1").text)
        wide = self.driver.execute_script("return document.documentElement.scrollWidth")
        assert wide <= WIDTH, "the page is wider than the phone"

    def scripts(self, allowed: bool) -> None:
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not allowed})

    def shoot(self, name: str) -> None:
        if SHOTS:
            self.driver.save_screenshot(str(Path(SHOTS) / f"{name}.png"))


@pytest.fixture
async def phone(driver: webdriver.Chrome) -> AsyncIterator[Phone]:
    phone = Phone(driver)
    phone.size(WIDTH, 844)
    phone.errors()
    phone.trusts_anybody(True)
    yield phone
    phone.trusts_anybody(False)
    phone.scripts(allowed=True)
    troubles = await asyncio.to_thread(phone.errors)
    assert [line for line in troubles if "favicon" not in line and "404" not in line] == []
    await asyncio.to_thread(driver.get, "about:blank")


async def in_language(who: int, language: Language) -> None:
    person = await people.find(who)
    assert person
    await people.set_language(person.id, language)


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_password_is_typed_on_the_page(pages: Pages, phone: Phone, language: Language) -> None:
    failed, done = {
        "ru": ("Войти не получилось", "подключён"),
        "en": ("Signing in did not work", "is connected"),
    }[language]
    await in_language(BORIS, language)
    pages.stage.chats.say(BORIS, "/connect")
    await pages.stage.chats.until(BORIS, lambda message: "@example.com" in message.text)
    asked = await pages.stage.hear(BORIS, "boris@mail.ru", "boris@mail.ru")

    def visit() -> None:
        phone.open(link_of(asked))
        phone.see("#secret").send_keys("mistyped")
        phone.shoot(f"password-{language}")
        phone.press("#show")
        assert phone.see("#secret").get_attribute("type") == "text"
        phone.shoot(f"password-shown-{language}")
        pages.stage.connector.troubles.append(errors.AppPasswordRequired())
        phone.press(".main")
        phone.until(lambda: failed in phone.see(".trouble").text)
        phone.shoot(f"password-refused-{language}")
        assert phone.see("#secret").get_attribute("value") == ""
        phone.see("#secret").send_keys("s3cret word")
        phone.press(".main")
        phone.title(done)
        phone.shoot(f"password-done-{language}")

    await asyncio.to_thread(visit)
    await pages.shown("boris@mail.ru")
    assert pages.stage.connector.tried == [("boris@mail.ru", "mistyped"), ("boris@mail.ru", "s3cret word")]


async def test_it_works_without_scripts(pages: Pages, phone: Phone) -> None:
    link = await pages.link()

    def visit() -> None:
        phone.scripts(allowed=False)
        phone.open(link)
        assert not phone.all("#show")[0].is_displayed()
        phone.see("#secret").send_keys("s3cret")
        phone.press(".main")
        phone.scripts(allowed=True)  # the tests look at the page by script, too
        phone.title("подключён")

    await asyncio.to_thread(visit)


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_consent_is_given_and_confirmed(pages: Pages, phone: Phone, language: Language) -> None:
    await in_language(ANNA, language)
    pages.stage.chats.say(ANNA, "/connect")
    await pages.stage.chats.until(ANNA, lambda message: "@example.com" in message.text)
    card = await pages.stage.hear(ANNA, "sales@yandex.ru", "sales@yandex.ru")
    label, title, done = {
        "ru": ("Корпоративный", "Подключить этот ящик?", "подключён"),
        "en": ("Corporate", "Connect this mailbox?", "is connected"),
    }[language]
    asked = await pages.stage.press(
        ANNA, card, label, {"ru": "Пароль не нужен", "en": "no password"}[language]
    )
    link = link_of(asked)

    def visit() -> None:
        phone.open(link)
        phone.press("[value='deny']")
        phone.title({"ru": "не разрешили", "en": "did not allow"}[language])
        phone.shoot(f"consent-denied-{language}")
        phone.press("a.button")
        phone.press("[value='allow']")
        phone.title(title)
        phone.shoot(f"consent-{language}")
        phone.press(".main")
        phone.title(done)
        assert "code=" not in phone.driver.current_url
        phone.shoot(f"consent-done-{language}")
        phone.open(link)
        phone.title("does not work any more")  # nobody knows whose link it was; the browser speaks English
        phone.shoot(f"dead-{language}")

    await asyncio.to_thread(visit)
