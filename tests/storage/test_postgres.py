"""A machine that is cut off from PostgreSQL holds up nobody for long."""

import asyncio

import asyncpg

from storage import orm
from storage.postgres import LOST_PEERS, credentials
from tests.fakes import line
from tests.fakes.postgres import Postgres

PATIENCE = 30  # seconds; the machine may be busy
IMPATIENT = LOST_PEERS | {"idle_in_transaction_session_timeout": "1s"}


async def test_a_row_is_free_soon_after_its_holder_was_cut_off(postgres: Postgres) -> None:
    url = postgres.database()
    async with orm.open_storage(url):
        pass
    with line.through(postgres.port) as cable:
        through = credentials(url) | {"host": "localhost", "port": cable.port}
        lost = await asyncpg.connect(**through, server_settings=IMPATIENT)
        await lost.execute("INSERT INTO worker VALUES ('lost', now())")
        await lost.execute("BEGIN")
        await lost.execute("UPDATE worker SET seen_at = now()")
        cable.freeze_all()  # it goes on saying that it lives: the cable does
        other = await asyncpg.connect(**credentials(url))
        async with asyncio.timeout(PATIENCE):
            assert await other.execute("DELETE FROM worker") == "DELETE 1"
        await other.close()
        lost.terminate()
    postgres.drop(url)


async def test_every_connection_of_the_orm_is_one_that_is_forgotten(postgres: Postgres) -> None:
    url = postgres.database()
    async with orm.open_storage(url):
        for setting, value in LOST_PEERS.items():
            (row,) = await orm.reading().execute_query_dict(f"SHOW {setting}")
            assert row == {setting: value}
    postgres.drop(url)
