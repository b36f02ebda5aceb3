"""A real PostgreSQL of the tests' own, on loopback, with a database for whoever asks.

Holds always:
- everything it writes lies in a folder of its own, removed at the end; nothing of the system's PostgreSQL is
  touched;
- it is quick rather than safe: what it keeps need not outlive the test.
"""

import itertools
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import psutil
import psycopg
import trustme

from tests.fakes import ports, require

PATIENCE = 30  # seconds for the server to begin or end
NAMES = itertools.count(1)
SETTINGS = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"),
    *("shared_buffers=32MB", "autovacuum=off", "listen_addresses=127.0.0.1"),
)


@dataclass
class Postgres:
    """A running server; made by `server`."""

    port: int
    password: str = field(repr=False)
    programs: Path
    folder: Path
    owner: pwd.struct_passwd
    more: tuple[str, ...] = ()  # settings
    _opened: ExitStack = field(default_factory=ExitStack, repr=False)
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    def start(self) -> None:
        """Starts it, again on the same port and data, and returns when it takes connections."""
        ours = (*SETTINGS, *self.more, f"unix_socket_directories={self.folder}")
        settings = [f"-c{each}" for each in ours]
        data = str(self.folder / "data")
        self._process = _start(self, ["postgres", "-D", data, "-p", str(self.port), *settings])
        _until_ready(self, self._process)

    def stop(self) -> None:
        """Ends it at once: connections are cut, new ones are refused."""
        self.close()
        process, self._process = self._process, None
        if process is not None:
            _end(process)

    def database(self, template: str = "template0") -> str:
        """The address of a new database, empty or a copy of another."""
        name = f"test{next(NAMES)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self.url(name)

    def drop(self, url: str) -> None:
        self.sql(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def url(self, name: str) -> str:
        return f"postgres://postroom:{self.password}@127.0.0.1:{self.port}/{name}"

    def sql(self, statement: str) -> None:
        self._own.execute(statement.encode())

    @cached_property
    def _own(self) -> "psycopg.Connection":
        """Opening one takes as long as making a database."""
        return self._opened.enter_context(psycopg.connect(self.url("postgres"), autocommit=True))

    def close(self) -> None:
        self._opened.close()
        self.__dict__.pop("_own", None)


@contextmanager
def server(certificate: trustme.LeafCert | None = None) -> Iterator[Postgres]:
    """One with a certificate refuses whoever comes without TLS.

    Skips the test where PostgreSQL is not installed.
    """
    programs = require.require("postgres").resolve().parent
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())  # it refuses root
    folder = Path(tempfile.mkdtemp(prefix="postroom-postgres-"))
    postgres: Postgres | None = None
    try:
        postgres = Postgres(ports.free(), secrets.token_urlsafe(12), programs, folder, owner)
        (folder / "password").write_text(postgres.password, encoding="utf-8")
        for path in (folder, folder / "password"):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        data = folder / "data"
        options = ["--username=postroom", f"--pwfile={folder / 'password'}", "--auth=scram-sha-256"]
        _run(postgres, ["initdb", f"--pgdata={data}", "--no-sync", "--encoding=UTF8", "--locale=C", *options])
        if certificate is not None:
            _only_by_tls(postgres, certificate)
        postgres.start()
        with closing(postgres):
            yield postgres
    finally:
        try:
            if postgres is not None:
                postgres.stop()
        finally:
            shutil.rmtree(folder)


def _only_by_tls(postgres: Postgres, certificate: trustme.LeafCert) -> None:
    chain, key = postgres.folder / "server.pem", postgres.folder / "server.key"
    certificate.private_key_and_cert_chain_pem.write_to_path(str(chain))
    certificate.private_key_pem.write_to_path(str(key))
    key.chmod(0o600)
    os.chown(key, postgres.owner.pw_uid, postgres.owner.pw_gid)
    postgres.more = ("ssl=on", f"ssl_cert_file={chain}", f"ssl_key_file={key}")
    rules = postgres.folder / "data" / "pg_hba.conf"
    rules.write_text("hostssl all all 127.0.0.1/32 scram-sha-256\n", encoding="utf-8")


def _run(postgres: Postgres, command: Sequence[str]) -> None:
    with _start(postgres, command) as process:
        assert process.wait(PATIENCE) == 0, f"{command[0]} failed"


def _start(postgres: Postgres, command: Sequence[str]) -> "subprocess.Popen[bytes]":
    program = [str(postgres.programs / command[0]), *command[1:]]
    root = os.geteuid() == 0
    log = (postgres.folder / f"{command[0]}.log").open("wb")
    with log:
        return subprocess.Popen(
            program,
            cwd=postgres.folder,
            env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            user=postgres.owner.pw_uid if root else None,
            group=postgres.owner.pw_gid if root else None,
            extra_groups=() if root else None,
        )


def _until_ready(postgres: Postgres, running: "subprocess.Popen[bytes]") -> None:
    """It says so to nobody but who asks."""
    asks = [str(postgres.programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(postgres.port)]
    given_up = time.monotonic() + PATIENCE
    while subprocess.run(asks, check=False, cwd="/").returncode:
        said = (postgres.folder / "postgres.log").read_text(encoding="utf-8", errors="replace")
        assert running.poll() is None, f"PostgreSQL did not start: {said}"
        assert time.monotonic() < given_up, f"PostgreSQL is not ready: {said}"
        time.sleep(0.05)


def _end(running: "subprocess.Popen[bytes]") -> None:
    """At once, with all that it started."""
    children = psutil.Process(running.pid).children(recursive=True)
    running.send_signal(signal.SIGQUIT)  # PostgreSQL: immediate shutdown
    try:
        running.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
    psutil.wait_procs(children, timeout=PATIENCE)
