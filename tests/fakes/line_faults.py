"""What can go wrong with a connection on a `line`, as data, and a seeded choice of it.

Holds always: a place is counted in octets as their sender wrote them, so the same plan meets the same octet
however the system cuts the stream into pieces.
"""

import random
from dataclasses import dataclass
from typing import Literal

Side = Literal["up", "down"]  # up: from the client to the server
Kind = Literal["reset", "close", "stall", "halve", "corrupt", "late"]
KINDS: tuple[Kind, ...] = ("reset", "close", "stall", "halve", "corrupt", "late")


@dataclass(frozen=True, slots=True)
class Fault:
    """Happens on one side when octet number `octet` (from 0) arrives; those before it pass unharmed.

    - reset: RST to both ends; close: FIN to both ends, and nothing passes any more;
    - stall: nothing passes on this side any more, not even the news of its end; the connection stays open;
    - halve: this octet and all after it in the same piece are lost, what follows passes;
    - corrupt: bit number `bit` of the octet is flipped;
    - late: its piece, and what comes behind it, arrives `seconds` later.
    """

    kind: Kind
    octet: int
    side: Side = "down"
    bit: int = 0
    seconds: float = 0.0


def drawn(rng: random.Random, *, up: int, down: int, kinds: tuple[Kind, ...] = KINDS) -> Fault:
    """One fault in the first `up` or `down` octets of a connection; each octet as likely as another."""
    place = rng.randrange(up + down)
    side: Side = "up" if place < up else "down"
    return Fault(
        kind=rng.choice(kinds),
        octet=place if side == "up" else place - up,
        side=side,
        bit=rng.randrange(8),
        seconds=rng.uniform(0.01, 0.2),
    )
