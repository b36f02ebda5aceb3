"""What a log may say: ids of ours, and of an error its kind and its lines.

The words of an error may hold what a person wrote, so they are left out.
"""

import os
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType

_ROOT = Path(__file__).parents[2]
_OURS = tuple(f"{_ROOT / layer}{os.sep}" for layer in ("bot", "sync_engine", "storage"))
_LINES = 8  # that are told

_about: ContextVar[Mapping[str, int]] = ContextVar("about", default=MappingProxyType({}))


@contextmanager
def about(**ids: int) -> Iterator[None]:
    """All that is logged inside, by whatever room, belongs to this work: `mailbox`, `epoch`, `answer`.

    Tasks begun inside keep it. Numbers only: an address cannot get in here.
    """
    before = _about.set(MappingProxyType({**_about.get(), **ids}))
    try:
        yield
    finally:
        _about.reset(before)


def ids() -> Mapping[str, int]:
    """What work goes on here."""
    return _about.get()


def where(error: BaseException | None) -> str:
    """The kind of an error, where it was raised, and the lines of ours it came through, the latest first."""
    if error is None:
        return "nothing"
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} in {_lines([*_ours(frames[:-1]), *frames[-1:]])}"


def here() -> str:
    """The lines of ours that lead to whoever asks, the latest first."""
    return _lines(_ours(traceback.extract_stack()[:-1]))


def _ours(frames: Iterable[traceback.FrameSummary]) -> list[traceback.FrameSummary]:
    return [each for each in frames if each.filename.startswith(_OURS)]


def _lines(frames: list[traceback.FrameSummary]) -> str:
    return " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-_LINES:]))


def chain(error: BaseException | None) -> str:
    """The same with what it came of, the latest first."""
    found: list[str] = []
    while error is not None and len(found) < 5:
        found.append(where(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return " from ".join(found)
