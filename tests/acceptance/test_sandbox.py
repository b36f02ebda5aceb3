"""A newcomer's first minute: `run --sandbox`, a browser, and nothing else."""

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import httpx
import pytest
from selenium import webdriver
from selenium.common.exceptions import TimeoutException

from tests.acceptance.program import Program
from tests.acceptance.test_processes import until
from tests.fakes import ports
from tests.fakes.browser import Visitor


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[str]:
    """The address a running sandbox printed."""
    program = Program(tmp_path, {"HTTP_LISTEN": f"127.0.0.1:{ports.free()}", "LANGUAGE": "en"})
    with program.running("run", "--sandbox") as running:
        found = until(lambda: re.search(r"http://\S+/", running.log.read_text(encoding="utf-8")), 90)
        yield found[0]
        assert running.terminate() == 0


def asked_for_the_password(sandbox: str, driver: webdriver.Chrome) -> tuple[Visitor, str]:
    """A newcomer at that point, with the password of the demo mailbox."""
    visitor = Visitor(driver)
    visitor.size(390, 844)
    driver.get(sandbox)
    visitor.press("#start")
    visitor.press("[data-button='connect']")
    visitor.press("[data-insert^='sales@']")
    visitor.press("#send")
    visitor.press("[data-button='mode:personal']")
    password = visitor.see("[data-insert^='demo-']").get_attribute("data-insert")
    assert password
    return visitor, password


def test_a_newcomer_types_the_password_on_a_page(sandbox: str, driver: webdriver.Chrome) -> None:
    visitor, password = asked_for_the_password(sandbox, driver)
    chat = driver.current_window_handle
    visitor.press("[data-url*='/connect/']")
    visitor.until(lambda: len(driver.window_handles) == 2)
    (page,) = set(driver.window_handles) - {chat}
    driver.switch_to.window(page)
    try:
        visitor.see("#secret").send_keys(password)
        visitor.press(".main")
        visitor.until(lambda: "is connected" in visitor.see("h1").text)
    finally:
        driver.close()
        driver.switch_to.window(chat)
    visitor.until(lambda: any("letters are here" in text for text in visitor.texts()))
    assert not any("Type the password" in text for text in visitor.texts()), "the message did not change"
    assert httpx.get(f"{sandbox}healthz").status_code == 200


def test_a_newcomer_connects_imports_and_is_told_of_a_letter(sandbox: str, driver: webdriver.Chrome) -> None:
    started = time.monotonic()
    visitor, password = asked_for_the_password(sandbox, driver)
    visitor.press("[data-insert^='demo-']")
    visitor.press("#send")
    visitor.until(lambda: any("letters are here" in text for text in visitor.texts()))
    assert all(password not in text for text in visitor.texts()), "the password stayed in the chat"

    visitor.press("[data-tab='mail']")
    visitor.see("#subject").send_keys("Twelve chairs")
    visitor.see("#letter").send_keys("How much for twelve?")
    visitor.press("#send-letter")
    visitor.press("[data-tab='chat']")
    visitor.until(lambda: any("Twelve chairs" in text for text in visitor.texts()))
    assert time.monotonic() - started < 60
    (notice,) = [text for text in visitor.texts() if "Twelve chairs" in text]
    assert "How much for twelve?" in notice

    visitor.say("/status")
    visitor.until(lambda: any("on the server" in text for text in visitor.texts()[-1:]))


def test_a_newcomer_writes_a_letter(sandbox: str, driver: webdriver.Chrome) -> None:
    visitor, _ = asked_for_the_password(sandbox, driver)
    visitor.press("[data-insert^='demo-']")
    visitor.press("#send")
    visitor.until(lambda: any("letters are here" in text for text in visitor.texts()))
    for said, shown in (
        ("/write boris@client.test", "What is the subject"),
        ("An offer", "What shall I write"),
        ("Twelve chairs, as promised.", "The letter is ready"),
    ):
        visitor.say(said)
        visitor.until(partial(_last_says, visitor, shown))
    visitor.press("[data-button='send']")
    for part in ("Sending in 10 seconds", "✅ Sent"):  # longer than a browser is waited for otherwise
        until(partial(_says_soon, visitor, part))


def _says_soon(visitor: Visitor, part: str) -> bool:
    with suppress(TimeoutException):
        return bool(visitor.until(partial(_last_says, visitor, part)))
    return False


def _last_says(visitor: Visitor, part: str) -> bool:
    return any(part in text for text in visitor.texts()[-1:])
