"""Whether forecasts and bands cover what came later: `python -m tests.forecast_cover --seeds 20` lets as many demo cities live on
after the instant at which they were asked, and prints how often each range held what became of it.

- Survival bands: the share finished within some days, of eight weeks' requests at their end, against the same of all the other
  cities' requests, which were followed to their end.
- How many are open in four and eight weeks, in the city as it is.
- When a backlog clears, in a department of the city whose crew catches up with one: against the week in which it did.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

import simpy

from tests.wallboard.ticket_histories import frame
from wallboard.clock import micros
from wallboard.metrics.clearing import CONFIDENCE as RANGE
from wallboard.metrics.clearing import Clearing
from wallboard.metrics.survival import CONFIDENCE as BAND
from wallboard.metrics.survival import Survival
from wallboard.model import DAY, HOUR, NO_INSTANT, SECOND, Micros
from wallboard.model.remit import EVERYTHING
from wallboard.questions.clearing import ClearingQuestion, clearing_of
from wallboard.questions.flow import WEEKS, FlowQuestion, read_flow
from wallboard.questions.requests_past import PastQuestion, RequestsPast, past_columns
from wallboard.questions.time_to_finish import TimeToFinishQuestion, read_time_to_finish
from wallboard.settings import Settings
from wallboard.simulate import city
from wallboard.simulate.request_desk import DAY_S, EVERY_KIND, Kinds, Process, Request, RequestDesk
from wallboard.simulate.request_turns import MERGED
from wallboard.state.open_stretches import open_stretches

SETTINGS = Settings.model_validate({"sites": {"main": {"name": "City", "zone": city.ZONE}}})
ZONE = ZoneInfo(city.ZONE)
WEEK: Micros = 7 * DAY
BEGAN = micros(datetime(2026, 1, 5, tzinfo=ZONE))  # a Monday
ASKED = BEGAN + 34 * WEEK
COHORT, FOLLOWED = 8 * WEEK, 12 * WEEK
WITHIN = (1.0, 3.0, 7.0, 14.0)  # days
A_DAY = 30
# Four people, who finish 13.8 a day of 12 that come to them, besides duplicates, on which they do not work. They began with a backlog
# that they are through with once ten are open; when they are asked, it is of about 200.
CREW, DONE_IN_DAYS, HANDED_IN, BACKLOG, THROUGH = 4, 0.29, 12 / (1 - city.DUPLICATE_SHARE), 650, 10
LONGEST = 60 * WEEK
DRAWN_FROM = 26  # weeks: those before are of how the city came to be
POTHOLES = Kinds.of([kind for kind in city.TYPES if kind.name == "Pothole"])


class Told(NamedTuple):
    """One range, and what became of it."""

    what: str
    confidence: float
    covered: bool
    low: float | None
    high: float | None
    truth: float | None


class Life:
    """A city's requests, with all that its ticket system ever said of them."""

    def __init__(self, seed: int, desk: type[RequestDesk] = RequestDesk) -> None:
        self.env = simpy.Environment(initial_time=BEGAN / SECOND)
        self.rows: list[dict[str, object]] = []
        self._last: dict[int, dict[str, object]] = {}
        self.desk = desk(self.env, Random(seed), ZONE, self._save, self._delete)

    def opens(self, a_day: float, kinds: Kinds) -> None:
        self.env.process(self._opening(a_day, kinds))

    def lives_until(self, at: Micros) -> None:
        self.env.run(until=at / SECOND)

    def past(self, now: Micros) -> RequestsPast:
        """As it was known then."""
        known = frame(row for row in self.rows if row["received_at"] <= now)  # type: ignore[operator]
        columns = past_columns(known, {"crm": BEGAN}, SETTINGS, "main")
        return RequestsPast(PastQuestion("main", BEGAN), columns, SETTINGS, EVERYTHING, now)

    def _opening(self, a_day: float, kinds: Kinds) -> Process:
        while True:
            yield self.env.timeout(self.desk.random.expovariate(a_day / DAY_S))
            self.desk.open(kinds, "web")

    def _save(self, request: Request) -> None:
        finished = request.closed_at is not None
        removed = request.status == MERGED
        self._say(
            request.id,
            opened_at=_instant(request.opened_at),
            state="finished" if finished else "removed" if removed else "open",
            finished_at=_instant(request.closed_at),
            reopened_at=_instant(request.reopened_at),
            department=request.department,
            service_type=request.service_type,
            ward=request.ward,
        )

    def _delete(self, number: int) -> None:
        self._say(number, **self._last[number] | {"state": "removed"})

    def _say(self, number: int, **told: object) -> None:
        now = _instant(self.env.now)
        self._last[number] = told
        self.rows.append({"ticket": str(number), **told, "updated_at": now, "received_at": now})


def _instant(seconds: float | None) -> Micros:
    return NO_INSTANT if seconds is None else round(seconds * SECOND)


class CrewDesk(RequestDesk):
    """So many people work on what came first, one request each at a time."""

    _people: simpy.Resource | None = None

    def life(self, request: Request) -> Process:
        self._people = self._people or simpy.Resource(self.env, CREW)
        with self._people.request() as turn:
            yield turn
            yield self.env.timeout(self.random.expovariate(1 / (DONE_IN_DAYS * DAY_S)))
        self.problems[request.service_type].pop(request.id, None)
        self.close(request)


class Followed(NamedTuple):
    """One city's past at the instant of asking, and long after it."""

    asked: RequestsPast
    after: RequestsPast


def asked_at(seed: int) -> Micros:
    """At any hour of a week. Where all were asked after a weekend, all would have been at risk for two days more on which
    nobody finishes anything."""
    return ASKED + seed * 53 % (7 * 24) * HOUR


def followed(seed: int) -> Followed:
    life, asked = Life(seed), asked_at(seed)
    life.opens(A_DAY, EVERY_KIND)
    life.lives_until(asked + FOLLOWED)
    return Followed(life.past(asked), life.past(asked + FOLLOWED))


def survival_told(cities: Sequence[Followed]) -> Iterator[Told]:
    """Each city's band against what became of the requests of all the others."""
    cohort = TimeToFinishQuestion(ASKED - COHORT, ASKED)
    then, later = (
        [read_time_to_finish(cohort, each)[0].curve for each in pasts] for pasts in zip(*cities, strict=True)
    )
    for days in WITHIN:
        truths = [curve.finished_within(days).value or 0.0 for curve in later]
        for place, curve in enumerate(then):
            truth = (sum(truths) - truths[place]) / (len(truths) - 1)
            band = curve.finished_within(days)
            covered = band.low is not None and band.high is not None and band.low <= truth <= band.high
            yield Told(f"finished within {days:g} days", BAND, covered, band.low, band.high, truth)


def _curve(past: RequestsPast, asked: Micros) -> Survival:
    return read_time_to_finish(TimeToFinishQuestion(asked - COHORT, asked), past)[0].curve


def _clearing(question: ClearingQuestion, past: RequestsPast) -> Clearing:
    return clearing_of(read_flow(FlowQuestion(WEEKS), past), question)


def open_told(cities: Sequence[Followed]) -> Iterator[Told]:
    """How many were open some weeks later."""
    for asked, after in cities:
        for ahead in _clearing(ClearingQuestion(weeks=DRAWN_FROM), asked).ahead:
            if (at := asked.now + ahead.weeks * WEEK) <= after.now:
                truth = open_at(after, [at])[0]
                what = f"open in {ahead.weeks} weeks"
                yield Told(what, RANGE, ahead.low <= truth <= ahead.high, ahead.low, ahead.high, truth)


def clearing_told(seed: int) -> Told:
    """The week in which a crew was through with its backlog."""
    life, asked = Life(seed, CrewDesk), asked_at(seed)
    for _ in range(BACKLOG):
        life.desk.open(POTHOLES, "phone")
    life.opens(HANDED_IN, POTHOLES)
    life.lives_until(asked + LONGEST)
    found = _clearing(ClearingQuestion(THROUGH, DRAWN_FROM), life.past(asked))
    weeks = range(1, LONGEST // WEEK + 1)
    counts = open_at(life.past(asked + LONGEST), [asked + week * WEEK for week in weeks])
    truth = next((week for week, count in zip(weeks, counts, strict=True) if count <= THROUGH), None)
    covered = truth is not None and found.low is not None and found.low <= truth <= (found.high or truth)
    return Told("backlog cleared in so many weeks", RANGE, covered, found.low, found.high, truth)


def open_at(past: RequestsPast, instants: Sequence[Micros]) -> list[int]:
    stretches = open_stretches(past.plain, past.spans, past.whose)
    return [int(stretches.open_at(at).sum()) for at in instants]


def told(seeds: Sequence[int]) -> list[Told]:
    cities = [followed(seed) for seed in seeds]
    return [*survival_told(cities), *open_told(cities), *(clearing_told(seed) for seed in seeds)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1)
    arguments = parser.parse_args()
    found = told(range(arguments.first, arguments.first + arguments.seeds))
    for what in dict.fromkeys(each.what for each in found):
        ours = [each for each in found if each.what == what]
        held = sum(each.covered for each in ours)
        print(f"{what:34} stated {ours[0].confidence:.0%}  covered {held} of {len(ours)} ({held / len(ours):.0%})")
        for each in ours if len(ours) <= 3 else ():
            print("   ", each)


if __name__ == "__main__":
    main()
