"""`python -m bench [name...]`: runs benchmarks, prints a table of each. What they mean: docs/benchmarks.md.

A benchmark is a file of this folder with `run(options) -> list[Row]`, and a line in `BENCHMARKS`.
"""

import argparse
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from bench import contestants, first_import, fleet, huge_letter, search, told, watching
from bench.house import Options
from bench.row import Row, table
from tests.fakes import require

BENCHMARKS: dict[str, tuple[str, Callable[[Options], list[Row]]]] = {
    "import": ("First import", first_import.run),
    "huge": ("A huge letter", huge_letter.run),
    "watch": ("Many mailboxes", watching.run),
    "told": ("From SMTP to Telegram", told.run),
    "search": ("Search", search.run),
    "fleet": ("A fleet of mailboxes", fleet.run),
}


LONG = frozenset({"fleet"})  # only where they are named


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description="Measures; writes Markdown tables to stdout.")
    parser.add_argument(
        "names",
        nargs="*",
        metavar="name",
        help=f"of: {', '.join(BENCHMARKS)}; if none, all but {', '.join(LONG)}",
    )
    parser.add_argument("--runs", type=int, default=3, help="runs each median is of (default 3)")
    parser.add_argument("--letters", type=int, nargs="+", default=[500, 5000], help="sizes of first imports")
    parser.add_argument("--quiet", type=float, default=60, help="seconds watched mailboxes are left alone")
    parser.add_argument("--skip", action="append", default=[], help="leave a program out, by its name")
    fleets = parser.add_argument_group("fleet")
    fleets.add_argument("--mailboxes", type=int, default=10_000)
    fleets.add_argument("--watched", type=int, default=2_000, help="of them, at most; 0: none")
    fleets.add_argument("--rhythm", type=int, nargs=2, default=(10, 20), help="POSTROOM_SYNC_MINUTES")
    fleets.add_argument("--minutes", type=float, default=20, help="measured, from the first check on")
    fleets.add_argument("--letters-a-minute", type=float, default=60)
    fleets.add_argument("--workers", type=int, default=0, help="beside the bot, on PostgreSQL; 0: SQLite")
    given = parser.parse_args()
    if unknown := set(given.names) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    if unknown := set(given.skip) - {one.name for one in contestants.ALL}:
        parser.error(f"no such program: {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to end, it still ends what it started
    if require.find("dovecot") is None:
        print("Nothing can be measured: Dovecot is not installed (Debian package: dovecot-imapd).")
        return 1
    options = Options(
        given.runs,
        tuple(given.letters),
        quiet_seconds=given.quiet,
        skip=frozenset(given.skip),
        mailboxes=given.mailboxes,
        watched=given.watched,
        rhythm=tuple(given.rhythm),
        minutes=given.minutes,
        letters_a_minute=given.letters_a_minute,
        workers=given.workers,
    )
    failed = False
    print(f"{datetime.now(UTC):%Y-%m-%d}, medians of {options.runs} runs unless said otherwise\n")
    for name in given.names or [each for each in BENCHMARKS if each not in LONG]:
        title, run = BENCHMARKS[name]
        rows = run(options)
        failed |= any(row.failed for row in rows)
        print(table(title, rows), end="\n\n", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
