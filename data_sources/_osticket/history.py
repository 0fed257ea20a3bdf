"""The events of tickets, and the replies that make a ticket somebody's without one."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data_sources._helpdesk.rows import Row, rows_of, wall_of
from data_sources._osticket.names import Vocabulary
from data_sources._osticket.records import Event
from data_sources._osticket.times import Times
from wallboard.model import NO_INSTANT, Micros

_LOG = "SELECT id, thread_id, event_id, staff_id, team_id, dept_id, data, timestamp, thread_type FROM {p}thread_event"
_OF = _LOG + " WHERE thread_id IN :numbers AND thread_type = 'T'{only} ORDER BY id"
_THREADS = "SELECT id, object_id FROM {p}thread WHERE {by} IN :numbers AND object_type IN ('T', 'C')"
_REPLIES = "SELECT id, thread_id, type, staff_id FROM {p}thread_entry WHERE id > :after ORDER BY id LIMIT :most"
_LAST = "SELECT id FROM {p}{table} ORDER BY id DESC LIMIT 1"
_KINDS = "SELECT id FROM {p}event WHERE name IN ('closed', 'reopened')"
_AT_ONCE = 5_000
_THREADS_KEPT = 100_000


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


class Heard(NamedTuple):
    events: Mapping[int, list[Event]]  # by ticket
    threads: Mapping[int, int]  # of these tickets
    deleted: Mapping[
        int, Micros
    ]  # threads that were deleted with their tickets, of which is not known which they were; and when


class History:
    """`prefix`: with which the names of the tables begin."""

    def __init__(self, prefix: str, zone: ZoneInfo, names: Vocabulary) -> None:
        self.log = _LOG.format(p=prefix)
        self.times = Times(zone, f"{prefix}thread_event")
        self._p, self._names = prefix, names
        self._closing: Sequence[int] = ()
        self._tickets: dict[int, int] = {}  # of threads; that never changes, even where one is merged. 0: of none

    def begins(self, connection: sa.Connection) -> Place:
        self._tickets = {}  # it may be another database
        asked = (sa.text(_LAST.format(p=self._p, table=table)) for table in ("thread_entry", "thread_event"))
        replies, events = (int(connection.execute(query).scalar() or 0) for query in asked)
        return Place(events, replies)

    def logged(self, connection: sa.Connection, rows: Sequence[Row], now: Micros) -> Heard:
        """What rows of the log tell."""
        rows = [row for row in rows if row[8] == "T"]
        threads = self._threads(connection, {int(row[1]) for row in rows})
        events = self._events(connection, rows, now)
        unknown = events.keys() - threads.values()
        deleted = {thread: events[thread][-1].at for thread in unknown if deletes(events[thread])}
        return Heard({ticket: events[thread] for ticket, thread in threads.items()}, threads, deleted)

    def replied(self, connection: sa.Connection, place: Place) -> tuple[Mapping[int, int], int]:
        """The threads of tickets to which an agent replied, and how far replies are read now."""
        asked = {"after": place.replies, "most": _AT_ONCE}
        rows = connection.execute(sa.text(_REPLIES.format(p=self._p)), asked).all()
        by_agents = {int(thread) for _, thread, kind, staff in rows if kind == "R" and staff}
        return self._threads(connection, by_agents), max([place.replies, *(int(row[0]) for row in rows)])

    def all(self, connection: sa.Connection, tickets: Collection[int], now: Micros) -> Mapping[int, list[Event]]:
        """All events of these tickets."""
        by = _THREADS.format(p=self._p, by="object_id")
        threads = {int(ticket): int(thread) for thread, ticket in rows_of(connection, by, tickets)}
        if len(self._tickets) < _THREADS_KEPT:
            self._tickets |= {thread: ticket for ticket, thread in threads.items()}
        return self._of(connection, threads, now)

    def closings(self, connection: sa.Connection, threads: Mapping[int, int], now: Micros) -> Mapping[int, list[Event]]:
        """When these tickets were closed and reopened. `threads`: of each ticket."""
        if threads and not self._closing:
            self._closing = [int(number) for (number,) in connection.execute(sa.text(_KINDS.format(p=self._p)))]
        return self._of(connection, threads, now, f" AND event_id IN ({', '.join(map(str, self._closing))})")

    def _of(
        self, connection: sa.Connection, threads: Mapping[int, int], now: Micros, only: str = ""
    ) -> Mapping[int, list[Event]]:
        rows = list(rows_of(connection, _OF.format(p=self._p, only=only), threads.values()))
        events = self._events(connection, rows, now)
        return {ticket: events[thread] for ticket, thread in threads.items() if thread in events}

    def _threads(self, connection: sa.Connection, threads: Collection[int]) -> Mapping[int, int]:
        """The thread of each ticket that has one of these; other threads are of tasks, or of what was deleted."""
        lacking = set(threads) - self._tickets.keys()
        if len(self._tickets) + len(lacking) > _THREADS_KEPT:
            self._tickets, lacking = {}, set(threads)
        found = {
            int(thread): int(ticket)
            for thread, ticket in rows_of(connection, _THREADS.format(p=self._p, by="id"), lacking)
        }
        self._tickets |= {thread: found.get(thread, 0) for thread in lacking}
        return {self._tickets[thread]: thread for thread in threads if self._tickets[thread]}

    def _events(self, connection: sa.Connection, rows: Sequence[Row], now: Micros) -> Mapping[int, list[Event]]:
        """By thread, in their order."""
        kinds = self._names.events(connection, {int(row[2] or 0) for row in rows})
        at = self.times.events(connection, {int(row[0]): wall_of(row[7]) for row in rows}, now)
        events: dict[int, list[Event]] = defaultdict(list)
        for row in rows:
            events[int(row[1])].append(self._event(row, kinds[int(row[2] or 0)], at[int(row[0])], now))
        return events

    def _event(self, row: Row, kind: str, at: Micros, now: Micros) -> Event:
        number, _, _, staff, team, department, told, *_ = row
        data = _data(told)
        changed = data.get("duedate")
        due = self.times.one(changed[-1], at, now) if isinstance(changed, list) and changed else NO_INSTANT
        return Event(int(number), kind, int(staff), int(team), int(department), data, at, due)


def deletes(events: Sequence[Event]) -> bool:
    return any(event.kind == "deleted" for event in events)


def _data(told: object) -> Mapping[str, Any]:
    """What an event says that was changed."""
    try:
        data = json.loads(str(told or "{}"))
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
