"""The readings of a site's tickets at one instant: binary searches in what TicketState keeps in order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from wallboard.metrics.requests_at import FlowIn, OpenNow, RequestsAt
from wallboard.metrics.tickets_table import FLOW_METRICS, OPEN_METRICS
from wallboard.metrics.walk import MetricPlan, plan, readings
from wallboard.model import Asks, Basis, Micros, Reading, Scope, State
from wallboard.settings import Settings
from wallboard.state.postings import SITE, GroupKey
from wallboard.state.requests_known import RequestsKnown
from wallboard.state.tickets import TicketState

DIMENSIONS = ("department", "service_type", "ward")


def ticket_readings(
    tickets: TicketState,
    settings: Settings,
    now: Micros,
    by: Sequence[str] = ("department",),
    want: Collection[str] | None = None,
) -> Iterator[Reading]:
    """All readings of the site, and of each group of the dimensions in `by` ("department", "service_type", "ward").

    Before any ticket has ever arrived every value is None, state no_data. Departments that the settings name are there even when they have no tickets. `want` limits the metrics by name.
    """
    tickets.advance(now)
    return readings_of(tickets, settings, now, by, want)


def readings_of(
    requests: RequestsKnown, settings: Settings, now: Micros, by: Sequence[str], want: Collection[str] | None = None
) -> Iterator[Reading]:
    """Of requests as they stood at `now`."""
    at = RequestsAt(requests, settings, now)
    requests.groups.want((SITE.dimension, *by))
    standing = plan(OPEN_METRICS, "now", want)
    flowing = {window: plan(FLOW_METRICS, window, want) for window in at.starts}
    for key in [SITE, *(key for dimension in by for key in groups_of(requests, settings, dimension))]:
        found = _of_group(at, key, standing, flowing)
        yield from map(_nothing_yet, found) if requests.coverage.nothing else found


def asked_readings(tickets: TicketState, settings: Settings, now: Micros, asks: Asks | None) -> Iterator[Reading]:
    """Those that were asked for; with None all, in every dimension."""
    if asks is None:
        return ticket_readings(tickets, settings, now, DIMENSIONS)
    by = [dimension for dimension in DIMENSIONS if dimension in asks.dimensions]
    return ticket_readings(tickets, settings, now, by, asks.metrics)


def _nothing_yet(reading: Reading) -> Reading:
    return reading._replace(value=None, n=None, state=State.NO_DATA, basis=Basis.UNKNOWN)


def groups_of(requests: RequestsKnown, settings: Settings, dimension: str) -> list[GroupKey]:
    """Those in which anything is open or was lately, and every department of the settings."""
    keys = dict.fromkeys(requests.groups.keys(dimension))
    if dimension == "department":
        ours = (name for name, own in settings.departments.items() if settings.site_of(own) == requests.site)
        keys.update(dict.fromkeys(GroupKey("department", name) for name in ours))
    return list(keys)


def _of_group(
    at: RequestsAt, key: GroupKey, standing: MetricPlan[OpenNow], flowing: Mapping[str, MetricPlan[FlowIn]]
) -> Iterator[Reading]:
    group = at.tickets.groups.group(key)
    scope = Scope(at.tickets.site, **{key.dimension: key.name}) if key.dimension else Scope(at.tickets.site)
    if standing:
        its = OpenNow(at, group, key.name if key.dimension == "department" else "")
        yield from readings(standing.compute(its), scope, "now", at.now, at.basis)
    for window, each in flowing.items():
        if each:
            flow = FlowIn(at, group, window)
            yield from readings(each.compute(flow), scope, window, at.now, at.window_basis[window])
