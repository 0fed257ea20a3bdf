"""What the numbers in osTicket's tables stand for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from data_sources._helpdesk.names import Names
from data_sources._helpdesk.rows import rows_of, text
from data_sources._helpdesk.told import Named, Told, by_number
from data_sources._osticket.records import Event, Ticket, Words
from wallboard.model import Micros

_NEVER_AGAIN = 0  # kinds of events, and whether a status is an open one, never change: they are looked up once


class Vocabulary:
    """`prefix`: with which the names of the tables begin."""

    def __init__(self, prefix: str) -> None:
        def query(table: str, key: str, name: str) -> str:
            return f"SELECT {key}, {name} FROM {prefix}{table} WHERE {key} IN :numbers"  # noqa: S608

        def names(table: str, key: str, name: str) -> Names:
            return Names(query(table, key, name))

        def told(table: str, key: str, name: str) -> Told:
            return Told(by_number(query(table, key, name)))

        self._events, self._states = names("event", "id", "name"), names("ticket_status", "id", "state")
        self._staff, self._teams = names("staff", "staff_id", "username"), names("team", "team_id", "name")
        self._departments, self._statuses = told("department", "id", "name"), told("ticket_status", "id", "name")
        self._priorities = told("ticket_priority", "priority_id", "priority_desc")
        self._topics = Told(self._read_topics)
        self._topic_query = query("help_topic", "topic_id", "topic_pid, topic")
        self.told = {
            "department": self._departments,
            "status": self._statuses,
            "priority": self._priorities,
            "service_type": self._topics,
        }
        self._first = f"SELECT state, MIN(id) FROM {prefix}ticket_status GROUP BY state"  # noqa: S608
        self._first_of: Mapping[str, int] = {}

    def events(self, connection: sa.Connection, kinds: Collection[int]) -> Mapping[int, str]:
        return self._events.of(connection, kinds, _NEVER_AGAIN)

    def words(
        self, connection: sa.Connection, tickets: Sequence[Ticket], events: Sequence[Event], now: Micros
    ) -> Words:
        statuses = {ticket.status for ticket in tickets} | {event.status for event in events} - {0}
        departments = {*(each.department for each in tickets), *(each.department for each in events)}
        staff = {*(each.staff for each in tickets), *(each.staff for each in events if each.tells_who)} - {0}
        teams = {*(each.team for each in tickets), *(each.team for each in events)} - {0}
        unsaid = any(event.tells_status and not event.status for event in events)
        begun = any(event.kind == "created" for event in events)
        usual = self._usual(connection) if unsaid or begun else {}
        statuses |= {*usual.values()}
        return Words(
            self._statuses.of(connection, statuses),
            self._states.of(connection, statuses, _NEVER_AGAIN),
            self._departments.of(connection, departments),
            self._staff.of(connection, staff, now),
            self._teams.of(connection, teams, now),
            usual,
        )

    def topic(self, connection: sa.Connection, topic: int) -> str:
        """With the topic above it, as osTicket shows it: "Pothole / Street light out"."""
        return self._topics.of(connection, [topic])[topic]

    def priority(self, connection: sa.Connection, told: str) -> str:
        return self._priorities.of(connection, [int(told)])[int(told)] if told.isdigit() else told

    def _read_topics(self, connection: sa.Connection, topics: Collection[int]) -> Named:
        rows = {int(row[0]): row for row in rows_of(connection, self._topic_query, topics)}
        above = {int(row[1] or 0) for row in rows.values()} - {0}
        names = {int(row[0]): text(row[2]) for row in (*rows_of(connection, self._topic_query, above), *rows.values())}
        return {
            topic: " / ".join(filter(None, (names.get(int(row[1] or 0), ""), names[topic])))
            for topic, row in rows.items()
        }

    def _usual(self, connection: sa.Connection) -> Mapping[str, int]:
        if not self._first_of:
            self._first_of = {text(state): int(number) for state, number in connection.execute(sa.text(self._first))}
        return self._first_of
