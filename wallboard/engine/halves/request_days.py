"""The requests of one local day, counted: what became of them on it, and how they stood at its end."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from json import dumps
from zoneinfo import ZoneInfo

from wallboard.clock import day_start, local_day
from wallboard.engine.halves.request_history import requests_between
from wallboard.engine.halves.ticket_readings import groups_of
from wallboard.ledger import Ledger
from wallboard.metrics import METRICS
from wallboard.metrics.registry import Figure
from wallboard.metrics.requests_at import FLOWS, FlowIn, OpenNow, RequestsAt
from wallboard.model import Micros
from wallboard.model.day_counts import DayCounts
from wallboard.review.table import STOCKS
from wallboard.settings import PromiseClock, Settings
from wallboard.state.posting_table import LATE, ON_TIME
from wallboard.state.postings import SITE, GroupKey
from wallboard.state.redecided import Redecided
from wallboard.state.requests_known import RequestsKnown

COUNTING = 3  # another number, where days are to be counted anew because they are counted otherwise
DIMENSIONS = ("department", "ward")
_CLOCK, _USUAL_CLOCK = set(PromiseClock.model_fields), PromiseClock().model_dump()
_TOLD = ("reopened", "moved_in", "moved_out")  # only by history


def counted_requests(
    ledger: Ledger, settings: Settings, site: str, days: Sequence[date]
) -> Iterator[tuple[date, Mapping[str, DayCounts]]]:
    """Each as `snapshot` recounts them at its last instant, by all that is known now, and what it changed of decisions of
    before; read once for all. Raises LedgerError."""
    zone = settings.zone(site)
    ends = {day: day_start(day + timedelta(days=1), zone) for day in days}
    past = requests_between(ledger, settings, site, [end - 1 for end in ends.values()])
    for day, end in ends.items():
        yield day, counts_of(past.at(end - 1), settings, end - 1, past.redecided(day_start(day, zone), end))


def counts_of(
    requests: RequestsKnown, settings: Settings, last: Micros, redecided: Iterable[Redecided]
) -> Mapping[str, DayCounts]:
    """Of the requests as they stood at the last instant of a day; and how many more there are since of the day so many days
    back, where the day changed what had been decided."""
    if requests.coverage.nothing:
        return {"site": DayCounts((), {})}
    at = RequestsAt(requests, settings, last)
    changes = _changes(redecided, at.day, settings.zone(requests.site))
    keys = {"site": {SITE}} | {name: set(groups_of(requests, settings, name)) for name in DIMENSIONS}
    for key in changes:
        keys.get(key.dimension or "site", set()).add(key)
    return {dimension: _columns(at, sorted(its), changes) for dimension, its in keys.items()}


Changes = Mapping[GroupKey, Mapping[str, Counter[int]]]  # of each group, by ON_TIME and LATE: days back, how many more


def _changes(found: Iterable[Redecided], day: date, zone: ZoneInfo) -> Changes:
    changes: defaultdict[GroupKey, defaultdict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for decision, more in found:
        back = (day - local_day(decision.at, zone)).days
        for key in decision.groups:
            changes[key][decision.series][back] += more
    return changes


def _columns(at: RequestsAt, keys: Sequence[GroupKey], changes: Changes) -> DayCounts:
    rows = [_of_group(at, key) for key in keys]
    counts = {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}
    redecided = {series: [_told(changes.get(key, {}).get(series)) for key in keys] for series in (ON_TIME, LATE)}
    by_value = {series: column for series, column in redecided.items() if any(column)}
    return DayCounts(tuple(key.name for key in keys), counts, by_value)


def _told(changes: Mapping[int, int] | None) -> Mapping[str, int]:
    """Without those that came to nothing."""
    return {str(back): more for back, more in sorted((changes or {}).items()) if more}


def _of_group(at: RequestsAt, key: GroupKey) -> dict[str, float | None]:
    group = at.tickets.groups.group(key)
    flow = FlowIn(at, group, "today")
    told = {name: flow.told(name) if name in _TOLD else flow[name] for name in (*FLOWS, ON_TIME, LATE)}
    its = OpenNow(at, group, key.name if key.dimension == "department" else "")
    return told | {metric: _whole(METRICS[metric].figures(its)) for metric in STOCKS}


def _whole(found: Figure | Iterable[Figure]) -> float | None:
    """The figure of all parts together."""
    if isinstance(found, Figure):
        return found.value
    return next(figure.value for figure in found if not figure.variant and figure.part is None)


def rules_of_requests(settings: Settings, site: str) -> str:
    """A digest of all by which the requests of a day are counted."""
    told = settings.model_dump(
        mode="json",
        by_alias=True,
        include={"promises", "departments", "service_types", "emergency_types", "bands_days"},
    )
    its = settings.sites[site].model_dump(mode="json", by_alias=True, include={"zone", "hours"})
    for department in told["departments"].values():
        for beside in ("label", "owner", "owners"):
            department.pop(beside, None)
    clocks = {name: settings.promise_clock(name).model_dump(include=_CLOCK) for name in settings.sources}
    clocks = {name: clock for name, clock in clocks.items() if clock != _USUAL_CLOCK}  # not those of phone systems
    return sha256(dumps([COUNTING, told, its, clocks], sort_keys=True).encode()).hexdigest()[:16]
