"""An axis of figures: from where to where, and which figures stand beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from layouts.pack.document import NumberForm

_MOST_TICKS = 5
_FROM_ZERO = (NumberForm.COUNT, NumberForm.DAYS, NumberForm.SECONDS)
_TIME_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400)


class Scale(NamedTuple):
    """From `low` to `high`, both of them ticks, in the figure's own unit."""

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> list[float]:
        return [self.low + nth * self.step for nth in range(round((self.high - self.low) / self.step) + 1)]

    def share(self, value: float) -> float:
        """How far up a value lies: 0 at the bottom, 1 at the top."""
        return (value - self.low) / (self.high - self.low)


def scale_of(values: Iterable[float | None], form: NumberForm, *, from_zero: bool = True) -> Scale:
    """An axis for the values. With `from_zero` that of counts and times begins at 0; others do unless their values all lie
    far from it: a share that moves between 92 and 95 % would be a flat line. One without a value goes from 0 to 1."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    high, low = max(known, default=1.0), min(known, default=0.0)
    if low >= 0 and (low < 0.6 * high or (from_zero and form in _FROM_ZERO)):
        low = 0.0
    if high <= low:
        low, high = (min(low, 0.0), max(high, 0.0)) if low else (0.0, 1.0)
    step = _step((high - low) / (_MOST_TICKS - 1), form)
    bottom, top = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    if form is NumberForm.SHARE and high <= 1 < top:  # nothing is more than all
        top = 1.0
        bottom = max(0.0, 1 - math.ceil((1 - low) / step - 1e-9) * step)
    return Scale(bottom, top, (top - bottom) / max(1, round((top - bottom) / step)))


def _step(at_least: float, form: NumberForm) -> float:
    if form is NumberForm.SECONDS:
        return next((step for step in _TIME_STEPS if step >= at_least), math.ceil(at_least / 86400) * 86400)
    size = 10.0 ** math.floor(math.log10(at_least))
    step = next(times * size for times in (1, 2, 2.5, 5, 10) if times * size >= at_least * (1 - 1e-9))
    return max(step, 1.0) if form is NumberForm.COUNT else step
