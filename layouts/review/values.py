"""A figure's numbers as sentences tell them: written as everywhere, and with more digits only where two of them would else
read otherwise than they are. 84.96 % is not 85 %, where 85 % was promised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from layouts.review.amounts import DAYS, SECONDS, SHARE, amount
from layouts.wall.format import PERCENT, duration, number, percent_points
from wallboard.languages import _, ngettext
from wallboard.metrics.combining import Scale
from wallboard.review import ReviewedFigure
from wallboard.review.records import OUTSIDE

_MORE_DIGITS = 6  # enough to tell a share of a million from its target


class _Written(NamedTuple):
    """A text, and the number that people read in it."""

    reads: Decimal
    text: str


def unit_of(figure: ReviewedFigure) -> str:
    """By which its numbers are written: a share in per cent, whatever its settings call it."""
    return SHARE if figure.scale is Scale.SHARE else figure.unit


def is_unknown(figure: ReviewedFigure) -> bool:
    """Whether no day of the period tells anything: a sum of none is no figure."""
    last = figure.box.last
    days = 1 if figure.kind == "stock" else last.period.length
    return not figure.value and (figure.value is None or sum(last.gaps.values()) >= days)


def value_words(figure: ReviewedFigure, value: float | None = None) -> str:
    """Of the period under review, or any other one; read on the side of the target on which it lies. A dash where nothing is
    known of it, and never 0."""
    told = figure.value if value is None and not is_unknown(figure) else value
    return amount(unit_of(figure), None) if told is None else apart(figure, told)[0]


def apart(figure: ReviewedFigure, *values: float) -> tuple[str, ...]:
    """Several numbers of a figure, that read in the order in which they are, and on the right side of the target."""
    return told_apart(unit_of(figure), values, () if figure.target is None else (figure.target,))


def told_apart(unit: str, values: Sequence[float], exact: Sequence[float] = ()) -> tuple[str, ...]:
    """`exact`: what is written with all its digits beside them."""
    texts: tuple[str, ...] = ()
    for written in zip(*(_in_steps(unit, value) for value in values), strict=True):
        texts = tuple(each.text for each in written)
        read = [*(each.reads for each in written), *(Decimal(repr(float(each))) for each in exact)]
        if _in_order([*values, *exact], read):
            break
    return texts


def target_words(figure: ReviewedFigure) -> str:
    """With all its digits; what compares with it is written to be told apart."""
    target, unit = figure.target or 0.0, unit_of(figure)
    if unit == SHARE:
        return number(f"{100 * target:.10g}") + PERCENT
    if unit == SECONDS:
        return duration(target) if float(target).is_integer() else _clock(target, 3).rstrip("0")
    written = number(f"{target:,.10g}")
    return _("{n} d", n=written) if unit == DAYS else written


def with_unit(figure: ReviewedFigure, written: str) -> str:
    """The unit of an outside figure is a word of its own; that of ours is in its name, or in how it is written."""
    unit = unit_of(figure)
    alone = not figure.key.metric.startswith(OUTSIDE) or unit in (SHARE, SECONDS, DAYS, "")
    return written if alone else f"{written}\u00a0{unit}"


def size_words(unit: str, size: float) -> str:
    """How far one lies from another, without a sign; of shares in points. What is not nothing is not written as nothing."""
    size = abs(size)
    if unit == SHARE:
        points = 100 * size
        written = f"{points:.1f}" if points >= 0.05 or not points else _two_digits(points)
        return ngettext("{n} point", "{n} points", float(written), n=number(written))
    if unit == SECONDS and 0 < size < 0.5:
        return _("{n} s", n=number(_two_digits(size)))
    if unit == DAYS and 0 < size * 24 < 1:
        return _("{n} d", n=number(_two_digits(size)))
    return number(_two_digits(size)) if unit not in (SECONDS, DAYS) and 0 < size < 0.05 else amount(unit, size)


def _in_order(values: Sequence[float], read: Sequence[Decimal]) -> bool:
    pairs = combinations(zip(values, read, strict=True), 2)
    return all(
        (a > b) == (reads_a > reads_b) and (a < b) == (reads_a < reads_b) for (a, reads_a), (b, reads_b) in pairs
    )


def _in_steps(unit: str, value: float) -> Iterator[_Written]:
    """As everywhere, then with one decimal more each."""
    yield _Written(_reads(unit, value), amount(unit, value))
    shown = 100 * value if unit == SHARE else value
    least = 1 if unit in (SHARE, SECONDS, DAYS) or float(value).is_integer() or abs(value) >= 100 else 2
    for decimals in range(least, least + _MORE_DIGITS):
        reads = Decimal(f"{shown:.{decimals}f}")
        yield _Written(reads / 100 if unit == SHARE else reads, _with_decimals(unit, shown, decimals))


def _reads(unit: str, value: float) -> Decimal:
    """What somebody reads in `amount`."""
    if unit == SHARE:
        return Decimal(percent_points(value)) / 100
    if unit == SECONDS:
        return Decimal(max(0, int(value + 0.5)))
    if unit == DAYS:
        return (
            Decimal(int(value * 24)) / 24
            if value < 1
            else Decimal(f"{value:.1f}")
            if value < 10
            else Decimal(int(value))
        )
    return Decimal(round(value)) if float(value).is_integer() or abs(value) >= 100 else Decimal(f"{value:.1f}")


def _with_decimals(unit: str, shown: float, decimals: int) -> str:
    if unit == SECONDS:
        return _clock(shown, decimals)
    written = number(f"{shown:,.{decimals}f}")
    if unit == SHARE:
        return written + PERCENT
    return _("{n} d", n=written) if unit == DAYS else written


def _clock(seconds: float, decimals: int) -> str:
    """0:30.4"""
    whole, _point, fraction = f"{seconds:.{decimals}f}".partition(".")
    return duration(int(whole)) + number(f"0.{fraction}")[1:]


def _two_digits(size: float) -> str:
    """0.034, and never as a power of ten."""
    return f"{Decimal(f'{size:.1e}').normalize():f}"
