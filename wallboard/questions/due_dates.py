"""What sources say of when requests are due, held against the settings: where the two differ, and what was moved later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import NamedTuple

from wallboard.ledger import Ledger
from wallboard.model import DAY, MINUTE, Micros
from wallboard.model.remit import Remit
from wallboard.settings import Settings
from wallboard.state.due_facts import DueFact, DueStretch, due_facts
from wallboard.state.promises import PromiseBook

LATELY = 7 * DAY
_LISTED = 20


@dataclass(frozen=True, slots=True)
class DueQuestion:
    """Of the requests of a site that are open at `at`, and of those that were decided in the seven days before."""

    site: str
    at: Micros


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
    clock stands. `earlier` and `later`: the source's differs by more than the tolerance, in the clock of the promise. `moved`: it moved it later, beyond what
    pauses and time closed explain, `moves` times altogether; `kept_by_moving` of them were kept by that alone."""

    told: int
    compared: int
    earlier: int
    later: int
    largest: Micros  # the largest difference, either way; 0 where nothing was compared
    moved: int
    moves: int
    kept_by_moving: int

    @property
    def differ(self) -> int:
        return self.earlier + self.later


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
    versions = ledger.standing_versions(question.site, question.at, horizon=LATELY + DAY, remit=within)
    stretch = DueStretch(question.at, question.at - LATELY, tolerance)
    book = PromiseBook(settings, question.site)
    return due_dates(due_facts(versions, book, stretch, within.has_request), tolerance)


def tolerance_of(settings: Settings) -> Micros:
    return round(settings.due_tolerance_min * MINUTE)


def due_dates(facts: Sequence[DueFact], tolerance: Micros) -> DueDates:
    compared = (DueDifference(*fact[:6], fact.apart) for fact in facts if fact.apart is not None)
    differences = (each for each in compared if abs(each.apart) > tolerance)
    moved = (_move(fact) for fact in facts if fact.moved > tolerance)
    return DueDates(
        tolerance,
        _counts(facts, tolerance),
        _by(facts, tolerance, lambda fact: fact.department),
        _by(facts, tolerance, lambda fact: fact.service_type),
        tuple(nlargest(_LISTED, differences, key=lambda each: (abs(each.apart), each))),
        tuple(nlargest(_LISTED, moved, key=lambda each: (each.by, each))),
    )


def _by(
    facts: Iterable[DueFact], tolerance: Micros, name: Callable[[DueFact], str]
) -> tuple[tuple[str, DueCounts], ...]:
    groups: defaultdict[str, list[DueFact]] = defaultdict(list)
    for fact in facts:
        groups[name(fact)].append(fact)
    counted = ((name, _counts(group, tolerance)) for name, group in groups.items())
    return tuple(sorted(counted, key=lambda each: (-each[1].differ, -each[1].moved, -each[1].told, each[0])))


def _counts(facts: Sequence[DueFact], tolerance: Micros) -> DueCounts:
    apart = [fact.apart for fact in facts if fact.apart is not None]
    moved = [fact for fact in facts if fact.moved > tolerance]
    return DueCounts(
        told=len(facts),
        compared=len(apart),
        earlier=sum(each < -tolerance for each in apart),
        later=sum(each > tolerance for each in apart),
        largest=max(apart, key=abs, default=0),
        moved=len(moved),
        moves=sum(fact.moves for fact in moved),
        kept_by_moving=sum(fact.kept_by_moving for fact in moved),
    )


def _move(fact: DueFact) -> DueMove:
    whose = (fact.source, fact.ticket, fact.department, fact.service_type)
    return DueMove(*whose, max(1, fact.moves), fact.moved, fact.kept_by_moving)
