"""The arguments of a command, one by one by the grammar of RFC 3501 §9: no blank too many, none too few."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tests.fakes.imap_server import sets

T = TypeVar("T")

_ATOM = re.compile(rb'[^\x00-\x20\x7f-\xff(){%*"\\\]]+')
_ASTRING = re.compile(rb'[^\x00-\x20\x7f-\xff(){%*"\\]+')
_PATTERN = re.compile(rb'[^\x00-\x20\x7f-\xff(){"\\]+')  # list-mailbox: wildcards may be in it
_WORD = re.compile(rb"[A-Za-z0-9][A-Za-z0-9.\-]*")
_FLAG = re.compile(rb'\\?[^\x00-\x20\x7f-\xff(){%*"\\\]]+')
_NUMBER = re.compile(rb"[0-9]+")
_SET = re.compile(rb"[0-9*:,]+")
_QUOTED = re.compile(rb'"((?:[^"\\\r\n]|\\["\\])*)"')
_LITERAL = re.compile(rb"\{([0-9]+)\+?\}\r\n")


class BadSyntax(Exception):
    """Answered BAD; the words are those of the server's character unless given."""


@dataclass(slots=True)
class Arguments:
    """`raw` holds literals where they stand."""

    raw: bytes
    at: int = 0

    def ended(self) -> bool:
        return self.at == len(self.raw)

    def end(self) -> None:
        if not self.ended():
            raise BadSyntax

    def accept(self, octets: bytes) -> bool:
        """Takes these octets, in any case of letters, if they come next."""
        ahead = self.raw[self.at : self.at + len(octets)]
        if ahead.upper() != octets.upper():
            return False
        self.at += len(octets)
        return True

    def expect(self, octets: bytes) -> None:
        if not self.accept(octets):
            raise BadSyntax

    def space(self) -> None:
        self.expect(b" ")

    def comes(self, octets: bytes) -> bool:
        return self.raw.startswith(octets, self.at)

    def _match(self, pattern: re.Pattern[bytes]) -> re.Match[bytes]:
        found = pattern.match(self.raw, self.at)
        if found is None:
            raise BadSyntax
        self.at = found.end()
        return found

    def atom(self) -> bytes:
        return self._match(_ATOM).group()

    def word(self) -> str:
        """A keyword of the protocol, in capitals."""
        return self._match(_WORD).group().decode("ascii").upper()

    def flag(self) -> str:
        return self._match(_FLAG).group().decode("ascii")

    def number(self) -> int:
        return int(self._match(_NUMBER).group())

    def sequence_set(self) -> sets.Ranges:
        try:
            return sets.parse(self._match(_SET).group().decode("ascii"))
        except ValueError:
            raise BadSyntax from None

    def string(self) -> bytes:
        if self.comes(b'"'):
            return re.sub(rb"\\(.)", rb"\1", self._match(_QUOTED).group(1))
        size = int(self._match(_LITERAL).group(1))
        self.at += size
        return self.raw[self.at - size : self.at]

    def astring(self, plain: re.Pattern[bytes] = _ASTRING) -> bytes:
        return self.string() if self.comes(b'"') or self.comes(b"{") else self._match(plain).group()

    def pattern(self) -> bytes:
        """A folder's name in LIST (list-mailbox)."""
        return self.astring(_PATTERN)

    def several(self, one: Callable[[], T]) -> list[T]:
        """A list in parentheses, perhaps empty."""
        self.expect(b"(")
        found: list[T] = []
        while not self.accept(b")"):
            if found:
                self.space()
            found.append(one())
        return found
