"""On whose contact cards a letter belongs (rules S6, S7)."""

from collections.abc import Sequence

from storage.records import Contact, Direction


def of(direction: Direction, sender: Contact, to: Sequence[Contact], *, client: bool) -> tuple[Contact, ...]:
    """Of one that came its sender, if it counts as a client's; of one that was sent everybody in To.

    Somebody only in Cc has no part in it. Who of them is of the team is told when a card is looked at: an
    address may become the team's later.
    """
    if direction == "out":
        return tuple(dict.fromkeys(each for each in to if each.address))
    return (sender,) if client and sender.address else ()
