"""How a table is gone over by the instant at which its rows were updated, again and again, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from data_sources._sql.page import Key, plain
from data_sources._sql.table_options import TableOptions
from wallboard.model import DAY, SECOND, Micros
from wallboard.source import Cursor


@dataclass(frozen=True, slots=True)
class Sweep:
    """From `low` to `high`, past the row (updated, key) if that is given."""

    low: Micros
    high: Micros
    first: bool
    updated: Key | None = None
    key: Key | None = None

    @classmethod
    def of(cls, cursor: Cursor) -> Sweep | None:
        """None between two sweeps."""
        if cursor.get("high") is None:
            return None
        named = cursor.get("updated"), cursor.get("key", cursor.get("ticket"))  # as it was called once
        updated, key = (None if value is None else plain(value) for value in named)
        return cls(int(cursor.get("low") or 0), int(cursor["high"] or 0), bool(cursor.get("first")), updated, key)

    @classmethod
    def next(cls, since: Cursor | None, options: TableOptions, clock: Micros, now: Micros) -> Sweep:
        """The one that goes on at `since`, or a new one: from `look_back_s` before the last one's end to `delay_s` before
        the database's `clock`."""
        high = clock - round(options.delay_s * SECOND)
        if since and (going_on := cls.of(since)):
            return going_on
        if not since or since.get("read_to") is None:
            return cls(now - options.first_days * DAY, high, first=True)
        low = int(since["read_to"] or 0) - round(options.look_back_s * SECOND)
        return cls(low, max(low, high), first=False)

    def cursor(self) -> Cursor:
        return {name: getattr(self, name) for name in ("low", "high", "updated", "key")} | {"first": int(self.first)}

    def share(self, at: Micros) -> float | None:
        """How far it has come that read up to an instant, by time."""
        return None if self.high <= self.low else min(1.0, max(0.0, (at - self.low) / (self.high - self.low)))


class ToldRows:
    """Rows of the last sweep that the next one meets again because it looks back: those are not told twice.

    Only while the cursor that was handed out with them was taken over: after a poll that came to nothing, everything is
    told again."""

    def __init__(self) -> None:
        self._handed: Cursor | None = None
        self._told: set[int] = set()
        self._telling: set[int] = set()

    def without(self, rows: list[Any], since: Cursor | None, met_again: list[bool]) -> list[Any]:
        """The rows that the sweep before has not told just so. `met_again`: those that the next will meet."""
        if since is None or dict(since) != self._handed:
            self._told, self._telling = set(), set()
        marks = [_mark(row) for row in rows]
        self._telling.update(mark for mark, again in zip(marks, met_again, strict=True) if again)
        return [row for row, mark in zip(rows, marks, strict=True) if mark not in self._told]

    def hand(self, cursor: Cursor, *, over: bool) -> None:
        """What was told goes out with this cursor; `over`: with which the sweep ends."""
        if over:
            self._told, self._telling = self._telling, set()
        self._handed = cursor


def _mark(row: Sequence[Any]) -> int:
    try:
        return hash(tuple(row))
    except TypeError:  # of what drivers hand over as lists or objects: arrays, JSON
        return hash(repr(row))
