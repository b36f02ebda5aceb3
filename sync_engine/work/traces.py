"""What a log may say: ids of ours, and of an error its kind and its lines.

The words of an error may hold what a person wrote, so they are left out.
"""

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

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
    """The kind of an error and the lines it came through."""
    if error is None:
        return "nothing"
    frames = traceback.extract_tb(error.__traceback__)
    lines = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-6:]))
    return f"{type(error).__name__} in {lines}"


def chain(error: BaseException | None) -> str:
    """The same with what it came of, the latest first."""
    found: list[str] = []
    while error is not None and len(found) < 5:
        found.append(where(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return " from ".join(found)
