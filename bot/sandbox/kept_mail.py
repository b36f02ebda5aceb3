"""The demo mailboxes' letters in one file of the data folder, so that a UID means the same letter for ever.

The file is lines of JSON: first what the mailboxes are, then one line a letter added or removed, in order;
between them a line for each new password.
It is only ever appended to; a line cut short by a kill is taken off at the next start. Letters keep the dates
of the first start.
"""

import base64
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Self

from bot.sandbox import cast, letters
from bot.sandbox.letters import Letter

_SIZES = {cast.SALES: 300, cast.ANNA: 45}  # letters at the first start, about
_FIRST_UID = 101


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line: a letter that came (`letter`), or one that went (None)."""

    address: str
    folder: str
    uid: int
    letter: Letter | None


class KeptMail:
    """The open file; `uidvalidity` is fixed when it is made (RFC 3501 §2.3.1.1)."""

    def __init__(self, file: IO[bytes], head: dict[str, Any], entries: tuple[Entry, ...]) -> None:
        self._file = file
        self.password = str(head["password"])
        self.uidvalidity = int(head["uidvalidity"])
        self.entries = entries

    @classmethod
    def open(cls, path: Path) -> Self:
        """Reads the file, making it first if there is none; raises OSError."""
        if not path.exists():
            _make(path)
        whole = path.read_bytes()
        whole = whole[: whole.rfind(b"\n") + 1]
        head, *rows = (json.loads(line) for line in whole.splitlines())
        for row in rows:
            head["password"] = row.get("password", head["password"])
        os.truncate(path, len(whole))
        return cls(path.open("ab"), head, tuple(_entry(row) for row in rows if "password" not in row))

    def add(self, entry: Entry) -> None:
        self._file.write(_line(entry))
        self._file.flush()

    def change_password(self) -> str:
        """Another password than the one so far, written down before it counts."""
        before = self.password
        while self.password == before:
            self.password = _new_password()
        self._file.write(json.dumps({"password": self.password}).encode() + b"\n")
        self._file.flush()
        return self.password

    def close(self) -> None:
        self._file.close()


def _new_password() -> str:
    return f"demo-{secrets.randbelow(9000) + 1000}"


def _make(path: Path) -> None:
    """A month of letters, dated back from now; the file is there whole or not at all."""
    born = datetime.now(UTC).replace(microsecond=0)
    head = {
        "password": _new_password(),
        "uidvalidity": int(born.timestamp()),
    }
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(".new")
    with unfinished.open("wb") as file:
        os.chmod(unfinished, 0o600)
        file.write(json.dumps(head).encode() + b"\n")
        for entry in _first_entries(born):
            file.write(_line(entry))
    unfinished.replace(path)


def _first_entries(born: datetime) -> Iterator[Entry]:
    for seed, (address, count) in enumerate(_SIZES.items(), start=1):
        uids: dict[str, int] = {}
        for letter in letters.correspondence(address, born=born, count=count, seed=seed):
            uids[letter.folder] = uid = uids.get(letter.folder, _FIRST_UID - 1) + 1
            yield Entry(address=address, folder=letter.folder, uid=uid, letter=letter)


def _line(entry: Entry) -> bytes:
    row: dict[str, Any] = {"address": entry.address, "folder": entry.folder, "uid": entry.uid}
    if letter := entry.letter:
        row["received"] = letter.received.isoformat()
        row["seen"] = letter.seen
        row["raw"] = base64.b64encode(letter.raw).decode()
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _entry(row: dict[str, Any]) -> Entry:
    letter = None
    if "raw" in row:
        letter = Letter(
            folder=row["folder"],
            received=datetime.fromisoformat(row["received"]),
            raw=base64.b64decode(row["raw"]),
            seen=row["seen"],
        )
    return Entry(address=row["address"], folder=row["folder"], uid=row["uid"], letter=letter)
