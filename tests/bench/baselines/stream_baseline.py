"""Baseline (b), the limit: a bare event stream that sends the same bytes to everyone once a second, nothing else.

FRAME names a file with one tick's frame as JSON; "sent" (epoch seconds) is added, so that a client can time it.
Serve: FRAME=frame.json uvicorn stream_baseline:server --port 8062 --log-level warning
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route


class Ticker:
    def __init__(self, frame: object) -> None:
        self.content = frame
        self.waiting: set[asyncio.Future[None]] = set()
        self.frame = b""

    async def run(self) -> None:
        while True:
            await asyncio.sleep(1 - time.time() % 1)
            self.frame = b"data: " + orjson.dumps({"sent": time.time(), "frame": self.content}) + b"\n\n"
            for future in self.waiting:
                if not future.done():
                    future.set_result(None)
            self.waiting.clear()

    async def frames(self) -> AsyncIterator[bytes]:
        while True:
            future = asyncio.get_running_loop().create_future()
            self.waiting.add(future)
            await future
            yield self.frame


ticker = Ticker(orjson.loads(Path(os.environ["FRAME"]).read_bytes()))


async def stream(_: Request) -> StreamingResponse:
    return StreamingResponse(ticker.frames(), media_type="text/event-stream")


@asynccontextmanager
async def ticking(_: Starlette) -> AsyncIterator[None]:
    task = asyncio.create_task(ticker.run())
    yield
    task.cancel()


server = Starlette(routes=[Route("/stream", stream)], lifespan=ticking)
