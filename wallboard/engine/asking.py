"""Asking a source that may never answer: who asks is left behind past the deadline, and comes too late ever after.

A connection through which packets vanish answers neither now nor later, while a new one would. Drivers notice it only
sometimes (a proxy or a balancer in between goes on acknowledging), so the limit is held from outside: the worker that
waits is given up together with its source, and another goes on by a source opened anew. Whatever the one that was given
up brings home in the end is thrown away: it comes out of `Asking.of` as GivenUp, before anything is recorded.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from typing import TypeVar

from wallboard.clock import Clock, uptime
from wallboard.model import SECOND, Micros
from wallboard.source import Again, Batch, Carries, Cursor, PolledSource, SetAside

GRACE_S = 3.0  # after the deadline, in which the driver and the server may cut it off by themselves: that says more
T = TypeVar("T")


class GivenUp(Exception):
    """The answer came after this worker was given up."""


class Asking:
    """One worker's questions to one source: whether one hangs, and whether the worker was given up over it."""

    def __init__(self, deadline_s: float, uptime: Clock = uptime) -> None:
        self._longest = round((deadline_s + GRACE_S) * SECOND)
        self._uptime = uptime
        self._lock = threading.Lock()
        self._since: Micros | None = None
        self.given_up = False

    def of(self, question: Callable[[], T]) -> T:
        """The answer. Raises GivenUp where it comes, or fails, too late."""
        with self._lock:
            self._since = self._uptime()
        try:
            return question()
        finally:
            with self._lock:
                self._since = None
                late = self.given_up
            if late:
                raise GivenUp

    def end(self) -> None:
        """Nothing of this worker counts from now on: its source was closed, or another has it."""
        with self._lock:
            self.given_up = True

    def give_up(self) -> bool:
        """Gives the worker up when its question hangs. From then on nothing of it counts; False when nothing hangs."""
        with self._lock:
            if not self.given_up and self._since is not None and self._uptime() - self._since > self._longest:
                self.given_up = True
                return True
            return False


class FencedSource:
    """A source, every question to which is one of `asking`."""

    def __init__(self, source: PolledSource, asking: Asking) -> None:
        self.name, self.site = source.name, source.site
        self.carries: Carries = source.carries
        self._source, self._asking = source, asking

    def changes(self, since: Cursor | None, now: Micros) -> Batch:
        return self._asking.of(lambda: self._source.changes(since, now))

    def again(self, rows: Collection[SetAside], since: Cursor | None, now: Micros) -> Again:
        return self._asking.of(lambda: self._source.again(rows, since, now))

    def present(self, tickets: Collection[str]) -> set[str]:
        return self._asking.of(lambda: self._source.present(tickets))
