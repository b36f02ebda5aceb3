"""One connection as octets: commands in, answers out, and what may go wrong with a line."""

import asyncio
import re
import ssl
from contextlib import suppress

from tests.fakes.imap_server.character import Character

LONGEST_LINE = 64 * 1024  # octets; RFC 2683 §3.2.1.5 asks for 8,000 at least
_TOGETHER = 32 * 1024  # octets written in one go
_LITERAL = re.compile(rb"\{([0-9]{1,9})(\+?)\}\r\n\Z")


class Line:
    """What was sent goes out at the latest before the next command is waited for."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, character: Character
    ) -> None:
        self._reader, self._writer = reader, writer
        self._cut_after, self._trickle = character.cut_after, character.trickle
        self._literal_plus = character.offers("LITERAL+")
        self._unsent = bytearray()
        self._sent = 0
        self._flow()

    async def send(self, octets: bytes) -> None:
        """Raises `ConnectionError` where the line is down, or is cut here."""
        self._unsent += octets
        if len(self._unsent) >= _TOGETHER:
            await self.flush()

    def interject(self, octets: bytes) -> None:
        """Out of turn and at once; nothing else may be on its way."""
        self._writer.write(octets)

    async def flush(self) -> None:
        octets, self._unsent = bytes(self._unsent), bytearray()
        left = len(octets) if self._cut_after is None else self._cut_after - self._sent
        await self._write(octets[: max(left, 0)])
        self._sent += len(octets)
        if left <= len(octets) and self._cut_after is not None:
            self.hang_up()
            raise ConnectionAbortedError("cut, as the character of the server wants it")

    async def _write(self, octets: bytes) -> None:
        trickle = self._trickle
        step = trickle.octets if trickle else max(len(octets), 1)
        for start in range(0, len(octets), step):
            if trickle:
                await asyncio.sleep(trickle.seconds)
            self._writer.write(octets[start : start + step])
            await self._writer.drain()

    async def read_line(self) -> bytes:
        """With its CRLF. Raises `EOFError` at the end, `asyncio.LimitOverrunError` for a line too long."""
        await self.flush()
        return await self._reader.readuntil(b"\r\n")

    async def read_command(self) -> bytes:
        """Without the last CRLF; literals (RFC 3501 §4.3, RFC 7888) stand where they were."""
        raw = b""
        while True:
            piece = await self.read_line()
            raw += piece
            found = _LITERAL.search(piece)
            if found is None or (found.group(2) and not self._literal_plus):
                return raw[:-2]
            if not found.group(2):
                await self.send(b"+ Ready for literal data\r\n")
                await self.flush()
            raw += await self._reader.readexactly(int(found.group(1)))

    async def start_tls(self, context: ssl.SSLContext) -> bool:
        """False where the client sent more before TLS began: it must not be taken for its own words."""
        await self.flush()
        eager = b""
        with suppress(TimeoutError):
            async with asyncio.timeout(0):
                eager = await self._reader.read(1)
        if eager:
            return False
        await self._writer.start_tls(context)
        self._flow()
        return True

    def _flow(self) -> None:
        """`drain` waits until everything is with the system. With 0 a TLS transport would never go on."""
        self._writer.transport.set_write_buffer_limits(high=1, low=0)

    def hang_up(self) -> None:
        self._writer.transport.abort()
