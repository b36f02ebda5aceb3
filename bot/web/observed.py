"""A process as monitoring sees it; the bot's `Deps` are one, too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sync_engine.meter import Meter
from sync_engine.policy import Policy


class Beating(Protocol):
    @property
    def heartbeat(self) -> datetime | None:
        """When the engine last looked for work."""


class Observed(Protocol):
    @property
    def engine(self) -> Beating: ...

    @property
    def policy(self) -> Policy: ...

    @property
    def clock(self) -> Callable[[], datetime]: ...

    @property
    def meter(self) -> Meter: ...

    @property
    def metrics_token(self) -> str:
        """Empty: /metrics answers this machine only."""


@dataclass(frozen=True, slots=True)
class Worker:
    """An engine without a bot."""

    engine: Beating
    policy: Policy
    clock: Callable[[], datetime]
    meter: Meter
    metrics_token: str
