"""Tables for people at a terminal."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime

from bot.cli.frame import Frame
from storage import records


def _moment(frame: Frame, moment: datetime | None) -> str:
    return moment.astimezone(frame.settings.timezone).strftime("%d.%m %H:%M") if moment else "–"


def harmless(text: str) -> str:
    """Text without the characters that tell a terminal to do something; lines and tabs stay."""
    return "".join(each for each in text if each in "\n\t" or unicodedata.category(each) != "Cc")


def one_line(text: str) -> str:
    return " ".join(harmless(text).split())


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell."""
    rows = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def mailbox_table(frame: Frame, boxes: Sequence[records.Mailbox]) -> str:
    if not boxes:
        return frame.say("cli-no-mailboxes")
    columns = ("address", "mode", "state", "server", "here", "quarantined", "backlog", "checked")
    rows = [[frame.say(f"cli-column-{column}") for column in columns]]
    for box in boxes:
        state = frame.say(f"cli-state-{box.state.replace('_', '-')}")
        rows.append(
            [
                box.address,
                frame.say(f"cli-mode-{box.mode}"),
                f"{state} ({box.reason})" if box.reason and box.state != "ok" else state,
                str(box.on_server),
                str(box.stored),
                str(box.quarantined),
                str(box.backlog),
                _moment(frame, box.last_check),
            ]
        )
    return table(rows)


def letter_table(frame: Frame, letters: Sequence[records.StoredLetter]) -> str:
    if not letters:
        return frame.say("cli-no-letters")
    return table(
        [
            [
                _moment(frame, stored.letter.received),
                "←" if stored.letter.direction == "in" else "→",
                str(stored.letter.uid),
                (stored.letter.sender if stored.letter.direction == "in" else _first(stored)).address or "?",
                stored.letter.subject[:60] or "–",
            ]
            for stored in letters
        ]
    )


def _first(stored: records.StoredLetter) -> records.Contact:
    return stored.letter.to[0] if stored.letter.to else records.Contact(name="", address="")
