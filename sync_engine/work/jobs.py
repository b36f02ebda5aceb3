"""Visits as jobs of Procrastinate: all that is known of it here (docs/decisions/workers.md).

Holds always:
- a job only says who goes where; what is due stands in our own tables, so one that is lost comes again;
- a mailbox has one job that waits and one that is done at most (Procrastinate's locks).
"""

import logging
import os
import socket
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any
from weakref import WeakSet

import procrastinate
import psycopg
import psycopg_pool
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status
from psycopg.conninfo import make_conninfo

from storage import orm, postgres
from sync_engine.policy import Policy
from sync_engine.work.crew import Visit

_TASK = "visit"
_LOOK = 5.0  # seconds between looks for jobs that nothing told of
_GRACE = 2.0  # seconds for jobs in hand when we are told to stop
_HUSHED = logging.WARNING  # Procrastinate tells of each job otherwise


class _Pool(psycopg_pool.AsyncConnectionPool[Any]):
    """Whoever opens it would wait half a minute for a server that does not let us in."""

    async def open(self, wait: bool = False, timeout: float = postgres.PATIENCE) -> None:
        await super().open(wait, timeout)


class Jobs:
    """The queues of all workers; made by `opened`. Each has a queue of its own, by its name."""

    def __init__(self, url: str) -> None:
        connector = procrastinate.PsycopgConnector(
            conninfo=make_conninfo(**postgres.conninfo(url)),
            min_size=1,
            max_size=4,
            timeout=postgres.PATIENCE,
            reconnect_timeout=postgres.PATIENCE,  # left to itself it pauses ever longer, for minutes
            configure=self._opened,
            pool_factory=_Pool,
        )
        self._open: WeakSet[psycopg.AsyncConnection[Any]] = WeakSet()
        self._app = procrastinate.App(connector=connector)
        self._visit: Visit | None = None
        self._task = self._app.task(name=_TASK)(self._go)

    async def _opened(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self._open.add(connection)

    async def _go(self, mailbox_id: int, host: str) -> None:
        if self._visit is not None:
            await self._visit(mailbox_id, host)

    def hang_up(self) -> None:
        """Ends every connection, so that whoever waits for an answer over one gets an error."""
        for connection in list(self._open):
            if not connection.closed:
                # Whoever waits at the socket is told by the system; that it was closed they would never hear.
                with socket.socket(fileno=os.dup(connection.fileno())) as line, suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)

    async def work(self, name: str, visit: Visit, concurrency: int, policy: Policy) -> None:
        """Calls `visit` for each job of this queue until cancelled; raises where the database went away."""
        self._visit = visit
        await self._app.run_worker_async(
            queues=[name],
            name=name,
            concurrency=concurrency,
            fetch_job_polling_interval=_LOOK,
            shutdown_graceful_timeout=_GRACE,
            delete_jobs="always",
            install_signal_handlers=False,
            update_heartbeat_interval=policy.worker_beat.total_seconds(),
            stalled_worker_timeout=policy.worker_silence.total_seconds(),
        )

    async def put(self, mailbox_id: int, host: str, queue: str) -> None:
        """Nothing happens where the mailbox has one that waits."""
        name = f"mailbox-{mailbox_id}"
        with suppress(AlreadyEnqueued):
            job = self._task.configure(lock=name, queueing_lock=name, queue=queue)
            await job.defer_async(mailbox_id=mailbox_id, host=host)

    async def waiting(self, living: Collection[str]) -> dict[int, str]:
        """Mailboxes that have one, with their hosts; what waits for a worker that is gone is called off."""
        jobs, found = self._app.job_manager, dict[int, str]()
        for status in ("todo", "doing"):
            for job in await jobs.list_jobs_async(task=_TASK, status=status):
                if status == "todo" and job.queue not in living and job.id is not None:
                    await jobs.cancel_job_by_id_async(job.id, delete_job=True)
                else:
                    found[int(str(job.task_kwargs["mailbox_id"]))] = str(job.task_kwargs["host"])
        return found

    async def bury(self, gone: Iterable[str], policy: Policy) -> None:
        """Ends what dead workers were doing. It is not tried again: the mailboxes are due still."""
        jobs = self._app.job_manager
        silence = policy.worker_silence.total_seconds()
        lost = list(await jobs.get_stalled_jobs(seconds_since_heartbeat=silence))
        for name in gone:
            # They may be far from stalled: where only some of its connections died, others say that it lives.
            lost += await jobs.list_jobs_async(queue=name, task=_TASK, status="doing")
        for job in lost:
            with suppress(ConnectorException):  # another worker did so, or it just ended
                await jobs.finish_job(job, Status.ABORTED, delete_job=True)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Jobs]:
    """Makes Procrastinate's tables where there are none. Raises `OSError` where the database is away."""
    logging.getLogger("procrastinate").setLevel(_HUSHED)
    for pool in ("psycopg.pool", "asyncpg.pool"):  # those would tell of each attempt to connect
        logging.getLogger(pool).setLevel(logging.ERROR)
    jobs = Jobs(url)
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(jobs._app.open_async())
            async with orm.alone(url):
                if not await jobs._app.check_connection_async():
                    await jobs._app.schema_manager.apply_schema_async()
        except (ConnectorException, psycopg.Error) as error:  # its pool has errors of its own
            raise ConnectionError("Procrastinate does not reach the database") from error
        yield jobs
