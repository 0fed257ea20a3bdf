"""The demo city with years behind it: calls in a table of their own, as of phones before these, and requests in the table
that they are still in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from pathlib import Path
from random import Random
from threading import Event

import numpy as np

from wallboard.clock import Clock
from wallboard.simulate import city
from wallboard.simulate.demo import DAY_S, WEEKS, Demo
from wallboard.simulate.past_calls import PastCalls
from wallboard.simulate.request_desk import Kinds, Process, RequestDesk
from wallboard.simulate.storm import Trouble
from wallboard.simulate.years import DAY, WEEK, Years

_ANSWERED = 0.95  # of calls, about
_AT_ONCE_S = 56 * DAY_S
_USUAL_AFTER = 26 * WEEK  # so long before the years the departments begin: then as much is open as is usual


class SlowerDesk(RequestDesk):
    """One of its departments falls behind."""

    years: Years
    kept = 1.0

    def open(self, kinds: Kinds, channel: str, age_s: float = 0) -> None:
        if self.kept == 1 or self.random.random() < self.kept:
            super().open(kinds, channel, age_s)

    def slowness(self, kind: city.ServiceType) -> float:
        return self.years.slowness(kind.department, datetime.fromtimestamp(self.env.now, self.zone).date())


class OldCity(Demo):
    """One city in one folder, as any demo."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        years: Years,
        weeks: int = WEEKS,
        seed: int = 396,
        troubles: Iterable[Trouble] = (),
        kept: float = 1.0,
    ) -> None:
        """`weeks` of its years it lives through call by call. `kept`: the share of requests that there are, and of the calls
        of other weeks."""
        super().__init__(folder, clock, weeks, seed, troubles)
        self.folder, self.years, self.kept = folder, years, kept

    def a_desk(self) -> SlowerDesk:
        desk = SlowerDesk(self.env, Random(self.seed), self.zone, self.save, self.forget)
        desk.years, desk.kept = self.years, self.kept
        return desk

    def fill(self, on_progress: Callable[[float], None] = lambda share: None, stop: Event | None = None) -> None:
        past = PastCalls(self.folder, self.years, self.weeks, self.seed, self.kept)
        if past.there:
            super().fill(on_progress, stop)
            return
        with past.begun() as beside:
            super().fill(lambda share: on_progress(0.9 * share), stop)
            if stop and stop.is_set():
                beside.terminate()
            elif beside.wait():
                raise RuntimeError("the calls of the years before could not be written; what was said of it is above")
            else:
                past.write_since()
        on_progress(1.0)

    def dawn(self, start: float) -> float:
        return self.at(self.years.first - _USUAL_AFTER, 0)

    def come_to(self, start: float) -> None:
        """The departments live through all of the years."""
        with self.tickets.begin() as tickets:
            self.helpdesk.empty(tickets)
        super().come_to(start)
        self.env.process(self.web_requests(start))
        self.env.process(self.requests_by_phone(start))
        self.env.run(until=self.at(self.years.first, 0))
        self.leave_out_what_is_over()
        while self.env.now < start:
            self.flush()
            self.env.run(until=min(start, self.env.now + _AT_ONCE_S))
        self.flush()

    def leave_out_what_is_over(self) -> None:
        """What was closed before the years is in no table."""
        self.helpdesk.leave_out(datetime.combine(self.years.first, time(), UTC).timestamp())

    def requests_by_phone(self, until: float) -> Process:
        """As many as calls lead to, where the calls themselves are told otherwise."""
        day = self.years.first - _USUAL_AFTER
        while (midnight := self.at(day, 0)) < until:
            for at, queue in self._calls_with_request(day, midnight):
                yield self.env.timeout(max(0.0, at - self.env.now))
                self.desk.from_call(queue)
            day += DAY

    def _calls_with_request(self, day: date, midnight: float) -> list[tuple[float, str]]:
        chance, factor = np.random.default_rng([self.seed, day.toordinal()]), self.day_factor(day)
        opens, closes = self.hours(day)
        found: list[tuple[float, str]] = []
        for queue in city.QUEUES:
            a_day = city.CALLS_A_DAY * factor * queue.share * _ANSWERED * city.REQUEST_SHARE
            for hour in range(opens, closes):
                hot = queue.hot if city.HOT_HOURS[0] <= hour < city.HOT_HOURS[1] else 1.0
                count = chance.poisson(a_day * hot * city.HOURS[hour] / sum(city.HOURS))
                found += [(midnight + (hour + part) * 3600, queue.name) for part in chance.random(count).tolist()]
        return sorted(found)
