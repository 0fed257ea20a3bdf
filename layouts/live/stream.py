"""Hands each tick of each view to every open stream of it.

The engine's threads publish; the server's event loop sends. A tick is diffed and serialised once, and the
same bytes go to everyone who looks at the same view within the same remit. A browser that cannot keep up delays
nobody: it is brought up to date when its connection takes bytes again, by differences or, when it was away too long,
by the whole view. docs/decisions/0001-stream.md says why it is server-sent events.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from layouts.live.frames import Tick, turn_event
from layouts.wall.props import View
from wallboard.access.visitor import Visitor
from wallboard.clock import Clock, uptime
from wallboard.model import Micros
from wallboard.model.remit import Remit


class Showing(NamedTuple):
    """A view within a remit, in one language: equal showings are one view, and nobody else gets it.

    Of a board, by its name: remits are compared as they look from its site (`Remit.at`), and `language` is the tag of
    another than its own, and "" for that. Of a page, by its address: with the whole remit, and always a language; with
    `names` where agents are named in it.
    """

    name: str
    remit: Remit
    language: str = ""
    names: bool = False

    @property
    def of_page(self) -> bool:
        """No board's name begins with a slash."""
        return self.name.startswith("/")


class Channel:
    """One showing: its newest tick and the streams that are open on it. Frames tell its name only."""

    def __init__(self, showing: Showing) -> None:
        self.showing = showing
        self.tick: Tick | None = None
        self.streams: set[OpenStream] = set()
        self.kept = False  # published also while nobody looks


class OpenStream:
    """One open connection of a visitor. Lives in the event loop; only `tick` of its channels is read across threads."""

    __slots__ = ("_last_words", "_loop", "_seen", "_waiter", "address", "channels", "checked", "closed", "visitor")

    def __init__(
        self, channels: Iterable[Channel], visitor: Visitor, address: str, loop: asyncio.AbstractEventLoop
    ) -> None:
        self.channels = tuple(channels)
        self.visitor = visitor
        self.address = address
        self.checked = False  # by the session watch, since it joined
        self._loop = loop
        self._seen: dict[Channel, int] = {}
        self._waiter: asyncio.Future[None] | None = None
        self._last_words = b""
        self.closed = False

    async def due(self) -> bytes:
        """The bytes that bring this page up to date, waiting for them if it is; b"" once closed."""
        while not self.closed:
            body = self._pending()
            if body:
                return body
            self._waiter = self._loop.create_future()
            await self._waiter
        last, self._last_words = self._last_words, b""
        return last

    def wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def turn(self, to: str) -> None:
        """Tells the page where to go, and ends: not one more frame."""
        if not self.closed:
            self._last_words = turn_event(to)
            self.close()

    def close(self) -> None:
        self.closed = True
        self.wake()

    def _pending(self) -> bytes:
        parts = []
        for channel in self.channels:
            tick = channel.tick
            if tick is not None:
                part = tick.after(self._seen.get(channel))
                self._seen[channel] = tick.seq
                if part:
                    parts.append(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)


@dataclass(frozen=True, slots=True)
class StreamStats:
    """What the stream has done since the start, for /metrics."""

    streams: Mapping[str, int]  # open now, by board
    ticks: int
    sent_frames: int  # to each stream its own
    sent_bytes: int
    tick_seconds: float  # spent on diffing and serialising, altogether


class Hub:
    """Showings on one side, open streams on the other. `publish` may be called from any thread."""

    def __init__(self, version: str, epoch: str | None = None, uptime: Clock = uptime) -> None:
        self.version = version
        self.uptime = uptime  # tells how old a frame is: nobody can set it
        self.epoch = epoch or secrets.token_hex(6)
        self._channels: dict[Showing, Channel] = {}
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._touched: set[Channel] = set()
        self._open: set[OpenStream] = set()
        self._by_credential: Counter[str] = Counter()  # open now, by credential
        self.membership = 0  # another number whenever a stream came or went
        self._polled: dict[str, str] = {}
        self._closing = False
        self._ticks = self.sent_frames = self.sent_bytes = 0
        self._tick_seconds = 0.0

    def publish(self, showing: Showing, view: View, now: Micros, *, kept: bool = True) -> None:
        """Takes a showing's view at an instant; every stream of it hears of it, changed or not.

        One that is not `kept` is taken only while somebody looks, and goes with the last who does: whoever comes
        next waits for a new one, and is never handed an old one.
        """
        with self._lock:
            started = time.perf_counter()
            channel = self._channel(showing) if kept else self._channels.get(showing)
            if channel is None:
                return
            channel.kept = kept
            before = channel.tick if channel.tick and channel.tick.version == self.version else None
            seq = channel.tick.seq + 1 if channel.tick else 1
            channel.tick = Tick(showing.name, self.epoch, seq, self.version, now, dict(view), before, self.uptime())
            self._ticks += 1
            self._tick_seconds += time.perf_counter() - started
            self._wake_soon(channel)

    def renew(self, version: str) -> None:
        """A new version of the pages: with their next frame, screens reload themselves."""
        with self._lock:
            self.version = version

    def forget(self, board: str) -> None:
        """The board is no more: its views go, its streams end, and their screens come back for their other boards."""
        with self._lock:
            for showing in [showing for showing in self._channels if showing.name == board]:
                channel = self._channels.pop(showing)
                if self._loop is not None:
                    with suppress(RuntimeError):  # the loop has gone, and its streams with it
                        self._loop.call_soon_threadsafe(self._close, channel)

    def join(self, showings: Iterable[Showing], visitor: Visitor, address: str = "") -> OpenStream:
        """Opens a stream on one or several showings. Called in the event loop, from which it is then woken.

        What nobody publishes is waited for: it may be in the settings again tomorrow.
        """
        loop = asyncio.get_running_loop()
        with self._lock:
            if loop is not self._loop:
                self._loop = loop
                self._touched.clear()
            channels = [self._channel(showing) for showing in dict.fromkeys(showings)]
            stream = OpenStream(channels, visitor, address, loop)
            stream.closed = self._closing
            for channel in channels:
                channel.streams.add(stream)
            self._open.add(stream)
            self.membership += 1
            self._by_credential[visitor.credential] += 1
        return stream

    def leave(self, stream: OpenStream) -> None:
        with self._lock:
            if stream in self._open:
                self._open.discard(stream)
                self.membership += 1
                self._by_credential[stream.visitor.credential] -= 1
                if not self._by_credential[stream.visitor.credential]:
                    del self._by_credential[stream.visitor.credential]
            for channel in stream.channels:
                channel.streams.discard(stream)
                if not channel.kept and not channel.streams and self._channels.get(channel.showing) is channel:
                    del self._channels[channel.showing]

    def newest(self, showing: Showing) -> Tick | None:
        """The newest tick of a showing that is published whether or not somebody looks."""
        with self._lock:
            channel = self._channels.get(showing)
            return channel.tick if channel is not None and channel.kept else None

    def polled(self, visitor: Visitor, address: str) -> None:
        """Notes that somebody is shown frames without a stream. Called in the event loop."""
        if visitor.id:
            self._polled[visitor.id] = address

    def pollers(self) -> dict[str, str]:
        """Who polled since the last call, by id, each with the address. Called in the event loop."""
        polled, self._polled = self._polled, {}
        return polled

    def streams_of(self, visitor: Visitor) -> int:
        """How many streams the visitor has open by the same credential."""
        with self._lock:
            return self._by_credential[visitor.credential]

    def showings(self) -> list[Showing]:
        """Those that somebody looks at now."""
        with self._lock:
            return [showing for showing, channel in self._channels.items() if channel.streams]

    def open_streams(self) -> Collection[OpenStream]:
        """Every open stream. For the event loop, where a stream's visitor may be looked at and it may be turned."""
        with self._lock:
            return tuple(self._open)

    def turn(self, which: Callable[[Visitor], bool], to: str) -> int:
        """Sends some visitors' streams their last words: the path to load, or "reload". Called in the event loop."""
        turned = [stream for stream in self.open_streams() if which(stream.visitor)]
        for stream in turned:
            stream.turn(to)
        return len(turned)

    def close(self) -> None:
        """Ends every stream, for a graceful stop. Called in the event loop."""
        self._closing = True
        for stream in self.open_streams():
            stream.close()

    def stats(self) -> StreamStats:
        with self._lock:
            streams: Counter[str] = Counter()
            for showing, channel in self._channels.items():
                if not showing.of_page:  # addresses name departments, and there are as many as people open
                    streams[showing.name] += len(channel.streams)
            return StreamStats(dict(streams), self._ticks, self.sent_frames, self.sent_bytes, self._tick_seconds)

    def _channel(self, showing: Showing) -> Channel:
        return self._channels.setdefault(showing, Channel(showing))

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
            for stream in channel.streams:
                stream.wake()

    def _close(self, channel: Channel) -> None:
        for stream in list(channel.streams):
            stream.close()
