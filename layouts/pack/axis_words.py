"""Figures beside an axis: as few signs as tell one tick from the next."""

from __future__ import annotations

import math

from layouts.pack.document import NumberForm
from layouts.wall.format import MINUS, PERCENT, duration, number


def axis_words(value: float, form: NumberForm, step: float) -> str:
    """A tick's figure, in the spoken language. `step`: how far apart the ticks are, which says how many decimals it takes."""
    if form is NumberForm.SECONDS:
        return duration(value) if value >= 0 else f"{MINUS}{duration(-value)}"
    times = 100 if form is NumberForm.SHARE else 1
    written = number(f"{value * times:,.{_decimals(step * times)}f}")
    return f"{written}{PERCENT}" if form is NumberForm.SHARE else written


def _decimals(step: float) -> int:
    if step >= 1 and abs(step - round(step)) < 1e-9:
        return 0
    size = max(0, -math.floor(math.log10(step)))
    return size + (0 if abs(step * 10**size - round(step * 10**size)) < 1e-9 else 1)
