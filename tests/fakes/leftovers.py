"""Processes a test run started and did not end."""

import os

import psutil

MARK = (
    "SESSION_OF_POSTROOM_TESTS"  # in the environment of whatever a test run starts, so orphans are found too
)
PATIENCE_SECONDS = 3.0  # for those that are just ending


def find(mark: str, *, patience: float = PATIENCE_SECONDS) -> list[psutil.Process]:
    """Our children and all that carry `mark`, apart from ourselves, which do not end by themselves."""
    found = {
        *psutil.Process().children(recursive=True),
        *(each for each in psutil.process_iter() if _marked(each, mark)),
    }
    return psutil.wait_procs(found, timeout=patience)[1]


def describe(process: psutil.Process) -> str:
    try:
        return f"{process.pid} {' '.join(process.cmdline()) or process.name()}"
    except psutil.Error:
        return str(process.pid)


def _marked(process: psutil.Process, mark: str) -> bool:
    try:
        return process.pid != os.getpid() and process.environ().get(MARK) == mark
    except psutil.Error:
        return False  # ended meanwhile, or another user's
