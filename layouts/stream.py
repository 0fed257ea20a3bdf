"""Hands each tick of each board to every screen that looks at it.

The engine's threads publish; the server's event loop sends. A tick is diffed and serialised once, and the
same bytes go to everyone. A screen that cannot keep up delays nobody: it is brought up to date when its
connection takes bytes again, by differences or, when it was away too long, by the whole view.
docs/decisions/0001-stream.md says why it is server-sent events.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from layouts.frames import Tick
from layouts.props import View
from wallboard.model import Micros


class Channel:
    """One board: its newest tick and the screens that look at it."""

    def __init__(self, board: str) -> None:
        self.board = board
        self.tick: Tick | None = None
        self.screens: set[Screen] = set()


class Screen:
    """One open connection. Lives in the event loop; only `tick` of its channels is read across threads."""

    __slots__ = ("_loop", "_seen", "_waiter", "channels", "closed")

    def __init__(self, channels: Iterable[Channel], loop: asyncio.AbstractEventLoop) -> None:
        self.channels = tuple(channels)
        self._loop = loop
        self._seen: dict[str, int] = {}
        self._waiter: asyncio.Future[None] | None = None
        self.closed = False

    async def due(self) -> bytes:
        """The bytes that bring this screen up to date, waiting for them if it is; b"" once closed."""
        while not self.closed:
            body = self._pending()
            if body:
                return body
            self._waiter = self._loop.create_future()
            await self._waiter
        return b""

    def wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def close(self) -> None:
        self.closed = True
        self.wake()

    def _pending(self) -> bytes:
        parts = []
        for channel in self.channels:
            tick = channel.tick
            if tick is not None:
                part = tick.after(self._seen.get(channel.board))
                self._seen[channel.board] = tick.seq
                if part:
                    parts.append(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)


@dataclass(frozen=True, slots=True)
class StreamStats:
    """What the stream has done since the start, for /metrics."""

    screens: Mapping[str, int]  # connected now, by board
    ticks: int
    frame_bytes: int  # serialised, once per tick and board
    sent_frames: int  # screen-updates
    sent_bytes: int
    tick_seconds: float  # spent on diffing and serialising, altogether


class Hub:
    """Boards on one side, screens on the other. `publish` may be called from any thread."""

    def __init__(self, version: str, epoch: str | None = None) -> None:
        self.version = version
        self.epoch = epoch or secrets.token_hex(6)
        self._channels: dict[str, Channel] = {}
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._touched: set[Channel] = set()
        self._closing = False
        self._ticks = self._frame_bytes = self.sent_frames = self.sent_bytes = 0
        self._tick_seconds = 0.0

    def publish(self, board: str, view: View, now: Micros) -> None:
        """Takes a board's view at an instant; every screen of it hears of it, changed or not."""
        with self._lock:
            started = time.perf_counter()
            channel = self._channel(board)
            before = channel.tick if channel.tick and channel.tick.version == self.version else None
            seq = channel.tick.seq + 1 if channel.tick else 1
            channel.tick = Tick(board, self.epoch, seq, self.version, now, dict(view), before)
            self._ticks += 1
            self._frame_bytes += len(channel.tick.frame)
            self._tick_seconds += time.perf_counter() - started
            self._wake_soon(channel)

    def renew(self, version: str) -> None:
        """A new version of the pages: with their next frame, screens reload themselves."""
        with self._lock:
            self.version = version

    def forget(self, board: str) -> None:
        """The board is no more: its view goes, its streams end, and their screens come back for their other boards."""
        with self._lock:
            channel = self._channels.pop(board, None)
            if channel and self._loop is not None:
                with suppress(RuntimeError):  # the loop has gone, and its streams with it
                    self._loop.call_soon_threadsafe(self._close, channel)

    def join(self, boards: Iterable[str]) -> Screen:
        """Opens a screen on one or several boards. Called in the event loop, from which it is then woken.

        A board that nobody publishes is waited for: it may be in the settings again tomorrow.
        """
        loop = asyncio.get_running_loop()
        with self._lock:
            if loop is not self._loop:
                self._loop = loop
                self._touched.clear()
            channels = [self._channel(board) for board in dict.fromkeys(boards)]
            screen = Screen(channels, loop)
            screen.closed = self._closing
            for channel in channels:
                channel.screens.add(screen)
        return screen

    def leave(self, screen: Screen) -> None:
        with self._lock:
            for channel in screen.channels:
                channel.screens.discard(screen)
                if channel.tick is None and not channel.screens:
                    self._channels.pop(channel.board, None)  # what nobody publishes and nobody awaits

    def close(self) -> None:
        """Ends every stream, for a graceful stop. Called in the event loop."""
        self._closing = True
        for channel in list(self._channels.values()):
            self._close(channel)

    def stats(self) -> StreamStats:
        with self._lock:
            screens = {board: len(channel.screens) for board, channel in self._channels.items()}
            return StreamStats(
                screens, self._ticks, self._frame_bytes, self.sent_frames, self.sent_bytes, self._tick_seconds
            )

    def _channel(self, board: str) -> Channel:
        return self._channels.setdefault(board, Channel(board))

    def _wake_soon(self, channel: Channel) -> None:
        """Asks the loop for one wake, however many boards are published until it comes."""
        if self._loop is None:
            return
        first = not self._touched
        self._touched.add(channel)
        if first:
            with suppress(RuntimeError):  # the loop has gone, and its streams with it
                self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        with self._lock:
            touched, self._touched = self._touched, set()
        for channel in touched:
            for screen in channel.screens:
                screen.wake()

    def _close(self, channel: Channel) -> None:
        for screen in list(channel.screens):
            screen.close()
