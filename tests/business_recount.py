"""Business time counted again, slowly and by other means: somebody stands at the door and looks at the clock on the wall once a
minute. No code of the wall's calendars and promises is used, only what was written into the settings.

The door of a span of hours is open from the first minute at which the latest time that the clock has shown yet is not before its
opening, for as long as that is before its closing. So in an hour that is skipped nothing opens that would have closed in it, and in
the one that is shown twice nothing that has closed opens again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE_US = 60_000_000
ClockSpan = tuple[int, int]  # minutes since midnight by the clock; an end that is not later is on the next day
Life = Sequence[tuple[int, str]]  # (minute, state) from the opening on; a state lasts until the next


@dataclass(frozen=True)
class Week:
    """What one entry of `hours` says."""

    begins: date
    days: Mapping[str, Sequence[ClockSpan]]
    country: str = ""
    closed: frozenset[date] = frozenset()
    special: Mapping[date, Sequence[ClockSpan]] = field(default_factory=dict)

    def as_setting(self) -> dict[str, object]:
        return {
            "from": self.begins,
            **{name: _written(spans) for name, spans in self.days.items()},
            "holidays": self.country,
            "closed_days": sorted(self.closed),
            "special_days": {f"{day}": _written(spans) for day, spans in self.special.items()},
        }

    def on(self, day: date) -> Sequence[ClockSpan]:
        if day in self.special:
            return self.special[day]
        if day in self.closed or _is_holiday(self.country, day):
            return ()
        return self.days.get(WEEKDAYS[day.weekday()], ())

    def mean_open_day(self) -> float:
        """In minutes, by the clock."""
        lengths = [
            sum(end - start if end > start else end + 1440 - start for start, end in spans)
            for spans in self.days.values()
        ]
        open_days = [length for length in lengths if length]
        return sum(open_days) / len(open_days) if open_days else 1440.0


def _written(spans: Sequence[ClockSpan]) -> str:
    return (
        ", ".join(f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}" for start, end in spans) or "closed"
    )


@cache
def _is_holiday(country: str, day: date) -> bool:
    name, _, region = country.partition("-")
    return bool(name) and day in holidays.country_holidays(name, subdiv=region or None, years=day.year)


class Door:
    """Of one calendar: what the keeper saw from a minute (since 1970) on. No weeks: always open."""

    def __init__(self, weeks: Sequence[Week], zone: ZoneInfo, first: int, minutes: int) -> None:
        self.weeks, self.zone, self.first = sorted(weeks, key=lambda week: week.begins), zone, first
        self._of_day: dict[date, list[tuple[datetime, datetime]]] = {}
        self.was_open = self._watch(minutes)

    def in_force(self, day: date) -> Week:
        return next((week for week in reversed(self.weeks) if week.begins <= day), self.weeks[0])

    def open_us(self, start: int, end: int) -> int:
        """Microseconds for which it was open in [start, end), of instants in microseconds."""
        total = 0
        for minute in range(start // MINUTE_US, -(-end // MINUTE_US)):
            if self.was_open[minute - self.first]:
                total += min(end, (minute + 1) * MINUTE_US) - max(start, minute * MINUTE_US)
        return total

    def first_with(self, start: int, amount: int) -> int | None:
        """The first instant at which it was open for so long since `start`; None where nobody watched any more."""
        left = amount
        for minute in range(start // MINUTE_US, self.first + len(self.was_open)):
            if self.was_open[minute - self.first]:
                begins = max(start, minute * MINUTE_US)
                if (minute + 1) * MINUTE_US - begins >= left:
                    return begins + left
                left -= (minute + 1) * MINUTE_US - begins
        return None

    def _watch(self, minutes: int) -> list[bool]:
        if not self.weeks:
            return [True] * minutes
        seen, latest = [], datetime.min
        for minute in range(self.first - 2 * 1440, self.first + minutes):  # who comes two days early knows what is open
            shown = datetime.fromtimestamp(minute * 60, self.zone).replace(tzinfo=None)
            latest = max(latest, shown)
            day = latest.date()
            seen.append(any(opens <= latest < closes for opens, closes in self._near(day)))
        return seen[2 * 1440 :]

    def _near(self, day: date) -> list[tuple[datetime, datetime]]:
        if day not in self._of_day:
            self._of_day[day] = [
                (midnight + timedelta(minutes=start), midnight + timedelta(minutes=end if end > start else end + 1440))
                for each in (day - timedelta(days=1), day)
                for midnight in [datetime(each.year, each.month, each.day)]
                for start, end in self.in_force(each).on(each)
            ]
        return self._of_day[day]


def marks_of(life: Life, door: Door, amount: float, *, stands: bool, restarts: bool) -> list[float | None]:
    """When 75 %, 90 %, all and three times of `amount` (in minutes of the door being open) were used up; None for what was not yet
    when nobody watched any more. `stands`: not while paused; `restarts`: by what came after the last reopening alone."""
    states = dict(life)
    now, used = "none", 0.0
    reached: dict[float, float] = {}
    wanted = {part: amount * part for part in (0.75, 0.9, 1.0, 3.0)}
    for minute in range(life[0][0], door.first + len(door.was_open)):
        before, now = now, states.get(minute, now)
        if restarts and before == "finished" and now != "finished":
            used, reached = 0.0, {}
        if now == "finished" or (now == "paused" and stands) or not door.was_open[minute - door.first]:
            continue
        for part, most in wanted.items():
            if part not in reached and used + 1 >= most:
                reached[part] = minute + most - used
        used += 1
    return [reached.get(part) for part in wanted]
