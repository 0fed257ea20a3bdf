"""What was read of tickets beside their rows, kept until the log says that it changed, or for a week."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Generic, TypeVar

import sqlalchemy as sa

from wallboard.model import DAY, Micros

T = TypeVar("T")
_MOST = 20_000  # tickets
_KEPT_FOR: Micros = 7 * DAY  # an installation may write it without a row of the log


class Kept(Generic[T]):
    """`read`: of these tickets, as far as there is something; `nothing`: of the others."""

    def __init__(
        self, read: Callable[[sa.Connection, Collection[int], Micros], Mapping[int, T]], nothing: Callable[[], T]
    ) -> None:
        self._read, self._nothing = read, nothing
        self._kept: dict[int, tuple[T, Micros]] = {}

    def forget(self, tickets: Collection[int]) -> None:
        for ticket in tickets:
            self._kept.pop(ticket, None)

    def forget_all(self) -> None:
        self._kept = {}

    def of(self, connection: sa.Connection, tickets: Collection[int], now: Micros) -> dict[int, T]:
        lacking = [ticket for ticket in tickets if not self._has(ticket, now)]
        found = self._read(connection, lacking, now) if lacking else {}
        self._kept |= {ticket: (found[ticket] if ticket in found else self._nothing(), now) for ticket in lacking}
        told = {ticket: self._kept[ticket][0] for ticket in tickets}
        for ticket in list(self._kept)[: max(0, len(self._kept) - _MOST)]:
            del self._kept[ticket]
        return told

    def _has(self, ticket: int, now: Micros) -> bool:
        kept = self._kept.get(ticket)
        return kept is not None and 0 <= now - kept[1] < _KEPT_FOR
