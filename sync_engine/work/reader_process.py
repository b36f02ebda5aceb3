"""The other end of `work.reader`: a process that reads letters until nobody sends any.

It knows no secret, no database and no server, and ends when the socket that is its standard input does: also
when the engine was killed. A terminal or a supervisor that ends a whole group leaves that to the engine.
"""

import gc
import signal
import socket
import sys
from contextlib import suppress

from sync_engine.rules import reading
from sync_engine.work import reader_link


def serve(link: socket.socket) -> None:
    """Says that it is there, and answers each desk and its letters with what they say, in order."""
    with suppress(EOFError, ConnectionError):  # the engine is gone, and with it whoever would want to know
        link.sendall(reader_link.READY)
        while True:
            desk, raw = reader_link.asked(link)
            reader_link.answer(link, reading.read_all(desk, raw))


if __name__ == "__main__":
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    gc.disable()  # what is made here has no cycles
    with socket.socket(fileno=sys.stdin.fileno()) as engine:
        serve(engine)
