"""Counts of queue visits that merge: what every call metric is computed from.

A visit adds to a tally in three steps, each at its own instant: it is offered, it leaves the queue, and the
conversation that it led to is completed. Taking a step back is the same step with `by=-1`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from wallboard.model import Outcome, Reason, Visit

K = TypeVar("K")

_COUNTS = (
    "offered",
    "answered",
    "answered_in",
    "abandoned",
    "abandoned_in",
    "abandoned_short",
    "failed_in",
    "lost",
    "completed",
    "completed_in",
    "wait_s",
    "talk_s",
    "talks",
)
_FAILED = tuple(reason for reason in Reason if reason.failed)


class Tally:
    """Queue visits of one group in one window. Words as in docs/metrics.md; `_in` is within the threshold.

    `waits` counts answered visits by their whole seconds of waiting, so that percentiles are exact and merge.
    `memo` is for what readers derive from the tally; every change forgets it.
    """

    __slots__ = (*_COUNTS, "diverted", "memo", "waits")

    offered: int
    answered: int
    answered_in: int
    abandoned: int
    abandoned_in: int
    abandoned_short: int
    failed_in: int
    lost: int
    completed: int
    completed_in: int
    wait_s: int
    talk_s: int
    talks: int

    def __init__(self) -> None:
        for name in _COUNTS:
            setattr(self, name, 0)
        self.diverted: dict[Reason, int] = {}
        self.waits: dict[int, int] = {}
        self.memo: Any = None

    @property
    def failed(self) -> int:
        """Diverted for a reason that counts against the centre."""
        diverted = self.diverted
        return sum(diverted.get(reason, 0) for reason in _FAILED) if diverted else 0

    @property
    def diverted_all(self) -> int:
        return sum(self.diverted.values())

    @property
    def waiting(self) -> int:
        """Offered and not out again."""
        return self.offered - self.answered - self.abandoned - self.diverted_all - self.lost

    def add(self, visit: Visit, within_s: float, short_s: float = 0, by: int = 1) -> None:
        """All that has happened to this visit so far."""
        self.offer(by)
        if visit.left is not None:
            self.leave(visit, within_s, short_s, by)
        if visit.completed:
            self.complete(visit, within_s, by)

    def remove(self, visit: Visit, within_s: float, short_s: float = 0) -> None:
        self.add(visit, within_s, short_s, by=-1)

    def offer(self, by: int = 1) -> None:
        self.offered += by
        self.memo = None

    def leave(self, visit: Visit, within_s: float, short_s: float, by: int = 1) -> None:
        """The visit left the queue. `short_s` 0: no abandon counts as short."""
        wait_s = visit.wait_s or 0
        in_time = by if wait_s <= within_s else 0
        if visit.outcome is Outcome.ANSWERED:
            self.answered += by
            self.answered_in += in_time
            self.wait_s += by * wait_s
            _count(self.waits, wait_s, by)
        elif visit.outcome is Outcome.ABANDONED:
            self.abandoned += by
            self.abandoned_in += in_time
            self.abandoned_short += by if short_s > 0 and wait_s <= short_s else 0
        elif visit.outcome is Outcome.DIVERTED and visit.reason is not None:
            _count(self.diverted, visit.reason, by)
            self.failed_in += in_time if visit.reason.failed else 0
        elif visit.outcome is Outcome.LOST:
            self.lost += by
        self.memo = None

    def complete(self, visit: Visit, within_s: float, by: int = 1) -> None:
        """The conversation came to its end."""
        self.completed += by
        self.completed_in += by if (visit.wait_s or 0) <= within_s else 0
        if visit.talk_s is not None:
            self.talk_s += by * visit.talk_s
            self.talks += by
        self.memo = None

    def merge(self, other: Tally, by: int = 1) -> None:
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + by * getattr(other, name))
        for reason, n in other.diverted.items():
            _count(self.diverted, reason, by * n)
        for wait_s, n in other.waits.items():
            _count(self.waits, wait_s, by * n)
        self.memo = None

    @classmethod
    def total(cls, tallies: Iterable[Tally]) -> Tally:
        total = cls()
        for tally in tallies:
            total.merge(tally)
        return total

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tally) and self.as_json() == other.as_json()

    __hash__ = None  # type: ignore[assignment]  # it changes

    def __repr__(self) -> str:
        return f"Tally({self.as_json()})"

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; zeros are left out."""
        counts: dict[str, Any] = {name: n for name in _COUNTS if (n := getattr(self, name))}
        if self.diverted:
            counts["diverted"] = {reason.value: n for reason, n in sorted(self.diverted.items())}
        if self.waits:
            counts["waits"] = {str(wait_s): n for wait_s, n in sorted(self.waits.items())}
        return counts

    @classmethod
    def from_json(cls, counts: Mapping[str, Any]) -> Tally:
        tally = cls()
        for name in _COUNTS:
            setattr(tally, name, int(counts.get(name, 0)))
        tally.diverted = {Reason(reason): int(n) for reason, n in counts.get("diverted", {}).items()}
        tally.waits = {int(wait_s): int(n) for wait_s, n in counts.get("waits", {}).items()}
        return tally


def _count(counts: dict[K, int], key: K, by: int) -> None:
    n = counts.get(key, 0) + by
    if n:
        counts[key] = n
    else:
        counts.pop(key, None)
