"""The requests of one local day, counted: what became of them on it, and how they stood at its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from json import dumps

from wallboard.clock import day_start
from wallboard.engine.halves.request_history import requests_between
from wallboard.engine.halves.ticket_readings import groups_of
from wallboard.ledger import Ledger
from wallboard.metrics import METRICS
from wallboard.metrics.registry import Figure
from wallboard.metrics.requests_at import FLOWS, FlowIn, OpenNow, RequestsAt
from wallboard.model import Micros
from wallboard.model.day_counts import DayCounts
from wallboard.review.table import STOCKS
from wallboard.settings import Settings
from wallboard.state.posting_table import LATE, ON_TIME
from wallboard.state.postings import SITE, GroupKey
from wallboard.state.requests_known import RequestsKnown

COUNTING = 2  # another number, where days are to be counted anew because they are counted otherwise
DIMENSIONS = ("department", "ward")
_TOLD = ("reopened", "moved_in", "moved_out")  # only by history


def counted_requests(
    ledger: Ledger, settings: Settings, site: str, days: Sequence[date]
) -> Iterator[tuple[date, Mapping[str, DayCounts]]]:
    """Each as `snapshot` recounts them at its last instant, by all that is known now; read once for all. Raises LedgerError."""
    zone = settings.zone(site)
    lasts = {day: day_start(day + timedelta(days=1), zone) - 1 for day in days}
    past = requests_between(ledger, settings, site, lasts.values())
    for day, last in lasts.items():
        yield day, counts_of(past(last), settings, last)


def counts_of(requests: RequestsKnown, settings: Settings, last: Micros) -> Mapping[str, DayCounts]:
    """Of the requests as they stood at the last instant of a day."""
    if requests.coverage.nothing:
        return {"site": DayCounts((), {})}
    at = RequestsAt(requests, settings, last)
    keys = {"site": [SITE]} | {name: sorted(groups_of(requests, settings, name)) for name in DIMENSIONS}
    return {dimension: _columns(at, its) for dimension, its in keys.items()}


def _columns(at: RequestsAt, keys: Sequence[GroupKey]) -> DayCounts:
    rows = [_of_group(at, key) for key in keys]
    names = rows[0] if rows else {}
    return DayCounts(tuple(key.name for key in keys), {name: [row[name] for row in rows] for name in names})


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
        mode="json", by_alias=True, include={"promises", "departments", "emergency_types", "bands_days"}
    )
    its = settings.sites[site].model_dump(mode="json", by_alias=True, include={"zone", "hours"})
    for department in told["departments"].values():
        for beside in ("label", "owner", "owners"):
            department.pop(beside, None)
    return sha256(dumps([COUNTING, told, its], sort_keys=True).encode()).hexdigest()[:16]
