"""Letters too large to be held: read slice by slice (invariant 11).

Holds always:
- the same walk and the same composition as for a whole letter (`letter.parse_letter`), so both give the same;
- memory is bounded by the text that is kept and the heads of parts, whatever the size of the letter;
- a letter that ends too early is read as far as it goes.
"""

from dataclasses import replace

from sync_engine.policy import POLICY
from sync_engine.rules import letter


class Scanner:
    """Fed with the octets of one letter, in order and in slices of any size."""

    def __init__(self, text_kept: int = POLICY.text_kept) -> None:
        """`text_kept`: characters of the letter's text."""
        self._policy = replace(POLICY, text_kept=text_kept)
        self._walk = letter.begin(self._policy)
        self._head = bytearray()

    def feed(self, octets: bytes) -> None:
        if (room := self._policy.report_kept - len(self._head)) > 0:
            self._head += octets[:room]
        self._walk.feed(octets)

    @property
    def head(self) -> bytes:
        """How the letter begins: all that a delivery report says comes before the letter it returns
        (RFC 6522 §3).
        """
        return bytes(self._head)

    def close(self) -> letter.ParsedLetter:
        """What was read. Raises `letter.Unreadable` if there was nothing."""
        return letter.compose(self._walk.close(), self._policy)
