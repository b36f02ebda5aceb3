"""A log line says of which work it is and where an error came from, and never what a person wrote."""

import asyncio
import json
import logging
from collections.abc import Iterator

import pytest

from bot import logs
from sync_engine.work import traces

log = logging.getLogger("sync_engine.test")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root, ours = logging.getLogger(), [logging.getLogger(each) for each in ("bot", "sync_engine", "storage")]
    handlers, levels = root.handlers[:], [each.level for each in (root, *ours)]
    yield
    root.handlers[:] = handlers
    for each, level in zip((root, *ours), levels, strict=True):
        each.setLevel(level)


def stumble(words: str) -> None:
    try:
        raise ValueError(words)
    except ValueError as error:
        raise KeyError(words) from error


def say(words: str) -> None:
    try:
        stumble(words)
    except KeyError:
        log.exception("it died", extra={"action": "died"})


async def test_lines_of_visits_side_by_side_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("json")

    async def visit(mailbox: int) -> None:
        with traces.about(mailbox=mailbox):
            await asyncio.sleep(0)
            with traces.about(epoch=3):
                log.info("inside")
        log.info("outside")

    await asyncio.gather(visit(1), visit(2))
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    inside = [(each["mailbox"], each["epoch"]) for each in lines if each["message"] == "inside"]
    assert inside == [(1, 3), (2, 3)]
    assert all("mailbox" not in each for each in lines if each["message"] == "outside")


@pytest.mark.parametrize("form", ["json", "text"])
def test_an_error_is_one_line_without_its_words(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(form)
    say("petrov@client.test: Счёт")
    (line,) = capsys.readouterr().err.splitlines()
    assert "petrov" not in line
    assert "Счёт" not in line
    for part in ("KeyError", "ValueError", "stumble", "died"):
        assert part in line
    if form == "json":
        assert set(json.loads(line)) == {"time", "level", "logger", "message", "action", "error"}


def test_nobody_can_write_over_what_every_line_has(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("json")
    log.info("real", extra={"level": "made up", "time": "never"})
    said = json.loads(capsys.readouterr().err)
    assert (said["level"], said["message"]) == ("info", "real")
    assert said["time"] != "never"
