"""Open requests by age at an instant, department by department, worst first."""

from __future__ import annotations

from dataclasses import dataclass

from wallboard.metrics.tickets import band_names
from wallboard.model import Scope, Snapshot
from wallboard.settings import Settings


@dataclass(frozen=True, slots=True)
class StockRow:
    """One department: how many requests are open in each band, and what of it is past its promise. None: not known."""

    department: str  # as in Scope.department
    edges: tuple[float, ...]  # of its bands in days; there is one band more than edges
    counts: tuple[int, ...]
    breached: int | None
    oldest_days: float | None
    on_time: float | None  # ratio, of the last seven days

    @property
    def open(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Stock:
    """All departments of a site: most past their promise first, then most open."""

    edges: tuple[float, ...]  # of the site's bands; a department may have others, which are then told side by side
    rows: tuple[StockRow, ...]

    @property
    def open(self) -> int:
        return sum(row.open for row in self.rows)


def stock(snapshot: Snapshot, settings: Settings, site: str) -> Stock:
    names = {
        reading.scope.department
        for reading in snapshot.of("tickets.open")
        if reading.scope == Scope(site, department=reading.scope.department)
    }
    rows = [_row(snapshot, settings, site, name) for name in sorted(names - {""})]
    rows.sort(key=lambda row: (-(row.breached or 0), -row.open))
    return Stock(settings.bands_days, tuple(rows))


def _row(snapshot: Snapshot, settings: Settings, site: str, department: str) -> StockRow:
    scope, edges = Scope(site, department=department), settings.bands(department)

    def value(metric: str, window: str = "now", variant: str = "", within: Scope = scope) -> float | None:
        reading = snapshot.get(metric, within, window, variant)
        return None if reading is None else reading.value

    breached = value("tickets.breached")
    in_bands = (value("tickets.in_band", within=scope._replace(band=band)) for band in band_names(edges))
    oldest = value("tickets.age_max_days", variant="calendar")
    return StockRow(
        department=department,
        edges=edges,
        counts=tuple(int(count or 0) for count in in_bands),
        breached=None if breached is None else int(breached),
        oldest_days=oldest if oldest is not None else value("tickets.age_max_days"),
        on_time=value("tickets.on_time", "7d"),
    )
