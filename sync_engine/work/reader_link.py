"""What goes between `work.reader` and its process: over a socket, a length (8 octets) and so many octets.

Either end takes a message in one call of the system: a thread that came back to the interpreter for every
piece of it would wait there for its turn each time.
"""

import pickle
import socket
import struct
from collections.abc import Iterator, Mapping

from storage.records import Uid
from sync_engine.rules.reading import Desk, Read

READY = b"+"
_LENGTH = struct.Struct("!Q")
_AT_ONCE = 512  # pieces; the system takes 1,024 (IOV_MAX)


def ask(link: socket.socket, desk: Desk, raw: Mapping[Uid, bytes]) -> None:
    """Raises `OSError`."""
    sizes = {uid: len(octets) for uid, octets in raw.items()}
    _send(link, pickle.dumps((desk, sizes), pickle.HIGHEST_PROTOCOL))
    _send(link, *raw.values())


def asked(link: socket.socket) -> tuple[Desk, Iterator[tuple[Uid, bytes]]]:
    """The next question. Raises `EOFError` where nobody asks any more, `OSError`."""
    desk, sizes = pickle.loads(_receive(link))  # noqa: S301 - from our own process
    return desk, _letters(sizes, _receive(link))


def _letters(sizes: Mapping[Uid, int], octets: bytearray) -> Iterator[tuple[Uid, bytes]]:
    """One after the other, so that no letter is in memory twice for long."""
    view, end = memoryview(octets), 0
    for uid, size in sizes.items():
        yield uid, bytes(view[end : end + size])
        end += size


def answer(link: socket.socket, read: Mapping[Uid, Read]) -> None:
    """Raises `OSError`."""
    _send(link, pickle.dumps(read, pickle.HIGHEST_PROTOCOL))


def answered(link: socket.socket) -> dict[Uid, Read]:
    """Raises `EOFError` where the process is gone, `OSError`."""
    read: dict[Uid, Read] = pickle.loads(_receive(link))  # noqa: S301 - from our own process
    return read


def _send(link: socket.socket, *pieces: bytes) -> None:
    left = [_LENGTH.pack(sum(map(len, pieces))), *pieces]
    while left:
        sent = link.sendmsg(left[:_AT_ONCE])
        while left and sent >= len(left[0]):
            sent -= len(left.pop(0))
        if sent:
            left[0] = left[0][sent:]


def _receive(link: socket.socket) -> bytearray:
    (length,) = _LENGTH.unpack(_exactly(link, _LENGTH.size))
    return _exactly(link, length)


def _exactly(link: socket.socket, octets: int) -> bytearray:
    found = bytearray(octets)
    left = memoryview(found)
    while left:
        came = link.recv_into(left, flags=socket.MSG_WAITALL)
        if not came:
            raise EOFError
        left = left[came:]
    return found
