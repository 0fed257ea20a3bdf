"""The events of tickets, and the replies that make a ticket somebody's without one."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data_sources._helpdesk.rows import Row, rows_of
from data_sources._osticket.names import Vocabulary
from data_sources._osticket.records import Event
from data_sources._osticket.times import Times, wall
from wallboard.model import NO_INSTANT, Micros

_LOG = (
    "SELECT e.id, t.object_id, e.event_id, e.staff_id, e.team_id, e.dept_id, e.data, e.timestamp, e.thread_id FROM {p}thread_event e"
    " LEFT JOIN {p}thread t ON t.id = e.thread_id AND e.thread_type = 'T' AND t.object_type IN ('T', 'C')"
)
_OF = (
    "SELECT e.id, t.object_id, e.event_id, e.staff_id, e.team_id, e.dept_id, e.data, e.timestamp, e.thread_id FROM {p}thread t"
    " JOIN {p}thread_event e ON e.thread_id = t.id AND e.thread_type = 'T'"
    " WHERE t.object_id IN :numbers AND t.object_type IN ('T', 'C') ORDER BY e.id"
)
_CLOSINGS = (
    "SELECT id, thread_id, event_id, staff_id, team_id, dept_id, data, timestamp, thread_id FROM {p}thread_event"
    " WHERE thread_id IN :numbers AND event_id IN ({kinds}) AND thread_type = 'T' ORDER BY id"
)
_REPLIES = (
    "SELECT r.id, t.object_id, r.thread_id FROM {p}thread_entry r LEFT JOIN {p}thread t ON t.id = r.thread_id"
    " AND r.type = 'R' AND r.staff_id > 0 AND t.object_type IN ('T', 'C') WHERE r.id > :after ORDER BY r.id LIMIT :most"
)
_LAST = "SELECT id FROM {p}{table} ORDER BY id DESC LIMIT 1"
_KINDS = "SELECT id FROM {p}event WHERE name IN ('closed', 'reopened')"
_AT_ONCE = 5_000


class Place(NamedTuple):
    """How far events and replies were read, by their ids, and the threads of tickets that nobody had although one had replied: one
    becomes the agent's after the reply is written, so the next poll looks at them once more."""

    events: int
    replies: int
    nobodys: Mapping[int, int] = {}  # by ticket

    @classmethod
    def of(cls, told: str) -> Place:
        events, replies, *nobodys = told.split()
        return cls(int(events), int(replies), {int(a): int(b) for a, b in (each.split(":") for each in nobodys)})

    def __str__(self) -> str:
        return " ".join([str(self.events), str(self.replies), *(f"{a}:{b}" for a, b in self.nobodys.items())])


class History:
    """`prefix`: with which the names of the tables begin."""

    def __init__(self, prefix: str, zone: ZoneInfo, names: Vocabulary) -> None:
        self.log = _LOG.format(p=prefix)
        self.times = Times(zone, f"{prefix}thread_event")
        self._p, self._names = prefix, names
        self._closing: Sequence[int] = ()

    def begins(self, connection: sa.Connection) -> Place:
        asked = (sa.text(_LAST.format(p=self._p, table=table)) for table in ("thread_entry", "thread_event"))
        replies, events = (int(connection.execute(query).scalar() or 0) for query in asked)
        return Place(events, replies)

    def replied(self, connection: sa.Connection, place: Place) -> tuple[Mapping[int, int], int]:
        """The threads of tickets to which an agent replied, and how far replies are read now."""
        asked = {"after": place.replies, "most": _AT_ONCE}
        rows = connection.execute(sa.text(_REPLIES.format(p=self._p)), asked).all()
        threads = {int(ticket): int(thread) for _, ticket, thread in rows if ticket is not None}
        return threads, max([place.replies, *(int(row[0]) for row in rows)])

    def all(self, connection: sa.Connection, tickets: Collection[int], now: Micros) -> Mapping[int, list[Event]]:
        """All events of these tickets."""
        rows = rows_of(connection, _OF.format(p=self._p), tickets)
        return self.by_ticket(connection, rows, now)

    def closings(self, connection: sa.Connection, threads: Mapping[int, int], now: Micros) -> Mapping[int, list[Event]]:
        """When these tickets were closed and reopened. `threads`: of each ticket."""
        if not threads:
            return {}
        if not self._closing:
            self._closing = [int(number) for (number,) in connection.execute(sa.text(_KINDS.format(p=self._p)))]
        query = _CLOSINGS.format(p=self._p, kinds=", ".join(map(str, self._closing)))
        events = self.by_ticket(connection, rows_of(connection, query, threads.values()), now)
        return {ticket: events.get(thread, []) for ticket, thread in threads.items()}

    def by_ticket(self, connection: sa.Connection, rows: Iterable[Row], now: Micros) -> Mapping[int, list[Event]]:
        """Events of rows as `log` selects them, in their order."""
        told = [row for row in rows if row[1] is not None]
        kinds = self._names.events(connection, {int(row[2] or 0) for row in told}, now)
        at = self.times.events(connection, {int(row[0]): wall(row[7]) for row in told}, now)
        events: dict[int, list[Event]] = defaultdict(list)
        for row in told:
            events[int(row[1])].append(self._event(row, kinds[int(row[2] or 0)], at[int(row[0])], now))
        return events

    def _event(self, row: Row, kind: str, at: Micros, now: Micros) -> Event:
        number, _, _, staff, team, department, told, _, _ = row
        data = _data(told)
        changed = data.get("duedate")
        due = self.times.one(changed[-1], at, now) if isinstance(changed, list) and changed else NO_INSTANT
        return Event(int(number), kind, int(staff), int(team), int(department), data, at, due)


def _data(told: object) -> Mapping[str, Any]:
    """What an event says that was changed."""
    try:
        data = json.loads(str(told or "{}"))
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
