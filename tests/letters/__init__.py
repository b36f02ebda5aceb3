"""Small letters made by hand, one trouble each; as files they have bare line feeds, as letters CRLF."""

from pathlib import Path

FOLDER = Path(__file__).parent
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.eml")))


def read(name: str) -> bytes:
    """A letter as it comes over the wire."""
    return (FOLDER / f"{name}.eml").read_bytes().replace(b"\n", b"\r\n")
