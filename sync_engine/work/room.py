"""How much room is left on a disk."""

import shutil
from pathlib import Path


def free(folder: Path) -> int | None:
    """Octets beside this folder; None where that cannot be told."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
