"""/healthz: whether the engine goes on looking for work, the database answers, and there is room to write."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.web.observed import Observed
from storage import orm
from sync_engine.work import room

Also: TypeAlias = Callable[[], Mapping[str, object]]  # what is told and makes nothing well or unwell
_PATIENCE = 5.0  # seconds


def answer(process: Observed, also: Also) -> Callable[[Request], Awaitable[Response]]:
    async def health(request: Request) -> Response:
        last, fresh = process.engine.heartbeat, process.policy.heartbeat_fresh.total_seconds()
        engine = last is not None and asyncio.get_running_loop().time() - last < fresh
        free = await asyncio.to_thread(room.free, process.folder) if process.folder else None
        disk = free is None or free >= process.policy.disk_full
        well = {"engine": engine, "database": await orm.answers(_PATIENCE), "disk": disk}
        status = 200 if all(well.values()) else 503
        return JSONResponse({**well, **also()}, status_code=status, headers={"Cache-Control": "no-store"})

    return health
