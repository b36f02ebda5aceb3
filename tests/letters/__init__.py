"""Small letters, one trouble each; as files they have bare line feeds, as letters CRLF.

Holds always: those of `NAMES` are made by hand; a folder holds the letters of another project, with the
licence they come under and with what is to be found in each (`expected.json`).
"""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.eml")))
COLLECTED = tuple(
    sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.glob("*/*.eml"))
)


def read(name: str) -> bytes:
    """A letter as it comes over the wire."""
    return (FOLDER / f"{name}.eml").read_bytes().replace(b"\n", b"\r\n")


def expected() -> dict[str, dict[str, Any]]:
    """What is to be found in the letters of the folders, by name."""
    return {
        f"{path.parent.name}/{name}": found
        for path in sorted(FOLDER.glob("*/expected.json"))
        for name, found in json.loads(path.read_bytes()).items()
    }
