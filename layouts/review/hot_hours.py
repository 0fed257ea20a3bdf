"""When in the week callers waited too long, as page and documents show it: half hours of weekdays, in words and as a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import Enum
from typing import NamedTuple

from layouts.wall.format import percent_digits
from wallboard.languages import speaking
from wallboard.review import HalfHour, Review

FAR_BELOW = 0.1  # of the target, in shares: the darker of two steps
_SERVICE_LEVEL = "calls.service_level"
_MONDAY = date(2024, 1, 1)  # any one: weekdays are named by a day


class Step(Enum):
    """How a half hour stands against the target."""

    KEPT = "kept"
    BELOW = "below"
    FAR_BELOW = "far-below"


class HeatMap(NamedTuple):
    """Weekdays (0 is Monday), from the one with which the week begins, by every half hour from the first to the last in
    which anybody called. `told` has those with something to tell, by weekday and begin; `target` is a share."""

    target: float
    weekdays: Sequence[int]
    begins: Sequence[str]
    told: Mapping[tuple[int, str], HalfHour]

    def step(self, half_hour: HalfHour) -> Step | None:
        """None where nothing is told."""
        level = half_hour.level
        if level is None:
            return None
        if level >= self.target:
            return Step.KEPT
        return Step.FAR_BELOW if level < self.target - FAR_BELOW else Step.BELOW

    def digits(self, half_hour: HalfHour) -> str:
        """In per cent, without its sign."""
        return percent_digits(half_hour.level, self.target)


def heat_map(review: Review) -> HeatMap | None:
    """None where no target is common to all queues, or nobody called."""
    figure = review.figure(_SERVICE_LEVEL)
    told = {(each.weekday, each.begins): each for each in review.half_hours if each.level is not None}
    if figure is None or figure.target is None or not told:
        return None
    first = review.periods.week.period.first
    weekdays = [(first + timedelta(days=n)).weekday() for n in range(7)]
    return HeatMap(figure.target, weekdays, _every({begins for _day, begins in told}), told)


def half_hour_name(half_hour: HalfHour) -> str:
    """Mon 10:30–11:00"""
    return f"{weekday_name(half_hour.weekday)} {half_hour.begins}–{_ends(half_hour.begins)}"


def weekday_name(number: int) -> str:
    return speaking().weekday(_MONDAY + timedelta(days=number))


def _every(there: set[str]) -> Sequence[str]:
    every = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)]
    return every[every.index(min(there)) : every.index(max(there)) + 1]


def _ends(begins: str) -> str:
    hour, minute = map(int, begins.split(":"))
    return f"{hour:02}:30" if minute == 0 else f"{hour + 1:02}:00"
