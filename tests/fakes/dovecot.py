"""A real Dovecot on free loopback ports, for as long as a `with` block lasts.

Holds always:
- everything it writes lies in a folder of its own, removed at the end; nothing of the system's Dovecot is
  touched, and any number may run at once;
- it never runs as root: started by root it becomes `nobody`, otherwise it stays the caller;
- when the block ends none of its processes is left;
- letters are delivered as files, so they also arrive while the server is stopped; within a folder they get
  rising UIDs in the order of delivery.
"""

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import trustme

from tests.fakes import dovecot_box, ports, require

START_SECONDS = 10.0  # far more than it takes; reached only when something is wrong
STOP_SECONDS = 10.0

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
instance_name = postroom-test
import_environment = TZ SESSION_OF_POSTROOM_TESTS
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1

protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/certificate.pem
disable_plaintext_auth = no
auth_mechanisms = plain login{mechanisms}
auth_username_format = %Lu
auth_failure_delay = 0
mail_max_userip_connections = 0
mail_fsync = never
mail_location = maildir:~/Mail:LAYOUT=fs:UTF-8:INBOX=~/Mail/INBOX

namespace inbox {{
  inbox = yes
  separator = /
}}
{by_token}passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = username_format=%u {folder}/users/%u
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users/%u
}}
service imap-login {{
  chroot =
  service_count = 0
  client_limit = 8192
  inet_listener imap {{
    port = {plain_port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service imap {{
  process_limit = 4096
  service_count = {sessions_before_exit}
  client_limit = {sessions_per_process}
}}
service auth {{
  client_limit = 16384
}}
service anvil {{
  chroot =
  client_limit = 16384
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  client_limit = 16384
}}
"""


BY_TOKEN = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
"""
# RFC 7662
OAUTH2 = """
introspection_mode = post
introspection_url = http://127.0.0.1:{port}/introspect
username_attribute = username
active_attribute = active
active_value = true
timeout_msecs = 5000
"""


@dataclass(slots=True)
class Dovecot:
    """A running server; made by `server`."""

    folder: Path
    owner: pwd.struct_passwd
    program: Path
    tls_port: int
    plain_port: int  # offers STARTTLS, and takes a password without it
    sessions_per_process: int
    host: str = "localhost"
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def user(
        self, address: str, *, sent: str | None = "Отправленные", special_use: bool = True
    ) -> dovecot_box.Box:
        """A new mailbox with a password of its own, an empty Inbox and, unless None, an empty Sent.

        `special_use`: LIST marks the folder with \\Sent (RFC 6154 §2).
        """
        box = dovecot_box.Box(
            address=address,
            sent=sent,
            home=self.folder / "mail" / address,
            owner=self.owner,
            port=self.plain_port,
        )
        extra = ""
        if sent is not None and special_use:
            assert " " not in sent, "Dovecot's user file cannot hold a folder name with a space"
            mark = "userdb_namespace/inbox/mailbox"
            extra = f"{mark}=sent {mark}/sent/name={sent} {mark}/sent/special_use=\\Sent"
        login = address.lower()  # as auth_username_format makes it
        line = f"{login}:{{PLAIN}}{box.password}::::{box.home}::{extra}\n"
        entry = self.folder / "users" / login
        entry.write_text(line, encoding="utf-8")
        os.chown(entry, self.owner.pw_uid, self.owner.pw_gid)
        return box

    def start(self) -> None:
        """Starts it, again on the same ports, and returns when it greets."""
        root = os.geteuid() == 0
        self._process = subprocess.Popen(
            [self.program, "-F", "-c", self.folder / "dovecot.conf"],
            user=self.owner.pw_uid if root else None,
            group=self.owner.pw_gid if root else None,
            extra_groups=[] if root else None,
            start_new_session=True,  # Ctrl-C of a test run is not for it
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_SECONDS
        while not self._greets():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise ChildProcessError(f"Dovecot did not start:\n{self.log()}")
            time.sleep(0.005)

    @property
    def process(self) -> psutil.Process:
        """The one that started all others of it, while it runs."""
        assert self._process
        return psutil.Process(self._process.pid)

    def stop(self) -> None:
        """Ends it at once: sessions are cut without a farewell, new connections are refused."""
        process, self._process = self._process, None
        if process is None:
            return
        seen: set[psutil.Process] = set()
        deadline = time.monotonic() + STOP_SECONDS
        process.send_signal(signal.SIGTERM)  # from now on it starts no more children
        while process.poll() is None:
            for child in _children(process.pid):
                seen.add(child)
                with suppress(psutil.NoSuchProcess):
                    child.kill()
            if time.monotonic() > deadline:
                process.kill()
            time.sleep(0.005)
        psutil.wait_procs(seen, timeout=STOP_SECONDS)

    def log(self) -> str:
        """What the server has to say."""
        path = self.folder / "log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def _greets(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.plain_port), timeout=START_SECONDS) as line:
                return line.recv(4) == b"* OK"
        except OSError:
            return False


@contextmanager
def server(
    certificate: trustme.LeafCert, *, sessions_per_process: int = 1, asks_about_tokens: int | None = None
) -> Iterator[Dovecot]:
    """A running Dovecot that shows `certificate`; skips the test where Dovecot is not installed.

    `asks_about_tokens`: it takes bearer tokens, too, and asks about them at this port of loopback.

    `sessions_per_process`: above a hundred sessions at a time it should be 50 or so. Linux lets a user have
    128 watchers of folders (fs.inotify.max_user_instances), one a process; sessions of a process that got
    none hear of a letter half a minute late. Those that share a process wait for one another. In either
    case Dovecot tells an idle session of a delivery after half a second, not sooner.
    """
    program = require.require("dovecot")
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    # Not below a folder of pytest: the paths of Unix sockets may be 107 bytes long, and `nobody` must get in.
    folder = Path(tempfile.mkdtemp(prefix="postroom-dovecot-"))
    dovecot = Dovecot(folder, owner, program, ports.free(), ports.free(), sessions_per_process)
    try:
        _furnish(dovecot, certificate, asks_about_tokens)
        dovecot.start()
        yield dovecot
    finally:
        try:
            dovecot.stop()
        finally:
            shutil.rmtree(folder)


def _furnish(dovecot: Dovecot, certificate: trustme.LeafCert, asks_about_tokens: int | None) -> None:
    folder, owner = dovecot.folder, dovecot.owner
    for name in ("run", "users", "mail"):
        (folder / name).mkdir(mode=0o755)
    pem = b"".join(blob.bytes() for blob in (certificate.private_key_pem, *certificate.cert_chain_pems))
    (folder / "certificate.pem").write_bytes(pem)
    by_token, mechanisms = "", ""
    if asks_about_tokens is not None:
        (folder / "oauth2.conf").write_text(OAUTH2.format(port=asks_about_tokens), encoding="utf-8")
        by_token, mechanisms = BY_TOKEN.format(folder=folder), " xoauth2 oauthbearer"
    text = CONFIG.format(
        by_token=by_token,
        mechanisms=mechanisms,
        folder=folder,
        user=owner.pw_name,
        group=grp.getgrgid(owner.pw_gid).gr_name,
        plain_port=dovecot.plain_port,
        tls_port=dovecot.tls_port,
        sessions_per_process=dovecot.sessions_per_process,
        sessions_before_exit=int(dovecot.sessions_per_process == 1),
    )
    (folder / "dovecot.conf").write_text(text, encoding="utf-8")
    for path in (folder, *folder.iterdir()):
        os.chown(path, owner.pw_uid, owner.pw_gid)


def _children(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
