"""Where tries are counted: a store for the library `limits` that goes by our clock and never grows without bound."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Iterable

from limits.storage import MovingWindowSupport, Storage

from wallboard.clock import Clock
from wallboard.model import SECOND

MOST_KEYS = 100_000  # those that were tried longest ago are forgotten first


class AttemptsMemory(Storage, MovingWindowSupport):
    """Instants of tries by key, in seconds. The library's own store asks the system for the time and starts a thread."""

    STORAGE_SCHEME = None

    def __init__(self, clock: Clock, most_keys: int = MOST_KEYS) -> None:
        super().__init__()
        self.lock = threading.RLock()
        self._clock = clock
        self._most = most_keys
        self._tries: OrderedDict[str, deque[float]] = OrderedDict()  # the newest try last

    def now(self) -> float:
        return self._clock() / SECOND

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        with self.lock:
            tries = self._within(key, expiry)
            if len(tries) + amount > limit:
                return False
            self._note(key, tries, amount)
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the oldest try within the window was, and how many there are."""
        with self.lock:
            tries = self._within(key, expiry)
            return (tries[0] if tries else self.now()), len(tries)

    def give_back(self, key: str) -> None:
        """Takes the newest try back."""
        with self.lock:
            tries = self._tries.get(key)
            if tries:
                tries.pop()

    def _note(self, key: str, tries: deque[float], amount: int) -> None:
        tries.extend([self.now()] * amount)
        self._tries[key] = tries
        self._tries.move_to_end(key)
        while len(self._tries) > self._most:
            self._tries.popitem(last=False)

    def _within(self, key: str, expiry: int) -> deque[float]:
        """A clock that was put back makes tries of the future, which do not count."""
        now = self.now()
        tries = self._tries.get(key, deque())
        while tries and not now - expiry < tries[0] <= now:
            tries.popleft()
        return tries

    # ---------------------------------------------------------------- what the library's base class wants

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        with self.lock:
            tries = self._within(key, expiry)
            self._note(key, tries, amount)
            return len(tries)

    def get(self, key: str) -> int:
        return len(self._tries.get(key, ()))

    def get_expiry(self, key: str) -> float:
        return self.now()

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        with self.lock:
            count = len(self._tries)
            self._tries.clear()
            return count

    def clear(self, key: str) -> None:
        with self.lock:
            self._tries.pop(key, None)

    def keys(self) -> Iterable[str]:
        return tuple(self._tries)
