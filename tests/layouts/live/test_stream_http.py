"""The stream over HTTP: a slow connection delays no other, and one that leaves is counted no more."""

from __future__ import annotations

import asyncio
from typing import Any

from layouts.live.stream import Hub
from layouts.live.stream_http import stream
from tests.layouts.live.hubs import SECOND, decoded, everybody, everybodys
from wallboard.access.visitor import MACHINE


class Wire:
    """An ASGI server's two ends; `jammed` holds back every send, as a connection that takes no bytes does."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.left = asyncio.Event()
        self.jammed = asyncio.Event()
        self.jammed.set()

    async def receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        await self.jammed.wait()
        self.sent.append(dict(message))

    @property
    def frames(self) -> list[dict[str, Any]]:
        return decoded(b"".join(m.get("body", b"") for m in self.sent[2:]))


async def until(condition: Any) -> None:
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.002)
    raise AssertionError("it never came")


def test_a_screen_that_takes_no_bytes_delays_no_other_and_holds_no_backlog() -> None:
    async def scenario() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        hub = Hub("v1")
        slow, fast = Wire(), Wire()
        streams = [
            asyncio.create_task(stream(hub, everybodys("wall"), MACHINE, [], w.receive, w.send)) for w in (slow, fast)
        ]
        hub.publish(everybody("wall"), {"a": {"text": "0"}}, SECOND)
        await until(lambda: len(slow.frames) == len(fast.frames) == 1)
        slow.jammed.clear()
        for n in range(1, 101):
            hub.publish(everybody("wall"), {"a": {"text": str(n)}}, n * SECOND)
            await until(lambda n=n: len(fast.frames) == n + 1)
        slow.jammed.set()
        await until(lambda: slow.frames[-1]["s"] == 101)
        slow.left.set()
        fast.left.set()
        await asyncio.wait_for(asyncio.gather(*streams), 5)
        return slow.frames, fast.frames

    slow, fast = asyncio.run(scenario())
    assert len(fast) == 101
    assert len(slow) <= 3
    assert slow[-1]["f"] == {"a": {"text": "100"}}


def test_a_screen_that_leaves_is_counted_no_more() -> None:
    async def scenario() -> tuple[int, int, int]:
        hub = Hub("v1")
        wire = Wire()
        streaming = asyncio.create_task(stream(hub, everybodys("wall"), MACHINE, [], wire.receive, wire.send))
        hub.publish(everybody("wall"), {}, SECOND)
        await until(lambda: len(wire.frames) == 1)
        before = hub.stats().streams["wall"]
        wire.left.set()
        await asyncio.wait_for(streaming, 5)
        stats = hub.stats()
        assert stats.sent_bytes > 0
        return before, stats.streams["wall"], stats.sent_frames

    assert asyncio.run(scenario()) == (1, 0, 1)
