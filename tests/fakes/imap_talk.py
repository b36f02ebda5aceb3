"""Clients of the IMAP server of the tests: a real library, and one that shows every line."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import imapclient

from tests.fakes.imap_server.mailbox import Box
from tests.fakes.imap_server.server import ImapServer


@contextmanager
def session(imap: ImapServer, box: Box, folder: str | None = None) -> Iterator[imapclient.IMAPClient]:
    with imapclient.IMAPClient("127.0.0.1", imap.port, ssl=False, timeout=10) as client:
        client.normalise_times = False
        client.login(box.login, box.password)
        if folder:
            client.select_folder(folder, readonly=True)
        yield client


class Talk:
    """A client that says what it is told and shows every line it gets."""

    def __init__(self, imap: ImapServer) -> None:
        self._socket = socket.create_connection(("127.0.0.1", imap.port), timeout=10)
        self._file = self._socket.makefile("rb")
        self.line()

    def __enter__(self) -> "Talk":
        return self

    def __exit__(self, *exc: object) -> None:
        self._file.close()
        self._socket.close()

    def say(self, words: str) -> None:
        self._socket.sendall(words.encode() + b"\r\n")

    def line(self) -> str:
        return self._file.readline().decode().rstrip("\r\n")

    def until(self, tag: str) -> list[str]:
        lines = [self.line()]
        while not lines[-1].startswith(f"{tag} "):
            assert lines[-1], f"the line went down before {tag}: {lines}"
            lines.append(self.line())
        return lines

    def ask(self, words: str) -> list[str]:
        self.say(f"a {words}")
        return self.until("a")


@contextmanager
def talk(imap: ImapServer, box: Box, folder: str | None = None) -> Iterator[Talk]:
    with Talk(imap) as client:
        assert client.ask(f'LOGIN {box.login} "{box.password}"')[-1].startswith("a OK")
        if folder:
            assert client.ask(f"EXAMINE {folder}")[-1].startswith("a OK [READ-ONLY]")
        yield client
