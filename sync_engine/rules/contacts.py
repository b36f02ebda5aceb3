"""Addresses in headers (RFC 5322 §3.4), as the world writes them.

Holds always:
- never raises, and takes time in proportion to the header;
- an address comes out lower-case and without blanks; addresses in other alphabets are as good as any;
- a comma that a name should have had quotes for does not tear the name from its address.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from storage.records import Contact
from sync_engine.rules import encoded_words, headers

_TOKEN = re.compile(
    rb"""
      (?P<encoded>=\?[^?\s]+\?[bBqQ]\?[^?]*\?=)
    | "(?P<quoted>(?:[^"\\]|\\.)*)"
    | \((?P<comment>(?:[^()\\]|\\.)*)\)
    | <(?P<angle>[^<>]*)>?
    | (?P<end>[,;])
    | (?P<group>:)
    | (?P<word>[^\s",;:<(]+)
    """,
    re.VERBOSE | re.DOTALL,
)
# Nearly everybody: a name of plain or encoded words, perhaps in quotes, and an address in ASCII.
_USUAL = re.compile(
    rb"""
      (?: "(?P<quoted>[ -!#-\[\]-~\x80-\xff]*)"[ ]
        | (?P<name>(?:(?:=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=|[!#-'*+\-./0-9A-Z^_`a-z{|}~\x80-\xff]+)[ ])*) )?
      <(?P<address>[\w.%+=-]{1,64}@[\w.-]{1,255})>
    """,
    re.VERBOSE,
)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_INVISIBLE = re.compile("[\x00-\x20\x7f\xa0\u200b-\u200f\u202a-\u202e\ufeff<>\"',;]+")
_SOMEWHERE = re.compile(r"[^\s<>()\"',;:@]+@[^\s<>()\"',;:@]+")
_SHORT = 300  # octets of a line that is remembered
_MOST = 1000  # addressees of one letter that are read
_LONGEST_NAME, _LONGEST_ADDRESS = 200, 320  # characters; RFC 5321 §4.5.3.1 allows 64 + 1 + 255


def read(values: Sequence[bytes], hint: str | None = None) -> tuple[Contact, ...]:
    """Everybody with an address in these fields, in order, each once; groups are dissolved."""
    found: dict[str, Contact] = {}
    left = _MOST
    for value in values:
        line = headers.unfold(value)
        if len(value) > headers.LONGEST:
            line = line[: line.rfind(b",") + 1]  # the last address may be cut in two
        for contact in islice(_all(line, hint), left):
            left -= 1
            if contact.address:
                found.setdefault(contact.address, contact)
    return tuple(found.values())


def sender(value: bytes, hint: str | None = None) -> Contact:
    """Who a letter says it is from; name or address, or both, are empty where the header has none."""
    for contact in _all(headers.unfold(value), hint):
        if contact.address:
            return contact
    whole = headers.text(value, hint)
    if somewhere := _SOMEWHERE.search(whole[:_LONGEST_NAME]):  # all of it in one encoded word
        return Contact(name=_name(whole[: somewhere.start()]), address=_address(somewhere[0]))
    return Contact(name=_name(whole.replace("<>", "")), address="")


def _all(line: bytes, hint: str | None) -> Iterable[Contact]:
    if len(line) <= _SHORT and (usual := _usual(line, hint)):
        return (usual,)
    return _Reader(hint).read(line)


@lru_cache(maxsize=1000)
def _usual(line: bytes, hint: str | None) -> Contact | None:
    """The one person of a line in the usual form; remembered, for people write again and again."""
    found = _USUAL.fullmatch(line)
    if not found:
        return None
    quoted, name, address = found.groups()
    written = encoded_words.decode(quoted or name or b"", hint)
    return Contact(name=_name(written), address=address.decode("ascii").lower())


class _Reader:
    """Collects the words of one mailbox until a comma, a semicolon or the end completes it."""

    def __init__(self, hint: str | None) -> None:
        self._hint = hint
        self._left_over = ""  # a name that has met no address yet
        self._start()

    def _start(self) -> None:
        self._words: list[bytes] = []
        self._comments: list[bytes] = []
        self._angle: bytes | None = None

    def read(self, line: bytes) -> Iterator[Contact]:
        for token in _TOKEN.finditer(line):
            kind, octets = token.lastgroup, token[token.lastgroup or 0]
            if kind == "end":
                yield from self._complete()
            elif kind == "group":  # what came before was the name of a group (§3.4)
                self._start()
            elif kind == "angle":
                self._angle = octets
            elif kind == "comment":
                self._comments.append(octets)
            elif kind == "quoted":
                self._words.append(_ESCAPED.sub(rb"\1", octets))
            elif octets.startswith(b"@") and self._words:  # after a quoted local part
                self._words[-1] += octets
            else:
                self._words.append(octets)
        yield from self._complete()

    def _complete(self) -> Iterator[Contact]:
        address, words = self._angle, self._words
        if address is None:
            places = [place for place, word in enumerate(words) if b"@" in word]
            if not places:
                if words:
                    self._left_over += self._decoded(words) + ", "
                self._start()
                return
            address = words[places[-1]]
            words = words[: places[-1]] + words[places[-1] + 1 :]
        name = _name(self._left_over + self._decoded(words or self._comments))
        # §4.4: an obsolete route ends with a colon
        written = encoded_words.decode(address, self._hint).rpartition(":")[2]
        yield Contact(name=name, address=_address(written))
        self._left_over = ""
        self._start()

    def _decoded(self, words: Sequence[bytes]) -> str:
        return encoded_words.decode(b" ".join(words), self._hint)


def _name(written: str) -> str:
    name = headers.shown(written[: _LONGEST_NAME * 2]).strip(" ,<>")[:_LONGEST_NAME]
    quote = name[:1]
    if quote in ("'", '"') and name.endswith(quote) and name.count(quote) == 2:
        return name[1:-1].strip()
    return name


def _address(written: str) -> str:
    return _INVISIBLE.sub("", written[: _LONGEST_ADDRESS * 2]).lower()[:_LONGEST_ADDRESS]
