"""A process as monitoring sees it; the bot's `Deps` are one, too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Protocol

from sync_engine.meter import Meter
from sync_engine.policy import Policy


class Beating(Protocol):
    @property
    def heartbeat(self) -> float | None:
        """When the engine last looked for work, on the clock of the event loop."""


class Observed(Protocol):
    @property
    def engine(self) -> Beating: ...

    @property
    def policy(self) -> Policy: ...

    @property
    def clock(self) -> Callable[[], datetime]: ...

    @property
    def timezone(self) -> tzinfo:
        """The team's, by which people have quiet hours."""

    @property
    def meter(self) -> Meter: ...

    @property
    def folder(self) -> Path | None:
        """What it keeps is there, as far as it is on this machine."""

    @property
    def metrics_token(self) -> str:
        """Empty: /metrics answers this machine only."""


@dataclass(frozen=True, slots=True)
class Worker:
    """An engine without a bot."""

    engine: Beating
    policy: Policy
    clock: Callable[[], datetime]
    timezone: tzinfo
    meter: Meter
    folder: Path
    metrics_token: str
