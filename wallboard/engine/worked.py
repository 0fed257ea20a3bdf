"""What several people ask for within a minute is worked out once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from wallboard.clock import Clock
from wallboard.model import MINUTE
from wallboard.settings import Settings

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Worked(Generic[K, V]):
    """Answers by key, at most `most` of them, each for the minute in which it was worked out and for the settings by
    which it was. Any thread may call; two that ask for the same at once may both work it out."""

    def __init__(self, most: int, clock: Clock) -> None:
        self._most, self._clock = most, clock
        self._lock = Lock()
        self._settings: Settings | None = None
        self._answers: OrderedDict[tuple[K, int], V] = OrderedDict()

    def get(self, key: K, settings: Settings, work_out: Callable[[], V]) -> V:
        timed = key, self._clock() // MINUTE
        with self._lock:
            if self._settings is not settings:
                self._settings = settings
                self._answers.clear()
            if timed in self._answers:
                self._answers.move_to_end(timed)
                return self._answers[timed]
        answer = work_out()
        self._keep(timed, settings, answer)
        return answer

    def _keep(self, timed: tuple[K, int], settings: Settings, answer: V) -> None:
        with self._lock:
            if self._settings is settings:
                self._answers[timed] = answer
                while len(self._answers) > self._most:
                    self._answers.popitem(last=False)
