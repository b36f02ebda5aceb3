"""All that somebody could look at while Postroom runs, by where."""

import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil

from tests.acceptance.program import Program
from tests.acceptance.telegram import Telegram


def seen(program: Program, api: Telegram, pid: int) -> dict[str, str]:
    """Files, chats, calls of the Bot API, processes, and what the web server tells anybody."""
    found = {f"file {path.name}": path.read_bytes().decode("latin-1") for path in files(program.folder)}
    found["chat"] = "\n".join(text for who in api.chats.people for text in api.told(who).values())
    found["calls"] = "\n".join(str(call.params) for call in api.chats.calls)
    for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        found[f"process {process.pid}"] = " ".join([*process.cmdline(), *process.environ().values()])
    listen = program.settings["HTTP_LISTEN"]
    for page in ("healthz", "metrics"):
        with urllib.request.urlopen(f"http://{listen}/{page}", timeout=10) as answer:
            found[page] = answer.read().decode() + str(answer.headers)
    return found


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
