"""What every piece of work needs from outside, handed in once by the composition root."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from storage.secrets import Keyring
from sync_engine.meter import Meter
from sync_engine.policy import Policy
from sync_engine.rules.consents import Client
from sync_engine.rules.providers import Table
from sync_engine.wire import exchangers
from sync_engine.wire.guard import Trusted

if TYPE_CHECKING:
    from sync_engine.work.lock import Place

LookUp = Callable[[str], Awaitable[Sequence[str]]]  # a domain -> its mail exchangers

_LARGE_CHUNKS = 4  # in memory at a time, over all mailboxes
_READERS = 2  # processes, of some 40 MB each


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    policy: Policy
    keyring: Keyring
    context: ssl.SSLContext
    trusted: Trusted
    pool: ThreadPoolExecutor  # for blocking mail work only; names are looked up in threads of their own
    locks: "Place"  # where locks are held: a folder, or a session of PostgreSQL
    clock: Callable[[], datetime]
    chance: Callable[[], float]  # 0 to 1
    worker: str | None = None  # the name of this process, where several share the work
    own: Table = field(default_factory=Table)  # the operator's mail services
    builtin: Table = field(default_factory=Table)  # those we know
    consents: Mapping[str, Client] = field(default_factory=dict)  # services that know the operator, by id
    meter: Meter = field(default_factory=Meter)
    exchangers: LookUp = exchangers.of_domain
    # Large chunks take turns here, first come first served: a backlog delays no other mailbox for long.
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_LARGE_CHUNKS))
    # Whoever holds one may read letters in a process of its own.
    readers: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_READERS))
    # By mailbox: whoever renews its tokens holds it.
    renewals: WeakValueDictionary[int, asyncio.Lock] = field(default_factory=WeakValueDictionary)
