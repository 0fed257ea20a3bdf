"""The replays that are being looked at: one for each page that shows the past, and only so many at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock, Semaphore

from wallboard.clock import Clock
from wallboard.engine.replay import Replay
from wallboard.model import MINUTE, Micros, Snapshot
from wallboard.model.floor import Floor
from wallboard.settings import Settings

MOST_REPLAYS = 8
FORGOTTEN_AFTER: Micros = 2 * MINUTE  # nobody looked
MOST_AT_WORK = 2  # the others wait: the wall of now goes first


class ReplayEnded(Exception):
    """Too many others look at the past: of all replays this one was looked at the longest ago."""


@dataclass
class _Shown:
    """One that is looked at. `lock`: a page that asks twice at once waits."""

    replay: Replay
    asked: Micros
    lock: Lock = field(default_factory=Lock)


class Replays:
    """By who looks. They follow the settings. Any thread may call."""

    def __init__(self, uptime: Clock, most: int = MOST_REPLAYS) -> None:
        """`uptime` tells how long nobody looked: it is no time that anybody sets."""
        self._uptime, self._most = uptime, most
        self._lock, self._at_work = Lock(), Semaphore(MOST_AT_WORK)
        self._settings: Settings | None = None
        self._shown: OrderedDict[Hashable, _Shown] = OrderedDict()

    def snapshot(
        self, who: Hashable, at: Micros, settings: Settings, open_one: Callable[[], Replay], *, goes_on: bool
    ) -> Snapshot:
        """What `who` sees at an instant. One that only `goes_on` by itself raises ReplayEnded where it made room for
        others; whoever wants to see something begins another."""
        with self._at(who, settings, open_one, goes_on=goes_on) as replay:
            return replay.snapshot(at)

    def floor(
        self, who: Hashable, at: Micros, settings: Settings, open_one: Callable[[], Replay], *, goes_on: bool
    ) -> tuple[Snapshot, Floor]:
        """The same, and who was on duty and who waited."""
        with self._at(who, settings, open_one, goes_on=goes_on) as replay:
            return replay.floor(at)

    @contextmanager
    def _at(
        self, who: Hashable, settings: Settings, open_one: Callable[[], Replay], *, goes_on: bool
    ) -> Iterator[Replay]:
        shown = self._of(who, settings, open_one, goes_on=goes_on)
        with shown.lock, self._at_work:
            yield shown.replay

    def __len__(self) -> int:
        return len(self._shown)

    def _of(self, who: Hashable, settings: Settings, open_one: Callable[[], Replay], *, goes_on: bool) -> _Shown:
        now = self._uptime()
        with self._lock:
            if self._settings is not settings:
                self._settings = settings
                self._shown.clear()
            self._forget(now)
            shown = self._shown.get(who)
            if shown is None:
                if goes_on and len(self._shown) >= self._most:
                    raise ReplayEnded
                shown = self._shown[who] = _Shown(open_one(), now)
                while len(self._shown) > self._most:
                    self._shown.popitem(last=False)
            shown.asked = now
            self._shown.move_to_end(who)
            return shown

    def _forget(self, now: Micros) -> None:
        while self._shown and next(iter(self._shown.values())).asked < now - FORGOTTEN_AFTER:
            self._shown.popitem(last=False)
