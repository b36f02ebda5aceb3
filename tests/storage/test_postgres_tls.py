"""A PostgreSQL that wants TLS: every connection of the program has it, to the server it trusts."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from storage import orm
from storage.session import session
from storage.troubles import troubles
from sync_engine.work import jobs
from tests.acceptance.program import Program, Result
from tests.fakes import certificates, postgres

Opened = Callable[[str], AbstractAsyncContextManager[object]]


@dataclass(frozen=True)
class Place:
    server: postgres.Postgres
    url: str  # by the name in its certificate
    ca_file: Path

    def by(self, mode: str, *, host: str = "localhost", ca_file: Path | None = None) -> str:
        url = self.url.replace("@localhost:", f"@{host}:")
        root = f"&sslrootcert={ca_file or self.ca_file}" if mode.startswith("verify") else ""
        return f"{url}?sslmode={mode}{root}"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    issued = certificates.issue(tmp_path_factory.mktemp("authority"))
    with postgres.server(issued.localhost) as server:
        url = server.database().replace("@127.0.0.1:", "@localhost:")
        yield Place(server, url, issued.ca_file)


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    """An authority that has nothing to do with the server."""
    file = tmp_path / "stranger.pem"
    trustme.CA().cert_pem.write_to_path(str(file))
    return file


@asynccontextmanager
async def queues(url: str) -> AsyncIterator[object]:
    async with orm.open_storage(url), jobs.opened(url) as opened:
        yield await opened.waiting(())


def one_session(url: str) -> AbstractAsyncContextManager[object]:
    return session(url, "one")


@pytest.mark.parametrize("opened", [orm.open_storage, one_session, queues])
@pytest.mark.parametrize(("mode", "host"), [("verify-full", "localhost"), ("verify-ca", "127.0.0.1")])
async def test_who_trusts_the_server_gets_in(place: Place, opened: Opened, mode: str, host: str) -> None:
    async with opened(place.by(mode, host=host)):
        pass


@pytest.mark.parametrize("opened", [orm.open_storage, one_session])
async def test_who_does_not_trust_it_or_comes_in_clear_stays_out(
    place: Place, stranger: Path, opened: Opened
) -> None:
    wrong = (
        place.by("disable"),
        place.by("verify-full", ca_file=stranger),
        place.by("verify-full", host="127.0.0.1"),
    )
    for url in wrong:
        with pytest.raises(troubles()):
            async with opened(url):
                pytest.fail("it got in")


async def test_the_queues_stay_out_where_the_rest_gets_in(place: Place, stranger: Path) -> None:
    """Procrastinate has a driver of its own."""
    async with orm.open_storage(place.by("verify-full")):
        with pytest.raises(ConnectionError):
            async with jobs.opened(place.by("verify-full", ca_file=stranger)):
                pytest.fail("they got in")


def sentence(result: Result, place: Place) -> None:
    assert result.code == 1
    assert result.err.startswith("The database cannot be used: ")
    assert len(result.err.splitlines()) == 1
    assert place.server.password not in result.err + result.out


def test_commands_have_it_too_and_say_in_one_sentence_what_is_wrong(
    tmp_path: Path, place: Place, stranger: Path
) -> None:
    program = Program(tmp_path, {"LANGUAGE": "en", "DATABASE_URL": place.by("verify-full")})
    program.ok("migrate")
    program.ok("status")
    for url in (place.by("disable"), place.by("verify-full", ca_file=stranger)):
        program.settings["DATABASE_URL"] = url
        sentence(program.run("migrate"), place)
        sentence(program.run("status"), place)


def test_everything_is_moved_through_tls(tmp_path: Path, place: Place) -> None:
    program = Program(tmp_path)
    program.ok("user", "add", "1001", "--role", "admin")
    url = place.server.database().replace("@127.0.0.1:", "@localhost:")
    program.settings["DATABASE_URL"] = Place(place.server, url, place.ca_file).by("verify-full")
    program.ok("migrate", "--from", f"sqlite://{program.data / 'postroom.sqlite3'}")
    assert "1001" in program.ok("user", "list").out
