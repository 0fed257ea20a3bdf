"""Number formats with which a spreadsheet shows a figure just as it is written everywhere else."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from layouts.pack.document import NumberForm
from layouts.wall.format import MINUS, number

_MOST_DECIMALS = 8
_SIGNED = (NumberForm.PERCENT_CHANGE, NumberForm.POINTS_CHANGE)


def cell_format(text: str, value: float, form: NumberForm) -> str:
    """A format that can be calculated with where one shows `text`; else one that says the text itself. No figure is shown
    another way only because somebody opened the workbook: a share that just misses its target is not rounded up to it."""
    if form is NumberForm.SECONDS:
        return _time_format(text, value)
    for decimals in range(_MOST_DECIMALS + 1):
        rounded = _rounded(value, form, decimals)
        sign = "" if not rounded else MINUS if value < 0 else "+" if form in _SIGNED else ""
        written = sign + number(f"{rounded:,}")
        rest = text[len(written) :]
        if text.startswith(written) and rest[:1] not in set("0123456789.,"):
            return _sections(_digits(decimals) + _after(rest, form), form, visible=bool(rounded))
    return literal(text)


def literal(text: str) -> str:
    """Shows the text, whatever the number is."""
    quoted = text.replace('"', "”")
    return f'"{quoted}"' if text else ""


def _rounded(value: float, form: NumberForm, decimals: int) -> Decimal:
    """Without its sign, as spreadsheets round."""
    times = 100 if form is NumberForm.SHARE else 1
    return (abs(Decimal(repr(float(value)))) * times).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _digits(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _after(rest: str, form: NumberForm) -> str:
    """What stands behind the digits. The sign of per cent must be the format's own, or a share is not multiplied."""
    if form is not NumberForm.SHARE:
        return literal(rest)
    before, _sign, after = rest.partition("%")
    return f"{literal(before)}%{literal(after)}"


def _sections(shown: str, form: NumberForm, *, visible: bool) -> str:
    """For what is above zero, below, and zero. No sign stands before what is written as nothing (not `visible`)."""
    above, below = ("+" if form in _SIGNED else "", literal(MINUS)) if visible else ("", "")
    return f"{above}{shown};{below}{shown};{shown}"


def _time_format(text: str, value: float) -> str:
    """Times below zero, which spreadsheets cannot show, are said as they are."""
    clock = text.rstrip("*")
    if value < 0 or clock.count(":") not in (1, 2):
        return literal(text)
    return ("[m]:ss" if clock.count(":") == 1 else "[h]:mm:ss") + literal(text[len(clock) :])
