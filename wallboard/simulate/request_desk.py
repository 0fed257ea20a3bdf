"""The demo city's departments: each request's way from being reported to being finished, as rows of a ticket table."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import holidays
import simpy

from wallboard.simulate import city
from wallboard.simulate.request_turns import CLOSED, DUPLICATE, IN_PROGRESS, MERGED, NEW, REJECTED, WAITING, Turn, turns

DAY_S = 86_400.0
Process = Generator[simpy.Event, Any, None]


class Request(NamedTuple):
    """One row of the demo's ticket table; instants in epoch seconds, None where there is none."""

    id: int
    opened_at: float
    updated_at: float
    status: str
    department: str
    service_type: str
    ward: str
    channel: str
    priority: str
    assignee: str = ""
    closed_at: float | None = None
    first_closed_at: float | None = None
    reopened_at: float | None = None
    reopens: int = 0
    parent: int | None = None  # the one that it was merged into, or is a duplicate of


class Kinds(NamedTuple):
    """Of which requests are, and the share of each together with those before it."""

    types: Sequence[city.ServiceType]
    shares: Sequence[float]

    @classmethod
    def of(cls, types: Sequence[city.ServiceType]) -> Kinds:
        return cls(types, list(accumulate(each.share for each in types)))


EVERY_KIND = Kinds.of(city.TYPES)
_OF_QUEUE = {
    queue: Kinds.of([each for each in city.TYPES if each.department in departments])
    for queue, departments in city.QUEUE_DEPARTMENTS.items()
}
_LATEST = 8  # open requests of a kind about which others call too
_WARDS = list(accumulate(range(6, 6 + len(city.WARDS))))


@dataclass
class RequestDesk:
    """Opens requests and works on them. `save` and `delete` tell every change at its instant."""

    env: simpy.Environment
    random: Random
    zone: ZoneInfo
    save: Callable[[Request], None]
    delete: Callable[[int], None]
    next_id: int = 1
    types: dict[str, city.ServiceType] = field(default_factory=lambda: {t.name: t for t in city.TYPES})
    closed_days: holidays.HolidayBase = field(default_factory=lambda: holidays.country_holidays(city.COUNTRY))
    problems: dict[str, dict[int, str]] = field(default_factory=lambda: {t.name: {} for t in city.TYPES})
    """Of each kind the open requests that are no duplicates, oldest first, with their wards."""

    def from_call(self, queue: str) -> None:
        self.open(_OF_QUEUE[queue], "phone")

    def from_web(self) -> None:
        self.open(EVERY_KIND, self.random.choice(city.CHANNELS))

    def open(self, kinds: Kinds, channel: str, age_s: float = 0) -> None:
        """A request of one of the kinds."""
        kind = self.random.choices(kinds.types, cum_weights=kinds.shares)[0]
        department = kind.department
        if not kind.emergency:
            dice = self.random.random()
            if dice < city.UNASSIGNED_SHARE:
                department = ""
            elif dice < city.UNASSIGNED_SHARE + city.MOVED_SHARE:
                department = self.random.choice(city.NEIGHBOURS[department])
        opened = self.env.now - age_s
        ward = self.random.choices(city.WARDS, cum_weights=_WARDS)[0]
        problem = self.known_problem(kind)
        request = Request(
            id=self.next_id,
            opened_at=opened,
            updated_at=opened,
            status=NEW,
            department=department,
            service_type=kind.name,
            ward=ward if problem is None else self.problems[kind.name][problem],
            channel=channel,
            priority="urgent" if kind.emergency else "normal",
        )
        self.next_id += 1
        self.save(request)
        if problem is None:
            self.problems[kind.name][request.id] = ward
            self.env.process(self.life(request))
        else:
            self.env.process(self.life_of_duplicate(request, problem))

    def known_problem(self, kind: city.ServiceType) -> int | None:
        """An open request about the same as the next one; None where nobody has reported that."""
        if self.random.random() >= city.DUPLICATE_SHARE or not self.problems[kind.name]:
            return None
        return self.random.choice(list(self.problems[kind.name])[-_LATEST:])

    def resume(self, request: Request) -> None:
        """Go on with a request that an earlier run left open. That somebody reported it before is not known of any: whoever
        works on it will not see that it is a duplicate, and others may still report it."""
        self.next_id = max(self.next_id, request.id + 1)
        self.problems[request.service_type][request.id] = request.ward
        self.env.process(self.life(request))

    def life(self, request: Request) -> Process:
        kind = self.types[request.service_type]
        wait = self.random.lognormvariate(0, kind.sigma) * kind.days * DAY_S * self.slowness(kind)
        if request.status == WAITING:  # an earlier run left it so
            yield self.env.timeout(self.random.uniform(0.1, 2) * DAY_S)
            request = self.change(request, status=IN_PROGRESS)
        if request.department != kind.department:
            yield self.env.timeout(self.random.uniform(0.1, 2.5) * DAY_S)
            status = IN_PROGRESS if request.department else request.status
            request = self.change(request, department=kind.department, status=status)
        lasts = self.to_working_time(wait, kind)
        ends = self.env.now + lasts
        for at, turn in self.times_of_turns(kind, lasts):
            yield self.env.timeout(at - self.env.now)
            request = self.change(request, **turn.changes)
        yield self.env.timeout(max(0.0, ends - self.env.now))
        self.problems[kind.name].pop(request.id, None)
        if self.random.random() < city.DELETED_SHARE:
            self.delete(request.id)
            return
        yield from self.finish(request, kind, wait)

    def times_of_turns(self, kind: city.ServiceType, lasts: float) -> list[tuple[float, Turn]]:
        """In working hours, one after the other; none in a request that is done before they could be."""
        planned = [(self.to_working_time(turn.share * lasts, kind), turn) for turn in turns(self.random, kind)]
        afters = [0.0, *(after for after, _ in planned), lasts]
        if any(later - earlier < 60 for earlier, later in pairwise(afters)):
            return []
        return [(self.env.now + after, turn) for after, turn in planned]

    def finish(self, request: Request, kind: city.ServiceType, wait: float) -> Process:
        """And again, as often as it is opened again."""
        request = self.close(request)
        while self.random.random() < city.REOPENED_SHARE:
            yield self.env.timeout(self.random.uniform(0.2, 5) * DAY_S)
            request = self.change(
                request, status=IN_PROGRESS, reopened_at=self.env.now, reopens=request.reopens + 1, closed_at=None
            )
            yield self.env.timeout(self.to_working_time(wait * self.random.uniform(0.2, 0.8), kind))
            request = self.close(request)

    def life_of_duplicate(self, request: Request, problem: int) -> Process:
        """Until somebody sees that it is one."""
        kind = self.types[request.service_type]
        yield self.env.timeout(self.to_working_time(min(2.0, kind.days) * self.random.uniform(0.1, 1) * DAY_S, kind))
        if self.random.random() < city.MERGED_SHARE and problem in self.problems[kind.name]:
            self.change(request, status=MERGED, parent=problem)
        else:
            now = self.env.now
            whose = kind.department
            self.change(request, status=DUPLICATE, department=whose, parent=problem, closed_at=now, first_closed_at=now)

    def slowness(self, kind: city.ServiceType) -> float:
        """How many times as long as usual requests of this kind take that are opened now."""
        return 1.0

    def close(self, request: Request) -> Request:
        status = REJECTED if self.random.random() < city.REJECTED_SHARE else CLOSED
        now = self.env.now
        return self.change(request, status=status, closed_at=now, first_closed_at=request.first_closed_at or now)

    def change(self, request: Request, **changes: Any) -> Request:
        request = request._replace(updated_at=self.env.now, **changes)
        self.save(request)
        return request

    def to_working_time(self, wait_s: float, kind: city.ServiceType) -> float:
        """The wait, put off to a working hour: crews finish on weekdays between 7 and 18, and on no holiday."""
        if kind.emergency:
            return wait_s
        then = datetime.fromtimestamp(self.env.now + wait_s, UTC).astimezone(self.zone)
        if self.is_working_day(then) and 7 <= then.hour < 18:
            return wait_s
        days = 1 if then.hour >= 18 or then.weekday() >= 5 else 0
        morning = (then + timedelta(days=days)).replace(hour=7, minute=0)
        while not self.is_working_day(morning):
            morning += timedelta(days=1)
        return max(0.0, morning.timestamp() + self.random.uniform(0, 6 * 3600) - self.env.now)

    def is_working_day(self, then: datetime) -> bool:
        return then.weekday() < 5 and then.date() not in self.closed_days
