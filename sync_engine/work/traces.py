"""What a log may say of an error: its words may hold what a person wrote, so they are left out."""

import traceback


def where(error: BaseException | None) -> str:
    """The kind of an error and the lines it came through."""
    if error is None:
        return "nothing"
    frames = traceback.extract_tb(error.__traceback__)
    lines = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-6:]))
    return f"{type(error).__name__} in {lines}"
