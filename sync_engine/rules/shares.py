"""Which of several workers sees to a mailbox: rendezvous hashing.

All workers come to the same answer without asking each other, and a worker that comes or goes moves only the
mailboxes it gets or had (Thaler, Ravishankar: "Using name-based mappings to increase hit rates", 1998).
"""

import hashlib
from collections.abc import Collection


def owner(mailbox_id: int, workers: Collection[str]) -> str | None:
    """The worker with the highest score; None where there is none."""
    return max(workers, key=lambda name: _score(mailbox_id, name), default=None)


def _score(mailbox_id: int, worker: str) -> bytes:
    return hashlib.blake2b(f"{mailbox_id} {worker}".encode(), digest_size=8).digest()
