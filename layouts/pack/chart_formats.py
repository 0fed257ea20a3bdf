"""How figures stand on the axes and labels of charts that people edit: as spreadsheets have them, with their number format."""

from __future__ import annotations

from collections.abc import Iterable

from layouts.pack.cells import literal
from layouts.pack.document import NumberForm, Told
from layouts.pack.scale import Scale
from layouts.wall.format import PERCENT

SECONDS_A_DAY = 86_400
_SIGN = f"{literal(PERCENT[:-1])}%"


def in_chart(number: float | None, form: NumberForm) -> float | None:
    """Times are parts of a day there; all else is as it is."""
    return number if number is None or form is not NumberForm.SECONDS else number / SECONDS_A_DAY


def axis_format(form: NumberForm, scale: Scale) -> str:
    match form:
        case NumberForm.SHARE:
            return f"0{_decimals(scale.step * 100)}{_SIGN}"
        case NumberForm.SECONDS:
            return "[h]:mm:ss" if scale.high >= 3600 else "[m]:ss"
    return f"#,##0{_decimals(scale.step)}"


def label_format(figures: Iterable[Told], form: NumberForm) -> str:
    """Of a whole series: that of its first figure. Those that need another one get it at their points."""
    return next((told.cell for told in figures if told.number is not None), "General")


def _decimals(step: float) -> str:
    places = next((places for places in range(4) if abs(step * 10**places - round(step * 10**places)) < 1e-6), 4)
    return "." + "0" * places if places else ""
