"""The shape of the demo city's days: who calls when, who comes to work when, and which requests come by themselves."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from math import inf
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import simpy

from wallboard.simulate import city
from wallboard.simulate.call_centre import CallCentre
from wallboard.simulate.request_desk import RequestDesk

Process = Generator[simpy.Event, Any, None]


class CityLife:
    """Days go on in `env`: of the phones in `centre`, of the departments at `desk`. Who subclasses it brings all three."""

    env: simpy.Environment
    centre: CallCentre
    desk: RequestDesk

    def __init__(self, seed: int) -> None:
        self.zone = ZoneInfo(city.ZONE)
        self.seed = seed
        self.chance = Random()  # of the phones; every day anew, so that a day is the same whenever its history began
        self.holidays = holidays.country_holidays(city.COUNTRY)

    def callers(self, queue: city.DemoQueue, until: float) -> Process:
        """Calls to one queue, as a Poisson process whose rate follows the hour, the weekday and the season."""
        while True:
            gap = self.chance.expovariate(self.rate(queue))
            redraw = gap > 900  # the rate will be another one by then: draw again from there
            if self.env.now + min(gap, 900) >= until:
                return
            yield self.env.timeout(min(gap, 900))
            if redraw:
                continue
            if self.is_open():
                self.env.process(self.centre.call(queue))
            elif self.chance.random() < city.CLOSED_CALLBACK_SHARE:
                self.env.process(self.centre.call_while_closed(queue))

    def is_open(self) -> bool:
        local = datetime.fromtimestamp(self.env.now, UTC).astimezone(self.zone)
        opens, closes = self.hours(local.date())
        return opens <= local.hour < closes

    def hours(self, day: date) -> tuple[int, int]:
        """From and until which local hour the centre is open; never on a holiday."""
        if day in self.holidays:
            return (0, 0)
        return city.WEEKEND_OPEN if day.weekday() >= 5 else city.WEEKDAY_OPEN

    def rate(self, queue: city.DemoQueue) -> float:
        """Calls a second at this instant."""
        local = datetime.fromtimestamp(self.env.now, UTC).astimezone(self.zone)
        share = city.HOURS[local.hour] / sum(city.HOURS)
        hot = queue.hot if city.HOT_HOURS[0] <= local.hour < city.HOT_HOURS[1] else 1.0
        return city.CALLS_A_DAY * self.day_factor(local.date()) * share * queue.share * hot / 3600

    def day_factor(self, day: date) -> float:
        if day in self.holidays:
            return city.HOLIDAY
        return city.WEEK[day.weekday()] * _luck(self.seed, day)

    def web_requests(self, until: float = inf) -> Process:
        while self.env.now < until:
            hour = datetime.fromtimestamp(self.env.now, UTC).astimezone(self.zone).hour
            rate = city.WEB_REQUESTS_A_DAY * city.HOURS[hour] / sum(city.HOURS) / 3600
            gap = self.desk.random.expovariate(rate)
            if gap > 1800:
                yield self.env.timeout(1800)
                continue
            yield self.env.timeout(gap)
            self.desk.from_web()

    def days(self) -> Process:
        """Every local day's calls and shifts; on the first day what is left of them."""
        day = datetime.fromtimestamp(self.env.now, UTC).astimezone(self.zone).date()
        while True:
            midnight = self.at(day + timedelta(days=1), 0)
            self.chance.seed(f"{self.seed} {day}")
            for queue in city.QUEUES:
                self.env.process(self.callers(queue, midnight))
            self.shifts(day)
            yield self.env.timeout(max(1.0, midnight - self.env.now))
            day += timedelta(days=1)

    def shifts(self, day: date) -> None:
        """Nobody comes on a holiday."""
        rota = day.toordinal() * 7
        closes = self.hours(day)[1]
        for shift in () if not closes else city.WEEKEND_SHIFTS if day.weekday() >= 5 else city.WEEKDAY_SHIFTS:
            for place, lunch in enumerate(shift.lunches):
                name = city.AGENTS[(rota + place) % len(city.AGENTS)]
                self.env.process(self.shift(name, day, shift, lunch, closes=shift.end == closes))
            rota += len(shift.lunches)

    def shift(self, name: str, day: date, shift: city.Shift, lunch: float, *, closes: bool) -> Process:
        start, end = self.at(day, shift.start), self.at(day, shift.end)
        if end - self.env.now > 600:
            yield self.env.timeout(max(0.0, start + self.chance.uniform(0, 120) - self.env.now))
            yield from self.centre.work(self.stand_in(name), end, self.at(day, lunch), closes=closes)

    def stand_in(self, name: str) -> str:
        """Whoever is still on duty does not begin another shift: somebody else does."""
        return next(a for a in (name, *city.AGENTS) if a not in self.centre.on_duty)

    def midnight(self, at: float) -> float:
        return self.at(datetime.fromtimestamp(at, UTC).astimezone(self.zone).date(), 0)

    def at(self, day: date, hour: float) -> float:
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        return (midnight + timedelta(hours=hour)).timestamp()


@lru_cache(maxsize=512)
def _luck(seed: int, day: date) -> float:
    return Random(f"{seed}{day}").lognormvariate(0, 0.07)
