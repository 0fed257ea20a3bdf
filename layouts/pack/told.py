"""Figures as the review writes them everywhere, with the numbers behind them and how cells of a spreadsheet show them."""

from __future__ import annotations

from dataclasses import replace

from layouts.pack.cells import cell_format
from layouts.pack.document import NumberForm, Told
from layouts.review.amounts import DAYS, SECONDS, SHARE, amount, change_words
from layouts.review.values import target_words, unit_of, value_words
from layouts.wall.format import MINUS, NOTHING, count, percent
from wallboard.metrics.combining import ChangeBy, PeriodChange, PeriodFigure
from wallboard.review import ReviewedFigure

NOT_WHOLE = "*"
_FORMS = {SHARE: NumberForm.SHARE, SECONDS: NumberForm.SECONDS, DAYS: NumberForm.DAYS}
_COUNTED = frozenset({"calls", "tickets", "agents"})


def form_of(figure: ReviewedFigure) -> NumberForm:
    unit = unit_of(figure)
    return _FORMS.get(unit, NumberForm.COUNT if unit in _COUNTED else NumberForm.AMOUNT)


def told(value: float | None, form: NumberForm) -> Told:
    """A single number, such as a limit, with its sign where it is below zero."""
    if value is None:
        return Told(NOTHING, None, form)
    unit = next((unit for unit, of_unit in _FORMS.items() if of_unit is form), "")
    return written((MINUS if value < 0 else "") + amount(unit, abs(value)), value, form)


def told_period(figure: ReviewedFigure, of: PeriodFigure) -> Told:
    """The figure of a period; one of which days are missing is marked. That under review is told apart from its target as in
    sentences."""
    form = form_of(figure)
    if of.value is None or sum(of.gaps.values()) >= of.period.length:  # a sum of no day at all is no 0
        return Told(NOTHING, None, form)
    words = value_words(figure) if of == figure.box.last else amount(unit_of(figure), of.value)
    if of.whole:
        return written(words, of.value, form)
    return replace(written(words + NOT_WHOLE, of.value, form), whole=False)


def told_target(figure: ReviewedFigure) -> Told | None:
    return None if figure.target is None else written(target_words(figure), figure.target, form_of(figure))


def told_change(change: PeriodChange | None) -> Told:
    words = change_words(change)
    by_points = change is not None and change.by is ChangeBy.POINTS
    form = NumberForm.POINTS_CHANGE if by_points else NumberForm.PERCENT_CHANGE
    return Told(words, None, form) if change is None or change.size is None else written(words, change.size, form)


def counted(number: int) -> Told:
    return written(count(number), number, NumberForm.COUNT)


def share_told(share: float | None, target: float) -> Told:
    """On the side of the target on which it lies."""
    return Told(NOTHING) if share is None else written(percent(share, target), share, NumberForm.SHARE)


def raw(value: float | None) -> Told:
    """A number for whoever calculates: as it is."""
    return Told("", None) if value is None else Told(repr(value), value)


def written(text: str, value: float, form: NumberForm) -> Told:
    """A number with the text that it was given."""
    return Told(text, value, form, cell_format(text, value, form))
