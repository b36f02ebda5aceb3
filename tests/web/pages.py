"""The pages as the tests open them: links out of the chat, and real requests."""

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from bot.sandbox.people import Message
from storage import people
from tests.bot.stage import BORIS, Stage, in_the_end
from tests.web.service import Service


@dataclass(frozen=True)
class Pages:
    stage: Stage
    url: str
    service: Service
    http: httpx.AsyncClient  # no redirect is followed

    @classmethod
    @asynccontextmanager
    async def of(cls, stage: Stage, url: str, service: Service) -> AsyncIterator["Pages"]:
        async with httpx.AsyncClient(base_url=url, timeout=20) as http:
            yield cls(stage, url, service, http)

    async def asked(self, address: str = "boris@acme.test", who: int = BORIS) -> Message:
        """Up to the question for the password or the consent."""
        await self.stage.hear(who, "/connect", "Какой ящик")
        asked = await self.stage.hear(who, address, address)
        await in_the_end(lambda: self._is_card(asked, who))
        return asked

    async def _is_card(self, message: Message, who: int) -> bool:
        state = await people.dialogue(who)
        return state is not None and state.data.get("card") == message.id

    async def link(self, address: str = "boris@acme.test", who: int = BORIS) -> str:
        return link_of(await self.asked(address, who))

    async def type(self, link: str, password: str) -> httpx.Response:
        return await self.http.post(link, data={"password": password})

    async def shown(self, part: str, who: int = BORIS) -> Message:
        """The message of the bot that says so now."""
        return await self.stage.chats.until(who, lambda message: part in message.text)


def link_of(message: Message) -> str:
    """The address behind the button that leads to our pages."""
    urls = (str(button.get("url", "")) for row in message.keyboard for button in row)
    return next(url for url in urls if "/connect/" in url)


def text(page: str) -> str:
    """What a reader sees."""
    body = page.partition("<main>")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
