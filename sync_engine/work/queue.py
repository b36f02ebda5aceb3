"""Which mailbox is visited next: first due, first served, and no mail server takes all the places.

A server that does not answer holds a place for as long as a connection may take. So that its mailboxes cannot
keep all others waiting, a host gets three quarters of the places at most.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable


class Queue:
    """Mailboxes that wait for a place; `places` is how many may be visited at a time."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._most_of_a_host = max(1, places * 3 // 4)
        self._waiting: OrderedDict[int, str] = OrderedDict()
        self._inside: dict[int, str] = {}
        self._hosts: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, mailboxes: Iterable[tuple[int, str]]) -> None:
        """Mailboxes with their hosts, in the order they are due; those that are here stay as they are."""
        for mailbox_id, host in mailboxes:
            if mailbox_id not in self._inside:
                self._waiting.setdefault(mailbox_id, host)

    def next(self) -> int | None:
        """Gives a place to the first one that may have one; None where none may."""
        if len(self._inside) >= self._places:
            return None
        for mailbox_id, host in self._waiting.items():
            if self._hosts[host] < self._most_of_a_host:
                del self._waiting[mailbox_id]
                self._inside[mailbox_id] = host
                self._hosts[host] += 1
                return mailbox_id
        return None

    def leave(self, mailbox_id: int) -> None:
        """Its place is free again."""
        host = self._inside.pop(mailbox_id)
        self._hosts[host] -= 1
        if not self._hosts[host]:
            del self._hosts[host]
