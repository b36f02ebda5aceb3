"""A worker whose event loop stands still once a line comes on stdin.

Called with how many seconds of that it puts up with.
"""

import asyncio
import sys
import time
from dataclasses import replace
from datetime import timedelta

from bot import machinery, settings
from bot.cli.frame import Frame


async def main(patience: timedelta) -> None:
    found = settings.read()
    policy = replace(found.policy, worker_beat=patience / 10, worker_stuck=patience)
    async with machinery.running(Frame(replace(found, policy=policy), "en", json=False)):
        print("working", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        time.sleep(600)  # noqa: ASYNC251 - this is the fault


if __name__ == "__main__":
    asyncio.run(main(timedelta(seconds=float(sys.argv[1]))))
