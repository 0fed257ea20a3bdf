"""What is compared with what, by the kind of period."""

from __future__ import annotations

from collections.abc import Mapping

from layouts.review.amounts import change_words
from wallboard.languages import N_, _
from wallboard.metrics.combining import ChangeBy, PeriodChange
from wallboard.periods import PeriodKind

ON_BEFORE: Mapping[PeriodKind, str] = {
    PeriodKind.DAY: N_("{change} on the day before"),
    PeriodKind.WEEK: N_("{change} on the week before"),
    PeriodKind.MONTH: N_("{change} on the month before"),
    PeriodKind.QUARTER: N_("{change} on the quarter before"),
    PeriodKind.YEAR: N_("{change} on the year before"),
}
ON_YEAR_BEFORE: Mapping[PeriodKind, str] = {
    PeriodKind.DAY: N_("{change} on the same weekday of the year before"),
    PeriodKind.WEEK: N_("{change} on the same week of the year before"),
    PeriodKind.MONTH: N_("{change} on the same month of the year before"),
    PeriodKind.QUARTER: N_("{change} on the same quarter of the year before"),
    PeriodKind.YEAR: N_("{change} on the year before"),
}
NONE_BEFORE: Mapping[PeriodKind, str] = {
    PeriodKind.DAY: N_("{what}: new, with none on the day before."),
    PeriodKind.WEEK: N_("{what}: new, with none in the week before."),
    PeriodKind.MONTH: N_("{what}: new, with none in the month before."),
    PeriodKind.QUARTER: N_("{what}: new, with none in the quarter before."),
    PeriodKind.YEAR: N_("{what}: new, with none in the year before."),
}


def on_before(kind: PeriodKind, change: PeriodChange | None) -> str:
    """+12 % on the week before; "" where nothing is compared, or where it is new."""
    return _compared(ON_BEFORE[kind], change)


def on_year_before(kind: PeriodKind, change: PeriodChange | None) -> str:
    return _compared(ON_YEAR_BEFORE[kind], change)


def _compared(text: str, change: PeriodChange | None) -> str:
    return "" if change is None or change.by is ChangeBy.NEW else _(text, change=change_words(change))
