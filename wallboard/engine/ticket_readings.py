"""The readings of a site's tickets at one instant: binary searches in what TicketState keeps in order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from wallboard.clock import local_day, midnight_before
from wallboard.metrics.tickets import (
    BREACHED,
    TOO_FEW,
    age_max_days,
    age_mean_days,
    age_quantile_days,
    band_names,
    in_bands,
    net,
    on_time_share,
)
from wallboard.model import DAY, MINUTE, Basis, Micros, Reading, Scope, State
from wallboard.settings import Settings
from wallboard.state.posting_table import (
    EMERGENCY,
    EMERGENCY_AT75,
    EMERGENCY_DUE,
    EMERGENCY_OPENED,
    LATE,
    NO_PROMISE,
    ON_TIME,
    OPEN_SINCE,
)
from wallboard.state.postings import SITE, GroupKey
from wallboard.state.ticket_groups import TicketGroup
from wallboard.state.tickets import TicketState

WEEK: Micros = 7 * DAY
_FLOWS = ("opened", "finished", "reopened", "moved_in", "moved_out", "removed")
# What only history tells: null where the past was derived from the present row.
_FROM_HISTORY = frozenset({"reopened", "moved_in", "moved_out"})
_FLOW_METRICS = frozenset(f"tickets.{kind}" for kind in (*_FLOWS, "net"))
_PROMISE_METRICS = frozenset(
    f"tickets.{name}" for name in ("due_soon", "breached", "undecided", "no_promise", "on_time")
)
_QUANTILES = (("tickets.age_p50_days", 0.5), ("tickets.age_p85_days", 0.85), ("tickets.age_p95_days", 0.95))


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
    book = _TicketReadings(tickets, settings, now)
    for key in [SITE, *(key for dimension in by for key in book.groups(dimension))]:
        for reading in book.of(key, want):
            if want is None or reading.metric in want:
                yield _nothing_yet(reading) if tickets.tellings.nothing else reading


def _nothing_yet(reading: Reading) -> Reading:
    return replace(reading, value=None, n=None, state=State.NO_DATA, basis=Basis.UNKNOWN)


class _TicketReadings:
    def __init__(self, tickets: TicketState, settings: Settings, now: Micros) -> None:
        zone = settings.zone(tickets.site)
        self.tickets, self.settings, self.now = tickets, settings, now
        self.day = local_day(now, zone)
        # A window holds what came after its start: midnight itself belongs to today.
        self.starts = {"today": midnight_before(now, zone) - 1, "7d": now - WEEK}
        since = tickets.observed_since
        self.watched = since is not None and now >= since
        self.basis = Basis.OBSERVED if self.watched or since is None else Basis.RECONSTRUCTED
        self.window_basis = {
            window: Basis.RECONSTRUCTED if since is not None and start < since else Basis.OBSERVED
            for window, start in self.starts.items()
        }
        self.bands = {
            edges: band_names(edges) for edges in {settings.bands(), *map(settings.bands, settings.departments)}
        }

    def groups(self, dimension: str) -> list[GroupKey]:
        keys = dict.fromkeys(self.tickets.groups.keys(dimension))
        if dimension == "department":
            ours = (
                n for n, own in self.settings.departments.items() if self.settings.site_of(own) == self.tickets.site
            )
            keys.update(dict.fromkeys(GroupKey("department", name) for name in ours))
        return list(keys)

    def of(self, key: GroupKey, want: Collection[str] | None) -> Iterator[Reading]:
        """Of the parts in which anything is wanted."""
        group = self.tickets.groups.group(key)
        scope = Scope(self.tickets.site, **{key.dimension: key.name}) if key.dimension else Scope(self.tickets.site)
        if want is None or not (_FLOW_METRICS | _PROMISE_METRICS).issuperset(want):
            yield from self._ageing(group, scope, key.name if key.dimension == "department" else "")
        for window in self.starts if want is None or not _FLOW_METRICS.isdisjoint(want) else ():
            yield from self._flow(group, scope, window)
        if want is None or not _PROMISE_METRICS.isdisjoint(want):
            yield from self._promises(group, scope)

    def _ageing(self, group: TicketGroup, scope: Scope, department: str) -> Iterator[Reading]:
        open_since = group.series(OPEN_SINCE)
        calendar = self.tickets.rules.book.ages_in(department)
        clock = "calendar" if calendar is None else "business"
        now = self.now if calendar is None else calendar.business_us(self.now)
        day = DAY if calendar is None else calendar.mean_open_day_us(self.day)
        n = len(open_since)
        yield self._count("tickets.open", scope, n)
        yield self._count("tickets.unassigned", scope, self.tickets.unassigned(group))
        yield from self._emergencies(group, scope)
        yield self._age("tickets.age_mean_days", scope, age_mean_days(open_since, now, day), clock, n)
        for metric, share in _QUANTILES:
            yield self._age(metric, scope, age_quantile_days(open_since, share, now, day), clock, n)
        yield self._age("tickets.age_max_days", scope, age_max_days(open_since, now, day), clock, n)
        edges = self.settings.bands(department)
        overdue = in_bands(group.overdue.open_since(self.now), edges, now, day)
        for name, count, late in zip(self.bands[edges], in_bands(open_since, edges, now, day), overdue, strict=True):
            within = scope._replace(band=name)
            yield self._count("tickets.in_band", within, count)
            yield self._count("tickets.in_band", within, late, BREACHED)

    def _emergencies(self, group: TicketGroup, scope: Scope) -> Iterator[Reading]:
        """Variants that count none are left out."""
        yield self._count("tickets.emergency", scope, group.counts[EMERGENCY])
        if not group.counts[EMERGENCY]:
            return
        now, new = self.now, self.settings.alarm.emergency_new_min * MINUTE
        late = group.series(EMERGENCY_DUE).count_before(now)
        soon = group.series(EMERGENCY_AT75).count_until(now) - late
        fresh = group.series(EMERGENCY_OPENED).between(now - round(new), now)
        for variant, value in ((BREACHED, late), ("due_soon", soon), ("new", fresh)):
            if value:
                yield self._count("tickets.emergency", scope, value, variant)

    def _flow(self, group: TicketGroup, scope: Scope, window: str) -> Iterator[Reading]:
        start, now, basis = self.starts[window], self.now, self.window_basis[window]
        counts = {kind: group.series(kind).between(start, now) for kind in _FLOWS}
        for kind, count in counts.items():
            if kind in _FROM_HISTORY and self._is_unknown(kind):
                yield Reading(
                    f"tickets.{kind}", scope, window, None, "tickets", now, state=State.UNKNOWN, basis=Basis.UNKNOWN
                )
            else:
                yield Reading(f"tickets.{kind}", scope, window, count, "tickets", now, basis=basis)
        yield Reading("tickets.net", scope, window, net(**counts), "tickets", now, basis=basis)
        for series in group.names():
            kind, _, outcome = series.partition(":")
            if outcome and (ended := group.series(series).between(start, now)):
                yield Reading(f"tickets.{kind}", scope, window, ended, "tickets", now, outcome, basis=basis)

    def _is_unknown(self, kind: str) -> bool:
        if self.watched or self.tickets.observed_since is None:
            return False
        return kind != "reopened" or not self.tickets.tells_reopens

    def _promises(self, group: TicketGroup, scope: Scope) -> Iterator[Reading]:
        now = self.now
        at75, at90 = group.series("at75").count_until(now), group.series("at90").count_until(now)
        breached = group.series("due").count_before(now)
        yield self._count("tickets.due_soon", scope, at75 - breached)
        yield self._count("tickets.due_soon", scope, at75 - at90, "75-90")
        yield self._count("tickets.due_soon", scope, at90 - breached, "90-100")
        yield self._count("tickets.breached", scope, breached)
        yield self._count("tickets.breached", scope, group.series("at300").count_before(now), "3x")
        yield self._count("tickets.undecided", scope, len(group.series("due")) - breached)
        yield self._count("tickets.no_promise", scope, group.counts[NO_PROMISE])
        kept, late = (group.series(name).between(now - WEEK, now) for name in (ON_TIME, LATE))
        state = State.LIVE if kept + late >= TOO_FEW else State.TOO_FEW
        value, basis = on_time_share(kept, late), self.window_basis["7d"]
        yield Reading("tickets.on_time", scope, "7d", value, "ratio", now, n=kept + late, state=state, basis=basis)

    def _count(self, metric: str, scope: Scope, value: int, variant: str = "") -> Reading:
        return Reading(metric, scope, "now", value, "tickets", self.now, variant, basis=self.basis)

    def _age(self, metric: str, scope: Scope, value: float | None, clock: str, n: int) -> Reading:
        state = State.NO_DATA if value is None else State.LIVE
        return Reading(metric, scope, "now", value, "days", self.now, clock, n, state, self.basis)
