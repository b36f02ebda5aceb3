"""Which mailboxes are handed out, and which of several workers sees to one.

No mail server takes all the places: one that does not answer holds each for long. So half of what is handed
out and not done yet may be of one host.

Whose a mailbox is says rendezvous hashing: all workers come to the same answer without asking each other, and
a worker that comes or goes moves only the mailboxes it gets or had (Thaler, Ravishankar: "Using name-based
mappings to increase hit rates", 1998).
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping


def owner(mailbox_id: int, workers: Collection[str]) -> str | None:
    """The worker with the highest score; None where there is none."""
    return max(workers, key=lambda name: _score(mailbox_id, name), default=None)


def _score(mailbox_id: int, worker: str) -> bytes:
    return hashlib.blake2b(f"{mailbox_id} {worker}".encode(), digest_size=8).digest()


def full(hosts: Iterable[str], most: int) -> list[str]:
    """Hosts that have their half of the `most` places; `hosts`: one for each mailbox handed out before."""
    return [host for host, count in Counter(hosts).items() if count >= _half(most)]


def handed(due: Iterable[tuple[int, str]], waiting: Mapping[int, str], most: int) -> list[tuple[int, str]]:
    """Of the mailboxes that are due, each with its host, those to hand out now, first due first.

    `waiting`: those that were before, with their hosts.
    """
    hosts, found = Counter(waiting.values()), list[tuple[int, str]]()
    for mailbox_id, host in due:
        if len(waiting) + len(found) >= most:
            break
        if mailbox_id not in waiting and hosts[host] < _half(most):
            hosts[host] += 1
            found.append((mailbox_id, host))
    return found


def _half(most: int) -> int:
    return max(1, most // 2)
