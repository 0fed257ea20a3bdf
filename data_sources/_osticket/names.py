"""What the numbers in osTicket's tables stand for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from data_sources._helpdesk.names import Names
from data_sources._helpdesk.rows import text
from data_sources._osticket.records import Event, Ticket, Words
from wallboard.model import Micros

_NEVER_AGAIN = 0  # kinds of events, and whether a status is an open one, never change: they are looked up once


class Vocabulary:
    """`prefix`: with which the names of the tables begin."""

    def __init__(self, prefix: str) -> None:
        def names(table: str, key: str, name: str) -> Names:
            return Names(f"SELECT {key}, {name} FROM {prefix}{table} WHERE {key} IN :numbers")  # noqa: S608

        self._events = names("event", "id", "name")
        self._statuses, self._states = names("ticket_status", "id", "name"), names("ticket_status", "id", "state")
        self._departments, self._staff = names("department", "id", "name"), names("staff", "staff_id", "username")
        self._teams, self._priorities = (
            names("team", "team_id", "name"),
            names("ticket_priority", "priority_id", "priority_desc"),
        )
        self._topics, self._above = (
            names("help_topic", "topic_id", "topic"),
            names("help_topic", "topic_id", "topic_pid"),
        )
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
        begun = any(event.kind == "created" for event in events) and any(event.tells_status for event in events)
        usual = self._usual(connection) if unsaid or begun else {}
        statuses |= {*usual.values()}
        return Words(
            self._statuses.of(connection, statuses, now),
            self._states.of(connection, statuses, _NEVER_AGAIN),
            self._departments.of(connection, departments, now),
            self._staff.of(connection, staff, now),
            self._teams.of(connection, teams, now),
            usual,
        )

    def topic(self, connection: sa.Connection, topic: int, now: Micros) -> str:
        """With the topic above it, as osTicket shows it: "Pothole / Street light out"."""
        above = int(self._above.of(connection, [topic], now)[topic] or 0)
        names = self._topics.of(connection, {topic, above} - {0}, now)
        return " / ".join(filter(None, (names.get(above, ""), names.get(topic, ""))))

    def priority(self, connection: sa.Connection, told: str, now: Micros) -> str:
        return self._priorities.of(connection, [int(told)], now)[int(told)] if told.isdigit() else told

    def _usual(self, connection: sa.Connection) -> Mapping[str, int]:
        if not self._first_of:
            self._first_of = {text(state): int(number) for state, number in connection.execute(sa.text(self._first))}
        return self._first_of
