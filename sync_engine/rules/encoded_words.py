"""Encoded words in headers (RFC 2047), as they are and as they should be.

Holds always:
- never raises, and takes time in proportion to the header, whatever is in it;
- blanks between two encoded words do not belong to the text (§6.2);
- a character cut in two by neighbouring words of one charset is whole again.
"""

import re
from collections.abc import Iterator, Sequence

from sync_engine.rules import charset, transfer

# §2, and what is written instead: blanks inside, question marks left as they are, a language (RFC 2231 §5).
_WORD = re.compile(rb"=\?([^?*\s]+)(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*(?:\?[^?=]*){0,3}?)\?=")
_CONTROL = re.compile(rb"[\x00-\x1f]")
_ESCAPE = re.compile(rb"=([0-9A-Fa-f]{2})")


def decode(octets: bytes, hint: str | None) -> str:
    """The text of an unfolded header; `hint` is the charset to try for raw 8-bit octets."""
    if b"=?" not in octets:
        return charset.decode(octets, hint)
    text = []
    for name, base64, words in _runs(octets):
        if not name:
            text.append(charset.decode(words[0], hint))
        elif base64:
            text.append(_from_base64(words, name))
        else:
            # §4.2: an underscore is a blank
            quoted = b"".join(words).replace(b"_", b" ")
            text.append(charset.decode(_ESCAPE.sub(_unescaped, quoted), name))
    return "".join(text)


def _runs(octets: bytes) -> Iterator[tuple[str, bool, list[bytes]]]:
    """Neighbouring words of one charset and way, and (without a charset) what stands between the words."""
    end, run = 0, ("", False)
    words: list[bytes] = []
    for found in _WORD.finditer(octets):
        between = octets[end : found.start()]
        name, way, word = found.groups()
        this = name.decode("ascii", "replace").lower(), way in b"bB"
        apart = bool(between) and not (words and between.isspace())
        if words and (apart or this != run):
            yield *run, words
            words = []
        if apart:
            yield "", False, [between]
        run = this
        words.append(word)
        end = found.end()
    if words:
        yield *run, words
    if end < len(octets):
        yield "", False, [octets[end:]]


def _from_base64(words: Sequence[bytes], name: str) -> str:
    """Neighbouring words are decoded one by one (§5), unless they only make sense as one run of base64."""
    apart = b"".join(map(transfer.unbase64, words))
    if len(words) > 1 and any(len(word.strip()) % 4 for word in words[:-1]):
        together = transfer.unbase64(b"".join(words))
        apart = min(
            apart, together, key=lambda read: (not charset.fits(read, name), len(_CONTROL.findall(read)))
        )
    return charset.decode(apart, name)


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes.fromhex(found[1].decode("ascii"))
