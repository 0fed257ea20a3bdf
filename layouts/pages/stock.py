"""Open requests by age at the end of a day, department by department, worst first."""

from __future__ import annotations

from dataclasses import dataclass

from layouts.wall.format import count, days, percent
from layouts.wall.names import department_label
from layouts.wall.tiles._bands import bands
from wallboard.model import Scope, Snapshot
from wallboard.settings import Settings


@dataclass(frozen=True, slots=True)
class StockRow:
    """One department: how many requests are open in each band, and what of it is past its promise."""

    label: str
    owner: str
    titles: tuple[str, ...]  # of its own bands, which may differ from the site's
    counts: tuple[int, ...]
    breached: int | None
    oldest_days: float | None
    on_time: float | None

    @property
    def open(self) -> int:
        return sum(self.counts)

    @property
    def told(self) -> str:
        """The breach in words."""
        if not self.open:
            return "nothing open"
        return "no promise known" if self.breached is None else f"{count(self.breached)} past due"

    def cells(self) -> tuple[str, ...]:
        breached = "–" if self.breached is None else count(self.breached)
        ends = (count(self.open), breached, days(self.oldest_days), percent(self.on_time))
        return (self.label, *(count(value) for value in self.counts), *ends)


@dataclass(frozen=True, slots=True)
class Stock:
    titles: tuple[str, ...]  # of the bands
    rows: tuple[StockRow, ...]

    @property
    def open(self) -> int:
        return sum(row.open for row in self.rows)


def stock(snapshot: Snapshot, settings: Settings, site: str) -> Stock:
    """Worst first: most past their promise, then most open. Departments with bands of their own are folded by place."""
    names = {
        scope.department
        for metric, scope, window, _ in snapshot.readings
        if metric == "tickets.open" and window == "now" and scope == Scope(site, department=scope.department)
    }
    rows = [_row(snapshot, settings, site, name) for name in sorted(names - {""})]
    rows.sort(key=lambda row: (-(row.breached or 0), -row.open))
    titles = tuple(f"{band.title} d" for band in bands(settings.bands_days))
    return Stock(titles, tuple(rows))


def _row(snapshot: Snapshot, settings: Settings, site: str, name: str) -> StockRow:
    scope = Scope(site, department=name)
    named = settings.departments.get(name)

    def value(metric: str, window: str = "now", variant: str = "", within: Scope = scope) -> float | None:
        reading = snapshot.get(metric, within, window, variant)
        return None if reading is None else reading.value

    breached = value("tickets.breached")
    in_bands = (value("tickets.in_band", within=scope._replace(band=b.scope)) for b in bands(settings.bands(name)))
    oldest = value("tickets.age_max_days", variant="calendar")
    return StockRow(
        label=department_label(settings, name),
        owner=named.owner if named else "",
        titles=tuple(f"{band.title} d" for band in bands(settings.bands(name))),
        counts=tuple(int(found or 0) for found in in_bands),
        breached=None if breached is None else int(breached),
        oldest_days=oldest if oldest is not None else value("tickets.age_max_days"),
        on_time=value("tickets.on_time", "7d"),
    )
