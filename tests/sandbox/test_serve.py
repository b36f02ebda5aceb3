"""The sandbox as a whole: on this machine only, gone in a moment."""

import asyncio
import json
import socket
import time
from pathlib import Path

import httpx
import pytest
from telegram import Bot

from bot.sandbox import loopback, serve
from bot.sandbox.serve import Sandbox
from tests.sandbox.conftest import SandboxMaker


async def test_a_bot_and_a_page_find_each_other(sandbox: Sandbox) -> None:
    (admin,) = sandbox.admin_ids
    async with (
        Bot(sandbox.token, base_url=f"{sandbox.api_url}/bot") as bot,
        httpx.AsyncClient(base_url=sandbox.page_url, headers={"Origin": sandbox.api_url}) as page,
    ):
        said = await page.post(f"/page/chats/{admin}/say", json={"text": "/start"})
        assert said.status_code == 200
        (update,) = await bot.get_updates()
        assert update.message is not None
        await update.message.reply_html("<b>Здравствуйте</b>")
        chat = (await page.get(f"/page/chats/{admin}")).json()
    assert [message["text"] for message in chat["messages"]] == ["/start", "Здравствуйте"]
    assert chat["messages"][1]["entities"] == [{"type": "bold", "offset": 0, "length": 12}]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org", "::", ""])  # noqa: S104
async def test_other_hosts_are_refused(data_dir: Path, host: str) -> None:
    with pytest.raises(loopback.NotLoopback):
        async with serve.sandbox(data_dir, host, 0, "ru"):
            pass


async def test_a_taken_port_is_passed_over_unless_it_was_chosen(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with serve.sandbox(data_dir, "localhost", port, "ru") as box:
            assert httpx.URL(box.page_url).port != port
        with pytest.raises(OSError, match="in use"):
            async with serve.sandbox(data_dir, "localhost", port, "ru", port_chosen=True):
                pass


@pytest.mark.parametrize(
    ("host", "answer"),
    [
        pytest.param("localhost:{port}", 200, id="our-name"),
        pytest.param("127.0.0.1:{port}", 200, id="our-address"),
        pytest.param("evil.example:{port}", 400, id="a-name-rebound-to-us"),
        pytest.param("127.0.0.1.evil.example", 400, id="a-name-that-looks-like-ours"),
        pytest.param("", 400, id="none"),
    ],
)
async def test_only_our_own_names_are_answered(sandbox: Sandbox, host: str, answer: int) -> None:
    named = host.format(port=httpx.URL(sandbox.page_url).port)
    async with httpx.AsyncClient(base_url=sandbox.page_url, headers={"Host": named}) as client:
        assert (await client.get("/page/state")).status_code == answer


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example"], ids=["none", "null", "another"])
async def test_another_page_cannot_act(sandbox: Sandbox, origin: str | None) -> None:
    headers = {} if origin is None else {"Origin": origin}
    address = f"/page/chats/{serve.ADMIN}/say"
    async with httpx.AsyncClient(base_url=sandbox.page_url, headers=headers) as client:
        assert (await client.post(address, json={"text": "x"})).status_code == 403
    assert sandbox.chats.messages(serve.ADMIN) == ()


@pytest.mark.parametrize(
    ("address", "sent", "answer"),
    [
        pytest.param("/page/chats/1/say", {"text": "x"}, 404, id="nobody"),
        pytest.param(f"/page/chats/{serve.ADMIN}/say", {"text": " "}, 400, id="nothing-said"),
        pytest.param(f"/page/chats/{serve.ADMIN}/say", ["x"], 400, id="not-an-object"),
        pytest.param("/page/server", {"play": "fire"}, 400, id="no-such-trouble"),
        pytest.param(f"/page/chats/{serve.ADMIN}/press", {"message_id": 1, "data": "x"}, 404, id="no-button"),
    ],
)
async def test_nonsense_is_turned_away(sandbox: Sandbox, address: str, sent: object, answer: int) -> None:
    headers = {"Origin": sandbox.api_url}
    async with httpx.AsyncClient(base_url=sandbox.page_url, headers=headers) as client:
        assert (await client.post(address, json=sent)).status_code == answer


async def test_the_page_brings_nothing_from_elsewhere(sandbox: Sandbox) -> None:
    async with httpx.AsyncClient(base_url=sandbox.page_url) as client:
        page = await client.get("/")
        files = [await client.get(f"/page/{name}") for name in ("page.js", "page.css", "icon.svg")]
        missing = await client.get("/page/routes.py")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "://" not in page.text
    assert [file.status_code for file in files] == [200, 200, 200]
    assert missing.status_code == 404


async def test_an_invitation_is_offered_to_the_others_until_it_is_used(sandbox: Sandbox) -> None:
    chats = sandbox.chats
    chats.say(serve.ADMIN, "/start")
    async with (
        Bot(sandbox.token, base_url=f"{sandbox.api_url}/bot") as bot,
        httpx.AsyncClient(base_url=sandbox.page_url) as page,
    ):
        await bot.send_message(serve.ADMIN, f"https://t.me/{bot.username}?start=inv_1")

        async def offered(person: int) -> list[str]:
            chat = (await page.get(f"/page/chats/{person}")).json()
            return [invite["code"] for invite in chat["invites"]]

        assert await offered(serve.ADMIN) == []
        assert await offered(serve.MANAGER) == ["inv_1"]
        chats.say(serve.MANAGER, "/start inv_1")
        assert await offered(serve.GUEST) == []


async def test_it_ends_within_a_second_with_a_poll_and_a_stream_open(open_sandbox: SandboxMaker) -> None:
    async with open_sandbox() as box:
        bot = Bot(box.token, base_url=f"{box.api_url}/bot")
        client = httpx.AsyncClient(base_url=box.page_url)
        await bot.initialize()
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        stream = await client.send(client.build_request("GET", "/page/events"), stream=True)
        lines = stream.aiter_lines()
        assert json.loads((await anext(lines)).removeprefix("data: "))["kind"] == "hello"
        await box.chats.news.until(lambda: box.chats.updates.polled or None, 5)
        leaving = time.monotonic()
    assert time.monotonic() - leaving < 1.5
    assert await poll == ()
    assert "".join([line async for line in lines]) == ""
    await client.aclose()
    await bot.shutdown()


async def test_message_ids_of_another_run_find_nothing(open_sandbox: SandboxMaker) -> None:
    async with open_sandbox() as box:
        first = box.chats.say(serve.ADMIN, "/start")
    async with open_sandbox() as box:
        again = box.chats.say(serve.ADMIN, "/start")
        assert again.id >= first.id
        assert len(box.chats.messages(serve.ADMIN)) == 1


async def test_the_demo_servers_are_recognised_by_a_providers_file(sandbox: Sandbox) -> None:
    assert '"demo.test"' in sandbox.providers_toml
    assert f"port = {sandbox.imap.port}" in sandbox.providers_toml
