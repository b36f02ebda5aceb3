"""What every test gets, and what no test may do: reach the network, or leave a process behind."""

import asyncio
import itertools
import os
import secrets
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import hypothesis
import psutil
import pytest
from selenium import webdriver
from tortoise.backends.base import executor

from storage import orm
from tests import databases, soak
from tests.fakes import browser, dovecot, dovecot_box, leftovers, network, smtpd
from tests.fakes import certificates as certificates_fake
from tests.fakes import postgres as postgres_fake

OF_THE_RUN = frozenset({"POSTROOM_TEST_REQUIRE", "POSTROOM_SOAK", databases.SETTING})
ACCEPTANCE = Path(__file__).parent / "acceptance"
LEFT = pytest.StashKey[list[str]]()
NUMBERS = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    for name in [name for name in os.environ if name.startswith("POSTROOM_")]:
        if name not in OF_THE_RUN:
            del os.environ[name]  # a developer's own settings are none of the tests' business
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of programs are started, each compiled anew
    # A run that is told to end still ends what it started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if not is_worker(config):
        os.environ[leftovers.MARK] = secrets.token_hex(8)
    hypothesis.settings.register_profile("fast", max_examples=50, deadline=None)
    hypothesis.settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True)
    hypothesis.settings.register_profile("soak", max_examples=5000, deadline=None)
    required = os.environ.get("POSTROOM_TEST_REQUIRE") == "all"
    hypothesis.settings.load_profile("soak" if soak.full() else "ci" if required else "fast")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Those that start whole programs take longest: were they last, one of them would be waited for alone.
    items.sort(key=lambda item: ACCEPTANCE not in item.path.parents)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both_databases") is not None
        if len(kinds := databases.kinds(both=both)) > 1:
            metafunc.parametrize("database_kind", kinds)


def is_worker(config: pytest.Config) -> bool:
    """Whether this is one of several processes that share the tests (pytest-xdist)."""
    return hasattr(config, "workerinput")


@pytest.hookimpl(trylast=True)  # after the workers have ended
def pytest_sessionfinish(session: pytest.Session) -> None:
    if is_worker(session.config):
        return
    left = leftovers.find(os.environ[leftovers.MARK])
    session.config.stash[LEFT] = [leftovers.describe(process) for process in left]
    if left:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    for process in left:
        process.kill()
    psutil.wait_procs(left, timeout=leftovers.PATIENCE_SECONDS)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in config.stash.get(LEFT, []):
        terminalreporter.write_line(f"FAILED: the tests left a process behind: {line}", red=True)


def furnish(url: str) -> None:
    """Makes all tables in an empty database."""

    async def make() -> None:
        async with orm.open_storage(url):
            pass

    executor.EXECUTOR_CACHE.clear()  # Tortoise keeps statements by a connection's name, not by its kind
    with ThreadPoolExecutor(1) as thread:  # where no event loop runs yet
        thread.submit(asyncio.run, make()).result()
    executor.EXECUTOR_CACHE.clear()


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> Iterator[None]:
    with network.only_loopback():
        yield


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> certificates_fake.Certificates:
    """A made-up authority, its CA file, and certificates good and bad."""
    return certificates_fake.issue(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def dovecot_server(certificates: certificates_fake.Certificates) -> Iterator[dovecot.Dovecot]:
    """A real IMAP server for all tests; one that stops it or needs another certificate starts its own."""
    with dovecot.server(certificates.localhost) as server:
        yield server


@pytest.fixture
def box(dovecot_server: dovecot.Dovecot) -> dovecot_box.Box:
    """An empty mailbox of this test's own on the real server, with «Отправленные» marked as Sent."""
    return dovecot_server.user(f"user{next(NUMBERS)}@acme.test")


@pytest.fixture
def smtp_server(certificates: certificates_fake.Certificates) -> Iterator[smtpd.SmtpServer]:
    """An SMTP server with implicit TLS of this test's own, without users."""
    with smtpd.server(certificates.localhost) as server:
        yield server


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, made once and copied for each test."""
    path = tmp_path_factory.mktemp("database") / "postroom.sqlite3"
    furnish(f"sqlite://{path}")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[postgres_fake.Postgres]:
    """A server for all tests."""
    with postgres_fake.server() as server:
        yield server


@pytest.fixture(scope="session")
def furnished(postgres: postgres_fake.Postgres) -> str:
    """The name of a database of PostgreSQL with all tables, to be copied."""
    url = postgres.database()
    furnish(url)
    return url.rpartition("/")[2]


@pytest.fixture
def database_kind() -> databases.Kind:
    """What this test runs on; given by `pytest_generate_tests` where it is marked for both."""
    return databases.chosen()


@pytest.fixture
def database_folder(tmp_path: Path) -> Path:
    """Where the file of this test is, if its database is one."""
    return tmp_path


@pytest.fixture
def own_database(
    request: pytest.FixtureRequest, database_kind: databases.Kind, database_folder: Path
) -> Iterator[str]:
    """The address of a database of this test's own, with empty tables; nobody has opened it yet."""
    executor.EXECUTOR_CACHE.clear()
    if database_kind == "sqlite":
        yield f"sqlite://{shutil.copy(request.getfixturevalue('empty_database'), database_folder)}"
        return
    server: postgres_fake.Postgres = request.getfixturevalue("postgres")
    url = server.database(template=request.getfixturevalue("furnished"))
    yield url
    server.drop(url)
    executor.EXECUTOR_CACHE.clear()


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """One browser for all tests."""
    with browser.chromium(tmp_path_factory.mktemp("chromium")) as chrome:
        yield chrome
