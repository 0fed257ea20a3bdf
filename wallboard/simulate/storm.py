"""What goes wrong in a call centre, and when: what supervisors must notice. How it is played is in `troubles.py`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays

from wallboard.clock import day_start, local_day
from wallboard.model import HOUR, MINUTE, SECOND, Micros
from wallboard.simulate import city


class Kind(StrEnum):
    """What goes wrong."""

    SURGE = "surge"  # several times as many call
    SICK = "sick"  # half of those who answer a queue go home
    FORGETS = "forgets"  # an agent pauses for an errand, and forgets to come back
    TRUNK = "trunk"  # nobody who calls reaches a queue any more
    DESERTED = "deserted"  # nobody is logged in to a queue that people call
    AWAY = "away"  # the phone system's table cannot be read


class Trouble(NamedTuple):
    """From `at` on, for `lasts_s`. `queue` is the one that it is about; "" is all of them, and AWAY is about none."""

    kind: Kind
    at: Micros
    lasts_s: float
    queue: str = ""

    @property
    def until(self) -> Micros:
        return self.at + round(self.lasts_s * SECOND)


# after so many minutes, what, for how many minutes, where
_STORM = (
    (1.0, Kind.FORGETS, 9.0, "streets"),
    (2.0, Kind.SURGE, 6.0, "streets"),
    (4.0, Kind.SICK, 6.0, "tax"),
    (8.0, Kind.TRUNK, 1.5, ""),
    (10.0, Kind.AWAY, 1.5, ""),
    (12.0, Kind.DESERTED, 6.0, "permits"),
)


def a_storm(begins: Micros) -> tuple[Trouble, ...]:
    """Twenty minutes in which all goes wrong, one thing after the other; then it is quiet again."""
    return tuple(
        Trouble(kind, begins + round(after * MINUTE), minutes * 60, queue) for after, kind, minutes, queue in _STORM
    )


# How many minutes each lasts. A table that was away is back when history is read: nobody polled meanwhile.
_LASTING: Mapping[Kind, tuple[float, float]] = {
    Kind.SURGE: (20, 60),
    Kind.SICK: (60, 180),
    Kind.FORGETS: (15, 60),
    Kind.TRUNK: (15, 45),
    Kind.DESERTED: (15, 45),
}


def planted(since: Micros, until: Micros, every: int = 3, seed: int = 396) -> tuple[Trouble, ...]:
    """One trouble on every `every`th weekday in [since, until], the kinds in turn, between nine and four at the city."""
    chance, kinds = Random(f"{seed} planted"), list(_LASTING)
    found: list[Trouble] = []
    for number, day in enumerate(_weekdays(since, until)):
        at = day_start(day, ZoneInfo(city.ZONE)) + round(chance.uniform(9, 16) * HOUR)
        kind, queue = kinds[len(found) % len(kinds)], chance.choice(city.QUEUES).name
        lasts_s = 60 * chance.uniform(*_LASTING[kind])
        if number % every == 0 and since <= at <= until:
            found.append(Trouble(kind, at, lasts_s, "" if kind is Kind.TRUNK else queue))
    return tuple(found)


def _weekdays(since: Micros, until: Micros) -> Iterator[date]:
    closed, zone = holidays.country_holidays(city.COUNTRY), ZoneInfo(city.ZONE)
    day, last = local_day(since, zone), local_day(until, zone)
    while day <= last:
        if day.weekday() < 5 and day not in closed:
            yield day
        day += timedelta(days=1)
