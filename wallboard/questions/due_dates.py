"""What sources say of when requests are due, held against the settings: where the two differ, and what was moved later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Literal, NamedTuple

import numpy as np

from wallboard.ledger import AsOf, Ledger
from wallboard.model import DAY, MINUTE, Micros
from wallboard.model.remit import Remit
from wallboard.settings import Settings
from wallboard.state.due_columns import DueColumns, DueFacts, due_facts
from wallboard.state.due_facts import DueFact, DueStretch
from wallboard.state.promises import PromiseBook

LATELY = 7 * DAY
_LISTED = 20


@dataclass(frozen=True, slots=True)
class DueQuestion:
    """Of the requests of a site that are open at `at`, and of those that were decided in the seven days before. A department,
    type, ward or channel "" asks for those of none, None for those of all. `listed`: how many are told one by one, the largest
    differences first; None for all."""

    site: str
    at: Micros
    department: str | None = None
    service_type: str | None = None
    ward: str | None = None
    channel: str | None = None
    listed: int | None = _LISTED

    @property
    def narrower(self) -> Remit:
        """What it asks for, as a remit to be narrowed by."""
        return Remit.of(*([name] if name is not None else None for name in (self.site, self.department, self.ward)))


class DueDifference(NamedTuple):
    """One request of which the source says another due instant (`told`) than the settings (`promised`). The texts are the
    source's own and hostile."""

    source: str
    ticket: str
    department: str
    service_type: str
    told: Micros
    promised: Micros
    apart: Micros  # how much later the source's is, in the clock of the promise; negative where it is earlier


class DueMove(NamedTuple):
    """One request whose due instant the source moved later, `moves` times, and `by` how much from first to last."""

    source: str
    ticket: str
    department: str
    service_type: str
    moves: int
    by: Micros
    kept_by_moving: bool


class DueCounts(NamedTuple):
    """Of some requests of which the source tells when they are due. `compared`: to those the settings promise something too, and no
    clock stands. `earlier` and `later`: the source's differs by more than the tolerance, in the clock of the promise. `moved`: it
    moved it later, beyond what pauses and time closed explain, `moves` times altogether; `kept_by_moving` of them were kept by
    that alone."""

    told: int = 0
    compared: int = 0
    earlier: int = 0
    later: int = 0
    largest: Micros = 0  # difference, either way; 0 where nothing was compared
    moved: int = 0
    moves: int = 0
    kept_by_moving: int = 0

    @property
    def differ(self) -> int:
        return self.earlier + self.later

    def also(self, other: DueCounts) -> DueCounts:
        """Of these requests and others."""
        both = DueCounts(*(ours + theirs for ours, theirs in zip(self, other, strict=True)))
        return both._replace(largest=max(self.largest, other.largest, key=lambda apart: (abs(apart), apart)))


NOTHING = DueCounts()
Kind = Literal["department", "service_type"]


@dataclass(frozen=True, slots=True)
class DueDates:
    """Within a remit: counts of all, by department and by service type (those that differ most first), and the requests that
    differ most and were moved furthest. Figures go by what the source says wherever it says something."""

    tolerance: Micros
    all: DueCounts
    by_department: tuple[tuple[str, DueCounts], ...]
    by_service_type: tuple[tuple[str, DueCounts], ...]
    differences: tuple[DueDifference, ...]
    moves: tuple[DueMove, ...]


def read_due_dates(question: DueQuestion, ledger: Ledger, settings: Settings, within: Remit) -> DueDates:
    """By all that is known now. Raises LedgerError and OutOfRetention."""
    tolerance = tolerance_of(settings)
    remit = question.narrower.narrowed(within)
    asked = AsOf(question.site, question.at, None, LATELY + DAY, remit)
    versions = ledger.standing_versions(asked)
    if question.channel is not None:
        versions = ledger.of_channel(versions, question.channel, asked)
    stretch = DueStretch(question.at, question.at - LATELY, tolerance)
    found = due_facts(versions, PromiseBook(settings, question.site), stretch, remit)
    if question.service_type is not None:
        found = found.of_type(question.service_type)
    return due_dates(found, tolerance, question.listed)


def tolerance_of(settings: Settings) -> Micros:
    return round(settings.due_tolerance_min * MINUTE)


def due_dates(found: DueFacts, tolerance: Micros, listed: int | None = _LISTED) -> DueDates:
    """`listed`: as in `DueQuestion`."""
    departments, service_types = (_counts_by(found, kind, tolerance) for kind in ("department", "service_type"))
    told = [*found.others, *_furthest(found.columns, tolerance, listed)]
    compared = (DueDifference(*fact[:6], fact.apart) for fact in told if fact.apart is not None)
    differences = (each for each in compared if abs(each.apart) > tolerance)
    moved = (_move(fact) for fact in found.others if fact.moved > tolerance)
    return DueDates(
        tolerance,
        reduce(DueCounts.also, departments.values(), NOTHING),
        _those_first_that_differ_most(departments),
        _those_first_that_differ_most(service_types),
        tuple(sorted(differences, key=lambda each: (abs(each.apart), each), reverse=True)[:listed]),
        tuple(sorted(moved, key=lambda each: (each.by, each), reverse=True)[:listed]),
    )


def _counts_by(found: DueFacts, kind: Kind, tolerance: Micros) -> dict[str, DueCounts]:
    """By department or service type."""
    counts = defaultdict(lambda: NOTHING, _counted(found.columns, kind, tolerance) if found.columns is not None else {})
    for fact in found.others:
        name = getattr(fact, kind)
        counts[name] = counts[name].also(_of_one(fact, tolerance))
    return counts


def _counted(columns: DueColumns, kind: Kind, tolerance: Micros) -> Iterator[tuple[str, DueCounts]]:
    its, compared, apart = getattr(columns, kind), columns.compared, columns.apart
    flags = (np.ones(len(apart), bool), compared, compared & (apart < -tolerance), compared & (apart > tolerance))
    counts = [np.bincount(its.codes[flag], minlength=len(its.values)).tolist() for flag in flags]
    least, most = np.zeros((2, len(its.values)), np.int64)
    np.minimum.at(least, its.codes[compared], apart[compared])
    np.maximum.at(most, its.codes[compared], apart[compared])
    largest = np.where(-least > most, least, most).tolist()
    for name, told, both, earlier, later, furthest in zip(its.values, *counts, largest, strict=True):
        yield name, DueCounts(told, both, earlier, later, furthest)


def _furthest(columns: DueColumns | None, tolerance: Micros, listed: int | None) -> Iterator[DueFact]:
    """Of those in columns, what may have to be listed."""
    if columns is None:
        return
    apart = np.where(columns.compared, np.abs(columns.apart), 0)
    rows = np.flatnonzero(apart > tolerance)
    if listed is not None and len(rows) > listed:
        least = np.partition(apart[rows], -listed)[-listed]
        surely, perhaps = rows[apart[rows] > least], rows[apart[rows] == least]
        rows = np.concatenate([surely, perhaps[: listed - len(surely)]])
    yield from map(columns.fact, rows.tolist())


def _of_one(fact: DueFact, tolerance: Micros) -> DueCounts:
    apart = fact.apart or 0
    moved = fact.moved > tolerance
    return DueCounts(
        told=1,
        compared=int(fact.apart is not None),
        earlier=int(apart < -tolerance),
        later=int(apart > tolerance),
        largest=apart,
        moved=int(moved),
        moves=max(1, fact.moves) if moved else 0,
        kept_by_moving=int(moved and fact.kept_by_moving),
    )


def _those_first_that_differ_most(counts: Mapping[str, DueCounts]) -> tuple[tuple[str, DueCounts], ...]:
    return tuple(sorted(counts.items(), key=lambda each: (-each[1].differ, -each[1].moved, -each[1].told, each[0])))


def _move(fact: DueFact) -> DueMove:
    whose = (fact.source, fact.ticket, fact.department, fact.service_type)
    return DueMove(*whose, max(1, fact.moves), fact.moved, fact.kept_by_moving)
