"""/healthz: whether the engine goes on looking for work and the database answers; for monitoring."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.web.observed import Observed
from storage import orm

_PATIENCE = 5.0  # seconds


def answer(process: Observed) -> Callable[[Request], Awaitable[Response]]:
    async def health(request: Request) -> Response:
        last = process.engine.heartbeat
        engine = last is not None and process.clock() - last < process.policy.heartbeat_fresh
        well = {"engine": engine, "database": await orm.answers(_PATIENCE)}
        status = 200 if all(well.values()) else 503
        return JSONResponse(well, status_code=status, headers={"Cache-Control": "no-store"})

    return health
