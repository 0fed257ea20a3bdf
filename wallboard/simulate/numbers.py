"""The numbers from which people call: some call every few days, and who asked to be called back may not wait for it."""

from __future__ import annotations

from collections import deque

DRAWN = (10_000, 100_000)  # from, below
REGULARS = 300
_REGULAR, _IMPATIENT = 10, 25  # one call in so many is of somebody who calls often, and of one who is owed a call


class Numbers:
    """Made of what chance drew, so that who calls decides nothing of what happens."""

    def __init__(self) -> None:
        self._owed: deque[str] = deque()

    def of(self, drawn: int) -> str:
        if self._owed and drawn % _IMPATIENT == 1:
            return self._owed.popleft()
        return f"5550{drawn // _REGULAR % REGULARS:04}" if drawn % _REGULAR == 0 else f"555{drawn}"

    def asked_back(self, number: str) -> None:
        """They will be called back, or call again."""
        self._owed.append(number)
