"""What every piece of work needs from outside, handed in once by the composition root."""

import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.secrets import Keyring
from sync_engine.policy import Policy
from sync_engine.wire.guard import Trusted


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    policy: Policy
    keyring: Keyring
    context: ssl.SSLContext
    trusted: Trusted
    pool: ThreadPoolExecutor  # for blocking mail work only; names are looked up in threads of their own
    locks: Path  # folder of lock files
    clock: Callable[[], datetime]
    chance: Callable[[], float]  # 0 to 1
