"""The demo city's departments: each request's way from being reported to being finished, as rows of a ticket table."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import simpy

from wallboard.simulate import city

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
        request = Request(
            id=self.next_id,
            opened_at=opened,
            updated_at=opened,
            status="New",
            department=department,
            service_type=kind.name,
            ward=self.random.choices(city.WARDS, cum_weights=_WARDS)[0],
            channel=channel,
            priority="urgent" if kind.emergency else "normal",
        )
        self.next_id += 1
        self.save(request)
        self.env.process(self.life(request))

    def resume(self, request: Request) -> None:
        """Go on with a request that an earlier run left open."""
        self.next_id = max(self.next_id, request.id + 1)
        self.env.process(self.life(request))

    def life(self, request: Request) -> Process:
        kind = self.types[request.service_type]
        wait = self.random.lognormvariate(0, kind.sigma) * kind.days * DAY_S * self.slowness(kind)
        if request.department != kind.department:
            yield self.env.timeout(self.random.uniform(0.1, 2.5) * DAY_S)
            status = "In progress" if request.department else request.status
            request = self.change(request, department=kind.department, status=status)
        yield self.env.timeout(self.to_working_time(wait, kind))
        if self.random.random() < city.DELETED_SHARE:
            self.delete(request.id)
            return
        request = self.close(request)
        while self.random.random() < city.REOPENED_SHARE:
            yield self.env.timeout(self.random.uniform(0.2, 5) * DAY_S)
            request = self.change(
                request, status="In progress", reopened_at=self.env.now, reopens=request.reopens + 1, closed_at=None
            )
            yield self.env.timeout(self.to_working_time(wait * self.random.uniform(0.2, 0.8), kind))
            request = self.close(request)

    def slowness(self, kind: city.ServiceType) -> float:
        """How many times as long as usual requests of this kind take that are opened now."""
        return 1.0

    def close(self, request: Request) -> Request:
        dice = self.random.random()
        status = "Closed"
        if dice < city.DUPLICATE_SHARE:
            status = "Duplicate"
        elif dice < city.DUPLICATE_SHARE + city.REJECTED_SHARE:
            status = "Rejected"
        now = self.env.now
        return self.change(request, status=status, closed_at=now, first_closed_at=request.first_closed_at or now)

    def change(self, request: Request, **changes: Any) -> Request:
        request = request._replace(updated_at=self.env.now, **changes)
        self.save(request)
        return request

    def to_working_time(self, wait_s: float, kind: city.ServiceType) -> float:
        """The wait, put off to a working hour: crews finish on weekdays between 7 and 18."""
        if kind.emergency:
            return wait_s
        then = datetime.fromtimestamp(self.env.now + wait_s, UTC).astimezone(self.zone)
        if then.weekday() < 5 and 7 <= then.hour < 18:
            return wait_s
        days = 1 if then.hour >= 18 or then.weekday() >= 5 else 0
        morning = (then + timedelta(days=days)).replace(hour=7, minute=0)
        while morning.weekday() >= 5:
            morning += timedelta(days=1)
        return max(0.0, morning.timestamp() + self.random.uniform(0, 6 * 3600) - self.env.now)
