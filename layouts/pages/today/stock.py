"""Open requests by age as a page words them."""

from __future__ import annotations

from collections.abc import Sequence

from layouts.wall.format import count, days, percent
from layouts.wall.names import department_label
from layouts.wall.tiles._bands import bands
from wallboard.languages import _
from wallboard.metrics.tickets import band_names
from wallboard.model import ReadingKey, Scope
from wallboard.questions.stock import StockRow
from wallboard.settings import Settings


def band_titles(edges: Sequence[float]) -> tuple[str, ...]:
    return tuple(_("{n} d", n=band.title) for band in bands(edges))


def breach(row: StockRow) -> str:
    """What of a department is past its promise, in words."""
    if not row.open:
        return _("nothing open")
    return _("no promise known") if row.breached is None else _("{n} past due", n=count(row.breached))


def figures(row: StockRow, site: str) -> tuple[ReadingKey | None, ...]:
    """Which figures they are; None for the name."""
    scope = Scope(site, department=row.department)
    in_bands = (ReadingKey("tickets.in_band", scope._replace(band=band)) for band in band_names(row.edges))
    return (
        None,
        *in_bands,
        ReadingKey("tickets.open", scope),
        ReadingKey("tickets.breached", scope),
        ReadingKey("tickets.age_max_days", scope, variant="calendar"),
        ReadingKey("tickets.on_time", scope, "7d"),
    )


def cells(row: StockRow, settings: Settings) -> tuple[str, ...]:
    """A row of the table: the department, each band, and the four figures at its end."""
    breached = "–" if row.breached is None else count(row.breached)
    ends = (count(row.open), breached, days(row.oldest_days), percent(row.on_time))
    return (department_label(settings, row.department), *(count(value) for value in row.counts), *ends)
