"""Clocks that go backwards: of a helpdesk that is served by several machines, or whose clock is set."""

from __future__ import annotations

from collections.abc import Sequence

from data_sources._helpdesk.life import Life
from wallboard.model import DAY, NO_INSTANT, Micros

_MOST = 20_000  # tickets


class LastTold:
    """When what was told last of each ticket began. What its log tells after that came after it, whatever it bears."""

    def __init__(self) -> None:
        self._at: dict[str, Micros] = {}

    def forget(self) -> None:
        self._at = {}

    def in_order(self, lives: Sequence[Life], now: Micros) -> list[Life]:
        """These, none of which ends before what was told of it."""
        told = [self._after(life) for life in lives]
        self._at |= {life.ticket: life.moments[-1].at for life in told if life.moments[-1].at <= now + DAY}
        for ticket in list(self._at)[: max(0, len(self._at) - _MOST)]:
            del self._at[ticket]
        return told

    def _after(self, life: Life) -> Life:
        *before, last = life.moments
        at = self._at.get(life.ticket, NO_INSTANT)
        return life if last.at >= at else life._replace(moments=[*before, last._replace(at=at)])
