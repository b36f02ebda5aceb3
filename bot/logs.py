"""Logs: one line a happening, text or JSON, on stderr. No address, body or secret is ever handed to them."""

import json
import logging
import sys
from datetime import UTC, datetime

# What every record has; the rest was given by `extra=` and is ours to print.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def _extra(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_extra(record),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class _Text(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        facts = " ".join(f"{name}={value}" for name, value in _extra(record).items())
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
