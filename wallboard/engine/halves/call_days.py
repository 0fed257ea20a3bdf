"""The calls of one local day, counted: of each queue, of each half hour by the local clock, and of the whole site."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from json import dumps
from zoneinfo import ZoneInfo

import numpy as np

from wallboard.clock import day_start, local
from wallboard.ledger import Ledger
from wallboard.model import MINUTE, NO_INSTANT, Micros, Outcome, Reason
from wallboard.model.day_counts import DayCounts
from wallboard.review.figures import AMOUNTS, DIVERTED, WAITS
from wallboard.review.heat import HALF_HOUR
from wallboard.settings import Settings
from wallboard.state.tally_columns import TallyColumns
from wallboard.state.thresholds import Thresholds
from wallboard.state.values import Floats, Ints

COUNTING = 2  # another number, where days are to be counted anew because they are counted otherwise
_HALF: Micros = 30 * MINUTE


def counted_calls(
    ledger: Ledger, settings: Settings, site: str, days: Iterable[date]
) -> Iterator[tuple[date, Mapping[str, DayCounts]]]:
    """Of the visits that entered on each day, with all that became of them. Raises LedgerError."""
    thresholds = Thresholds(settings, site)
    for day in days:
        yield day, _counted(ledger, settings.zone(site), site, day, thresholds)


def _counted(ledger: Ledger, zone: ZoneInfo, site: str, day: date, thresholds: Thresholds) -> Mapping[str, DayCounts]:
    since, until = day_start(day, zone), day_start(day + timedelta(days=1), zone)
    visits, halves = ledger.visits(site, since, until), -(-(until - since) // _HALF)
    queue, queues = visits["queue"].astype(object).factorize(sort=True)
    half = (visits["entered"].to_numpy() - since) // _HALF
    slots = len(queues) * halves
    columns = TallyColumns(visits, partial(thresholds.on, day=day), queue * halves + half, slots, whole=True)
    cells = _Cells(columns, len(queues))
    labels = [f"{at.hour:02}:{at.minute:02}" for n in range(halves) for at in [local(since + n * _HALF, zone)]]
    answered = (visits["outcome"] == Outcome.ANSWERED.value) & (visits["left"] != NO_INSTANT)
    waits = np.unique(np.maximum(visits["wait_s"].to_numpy()[answered.to_numpy(bool)], 0), return_counts=True)
    return {
        "site": DayCounts(("",), cells.counts(lambda cell: [int(cell.sum())]), {WAITS: [_by_text(*waits)]}),
        "queue": DayCounts(tuple(map(str, queues)), cells.counts(lambda cell: _whole(cell.sum(axis=1)))),
        HALF_HOUR: cells.of_half_hours(labels),
    }


class _Cells:
    """Counts of each queue in each half hour of a day."""

    def __init__(self, columns: TallyColumns, queues: int) -> None:
        amounts = {name: getattr(columns, name) for name in AMOUNTS}
        reasons = {DIVERTED + reason.value: columns.diverted[reason] for reason in Reason}
        self._cells = {name: cell.reshape(queues, -1) for name, cell in (amounts | reasons).items() if cell.any()}

    def counts(self, put_together: Callable[[Floats], list[int]]) -> dict[str, list[int]]:
        """Counts of which there is none are left out."""
        return {name: put_together(cell) for name, cell in self._cells.items()}

    def of_half_hours(self, labels: Sequence[str]) -> DayCounts:
        """By the local clock, which may show some twice; those in which nobody called are left out."""
        names = sorted(set(labels))
        place = np.array([names.index(label) for label in labels])
        some = _by(place, self._cells["offered"].sum(axis=0)) > 0 if self._cells else np.zeros(len(names), bool)
        counts = self.counts(lambda cell: _whole(_by(place, cell.sum(axis=0))[some]))
        return DayCounts(tuple(name for name, there in zip(names, some.tolist(), strict=True) if there), counts)


def _whole(counts: Floats | Ints) -> list[int]:
    whole: list[int] = counts.astype(np.int64).tolist()
    return whole


def _by(place: Ints, counts: Floats) -> Floats:
    return np.bincount(place, counts).astype(np.float64)


def _by_text(values: Ints, counts: Ints) -> dict[str, int]:
    return dict(zip(map(str, values.tolist()), counts.tolist(), strict=True))


def rules_of_calls(settings: Settings, site: str) -> Callable[[date], str]:
    """Of each day a digest of all by which its calls are counted; it changes with the targets in force."""
    thresholds = Thresholds(settings, site)
    ours = [name for name, queue in sorted(settings.queues.items()) if settings.site_of(queue) == site]
    changes = sorted({target.from_ for name in ours for target in settings.queues[name].targets})
    known: dict[int, str] = {}

    def digest(day: date) -> str:
        since = bisect_right(changes, day)
        if since not in known:
            facts = [COUNTING, settings.sites[site].zone, [[name, *thresholds.on(name, day)] for name in ours]]
            known[since] = sha256(dumps(facts).encode()).hexdigest()[:16]
        return known[since]

    return digest
