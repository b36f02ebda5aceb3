"""Pictures of the screens for docs/: a walk through the sandbox in a real browser, at phone width.

    python -m tests.pictures docs/screens

writes `ru.webp` and `en.webp`, each with all screens of the walk beside each other, and `ru.png` and `en.png`
with the first notice alone.
"""

import base64
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from selenium import webdriver

from tests.acceptance.program import Program
from tests.acceptance.test_processes import until
from tests.fakes import ports
from tests.fakes.browser import Visitor, chromium

WIDTH, HEIGHT = 390, 844
A_ROW = 6
A_NOTICE = 4  # its place in the walk
SCALE = 0.6


class Walk:
    """A walk in one language; every step ends with a picture."""

    def __init__(self, driver: webdriver.Chrome, address: str, language: str) -> None:
        self.visitor = Visitor(driver)
        self.visitor.size(WIDTH, HEIGHT)
        still = {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", still)
        self.language = language
        driver.get(address)
        self.visitor.press(f"[data-language='{language}']")
        self.pictures: list[str] = []

    def seen(self) -> str:
        """What the newest message says, buttons included."""
        found = self.visitor.all("#chat [data-message-id]")
        return found[-1].text if found else ""

    def changes(self, act: Callable[[], object]) -> None:
        """Acts, and waits until the newest message is another one or says something else."""
        before = self.seen()
        act()
        self.visitor.until(lambda: self.seen() != before)

    def take(self) -> None:
        self.visitor.driver.execute_script(
            "const all = document.querySelector('#scroll'); all.scrollTop = all.scrollHeight;"
            "document.querySelector('#toast').hidden = true"  # it lies over the buttons
        )
        self.pictures.append(self.visitor.driver.get_screenshot_as_base64())

    def is_another(self, number: int) -> None:
        """One of the people at the top of the page."""
        self.visitor.press(f"#people > :nth-child({number})")

    def says(self, text: str) -> None:
        before = len(self.visitor.all("#chat [data-from='bot']"))
        self.visitor.say(text)
        self.visitor.until(lambda: len(self.visitor.all("#chat [data-from='bot']")) > before)
        self.take()

    def presses(self, data: str) -> None:
        """The newest button of that kind."""
        self.visitor.see(f"[data-button^='{data}']")

        def click() -> None:
            keys = [key for key in self.visitor.all(f"[data-button^='{data}']") if key.is_displayed()]
            self.visitor.driver.execute_script("arguments[0].scrollIntoView()", keys[-1])
            keys[-1].click()

        self.changes(click)
        self.take()

    def writes_as_client(self, subject: str, text: str) -> None:
        self.visitor.press("[data-tab='mail']")
        self.visitor.see("#subject").clear()
        self.visitor.see("#subject").send_keys(subject)
        self.visitor.see("#letter").clear()
        self.visitor.see("#letter").send_keys(text)
        self.visitor.press("#send-letter")
        self.visitor.press("[data-tab='chat']")


WORDS = {
    "ru": {
        "subject": "Смета на монтаж",
        "text": "Добрый день! Пришлите, пожалуйста, смету до пятницы.\n\n> Вчера вы писали\n> о сроках",
        "answer": "Здравствуйте! Смета будет завтра утром.",
        "find": "смета",
        "question": "как часто проверяется почта?",
        "unknown": "сколько стоит подписка",
        "new": "office@vetka.example",
    },
    "en": {
        "subject": "Quote for the fitting",
        "text": "Hello! Could you send the quote by Friday?\n\n> Yesterday you wrote\n> about the dates",
        "answer": "Hello! The quote will be with you tomorrow morning.",
        "find": "quote",
        "question": "how often is my mail checked?",
        "unknown": "what does a subscription cost",
        "new": "office@brightsteps.example",
    },
}


def walk(driver: webdriver.Chrome, address: str, language: str) -> list[str]:
    words = WORDS[language]
    person = Walk(driver, address, language)
    look = person.visitor
    look.press("#start")
    look.see("[data-button='connect']")
    person.take()
    person.is_another(2)
    look.press("#start")
    look.until(lambda: look.all("#chat [data-from='bot']"))
    person.is_another(1)
    person.presses("connect")
    look.press("[data-insert^='sales@']")
    person.changes(lambda: look.press("#send"))
    look.see("[data-button='mode:corporate']")
    person.take()
    person.changes(lambda: look.press("[data-button='mode:corporate']"))
    look.press("[data-insert^='demo-']")
    person.changes(lambda: look.press("#send"))
    look.until(lambda: look.all("[data-button^='see:'],[data-button^='box:']"))
    person.take()
    person.changes(lambda: person.writes_as_client(words["subject"], words["text"]))
    look.until(lambda: words["subject"] in person.seen())
    person.take()
    person.presses("open:")
    person.presses("cardof:")
    person.presses("answer:")
    person.says(words["answer"])
    person.presses("send")
    until(lambda: "↩" in look.see("#chat").text)
    person.take()
    person.is_another(2)  # a colleague, whose notice says it, too
    until(lambda: "↩" in look.see("#chat").text)
    person.take()
    person.is_another(1)
    person.presses("mute:")
    person.says(f"/search {words['find']}")
    person.says("/contacts")
    person.says("/why")
    person.presses("why:")
    person.says("/status")
    person.says("/mailboxes")
    person.says("/settings")
    person.presses("quiethours")
    person.says(f"/write {words['new']}")
    person.says("/cancel")
    for number in range(1, 7):
        person.writes_as_client(f"{words['subject']} {number}", words["text"])
    look.until(lambda: look.all("[data-button^='toldall:']"))
    person.take()
    person.presses("toldall:")
    person.says("/help")
    person.presses("topics:")
    person.presses("topicgroup:2")
    person.presses("menutopic:")
    person.says(words["question"])
    person.says(words["unknown"])
    person.says("/admin")
    person.says("/team")
    person.is_another(3)  # somebody who was not invited
    look.press(f"[data-language='{language}']")
    look.press("#start")
    look.see("[data-button^='topics:']")
    person.take()
    return person.pictures


def sheets(pictures: list[str]) -> Iterator[str]:
    yield "<body style='margin:0;background:#fff'><div style='display:grid;gap:12px;padding:12px;"
    yield f"grid-template-columns:repeat({A_ROW},{int(WIDTH * SCALE)}px)'>"
    for each in pictures:
        style = "width:100%;border:1px solid #ccc;border-radius:8px"
        yield f"<img style='{style}' src='data:image/png;base64,{each}'>"
    yield "</div></body>"


def draw(driver: webdriver.Chrome, pictures: list[str], to: Path) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".html") as page:
        page.write("".join(sheets(pictures)))
        page.flush()
        driver.get(f"file://{page.name}")
        rows = -(-len(pictures) // A_ROW)
        width, height = A_ROW * (int(WIDTH * SCALE) + 12) + 12, rows * (int(HEIGHT * SCALE) + 16) + 12
        Visitor(driver).size(width, height)
        shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "webp", "quality": 80})
    to.write_bytes(base64.b64decode(shot["data"]))


def said_by(log: Path) -> str:
    """The address a sandbox printed."""
    found = until(lambda: re.search(r"http://\S+/", log.read_text(encoding="utf-8")), 90)
    return str(found[0])


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for language in WORDS:
        with tempfile.TemporaryDirectory() as place, chromium(Path(place) / "profile") as driver:
            listen = f"127.0.0.1:{ports.free()}"
            program = Program(Path(place), {"HTTP_LISTEN": listen, "LANGUAGE": language})
            with program.running("run", "--sandbox") as running:
                pictures = walk(driver, said_by(running.log), language)
                draw(driver, pictures, folder / f"{language}.webp")
                (folder / f"{language}.png").write_bytes(base64.b64decode(pictures[A_NOTICE]))
                print(language, len(pictures), "screens")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
