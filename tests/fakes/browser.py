"""A person at a real browser: headless Chromium, looked at and pressed as the page is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    StaleElementReferenceException,
    WebDriverException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.fakes import require

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
PATIENCE = 10  # seconds
# An element was drawn anew, or something slid over it, just as it was looked at: look again.
REDRAWN = (StaleElementReferenceException, ElementClickInterceptedException)
_LEFT = "does not belong to the document"  # the page was left meanwhile; chromedriver has no name for it


@contextmanager
def chromium(profile: Path) -> Iterator[webdriver.Chrome]:
    """A browser with an empty profile, ended with the block."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(require.require("chromium"))
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(str(require.require("chromedriver")))
    chrome = webdriver.Chrome(options=options, service=service)
    try:
        yield chrome
    finally:
        chrome.quit()


class Visitor:
    """Somebody at the browser; every act waits until it can be done."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def size(self, width: int, height: int) -> None:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 800}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def trusts_anybody(self, ignore: bool) -> None:
        """Servers of the tests have certificates of the tests."""
        self.driver.execute_cdp_cmd("Security.setIgnoreCertificateErrors", {"ignore": ignore})

    def until(self, found: Callable[[], Any]) -> Any:
        def looked(_: object) -> Any:
            try:
                return found()
            except WebDriverException as error:
                if _LEFT in str(error.msg):
                    return None
                raise

        return WebDriverWait(self.driver, PATIENCE, 0.05, REDRAWN).until(looked)

    def all(self, css: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def see(self, css: str) -> WebElement:
        def shown() -> WebElement | None:
            return next((element for element in self.all(css) if element.is_displayed()), None)

        element = self.until(shown)
        assert isinstance(element, WebElement)
        return element

    def press(self, css: str) -> None:
        def clicked() -> bool:
            self.see(css).click()
            return True

        self.until(clicked)

    def say(self, text: str) -> None:
        self.see("#text").send_keys(text)
        self.press("#send")

    def texts(self) -> list[str]:
        return [element.text for element in self.all("#chat [data-message-id] .words")]

    def errors(self) -> list[str]:
        return [line["message"] for line in self.driver.get_log("browser")]  # type: ignore[no-untyped-call]
