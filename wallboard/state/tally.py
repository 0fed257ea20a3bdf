"""Counts of queue visits that merge: what every call metric is computed from.

A visit adds to a tally in three steps, each at its own instant: it is offered, it leaves the queue, and the
conversation that it led to is completed. A count is one line of `Tally`: the step at which a visit adds to it, and
what. Taking a step back is the same step with `by=-1`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from wallboard.model import Outcome, Reason, Visit
from wallboard.state.thresholds import Threshold
from wallboard.state.windows import COMPLETED, LEFT, OFFERED, steps_taken

K = TypeVar("K")


class VisitCase(NamedTuple):
    """What decides in which counts a visit is. `in_time` is within the threshold, `short` an abandon that need not
    count, `talked` a conversation whose length was told."""

    outcome: Outcome
    reason: Reason | None
    in_time: bool
    short: bool
    talked: bool
    transferred: bool

    @property
    def answered(self) -> bool:
        return self.outcome is Outcome.ANSWERED

    @property
    def abandoned(self) -> bool:
        return self.outcome is Outcome.ABANDONED

    @property
    def diverted(self) -> bool:
        return self.outcome is Outcome.DIVERTED and self.reason is not None

    @property
    def failed(self) -> bool:
        """Diverted for a reason that counts against the centre."""
        return self.diverted and self.reason is not None and self.reason.failed


def case_of(visit: Visit, threshold: Threshold) -> VisitCase:
    within_s, short_s = threshold
    wait_s = visit.wait_s or 0
    short = short_s > 0 and wait_s <= short_s
    return VisitCase(
        visit.outcome, visit.reason, wait_s <= within_s, short, visit.talk_s is not None, visit.transferred
    )


class CountRule(NamedTuple):
    """At which step which visits add to a count; of these one each, or a field of the visit, summed up, or counted by
    what it is where `key` reads it from JSON."""

    step: int
    which: Callable[[VisitCase], bool]
    of: str = ""
    key: Callable[[str], Hashable] | None = None


def _at(step: int, which: Callable[[VisitCase], bool], of: str = "") -> int:
    count: int = field(default=0, metadata={"rule": CountRule(step, which, of)})
    return count


def _by(key: Callable[[str], Hashable], step: int, which: Callable[[VisitCase], bool], of: str) -> dict[str, CountRule]:
    return {"rule": CountRule(step, which, of, key)}


@dataclass(slots=True, eq=False, repr=False)
class Tally:
    """Queue visits of one group in one window. Words as in docs/metrics.md; `_in` is within the threshold.

    `waits` counts answered visits by their whole seconds of waiting, so that percentiles are exact and merge.
    `memo` is for what readers derive from the tally; every change forgets it.
    """

    offered: int = _at(OFFERED, lambda case: True)
    answered: int = _at(LEFT, lambda case: case.answered)
    answered_in: int = _at(LEFT, lambda case: case.answered and case.in_time)
    abandoned: int = _at(LEFT, lambda case: case.abandoned)
    abandoned_in: int = _at(LEFT, lambda case: case.abandoned and case.in_time)
    abandoned_short: int = _at(LEFT, lambda case: case.abandoned and case.short)
    failed_in: int = _at(LEFT, lambda case: case.failed and case.in_time)
    lost: int = _at(LEFT, lambda case: case.outcome is Outcome.LOST)
    completed: int = _at(COMPLETED, lambda case: True)
    completed_in: int = _at(COMPLETED, lambda case: case.in_time)
    wait_s: int = _at(LEFT, lambda case: case.answered, "wait_s")
    talk_s: int = _at(COMPLETED, lambda case: case.talked, "talk_s")
    talks: int = _at(COMPLETED, lambda case: case.talked)
    diverted: dict[Reason, int] = field(
        default_factory=dict, metadata=_by(Reason, LEFT, lambda case: case.diverted, "reason")
    )
    waits: dict[int, int] = field(default_factory=dict, metadata=_by(int, LEFT, lambda case: case.answered, "wait_s"))
    memo: dict[Hashable, Any] = field(default_factory=dict)

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

    def add(self, visit: Visit, threshold: Threshold, by: int = 1) -> None:
        """All that has happened to this visit so far."""
        self.take(visit, case_of(visit, threshold), steps_taken(visit), by)

    def take(self, visit: Visit, case: VisitCase, steps: int, by: int = 1) -> None:
        """These steps of a visit, which must have come so far; any of OFFERED, LEFT and COMPLETED together."""
        ones, sums, keys = _added(case, steps)
        for name in ones:
            setattr(self, name, getattr(self, name) + by)
        for name, of in sums:
            setattr(self, name, getattr(self, name) + by * (getattr(visit, of) or 0))
        for name, of in keys:
            _count(getattr(self, name), getattr(visit, of) or 0, by)
        if self.memo:
            self.memo.clear()

    def merge(self, other: Tally, by: int = 1) -> None:
        for name in _AMOUNTS:
            setattr(self, name, getattr(self, name) + by * getattr(other, name))
        for name in _BY_KEY:
            counts: dict[Hashable, int] = getattr(self, name)
            for key, n in getattr(other, name).items():
                _count(counts, key, by * n)
        self.memo.clear()

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
        counts: dict[str, Any] = {name: n for name in _AMOUNTS if (n := getattr(self, name))}
        by_key = ((name, getattr(self, name)) for name in _BY_KEY)
        return counts | {name: {str(key): n for key, n in sorted(kept.items())} for name, kept in by_key if kept}

    @classmethod
    def from_json(cls, counts: Mapping[str, Any]) -> Tally:
        tally = cls()
        for name in _AMOUNTS:
            setattr(tally, name, int(counts.get(name, 0)))
        for name, key in _BY_KEY.items():
            setattr(tally, name, {key(text): int(n) for text, n in counts.get(name, {}).items()})
        return tally


COUNTS: Mapping[str, CountRule] = {
    each.name: each.metadata["rule"] for each in fields(Tally) if "rule" in each.metadata
}
_AMOUNTS = tuple(name for name, rule in COUNTS.items() if rule.key is None)
_BY_KEY = {name: rule.key for name, rule in COUNTS.items() if rule.key is not None}
_FAILED = tuple(reason for reason in Reason if reason.failed)


class _Added(NamedTuple):
    """The counts to which one is added, those that sum up a field of the visit, and those that count by it."""

    ones: tuple[str, ...]
    sums: tuple[tuple[str, str], ...]
    keys: tuple[tuple[str, str], ...]


@lru_cache(maxsize=2048)
def _added(case: VisitCase, steps: int) -> _Added:
    """There are some hundred cases, so that each rule is asked once for each and not for each visit."""
    ours = [(name, rule) for name, rule in COUNTS.items() if rule.step & steps and rule.which(case)]
    return _Added(
        tuple(name for name, rule in ours if not rule.of),
        tuple((name, rule.of) for name, rule in ours if rule.of and rule.key is None),
        tuple((name, rule.of) for name, rule in ours if rule.key is not None),
    )


def _count(counts: dict[K, int], key: K, by: int) -> None:
    n = counts.get(key, 0) + by
    if n:
        counts[key] = n
    else:
        counts.pop(key, None)
