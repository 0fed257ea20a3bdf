"""The requests of the demo city as it lived them when its answers were frozen, in a table of their own: nothing was handed on, paused
or merged, and holidays were days like others."""

from __future__ import annotations

from datetime import datetime
from itertools import accumulate

import sqlalchemy as sa

from tests import request_table
from wallboard.simulate import city
from wallboard.simulate.request_desk import DAY_S, Kinds, Process, Request, RequestDesk
from wallboard.simulate.zammad_desk import ZammadDesk

_WARDS = list(accumulate(range(6, 6 + len(city.WARDS))))


class TableThen(ZammadDesk):
    """One table, which holds the last of each request."""

    def __init__(self) -> None:
        super().__init__()
        self.changed: dict[int, Request] = {}
        self.deleted: set[int] = set()

    def install(self, connection: sa.Connection) -> None:
        request_table.create(connection)

    def last_id(self, connection: sa.Connection) -> int:
        return 0  # each city here begins anew

    def unfinished(self, connection: sa.Connection) -> list[Request]:
        return []

    def save(self, request: Request) -> None:
        self.changed[request.id] = request

    def forget(self, request: int) -> None:
        self.changed.pop(request, None)
        self.deleted.add(request)

    @property
    def waits(self) -> bool:
        return bool(self.changed or self.deleted)

    def flush(self, connection: sa.Connection) -> None:
        request_table.save(connection, self.changed.values())
        request_table.delete(connection, self.deleted)
        self.changed, self.deleted = {}, set()


class DeskThen(RequestDesk):
    """It asks its dice in the order of then."""

    def open(self, kinds: Kinds, channel: str, age_s: float = 0) -> None:
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
        priority = "urgent" if kind.emergency else "normal"
        request = Request(self.next_id, opened, opened, "New", department, kind.name, ward, channel, priority)
        self.next_id += 1
        self.save(request)
        self.env.process(self.life(request))

    def life(self, request: Request) -> Process:
        kind = self.types[request.service_type]
        wait = self.random.lognormvariate(0, kind.sigma) * kind.days * DAY_S
        if request.department != kind.department:
            yield self.env.timeout(self.random.uniform(0.1, 2.5) * DAY_S)
            status = "In progress" if request.department else request.status
            request = self.change(request, department=kind.department, status=status)
        yield self.env.timeout(self.to_working_time(wait, kind))
        if self.random.random() < city.DELETED_SHARE:
            self.delete(request.id)
            return
        yield from self.finish(request, kind, wait)

    def close(self, request: Request) -> Request:
        dice = self.random.random()
        status = "Closed"
        if dice < city.DUPLICATE_SHARE:
            status = "Duplicate"
        elif dice < city.DUPLICATE_SHARE + city.REJECTED_SHARE:
            status = "Rejected"
        now = self.env.now
        return self.change(request, status=status, closed_at=now, first_closed_at=request.first_closed_at or now)

    def is_working_day(self, then: datetime) -> bool:
        return then.weekday() < 5
