"""The calls of one local day, counted: of each queue, of each half hour by the local clock, and of the whole site."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from json import dumps
from zoneinfo import ZoneInfo

from wallboard.clock import day_start, local
from wallboard.ledger import Ledger
from wallboard.model import Reason
from wallboard.model.day_counts import DayCounts
from wallboard.review.figures import AMOUNTS, DIVERTED, WAITS
from wallboard.review.heat import HALF_HOUR
from wallboard.settings import Settings
from wallboard.state.tally import Tally
from wallboard.state.thresholds import Thresholds

COUNTING = 2  # another number, where days are to be counted anew because they are counted otherwise


def counted_calls(
    ledger: Ledger, settings: Settings, site: str, days: Iterable[date]
) -> Iterator[tuple[date, Mapping[str, DayCounts]]]:
    """Of the visits that entered on each day, with all that became of them. Raises LedgerError."""
    thresholds = Thresholds(settings, site)
    for day in days:
        yield day, _counted(ledger, settings.zone(site), site, day, thresholds)


def _counted(ledger: Ledger, zone: ZoneInfo, site: str, day: date, thresholds: Thresholds) -> Mapping[str, DayCounts]:
    since, until = day_start(day, zone), day_start(day + timedelta(days=1), zone)
    by_queue: defaultdict[str, Tally] = defaultdict(Tally)
    by_half_hour: defaultdict[str, Tally] = defaultdict(Tally)
    for visit in ledger.visits_entered(site, since, until):
        threshold, entered = thresholds.on(visit.key.queue, day), local(visit.entered, zone)
        by_queue[visit.key.queue].add(visit, threshold)
        by_half_hour[f"{entered.hour:02}:{entered.minute // 30 * 30:02}"].add(visit, threshold)
    together = Tally.total(by_queue.values())
    return {
        "site": _columns(("",), [together], {WAITS: [{str(s): n for s, n in sorted(together.waits.items())}]}),
        "queue": _columns(*_in_order(by_queue), {}),
        HALF_HOUR: _columns(*_in_order(by_half_hour), {}),
    }


def _in_order(tallies: Mapping[str, Tally]) -> tuple[tuple[str, ...], list[Tally]]:
    names = tuple(sorted(tallies))
    return names, [tallies[name] for name in names]


def _columns(
    names: tuple[str, ...], tallies: Sequence[Tally], by_value: Mapping[str, Sequence[Mapping[str, int]]]
) -> DayCounts:
    """Counts of which there is none are left out."""
    amounts = {name: [getattr(tally, name) for tally in tallies] for name in AMOUNTS}
    reasons = {DIVERTED + reason.value: [tally.diverted.get(reason, 0) for tally in tallies] for reason in Reason}
    counts = {name: column for name, column in (amounts | reasons).items() if any(column)}
    return DayCounts(names, counts, by_value)


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
