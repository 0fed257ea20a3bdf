"""A figure with a season, as its difference to what is usual at that time of year.

Calls about leaves come in autumn, each year. On a chart of the calls themselves autumn would be a signal that everybody
knew, and would hide one that nobody knew.
"""

from __future__ import annotations

from collections.abc import Sequence

WEEKS = 52  # of 364 days, so that weekdays match
AT_LEAST = 2  # years: one alone would carry its own chance into every week after it as if it were the season
AT_MOST = 3  # years: what is longer ago is another city


def usual(values: Sequence[float | None], at: int, period: int = WEEKS) -> float | None:
    """The mean of the same week in up to three years before; None where fewer than two of them are known."""
    before = [
        value
        for back in range(period, AT_MOST * period + 1, period)
        if at - back >= 0 and (value := values[at - back]) is not None
    ]
    return sum(before) / len(before) if len(before) >= AT_LEAST else None


def differences_to_usual(values: Sequence[float | None], period: int = WEEKS) -> list[float | None]:
    """Of each week its value less what was usual; None where one of them is not known. Of days with a weekly shape,
    `period` is 7."""
    return [
        None if value is None or (expected := usual(values, at, period)) is None else value - expected
        for at, value in enumerate(values)
    ]


def season_can_be_taken_out(values: Sequence[float | None], period: int = WEEKS) -> bool:
    """Whether what is usual at the last week is known. Where it is not, a chart says that it has a season in it."""
    return bool(values) and usual(values, len(values) - 1, period) is not None
