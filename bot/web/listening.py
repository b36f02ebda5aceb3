"""The sockets that the web server listens on."""

import errno
import socket
from contextlib import ExitStack


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets on every address that `host` stands for, under one port number; any free one for 0.

    Raises OSError, where the port is taken or the host is none of ours.
    """
    with ExitStack() as stack:
        sockets: list[socket.socket] = []
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        for left, (family, _, _, _, address) in zip(reversed(range(len(found))), found, strict=True):
            number = sockets[0].getsockname()[1] if sockets else port
            try:
                sockets.append(bound(socket.AddressFamily(family), str(address[0]), number))
                stack.callback(sockets[-1].close)
            except OSError as error:
                # "localhost" also stands for ::1 on a machine without IPv6.
                if error.errno != errno.EADDRNOTAVAIL or not (sockets or left):
                    raise
        stack.pop_all()
    return sockets


def bound(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    """Raises OSError."""
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((address, port))
        sock.listen(128)
        sock.setblocking(False)
    except OSError:
        sock.close()
        raise
    return sock
