"""The engine in a process of its own, told what to do by lines on stdin, one JSON document each way.

Run as `python -m bench.engine_process` by `bench.watching`; what it costs is measured in here.
"""

import asyncio
import gc
import json
import os
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import joining
from storage import models, orm, secrets, turns
from storage.records import Server
from sync_engine.work.engine import Engine
from sync_engine.work.kit import Kit

_PAGE = os.sysconf("SC_PAGE_SIZE")


def resident() -> int:
    """Octets of memory this process has in use."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE


def home(order: dict[str, Any]) -> joining.Home:
    where = Server(host=order["host"], port=int(order["port"]), security="tls")
    folder, workers = Path(order["folder"]), int(order["workers"])
    return joining.Home(where, Path(order["ca"]), folder, (secrets.new_key(),), workers)


async def connect(tools: Kit, order: dict[str, Any]) -> None:
    """Connects every mailbox; all were empty, so their first import is called done."""
    await joining.connect(tools, home(order).server, order["boxes"], [1001])
    now = tools.clock()
    await models.Mailbox.all().update(imported_at=now, last_check=now, next_check=now + timedelta(hours=1))


async def checked_cold(tools: Kit, workers: int) -> dict[str, float]:
    """Every mailbox once: connect, TLS, sign in, look, leave."""
    await models.Folder.filter(role="inbox").update(old_to=1, scanned=True)
    await models.Folder.filter(role="sent").update(old_to=1, scanned=True)
    without = replace(tools, policy=replace(tools.policy, idle=False))
    async with Engine(without, workers=workers):  # the first look learns what STATUS says of each
        await _all_checked()
    await models.Mailbox.all().update(last_check=None)
    started, cpu = time.perf_counter(), time.process_time()
    async with Engine(without, workers=workers):
        await _all_checked()
        return {"seconds": time.perf_counter() - started, "processor": time.process_time() - cpu}


async def _all_checked() -> None:
    now = datetime.now(UTC)
    await models.Mailbox.all().update(next_check=now, last_check=None)
    while await models.Mailbox.filter(last_check=None).exists():  # noqa: ASYNC110 - nobody tells of such a check
        await asyncio.sleep(0.05)


async def watching(engine: Engine, count: int, empty: int) -> dict[str, float]:
    """Until all are watched; the memory each takes."""
    started = time.perf_counter()
    while len(engine._watch.ids()) < count:  # noqa: ASYNC110 - nor of one that is watched from now on
        await asyncio.sleep(0.05)
    seconds = time.perf_counter() - started
    await asyncio.sleep(1)
    gc.collect()
    return {"seconds": seconds, "kilobytes_each": (resident() - empty) / count / 1024}


async def quiet(seconds: float) -> dict[str, float]:
    """Share of a core while nothing happens."""
    started, cpu = time.perf_counter(), time.process_time()
    await asyncio.sleep(seconds)
    return {"share": (time.process_time() - cpu) / (time.perf_counter() - started)}


async def checked_warm(engine: Engine) -> dict[str, float]:
    """Every watched mailbox checked over its open connection, a few at a time as it is in life."""
    ids = engine._watch.ids()
    cpu = time.process_time()
    for start in range(0, len(ids), 10):
        for mailbox_id in ids[start : start + 10]:
            engine._wanted(mailbox_id, "renewal")
        while engine._visits:
            await asyncio.gather(*engine._visits.values())
            await asyncio.sleep(0)
    return {"processor_each": (time.process_time() - cpu) / len(ids)}


async def notices(engine: Engine, count: int) -> list[float]:
    """Until so many letters have notices; seconds from the moment in each subject to its commit."""
    found: list[float] = []
    last, deadline = 0, time.monotonic() + 120
    while len(found) < count and time.monotonic() < deadline:
        engine.notices_ready.clear()
        rows = models.Notice.filter(id__gt=last).order_by("id")
        news = await rows.values_list("id", "letter__subject")
        now = time.time()
        found += [now - float(subject) for _, subject in news]
        last = int(news[-1][0]) if news else last
        try:
            await asyncio.wait_for(engine.notices_ready.wait(), 1)
        except TimeoutError:
            continue
    await models.Notice.all().delete()
    return sorted(found)


async def _line() -> dict[str, Any]:
    text = await asyncio.to_thread(sys.stdin.readline)
    order: dict[str, Any] = json.loads(text) if text else {"do": "end"}
    return order


def answer(**what: object) -> None:
    print(json.dumps(what), flush=True)


async def main() -> None:
    order = await _line()
    count = len(order["boxes"])
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(orm.open_storage(f"sqlite://{order['folder']}/postroom.sqlite3"))
        tools = stack.enter_context(joining.kit(home(order)))
        await connect(tools, order)
        answer(connected=count)
        engine: Engine | None = None
        while (order := await _line())["do"] != "end":
            if order["do"] == "cold":
                answer(**await checked_cold(tools, int(order["workers"])))
            elif order["do"] == "watch":
                gc.collect()
                empty = resident()
                await turns.nobody_watches()
                engine = await stack.enter_async_context(Engine(tools, workers=int(order["workers"])))
                answer(**await watching(engine, count, empty))
            elif order["do"] == "start":
                now = tools.clock()
                await models.Mailbox.all().update(next_check=now)
                engine = await stack.enter_async_context(Engine(tools, workers=int(order["workers"])))
                answer(started=True)
            elif order["do"] == "quiet":
                answer(**await quiet(float(order["seconds"])))
            elif order["do"] == "warm":
                assert engine
                answer(**await checked_warm(engine))
            elif order["do"] == "notices":
                assert engine
                answer(seconds=await notices(engine, int(order["count"])))
    answer(ended=True)


if __name__ == "__main__":
    asyncio.run(main())
