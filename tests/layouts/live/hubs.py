"""What the hub is asked with in tests: views by name, and what a stream is sent."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson

from layouts.live.stream import OpenStream, Showing
from wallboard.model.remit import EVERYTHING

SECOND = 1_000_000


def everybody(board: str) -> Showing:
    return Showing(board, EVERYTHING)


def everybodys(*boards: str) -> list[Showing]:
    return [everybody(board) for board in boards]


def decoded(body: bytes) -> list[dict[str, Any]]:
    return [orjson.loads(part.removeprefix(b"data: ")) for part in body.split(b"\n\n") if part]


async def due(screen: OpenStream) -> bytes:
    return await asyncio.wait_for(screen.due(), 5)
