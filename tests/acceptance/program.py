"""The installed program, driven from outside: its commands, its processes, its signals."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import databases

POSTROOM = Path(sys.executable).with_name("postroom")
PATIENCE = 60  # seconds a command may take before something is wrong


@dataclass(frozen=True, slots=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(slots=True)
class Program:
    """Postroom with settings and a data folder of its own."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    around: dict[str, str] = field(default_factory=dict)  # of its environment, beside its settings

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def database(self) -> str:
        """Its address."""
        return self.settings.get("DATABASE_URL", f"sqlite://{self.data / 'postroom.sqlite3'}")

    def one(self, query: str, *values: object) -> Any:
        """What its database says; the only value of a query with question marks."""
        return databases.one(self.database, query, *values)

    def environment(self) -> dict[str, str]:
        given = {f"POSTROOM_{name}": value for name, value in self.settings.items()}
        ours = {"POSTROOM_DATA_DIR": str(self.data), "POSTROOM_HTTP_LISTEN": "127.0.0.1:0"}
        return {**os.environ, **ours, **given, **self.around}

    def run(self, *arguments: str, stdin: str = "") -> Result:
        """One command, to its end."""
        done = subprocess.run(
            [POSTROOM, *arguments],
            input=stdin,
            env=self.environment(),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    def ok(self, *arguments: str, stdin: str = "") -> Result:
        """A command that has to succeed."""
        result = self.run(*arguments, stdin=stdin)
        assert result.code == 0, f"{arguments}: {result.out}{result.err}"
        return result

    def json(self, *arguments: str, stdin: str = "") -> Any:
        return self.ok(*arguments, "--json", stdin=stdin).json

    @contextmanager
    def running(self, *arguments: str) -> Iterator["Running"]:
        """A process that goes on until it is ended, or the block is left."""
        with (self.folder / "log").open("a") as log:
            process = subprocess.Popen(
                [POSTROOM, *arguments],
                env=self.environment(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        running = Running(process, self.folder / "log")
        try:
            yield running
        finally:
            running.kill()


@dataclass(frozen=True, slots=True)
class Running:
    process: subprocess.Popen[bytes]
    log: Path

    def goes_on_for(self, seconds: float) -> None:
        """Waits so long. Fails where the process ends by itself meanwhile."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        assert self.process.poll() is None, self.log.read_text(encoding="utf-8")

    def kill(self) -> None:
        """SIGKILL: no chance to tidy up."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def terminate(self) -> int:
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)
