"""By webhook and by polling: what people write takes effect, though the program is killed again and again."""

import random
from collections import Counter
from pathlib import Path

import httpx
import pytest

from sync_engine.policy import POLICY
from tests import databases, soak
from tests.acceptance.looking import files
from tests.acceptance.program import Program, Running
from tests.acceptance.telegram import Telegram, telegram
from tests.acceptance.test_health import status
from tests.acceptance.test_processes import until
from tests.fakes import ports

PEOPLE = tuple(range(1001, 1061))  # so many that of nobody's questions the oldest go


def hooked(folder: Path, api: Telegram) -> Program:
    """Administrators are people without an invitation."""
    port = ports.free()
    here = {"HTTP_LISTEN": f"127.0.0.1:{port}", "PUBLIC_URL": f"http://127.0.0.1:{port}"}
    return Program(folder, {**api.settings, **here, "ADMINS": ",".join(map(str, PEOPLE))})


def waiting(api: Telegram) -> int:
    return api.do(lambda: len(api.chats.updates))


def ask(api: Telegram, person: int, question: str) -> int:
    """What a person writes; the number of the update."""

    def said() -> int:
        api.chats.say(person, question)
        return api.chats.updates.newest

    return api.do(said)


def effects(program: Program) -> Counter[str]:
    """How often each question was kept."""
    asked = databases.ask(program.database, "SELECT text, person_id FROM question")
    assert max(Counter(person for _, person in asked).values()) < POLICY.questions_of_person
    return Counter(text for text, _ in asked)


@pytest.mark.soak
@pytest.mark.parametrize("mode", [("run", "--webhook"), ("run",)], ids=["webhook", "polling"])
def test_kills_while_updates_come(tmp_path: Path, mode: tuple[str, ...]) -> None:
    chance = random.Random(7)
    asked: dict[str, int] = {}

    def people_write(running: Running) -> None:
        for _ in range(chance.randint(3, 8)):
            question = f"Какая погода завтра, вариант {len(asked)}?"
            asked[question] = ask(api, chance.choice(PEOPLE), question)
            running.goes_on_for(chance.uniform(0, 0.1))

    with telegram(PEOPLE, slowest=0.3) as api:
        program = hooked(tmp_path, api)
        for _ in range(soak.rounds(3, 25)):
            with program.running(*mode) as running:
                people_write(running)  # before it is there
                backlog = waiting(api)
                until(lambda: waiting(api) < backlog)  # noqa: B023 - asked in this round
                people_write(running)
                running.goes_on_for(chance.uniform(0, 0.4))
                running.kill()
        with program.running(*mode) as running:
            until(lambda: waiting(api) == 0, seconds=120)
            assert running.terminate() == 0
        tries = api.do(lambda: Counter(api.chats.updates.tries))
        found = effects(program)
    assert found.keys() == asked.keys()  # none is lost
    # What a process had in hand when it was killed may have been done already, and was brought again; every
    # other one took effect once.
    assert {question: often for question, often in found.items() if often > tries[asked[question]]} == {}
    assert sum(tries[number] for number in asked.values()) > len(asked), "no kill came at the right moment"


def test_the_secret_of_the_address_is_nowhere_and_survives_a_restart(tmp_path: Path) -> None:
    with telegram(PEOPLE) as api:
        program = hooked(tmp_path, api)
        found = set()
        for _ in range(2):
            with program.running("run", "--webhook") as running:
                api.say(PEOPLE[0], "/help", "Что здесь где")
                hook = api.do(lambda: api.chats.updates.webhook)
                assert hook is not None
                found.add((hook.url, hook.secret))
                root = program.settings["PUBLIC_URL"]
                assert httpx.get(f"{root}/healthz").json()["updates"] == "webhook"
                assert httpx.post(f"{hook.url}x", json={"update_id": 1}).status_code == 404
                assert httpx.post(hook.url, json={"update_id": 1}).status_code == 403
                assert running.terminate() == 0
        ((url, secret),) = found
        for file in files(tmp_path):
            assert url.rpartition("/")[2].encode() not in file.read_bytes(), file
            assert secret.encode() not in file.read_bytes(), file


def test_the_doctor_tells_what_telegram_says_of_the_webhook(tmp_path: Path) -> None:
    def webhook() -> tuple[bool, str | None]:
        (found,) = [
            each for each in program.run("doctor", "--json").json["checks"] if each["name"] == "webhook"
        ]
        return found["ok"], found["detail"]

    with telegram(PEOPLE) as api:
        program = hooked(tmp_path, api)
        assert webhook() == (True, None)  # none is set: updates are fetched
        with program.running("run", "--webhook"):
            api.say(PEOPLE[0], "/help", "Что здесь где")
            assert webhook() == (True, None)
        ask(api, PEOPLE[0], "/help")  # nobody is there
        until(lambda: api.do(lambda: api.chats.updates.webhook.error))  # type: ignore[union-attr]
        ok, detail = webhook()
        assert not ok
        assert "Connection refused" in str(detail)
        program.settings["PUBLIC_URL"] = "https://mail.example.com"
        ok, detail = webhook()
        assert not ok
        assert "127.0.0.1" in str(detail)


def test_without_an_address_it_says_what_is_missing(tmp_path: Path) -> None:
    program = Program(tmp_path, {"BOT_TOKEN": "1:x"})
    refused = program.run("run", "--webhook", "--lang", "en")
    assert refused.code == 1
    assert "POSTROOM_PUBLIC_URL" in refused.err
    assert program.run("run", "--webhook", "--sandbox").code == 2


def test_polling_has_no_door(tmp_path: Path) -> None:
    with telegram(PEOPLE) as api:
        program = hooked(tmp_path, api)
        port = int(program.settings["HTTP_LISTEN"].rpartition(":")[2])
        with program.running("run"):
            api.say(PEOPLE[0], "/help", "Что здесь где")
            root = program.settings["PUBLIC_URL"]
            assert httpx.post(f"{root}/telegram/{'0' * 64}", json={}).status_code == 404
            assert status(port, "/healthz") == 200
