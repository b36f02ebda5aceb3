"""How much memory and time a whole process takes."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

# A process counts the size of whoever started it as its own peak until it became itself, so a small one in
# between starts it.
_BETWEEN = (
    "import resource, subprocess, sys; code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL); "
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"
)


class Measured(NamedTuple):
    seconds: float
    megabytes: float  # peak resident size


def run(
    command: Sequence[str | Path], *, env: dict[str, str] | None = None, cwd: Path | None = None
) -> Measured:
    """A command that has to succeed."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _BETWEEN, *command], env=env, cwd=cwd, stdout=subprocess.PIPE, check=True
    )
    return Measured(time.perf_counter() - started, int(done.stdout) / 1024)
