"""The other end of `work.reader`: a process that reads letters until nobody sends any.

It knows no secret, no database and no server, and ends when its standard input does: also when the engine
was killed. A terminal or a supervisor that ends a whole group leaves that to the engine.
"""

import gc
import pickle
import signal
import sys
from typing import BinaryIO

from sync_engine.rules import reading

READY = b"+"


def serve(asked: BinaryIO, answers: BinaryIO) -> None:
    """Says that it is there, and answers each desk and its letters with what they say, in order."""
    answers.write(READY)
    answers.flush()
    while asked.peek(1):  # type: ignore[attr-defined]  # standard input is buffered
        desk, raw = pickle.load(asked)  # noqa: S301 - from our own process
        pickle.dump(reading.read_all(desk, raw), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()


if __name__ == "__main__":
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    gc.disable()  # what is made here has no cycles
    serve(sys.stdin.buffer, sys.stdout.buffer)
