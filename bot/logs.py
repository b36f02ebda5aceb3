"""Logs: one line a happening, text or JSON, on stderr. No address, body or secret is ever handed to them.

What goes on in a visit carries its mailbox and its epoch, whichever room says it
(`sync_engine.work.traces`).
"""

import json
import logging
import sys
from datetime import UTC, datetime

from sync_engine.work import traces

# What every record has; the rest was given by `extra=` and is ours to print.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def _facts(record: logging.LogRecord) -> dict[str, object]:
    """Which mailbox, visit or letter it is about; what was said of it; where an error came from."""
    facts: dict[str, object] = dict(traces.ids())
    facts |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
    if record.exc_info:
        facts["error"] = traces.chain(record.exc_info[1])  # a library's words may hold a letter's
    return facts


class _Json(logging.Formatter):
    """One object a line: time (ISO 8601, UTC), level, logger, message, and the facts."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in _facts(record).items() if name not in line}
        return json.dumps(line, ensure_ascii=False, default=str)


class _Text(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        record.message, record.asctime = record.getMessage(), self.formatTime(record)
        facts = " ".join(f"{name}={value}" for name, value in _facts(record).items())
        line = self.formatMessage(record)
        return f"{line}  [{facts}]" if facts else line


def set_up(form: str, *, quiet: bool = False) -> None:
    """`quiet` is for commands that answer and end: only warnings are of interest there.

    Of mail they say themselves what broke off, as their one sentence.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    # Libraries log addresses of requests with the bot's token in them, and letters: they stay at warnings.
    for ours in ("bot", "sync_engine", "storage"):
        logging.getLogger(ours).setLevel(logging.WARNING if quiet else logging.INFO)
    logging.getLogger("sync_engine.work.turn").setLevel(logging.ERROR if quiet else logging.NOTSET)
