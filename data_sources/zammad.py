"""Zammad, by its own tables in PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, ClassVar, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from pydantic import AfterValidator, Field

from data_sources._helpdesk.life import Life, Moment, Parent, is_over
from data_sources._helpdesk.names import Catalogue, Names
from data_sources._helpdesk.options import HelpdeskOptions
from data_sources._helpdesk.rows import Row, next_rows, rows_of, text, utc_instant
from data_sources._helpdesk.states import StateTables
from data_sources._helpdesk.system import Heard, Helpdesk, Log, NextTickets, by_ticket
from data_sources._helpdesk.told import Told, whole
from data_sources._zammad import queries
from data_sources._zammad.life import Logged, Named, life_of
from wallboard.model import NO_INSTANT, Micros
from wallboard.source import Source, SourceKind

_MANY = 5_000  # rows of the log at once: more may follow of the same ticket
_COLUMN = re.compile(r"[a-z_][a-z0-9_]*")

TextField = Literal["service_type", "ward", "channel", "latitude", "longitude", "address", "call", "answer"]


def _known_column(name: str) -> str:
    if not _COLUMN.fullmatch(name):
        raise ValueError(
            f'"{name}" is no name that Zammad gives to a field of its object manager; it has small letters, digits and _'
        )
    return name


class Options(HelpdeskOptions):
    """Zammad's own database. What its states mean is in it; `states` is needed only for what they do not say, such as
    finished:rejected."""

    engines: ClassVar[tuple[str, ...]] = ("postgresql",)
    kind: str = "zammad"
    fields: dict[TextField, Annotated[str, AfterValidator(_known_column)]] = Field(
        default={},
        description="the field of the ticket (its name in Zammad's object manager) that holds each of service_type, ward, "
        "channel, latitude, longitude, address, call (the number of the call that it came from) and answer (what the caller "
        'was told), such as { ward = "ward" }',
    )


class Zammad(Helpdesk):
    """Every change of a ticket's own fields writes a row of histories. What links it to others does not: it only touches both
    tickets, which are found by when they were updated."""

    log = Log("histories", "id", queries.LOG)
    newest = queries.NEWEST
    tables: Mapping[str, str] = {
        "tickets": "number",
        "histories": "o_id",
        "history_objects": "name",
        "history_attributes": "name",
        "history_types": "name",
        "groups": "name",
        "users": "login",
        "roles_users": "role_id",
        "permissions_roles": "role_id",
        "permissions": "name",
        "ticket_states": "name",
        "ticket_state_types": "name",
        "ticket_priorities": "name",
        "ticket_article_types": "name",
        "links": "link_type_id",
        "link_types": "name",
        "link_objects": "name",
    }

    def __init__(self, options: Options) -> None:
        self._holds, self._meanings = tuple(options.fields), options.meanings
        self._wanted = queries.TICKETS.format(fields="".join(f", {column}" for column in options.fields.values()))
        self._states = StateTables(queries.STATES, queries.STANDINGS, options.meanings)
        self._groups, self._priorities = Told(whole(queries.GROUPS)), Told(whole(queries.PRIORITIES))
        self.told = {"department": self._groups, "priority": self._priorities, "status": self._states.names}
        own = (
            queries.CHANNELS,
            queries.ATTRIBUTES,
            queries.OBJECTS,
            queries.TYPES,
            queries.LINK_TYPES,
            queries.LINK_OBJECTS,
        )
        self._own = [Catalogue(table, for_good=True) for table in own]
        self._channels, self._attributes, self._objects, self._types, self._link_types, self._link_objects = self._own
        self._owners, self._agents = Names(queries.OWNERS), Names(queries.AGENTS)
        self._asked_at: Micros = 0

    def forget(self) -> None:
        for names in self._own:
            names.forget_all()

    def begins(self, connection: sa.Connection) -> str:
        newest = [
            connection.execute(sa.text(asked)).scalar() for asked in (queries.NEWEST_LOGGED, queries.NEWEST_UPDATE)
        ]
        return f"{newest[0] or 0} {text(newest[1])}"

    def heard(self, connection: sa.Connection, rows: Sequence[Row], place: str, now: Micros) -> Heard:
        """Tickets with new rows in the log are told by these. Those that were only touched are told anew: of a link. One whose
        link is committed late, behind a newer change of another, is told when it changes next."""
        logged, (high, since) = by_ticket(self._of_tickets(connection, rows, now)), _place(place)
        again = {ticket for ticket, its in logged.items() if int(its[0][0]) <= high or len(rows) >= _MANY}
        updated = connection.execute(sa.text(queries.UPDATED), {"place": since or "1970-01-01"}).all()
        again |= {int(row[0]) for row in updated} - logged.keys()
        new = {ticket: its for ticket, its in logged.items() if ticket not in again}
        alone = self._read(connection, new, now, utc_instant(since))
        # How a ticket that was over became so, what was due then, and whether it was told at all, the new rows do not say.
        over = {int(life.ticket) for life, before in alone if before and self._was_over(before)}
        high, since = max([high, *(int(row[0]) for row in rows)]), text(updated[-1][1]) if updated else since
        lives = [life for life, _ in alone if int(life.ticket) not in over]
        return Heard(sorted(again | over), f"{high} {since}", lives)

    def next_tickets(self, connection: sa.Connection, after: int, since: Micros, most: int) -> NextTickets:
        rows = next_rows(connection, queries.NEXT, after, most)
        states = self._states.all(connection, self._asked_at, {int(row[1]) for row in rows})
        return NextTickets.among(rows, most, lambda row: not states.is_over(row[1]) or utc_instant(row[2]) >= since)

    def present(self, connection: sa.Connection, tickets: Collection[int]) -> Collection[int]:
        rows = list(rows_of(connection, queries.STANDING, tickets))
        states = self._states.all(connection, self._asked_at, {int(row[1]) for row in rows})
        return {int(number) for number, state in rows if not states.is_merged(state)}

    def lives(self, connection: sa.Connection, tickets: Collection[int], now: Micros) -> Sequence[Life]:
        of_tickets = self._ticket_object(connection, now)
        steps = by_ticket(list(rows_of(connection, queries.STEPS, tickets, tickets=of_tickets)))
        return [
            life
            for life, _ in self._read(
                connection, {ticket: steps.get(ticket, ()) for ticket in tickets}, now, NO_INSTANT
            )
        ]

    def _of_tickets(self, connection: sa.Connection, rows: Sequence[Row], now: Micros) -> list[Row]:
        """Rows of the log as those of a ticket's history are; what has a related ticket is an article of it."""
        tickets = self._ticket_object(connection, now, {int(row[1]) for row in rows})

        def whose(row: Row) -> object:
            _, of, number, related_of, related, *_ = row
            return number if of == tickets else related if related_of == tickets else None

        return [(row[0], whose(row), *row[4:]) for row in rows]

    def _ticket_object(self, connection: sa.Connection, now: Micros, wanted: Collection[int] = ()) -> int:
        """The number of tickets among what has a history; 0 while nothing of them has one."""
        known = self._objects.all(connection, now, wanted)
        return next((number for number, name in known.items() if name == "Ticket"), 0)

    def _read(
        self, connection: sa.Connection, logged: Mapping[int, Sequence[Row]], now: Micros, told_until: Micros
    ) -> list[tuple[Life, Moment | None]]:
        self._asked_at = now
        rows = list(rows_of(connection, self._wanted, logged))
        there = [int(row[0]) for row in rows]
        steps = self._steps(connection, {ticket: logged[ticket] for ticket in there}, now)
        parents = self._parents(connection, there, now)
        names = self._named(connection, rows, [step for told in steps.values() for step in told], now)
        return [
            life_of(row, self._holds, steps[int(row[0])], parents.get(int(row[0])), names, told_until) for row in rows
        ]

    def _steps(
        self, connection: sa.Connection, logged: Mapping[int, Sequence[Row]], now: Micros
    ) -> Mapping[int, list[Logged]]:
        every = [row for rows in logged.values() for row in rows]
        types = self._types.all(connection, now, {int(row[3]) for row in every})
        attributes = self._attributes.all(connection, now, {int(row[4]) for row in every if row[4] is not None})

        def step(row: Row) -> Logged:
            _, _, related, kind, attribute, before, was, became, at = row
            of_ticket = types.get(int(kind), "") if attribute is None else attributes.get(int(attribute), "")
            return Logged("article" if related is not None else of_ticket, text(before), was, became, utc_instant(at))

        return {ticket: [step(row) for row in rows] for ticket, rows in logged.items()}

    def _parents(self, connection: sa.Connection, tickets: Collection[int], now: Micros) -> Mapping[int, Parent]:
        """By the child."""
        parents: dict[int, Parent] = {}
        kind = self._link_objects.number(connection, now, "Ticket")
        for number, name in self._link_types.all(connection, now).items():
            if kind is not None and name in queries.PARENTS:
                rows = rows_of(connection, queries.PARENTS[name], tickets, kind=number, tickets=kind)
                parents.update({int(child): Parent(str(parent), utc_instant(at)) for child, parent, at in rows})
        return parents

    def _was_over(self, before: Moment) -> bool:
        return is_over(before.status, before.usually, self._meanings)

    def _named(self, connection: sa.Connection, rows: Sequence[Row], steps: Sequence[Logged], now: Micros) -> Named:
        def before(attribute: str) -> set[int]:
            return {int(number) for step in steps if step.what == attribute for number in (step.was,) if number}

        owners, groups = (
            {int(row[place]) for row in rows} | before(what) for place, what in ((3, "owner"), (1, "group"))
        )
        # Whoever reported it for themselves is a resident, if nobody who works there.
        creators = {int(row[6]) for row in rows if row[6] != row[5]}
        return Named(
            self._states.all(connection, now, {int(row[2]) for row in rows} | before("state")),
            self._groups.of(connection, groups),
            self._owners.of(connection, owners, now),
            self._agents.of(connection, creators, now),
            self._priorities.of(connection, {int(row[4]) for row in rows}),
            self._channels.all(connection, now, {int(row[7]) for row in rows if row[7]}),
        )


def _place(text: str) -> tuple[int, str]:
    """How far the log and the tickets by their last update were read."""
    high, _, since = text.partition(" ")
    return int(high) if high.isascii() and high.isdigit() else 0, since


def open_source(name: str, site: str, zone: ZoneInfo, options: Options) -> Source:
    """Connects at the first poll."""
    from data_sources._helpdesk.source import HelpdeskSource  # with NumPy, for which only who opens one waits

    return HelpdeskSource(name, site, zone, options, Zammad(options))


KIND = SourceKind(name="zammad", carries="tickets", options=Options, open=open_source)
