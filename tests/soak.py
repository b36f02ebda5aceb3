"""How often a long test does its thing: a few times by default, at full count with POSTROOM_SOAK=full."""

import os


def full() -> bool:
    return os.environ.get("POSTROOM_SOAK") == "full"


def rounds(few: int, many: int) -> int:
    """`many` in a full soak, else `few`."""
    return many if full() else few
