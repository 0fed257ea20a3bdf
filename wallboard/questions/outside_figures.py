"""Figures that other systems count: what there is of each day, as the kind of figure wants it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from wallboard.ledger import Ledger
from wallboard.metrics.combining import AmountOf, ExtremeKind, FigureKind, FlowKind, Gap, MeanKind, RatioKind, StockKind
from wallboard.metrics.xmr import Better
from wallboard.model import Micros
from wallboard.settings import DeclaredFigure, Settings, in_force

DayValue = float | AmountOf

_KINDS: Mapping[str, FigureKind] = {
    "flow": FlowKind(),
    "ratio": RatioKind(),
    "mean": MeanKind(),
    "last": StockKind(),
    "smallest": ExtremeKind(largest=False),
    "largest": ExtremeKind(),
}
_BETTER = {"more": Better.MORE, "less": Better.LESS, "neither": Better.NEITHER}
_LOOKED_BACK = timedelta(days=3 * 366)  # further than any period reaches that a review shows beside the first
_LOOKED_AHEAD = timedelta(days=366)


class OutsideFigureDays(NamedTuple):
    """A declared figure with its days: what there is of each, in the order of days, and which are known not to be whole."""

    name: str
    declared: DeclaredFigure
    days: Mapping[date, DayValue]
    gaps: Mapping[date, Gap]

    @property
    def title(self) -> str:
        return self.declared.title or self.name

    @property
    def kind(self) -> FigureKind:
        return kind_of(self.declared)

    @property
    def better(self) -> Better:
        return better_of(self.declared)


def kind_of(figure: DeclaredFigure) -> FigureKind:
    """How its days are put together."""
    return _KINDS[figure.kind]


def better_of(figure: DeclaredFigure) -> Better:
    return _BETTER[figure.better]


def target_of(figure: DeclaredFigure, day: date) -> float | None:
    """What was promised on a day, in the figure's unit; None where nothing was, or where neither way is good."""
    target = in_force(figure.targets, day) if figure.better != "neither" else None
    return None if target is None else target.value


def outside_days(
    ledger: Ledger, settings: Settings, site: str, name: str, known: Micros | None = None
) -> dict[date, DayValue]:
    """What there is of a figure's days, by what is known now or (with `known`) had arrived by then: a number, or `AmountOf` for
    a ratio or a mean. A day of which a number is not known is not there. None of a figure that the settings do not have, or
    not for whoever sees these, or that is of another site. Raises LedgerError."""
    figure = settings.figures.get(name)
    if figure is None or settings.site_of(figure) != site:
        return {}
    told = ledger.outside_days(site, figure.source, known)
    return {day: value for day, numbers in told.items() if (value := _value(figure, numbers)) is not None}


def outside_figures(
    ledger: Ledger, settings: Settings, site: str, today: date, known: Micros | None = None
) -> list[OutsideFigureDays]:
    """All of a site, in the order of the settings; `today` is not over. Raises LedgerError."""
    ours = (name for name, figure in settings.figures.items() if settings.site_of(figure) == site)
    told = ((name, outside_days(ledger, settings, site, name, known)) for name in ours)
    return [OutsideFigureDays(name, settings.figures[name], days, gaps_of(days, today)) for name, days in told]


def gaps_of(days: Collection[date], today: date) -> dict[date, Gap]:
    """Which days are known not to be whole, and why: those before the first, and those from `today` on. Of any other that is
    not told nothing says why."""
    ahead = _span(today, today + _LOOKED_AHEAD)
    first = min(days, default=today)
    before = _span(first - _LOOKED_BACK, min(first, today))
    return dict.fromkeys(before, Gap.BEFORE_FIRST) | dict.fromkeys(ahead, Gap.NOT_OVER)


def _value(figure: DeclaredFigure, numbers: Mapping[str, float]) -> DayValue | None:
    amount = numbers.get(figure.column)
    if amount is None or figure.kind not in ("ratio", "mean"):
        return amount
    of = numbers.get(figure.of) if figure.of else 1.0
    return None if of is None else AmountOf(amount, of)


def _span(first: date, end: date) -> list[date]:
    """From `first` to before `end`."""
    return [first + timedelta(days=after) for after in range((end - first).days)]
