"""How much memory and time a whole process takes."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

# A process counts the size of whoever started it as its own peak until it became itself, so a small one in
# between starts it: sizes below that one's, about 10 MB, cannot be told. It also keeps the time, so that
# its own start is not counted; and it looks from time to time which processes the measured one has started,
# for their peaks count too.
_BETWEEN = """
import glob, json, resource, subprocess, sys, threading, time

def read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""  # ended meanwhile

def children(pid):
    for path in glob.glob(f"/proc/{pid}/task/*/children"):
        for child in read(path).split():
            yield child
            yield from children(child)

def watch():
    while not ended.wait(0.05):
        for pid in children(process.pid):
            for line in read(f"/proc/{pid}/status").splitlines():
                if line.startswith("VmHWM:"):
                    peaks[pid] = int(line.split()[1])

peaks, ended = {}, threading.Event()
started = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
watching = threading.Thread(target=watch)
watching.start()
out, err = process.communicate()
seconds = time.perf_counter() - started
ended.set()
watching.join()
kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss + sum(peaks.values())
print(json.dumps([process.returncode, seconds, kilobytes,
                  out.decode(errors="replace"), err.decode(errors="replace")]))
"""


class Failed(Exception):
    """A measured command ended with an error."""


class Measured(NamedTuple):
    seconds: float
    megabytes: float  # peak resident size and those of the processes it started: never less than was used
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
