"""A wire that is slow, late, held back or cut now and then, as the way to a screen can be. TCP hides lost packets: what is
left of them is that everything stands still for a while."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.browser.wire import Wire


@dataclass(frozen=True, slots=True)
class Shape:
    """What the wire does to bytes on their way to the browser; `delay_s` also on the way back."""

    rate: float = 0.0  # bytes a second for all connections together; 0 for as fast as it goes
    delay_s: float = 0.0
    stalls: tuple[float, float] = (0.0, 0.0)  # every so many seconds nothing passes, for so many
    holds: int = 0  # bytes of an event stream that a proxy gathers before it passes them on
    cuts_after_s: float = 0.0  # a connection's age


PLAIN = Shape()
_Passing = Callable[[socket.socket, bytes], None]


class ShapedWire(Wire):
    """`shape` may be set at any time, for open connections too."""

    def __init__(self, target_port: int) -> None:
        self.shape = PLAIN
        self._line = threading.Lock()  # one bottleneck for all
        self._began = time.monotonic()
        super().__init__(target_port)

    def _copy(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if source.getsockname()[1] == self.port:
                self._later(source, sink, self._pass)
            else:
                self._later(source, sink, self._shaped)
        super()._copy(source, sink)  # which ends both

    def _later(self, source: socket.socket, sink: socket.socket, passing: _Passing) -> None:
        waiting: queue.Queue[tuple[float, bytes]] = queue.Queue()
        sender = threading.Thread(target=self._send, args=(waiting, sink, passing), daemon=True)
        sender.start()
        try:
            while data := source.recv(2048 if not self.shape.rate else max(16, min(2048, int(self.shape.rate / 8)))):
                waiting.put((time.monotonic() + self.shape.delay_s, data))
                while self.shape.rate and waiting.qsize() > 2 and sender.is_alive():
                    time.sleep(0.005)  # a slow line takes no more than it passes: the rest waits at the server's
        finally:
            waiting.put((0.0, b""))
            sender.join()

    def _send(self, waiting: queue.Queue[tuple[float, bytes]], sink: socket.socket, passing: _Passing) -> None:
        opened, held = time.monotonic(), _Held()
        with contextlib.suppress(OSError):
            while True:
                due, data = waiting.get()
                if not data:
                    return
                time.sleep(max(0.0, due - time.monotonic()))
                self._passing.wait()
                if sink in self._muted:
                    continue
                passing(sink, held.after(data, self.shape.holds))
                if self.shape.cuts_after_s and time.monotonic() - opened > self.shape.cuts_after_s:
                    sink.shutdown(socket.SHUT_RDWR)
                    return
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)

    def _pass(self, sink: socket.socket, data: bytes) -> None:
        sink.sendall(data)

    def _shaped(self, sink: socket.socket, data: bytes) -> None:
        every, standing = self.shape.stalls
        while every and (time.monotonic() - self._began) % every < standing:
            time.sleep(0.02)
        rate = self.shape.rate
        if rate and data:
            with self._line:
                time.sleep(len(data) / rate)
        sink.sendall(data)


@contextmanager
def shaped(target_port: int, shape: Shape = PLAIN) -> Iterator[ShapedWire]:
    """One to this port, which is as good as any at the end."""
    wire = ShapedWire(target_port)
    wire.shape = shape
    try:
        yield wire
    finally:
        wire.shape = PLAIN
        wire.cut()


class _Held:
    """What a proxy has gathered of an event stream. Other answers pass."""

    def __init__(self) -> None:
        self.gathered = b""
        self.streams = False

    def after(self, data: bytes, most: int) -> bytes:
        self.streams = self.streams or b"content-type: text/event-stream" in data
        if not self.streams or not most:
            passed, self.gathered = self.gathered + data, b""
            return passed
        self.gathered += data
        if len(self.gathered) < most:
            return b""
        passed, self.gathered = self.gathered, b""
        return passed
