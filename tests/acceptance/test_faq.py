"""`postroom faq` from outside: the contract's JSON, line by line, without a database."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.acceptance.program import POSTROOM, Program

KEYS = ["topic", "lang", "answer", "suggestions", "help", "confidence"]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def test_one_question_one_document(program: Program) -> None:
    found = program.json("faq", "как подключить почту")
    assert list(found) == KEYS
    assert (found["topic"], found["lang"], found["help"]) == ("connect_mailbox", "ru", None)
    assert "/connect" in found["answer"]
    assert not (program.folder / "data").exists()  # nothing was made for it


def test_the_numbers_are_those_of_the_settings(program: Program) -> None:
    program.settings |= {"SYNC_MINUTES": "41-51", "IDLE": "off"}
    assert "41–51 minutes" in program.json("faq", "how often is my mail checked")["answer"]


def test_people_read_text_in_the_language_of_the_question(program: Program) -> None:
    assert "Cc holds no more than one address" in program.ok("faq", "several addresses in cc").out
    assert "не больше одного адреса" in program.ok("faq", "несколько адресов в копии").out
    assert program.ok("faq", "какая сегодня погода").out.strip() == "На это ответа у меня нет."


def test_the_language_may_be_told(program: Program) -> None:
    found = program.json("faq", "как подключить почту", "--lang", "en")
    assert found["lang"] == "en"
    assert found["answer"].startswith("Press")


def test_abstaining_is_null(program: Program) -> None:
    found = program.json("faq", "какая сегодня погода")
    assert (found["topic"], found["answer"], found["suggestions"]) == (None, None, [])


def test_a_line_of_stdin_is_a_line_of_stdout_whatever_it_holds(program: Program) -> None:
    questions = [
        "как подключить почту".encode(),
        b"",
        b"\xff\xfe\x00 invalid \xc3\x28",
        "почему письма опаздывают на несколько часов ".encode() * 2000,
        b"\0" * 1000,
        b"outlook\r",
        "последняя без конца строки".encode(),
    ]
    done = subprocess.run(
        [POSTROOM, "faq", "-", "--json"],
        input=b"\n".join(questions),
        env=program.environment(),
        cwd=program.folder,
        capture_output=True,
        timeout=60,
        check=True,
    )
    lines = done.stdout.decode("utf-8").splitlines()
    assert len(lines) == len(questions)
    found = [json.loads(line) for line in lines]
    assert all(list(each) == KEYS for each in found)
    topics = [each["topic"] for each in found]
    assert topics[0] == "connect_mailbox"
    assert topics[1] is None
    assert topics[3] == "backlog_delay"
    assert topics[5] == "microsoft_unavailable"
    assert lines[0] == json.dumps(found[0], ensure_ascii=False, separators=(",", ":"))


def test_a_question_that_is_no_text_at_all_is_harmless(program: Program) -> None:
    done = subprocess.run(
        [POSTROOM.__fspath__().encode(), b"faq", b"\xff\xfe?", b"--json"],
        env={key.encode(): value.encode() for key, value in program.environment().items()},
        cwd=program.folder,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert json.loads(done.stdout)["topic"] is None
