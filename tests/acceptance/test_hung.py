"""A worker that hangs ends itself, so that whatever looks after it starts it anew."""

import subprocess
import sys
from pathlib import Path

from tests import databases
from tests.acceptance.program import PATIENCE, Program

ROOT = Path(__file__).parents[2]
PUTS_UP_WITH = 5  # seconds; while others are busy with the processors, a loop that turns is late, too


@databases.of_postgres
def test_a_worker_whose_loop_stands_still_ends_itself_and_says_where(program: Program) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.acceptance.hung_worker", str(PUTS_UP_WITH)],
        env=program.environment() | {"PYTHONPATH": str(ROOT)},
        cwd=program.folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert worker.stdout
        assert worker.stdout.readline() == "working\n"
        _, said = worker.communicate("\n", timeout=PATIENCE)
    finally:
        worker.kill()
        worker.communicate()
    assert worker.returncode == 1
    assert "Timeout" in said
    assert "hung_worker.py" in said
