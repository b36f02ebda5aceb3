"""First import of a mailbox, beside reading the same letters and dropping them, on one Dovecot over TLS.

What each stores: Postroom parses every letter and commits it to SQLite (letters, attachments, chains), synced
to disk; "read and drop" fetches the same octets with imapclient and keeps nothing.
"""

import argparse
import statistics
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.table import Row, table
from tests import corpus
from tests.acceptance import measured
from tests.acceptance.conftest import ADMIN
from tests.acceptance.measured import Measured
from tests.acceptance.program import POSTROOM, Program
from tests.fakes import certificates, dovecot
from tests.fakes.dovecot_box import Box

READ = """
import sys, imapclient, ssl
host, port, ca, user, password = sys.argv[1:]
with imapclient.IMAPClient(host, port=int(port), ssl_context=ssl.create_default_context(cafile=ca)) as client:
    client._imap.debug = 0
    client.login(user, password)
    for name in ("INBOX", "Отправленные"):
        client.select_folder(name, readonly=True)
        uids = client.search("ALL")
        for start in range(0, len(uids), 100):
            client.fetch(uids[start:start + 100], ["BODY.PEEK[]"])
"""


def postroom(folder: Path, server: dovecot.Dovecot, ca: Path, box: Box, letters: int) -> Measured:
    program = Program(
        folder,
        {
            "ADMINS": ADMIN,
            "CA_FILE": str(ca),
            "TRUSTED_HOSTS": f"localhost:{server.tls_port}",
            "IMPORT_LETTERS": str(letters),
        },
    )
    servers = ["--imap-host", "localhost", "--imap-port", str(server.tls_port), "--imap-security", "tls"]
    add = ["mailbox", "add", box.address, "--owner", ADMIN, "--password-stdin", "--no-smtp-check", *servers]
    program.ok(*add, stdin=f"{box.password}\n")
    found = measured.run([POSTROOM, "sync", box.address], env=program.environment(), cwd=folder)
    audit = program.json("audit", box.address)
    assert audit["current"], "the import is not complete"
    return found


def read_and_drop(server: dovecot.Dovecot, ca: Path, box: Box) -> Measured:
    arguments = ["localhost", str(server.tls_port), str(ca), box.address, box.password]
    return measured.run([sys.executable, "-c", READ, *arguments])


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--letters", type=int, nargs="*", default=[500, 5000])
    options = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as home:
        issued = certificates.issue(Path(home))
        with dovecot.server(issued.localhost) as server:
            for letters in options.letters:
                rows += compare(Path(home), server, issued.ca_file, letters, options.runs)
    print(table(rows))


def compare(home: Path, server: dovecot.Dovecot, ca: Path, letters: int, runs: int) -> list[Row]:
    box = server.user(f"bench{letters}@acme.test")
    now = datetime.now(UTC)
    box.fill(corpus.letters(letters, seed=1, first=now - timedelta(days=29), last=now - timedelta(hours=1)))
    read_and_drop(server, ca, box)  # the server's caches are warm for everybody
    ours, bare = [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory(dir=home) as folder:
            ours.append(postroom(Path(folder), server, ca, box, letters))
        bare.append(read_and_drop(server, ca, box))
    base = statistics.median(seconds for seconds, _ in bare)
    return [
        Row.of(f"{name}, {letters} letters", runs_of, base)
        for name, runs_of in (("postroom sync (whole process)", ours), ("read and drop", bare))
    ]


if __name__ == "__main__":
    main()
