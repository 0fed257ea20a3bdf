"""Znuny, and the OTRS that it came from, by its own tables in PostgreSQL or MariaDB."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from pydantic import Field

from data_sources._helpdesk.life import Life
from data_sources._helpdesk.names import Catalogue, Names
from data_sources._helpdesk.options import HelpdeskOptions
from data_sources._helpdesk.rows import Row, next_rows, rows_of, text
from data_sources._helpdesk.states import StateTables
from data_sources._helpdesk.system import Helpdesk, Lately, Log, NextTickets
from data_sources._helpdesk.told import Told, whole
from data_sources._znuny import queries
from data_sources._znuny.beside import Beside
from data_sources._znuny.life import Logged, Named, Present, life_of, needs_all
from data_sources._znuny.times import Times
from wallboard.model import Micros
from wallboard.source import Source, SourceKind

TextField = Literal["service_type", "ward", "channel", "latitude", "longitude", "address", "call", "answer"]


class Options(HelpdeskOptions):
    """Znuny's own database. What its states mean is in it; `states` is needed only for what they do not say, such as
    finished:rejected. Its times are in UTC, if not configured otherwise: set `zone = "UTC"`, or the zone that it has."""

    kind: str = "znuny"
    service_type_is: Literal["service", "type"] = Field(
        default="service", description="what of a ticket is its service type, unless `fields` names a dynamic field"
    )
    fields: dict[TextField, str] = Field(
        default={},
        description="the dynamic field that holds each of service_type, ward, channel, latitude, longitude, address, call "
        '(the number of the call that it came from) and answer (what the caller was told), such as { ward = "Ward" }',
    )


class Znuny(Helpdesk):
    """Every change of a ticket writes a row of ticket_history, a link on both tickets; each says how the ticket stood then."""

    log = Log("ticket_history", "id", queries.LOG)
    newest = queries.NEWEST

    def __init__(self, options: Options, zone: ZoneInfo) -> None:
        kind = "service_id" if options.service_type_is == "service" else "type_id"
        self.tables: Mapping[str, str] = {
            "ticket": "ticket_state_id",
            "ticket_history": "history_type_id",
            "ticket_history_type": "name",
            "ticket_state": "name",
            "ticket_state_type": "name",
            "ticket_priority": "name",
            "queue": "name",
            "users": "login",
            "service" if kind == "service_id" else "ticket_type": "name",
            "link_relation": "source_key",
            "link_object": "name",
            "link_type": "name",
            "link_state": "name",
            **({"dynamic_field": "name", "dynamic_field_value": "value_text"} if options.fields else {}),
        }
        self._times = Times(zone)
        self._wanted, self._kinds = queries.TICKETS.format(kind=kind), Told(whole(queries.KINDS[kind]))
        self._states = StateTables(queries.STATES, queries.STANDINGS, options.meanings)
        self._queues, self._priorities = Told(whole(queries.QUEUES)), Told(whole(queries.PRIORITIES))
        self.told: dict[str, Told] = {
            "department": self._queues,
            "priority": self._priorities,
            "status": self._states.names,
        }
        if "service_type" not in options.fields:
            self.told["service_type"] = self._kinds
        self._types, self._users = Catalogue(queries.HISTORY_TYPES, for_good=True), Names(queries.USERS)
        self._beside = Beside({str(field): name for field, name in options.fields.items()}, self._times)
        self._asked_at: Micros = 0

    def forget(self) -> None:
        self._types.forget_all()
        self._beside.forget_all()

    def next_tickets(self, connection: sa.Connection, after: int, since: Micros, most: int) -> NextTickets:
        rows = next_rows(connection, queries.NEXT, after, most)
        states = self._states.all(connection, self._asked_at, {int(row[1]) for row in rows})
        return NextTickets.among(
            rows, most, lambda row: not states.is_over(row[1]) or self._times.instant(row[2]) >= since
        )

    def present(self, connection: sa.Connection, tickets: Collection[int]) -> Collection[int]:
        rows = list(rows_of(connection, queries.STANDING, tickets))
        states = self._states.all(connection, self._asked_at, {int(row[1]) for row in rows})
        return {int(number) for number, state in rows if not states.is_merged(state)}

    def lives(self, connection: sa.Connection, tickets: Collection[int], now: Micros) -> Sequence[Life]:
        logged: dict[int, list[Row]] = defaultdict(list)
        for row in rows_of(connection, queries.STEPS, tickets):
            logged[int(row[1])].append(row)
        self._beside.forget(tickets)
        return self._lives(connection, self._logged(connection, logged, now), tickets, now)

    def changed(self, connection: sa.Connection, logged: Mapping[int, Sequence[Row]], now: Micros) -> Lately:
        rows = self._logged(connection, logged, now)
        states = self._states.all(connection, now, {row.state for its in rows.values() for row in its})
        whole = {ticket for ticket, its in rows.items() if needs_all(its, ticket, states)}
        known = {ticket: its for ticket, its in rows.items() if ticket not in whole}
        self._beside.heard(known)
        return Lately(self._lives(connection, known, known, now) if known else (), whole)

    def _logged(
        self, connection: sa.Connection, logged: Mapping[int, Sequence[Row]], now: Micros
    ) -> dict[int, list[Logged]]:
        types = self._types.all(connection, now, {int(row[2]) for rows in logged.values() for row in rows})

        def read(row: Row) -> Logged:
            _, _, kind, told, article, queue, owner, state, at = row
            parts = text(told).removeprefix("%%").split("%%")
            where = int(queue), int(owner), int(state)
            return Logged(types.get(int(kind), ""), parts, bool(article), *where, self._times.instant(at))

        return {ticket: [read(row) for row in rows] for ticket, rows in logged.items()}

    def _lives(
        self,
        connection: sa.Connection,
        logged: Mapping[int, Sequence[Logged]],
        tickets: Collection[int],
        now: Micros,
    ) -> Sequence[Life]:
        self._asked_at = now
        found = [self._present(row) for row in rows_of(connection, self._wanted, tickets)]
        rows = {each.number: logged.get(each.number, ()) for each in found}
        names = self._named(connection, found, [row for its in rows.values() for row in its], now)
        beside = self._beside.of(connection, list(rows), now)
        return [life_of(each, rows[each.number], *beside[each.number], names) for each in found]

    def _present(self, row: Row) -> Present:
        number, queue, state, owner, priority, kind, creator, opened, changed, due = row
        times = self._times.instant(opened), self._times.instant(changed)
        return Present(int(number), int(queue), int(state), int(owner), int(priority), kind, int(creator), *times, due)

    def _named(self, connection: sa.Connection, found: Sequence[Present], rows: Sequence[Logged], now: Micros) -> Named:
        states = {each.state for each in found} | {row.state for row in rows}
        queues = {each.queue for each in found} | {row.queue for row in rows}
        users = {number for each in found for number in (each.owner, each.creator)} | {row.owner for row in rows}
        return Named(
            self._states.all(connection, now, states),
            self._queues.of(connection, queues),
            self._users.of(connection, users, now),
            self._priorities.of(connection, {each.priority for each in found}),
            self._kinds.of(connection, {each.kind for each in found if each.kind}),
        )


def open_source(name: str, site: str, zone: ZoneInfo, options: Options) -> Source:
    """Connects at the first poll."""
    from data_sources._helpdesk.source import HelpdeskSource  # with NumPy, for which only who opens one waits

    return HelpdeskSource(name, site, zone, options, Znuny(options, zone))


KIND = SourceKind(name="znuny", carries="tickets", options=Options, open=open_source)
