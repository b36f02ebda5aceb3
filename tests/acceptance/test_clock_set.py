"""The machine's clock is set back an hour, and ahead again, under the running program: nothing stands still.

Mailboxes are not watched live here: what is watched asks no clock when a letter comes.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import databases, soak
from tests.acceptance import weather
from tests.acceptance.conftest import Team
from tests.acceptance.program import Program
from tests.acceptance.test_processes import until
from tests.fakes import require

HOUR = 3600
A_CHECK = 60.0 + 30.0  # seconds: one is due every minute, and the machine may be busy
TIMES = soak.rounds(1, 5)
BURST = 6  # letters within a minute


@dataclass(frozen=True, slots=True)
class Clock:
    """That of a program of ours only: libfaketime reads from a file how far it is off."""

    file: Path

    def around(self) -> dict[str, str]:
        """The environment of whoever goes by it. Skips the test where libfaketime is not installed."""
        libraries = require.require("faketime").resolve().parents[1] / "lib"
        # The plain one gives a thread the true time where another asks at the same moment.
        (library,) = libraries.glob("*/faketime/libfaketimeMT.so.1")
        return {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def set(self, seconds: int) -> None:
        """So far from the true time, at once."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{seconds:+d}\n", encoding="utf-8")
        new.replace(self.file)

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=int(self.file.read_text(encoding="utf-8")))


@pytest.fixture
def clock(team: Team, tmp_path: Path) -> Clock:
    made = Clock(tmp_path / "clock")
    made.set(0)
    team.program.around |= made.around()
    return made


@pytest.mark.soak
def test_letters_come_and_are_told_whatever_the_clock_does(team: Team, clock: Clock) -> None:
    with weather.at_work(
        team, weather.asking(team.program), "clock1", "clock2", IDLE="off", SYNC_MINUTES="1-1"
    ) as (seen, running):
        for _ in range(TIMES):
            for seconds, way in ((-HOUR, "назад"), (0, "вперёд")):
                for _ in range(BURST):  # so that the message of a burst waits to be edited
                    seen.post.from_client(seen.boxes[0])
                with seen.api.away():  # so that notices wait for their next attempt
                    seen.program.ok("sync", seen.boxes[0].address)
                    until(lambda: seen.lines("message_waits"), A_CHECK)
                    soon_due(team.program, clock.now())
                    clock.set(seconds)
                began = time.monotonic()
                seen.some(4)
                assert seen.health() == 200
                seen.comes_through(A_CHECK)
                print(f"{seconds}: told after {time.monotonic() - began:.1f} s")
                assert seen.health() == 200
                seen.admin_hears(f"Часы сервера .* {way}")
                for each in seen.program.json("mailbox", "list"):
                    assert abs(datetime.fromisoformat(each["last_check"]) - clock.now()) < timedelta(
                        seconds=A_CHECK
                    )
        assert running.process.poll() is None
        seen.check(twice=2 * TIMES)


def soon_due(program: Program, now: datetime) -> None:
    """All checks, by the clock as it is: so that the test need not wait for a minute."""
    databases.ask(program.database, "UPDATE mailbox SET next_check = ?", str(now + timedelta(seconds=5)))
