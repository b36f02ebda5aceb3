"""How much memory and time a whole process takes."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

# A process counts the size of whoever started it as its own peak until it became itself, so a small one in
# between starts it: sizes below that one's, about 10 MB, cannot be told. It also keeps the time, so that
# its own start is not counted.
_BETWEEN = """
import json, resource, subprocess, sys, time
started = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
seconds = time.perf_counter() - started
print(json.dumps([done.returncode, seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
                  done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")]))
"""


class Failed(Exception):
    """A measured command ended with an error."""


class Measured(NamedTuple):
    seconds: float
    megabytes: float  # peak resident size
    out: str


def run(
    command: Sequence[str | Path], *, env: dict[str, str] | None = None, cwd: Path | None = None
) -> Measured:
    """A command that has to succeed; raises `Failed`."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _BETWEEN, *command],
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        check=True,
    )
    code, seconds, kilobytes, out, err = json.loads(done.stdout)
    if code:
        raise Failed(f"{Path(command[0]).name} ended with {code}: {' '.join(err.split())[-200:]}")
    return Measured(seconds, kilobytes / 1024, out)
