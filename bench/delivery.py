"""Letters on their last hop: a mail server that takes them by SMTP and puts each into its mailbox at once."""

import smtplib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from aiosmtpd import smtp
from aiosmtpd.controller import Controller

from tests.fakes import ports

_HERE = "127.0.0.1"


@dataclass  # no slots: aiosmtpd lists the members of its handler, which Python 3.11.2 then refuses
class _Handler:
    boxes: Mapping[str, Callable[[bytes], object]]  # by address: what puts a letter there

    async def handle_DATA(self, server: smtp.SMTP, session: smtp.Session, envelope: smtp.Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        for each in envelope.rcpt_tos:
            self.boxes[each](envelope.content)
        return "250 2.0.0 OK"


@contextmanager
def delivering(boxes: Mapping[str, Callable[[bytes], object]]) -> Iterator[Callable[[str, bytes], None]]:
    """Sends a letter to an address as a client's mail server does: a connection, a letter, a farewell."""
    controller = Controller(_Handler(boxes), hostname=_HERE, port=ports.free())
    controller.start()

    def send(address: str, raw: bytes) -> None:
        with smtplib.SMTP(_HERE, controller.port) as client:
            client.sendmail("client@client.test", [address], raw)

    try:
        yield send
    finally:
        controller.stop()
