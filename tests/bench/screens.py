"""Many screens in one process, over bare sockets: counts frames and how late each arrived.

`python screens.py PORT PATH SCREENS SECONDS [COOKIE]` prints "ready" once all are connected and have had a frame, measures
for that long, and prints one JSON object: updates, missed (ticks that a screen did not get), p50_s, p99_s.
"""

from __future__ import annotations

import asyncio
import json
import re
import resource
import sys
import time

import uvloop

_SENT = re.compile(rb'"(?:t|sent)":([0-9.]+)')


class Screen(asyncio.Protocol):
    def __init__(self, path: str, cookie: str, latencies: list[float]) -> None:
        self.path = path
        self.cookie = f"Cookie: {cookie}\r\n" if cookie else ""
        self.latencies = latencies
        self.ticks: list[int] = []
        self.measuring = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclass of asyncio.Transport
        asked = f"GET {self.path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n{self.cookie}\r\n"
        transport.write(asked.encode())  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if not self.measuring and self.ticks:
            return
        now = time.time()
        for found in _SENT.finditer(data):
            sent = float(found[1])
            sent = sent / 1000 if sent > 1e11 else sent
            self.ticks.append(int(sent + 0.5))
            if self.measuring:
                self.latencies.append(now - sent)


async def look(port: int, path: str, count: int, seconds: int, cookie: str) -> dict[str, float]:
    loop = asyncio.get_running_loop()
    latencies: list[float] = []
    screens: list[Screen] = []
    for start in range(0, count, 100):
        opening = (
            loop.create_connection(lambda: Screen(path, cookie, latencies), "127.0.0.1", port)
            for _ in range(min(100, count - start))
        )
        screens.extend(protocol for _, protocol in await asyncio.gather(*opening))
    deadline = time.time() + 60
    while any(not screen.ticks for screen in screens) and time.time() < deadline:
        await asyncio.sleep(0.1)
    await asyncio.sleep(1.5 - time.time() % 1)
    print("ready", flush=True)
    for screen in screens:
        screen.ticks.clear()
        screen.measuring = True
    first = int(time.time()) + 1
    await asyncio.sleep(seconds)
    wanted = set(range(first, first + seconds))
    missed = sum(len(wanted.difference(screen.ticks)) for screen in screens)
    latencies.sort()
    return {
        "updates": len(latencies),
        "missed": missed,
        "p50_s": latencies[len(latencies) // 2],
        "p99_s": latencies[int(len(latencies) * 0.99)],
    }


if __name__ == "__main__":
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    port, path, count, seconds = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    cookie = sys.argv[5] if len(sys.argv) > 5 else ""
    print(json.dumps(uvloop.run(look(port, path, count, seconds, cookie))), flush=True)
