"""The disk is full: no letter finds a place, nothing is half stored, and all comes when there is room."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import databases, soak
from tests.acceptance import weather
from tests.acceptance.conftest import Team
from tests.acceptance.test_processes import until

SIZE = 48  # MB
AWAY = soak.rounds(10, 300)  # seconds
TIMES = soak.rounds(1, 4)
LETTERS = 12
LINES = 3000  # of a letter's text: what is stored of it has no place in a database that cannot grow


@pytest.fixture
def small_disk(team: Team) -> Iterator[Path]:
    """The data folder, on a disk of its own. Skips the test where none may be mounted."""
    folder = team.program.data
    folder.mkdir(mode=0o700, exist_ok=True)  # whatever is there is hidden by the mount
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=700", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(ballast: Path) -> None:
    """To the last octet."""
    with ballast.open("wb", buffering=0) as file:
        for piece in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(bytes(piece))
            except OSError:
                pass


@databases.of_sqlite
@pytest.mark.soak
def test_a_full_disk_is_waited_out(team: Team, small_disk: Path) -> None:
    with weather.at_work(team, weather.asking(team.program), "full1") as (seen, running):
        seen.admin_hears("На диске сервера осталось")
        for _ in range(TIMES):
            fill(small_disk / "ballast")
            for _ in range(LETTERS):
                seen.post.from_client(seen.boxes[0], lines=LINES)
            until(lambda: seen.health() == 503)
            seen.admin_hears("Диск сервера заполнен")
            until(lambda: seen.lines("sync_died") or seen.lines("sync_failed"))
            logins, lines = seen.team.dovecot.log().count("Login:"), len(seen.said())
            running.goes_on_for(AWAY)
            assert seen.team.dovecot.log().count("Login:") - logins <= 2 + AWAY // 20, (
                "it signs in again and again"
            )
            assert len(seen.said()) - lines <= 10 + AWAY // 5
            assert not seen.all_stored(), "the disk was not full"
            whole(team)
            told = [text for text in seen.api.told(weather.OWNER).values() if "Диск сервера заполнен" in text]
            assert len(told) <= TIMES
            (small_disk / "ballast").unlink()
            freed = time.monotonic()
            seen.comes_through(4 * weather.SOON)
            print(f"all is told {time.monotonic() - freed:.1f} s after there is room")
            until(lambda: seen.health() == 200)
            until(seen.watched, weather.SOON)
            seen.admin_hears("На диске снова есть место")
        assert running.process.poll() is None
        whole(team)
        seen.check()


def whole(team: Team) -> None:
    """SQLite finds nothing wrong, and no letter without the folder that counts it."""
    assert databases.ask(team.program.database, "PRAGMA integrity_check") == [("ok",)]
    assert databases.ask(team.program.database, "PRAGMA foreign_key_check") == []
