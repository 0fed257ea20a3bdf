"""osTicket (1.17, 1.18), by its own tables in MariaDB."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from pydantic import Field

from data_sources._helpdesk.life import Life
from data_sources._helpdesk.options import HelpdeskOptions
from data_sources._helpdesk.rows import Row, next_rows, rows_of, text
from data_sources._helpdesk.system import Heard, Helpdesk, Log, NextTickets
from data_sources._osticket.deleted import tickets_of
from data_sources._osticket.history import History, Place, deletes
from data_sources._osticket.moments import finish_of, moments_of, told_by_themselves
from data_sources._osticket.names import Vocabulary
from data_sources._osticket.records import Event, Ticket, Words
from wallboard.model import DETAILS, MINUTE, NO_INSTANT, Micros
from wallboard.settings import Judged, Where
from wallboard.settings.parts.promises import WhenReopened
from wallboard.source import Source, SourceKind

_TICKETS = (
    "SELECT t.ticket_id, t.ticket_pid, t.flags, t.status_id, t.dept_id, t.staff_id, t.team_id, t.duedate, t.est_duedate,"
    " t.created, t.updated, t.topic_id, t.source{fields} FROM {p}ticket t LEFT JOIN {p}ticket__cdata c"
    " ON c.ticket_id = t.ticket_id WHERE t.ticket_id IN :numbers"
)
_PRESENT = "SELECT ticket_id FROM {p}ticket WHERE ticket_id IN :numbers AND (ticket_pid IS NULL OR flags & 8 = 8)"
_NEXT = (
    "SELECT t.ticket_id, s.state, t.updated FROM {p}ticket t LEFT JOIN {p}ticket_status s ON s.id = t.status_id"
    " WHERE t.ticket_id > :after ORDER BY t.ticket_id LIMIT :most"
)
_NEWEST = "SELECT ticket_id FROM {p}ticket ORDER BY ticket_id DESC LIMIT :most"
_TABLES = {
    "ticket": "ticket_pid", "ticket__cdata": "ticket_id", "ticket_status": "state", "thread": "object_type",
    "thread_event": "data", "thread_entry": "type", "event": "name", "department": "name", "help_topic": "topic",
    "staff": "username", "team": "name", "ticket_priority": "priority_desc",
}  # fmt: skip
_LINKED = 8  # a flag of a ticket that has a parent
_STAFF, _CREATED, _UPDATED = 5, 9, 10  # places of those columns
_MANY = 5_000  # rows of the log that are read at once
_LATELY = 10 * MINUTE

_NOW = 2**62  # an event that is still to come
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]*$")]
TextField = Literal["service_type", "ward", "priority", "latitude", "longitude", "address", "call", "answer"]


class Options(HelpdeskOptions):
    """osTicket's own database. Its statuses say themselves whether they are open or closed. Its times are in the zone of its
    database server: set `zone` where that is not the site's."""

    engines: ClassVar[tuple[str, ...]] = ("mysql",)
    kind: str = "osticket"
    prefix: Where[Name] = Field(default="ost_", description="with which the names of its tables begin")
    fields: dict[TextField, Name] = Field(
        default={},
        description="the variable name of the ticket form's field that holds each of ward, latitude, longitude, address, call "
        "(the number of the call that it came from), answer (what the caller was told), service_type (the help topic when left "
        'out) and priority (osTicket\'s own field, priority, when left out; "" for none), such as { ward = "ward" }',
    )
    when_reopened: Judged[WhenReopened] = Field(
        default="restarts",
        description="whether the clock of a promise restarts when a request is reopened, as osTicket does it, or goes_on where "
        "it stood",
    )

    @property
    def columns(self) -> Mapping[str, str]:
        """Of each field that is read, its column."""
        fields: dict[TextField, str] = {"priority": "priority", **self.fields}
        return {field: column for field, column in fields.items() if column}


class Late(NamedTuple):
    """Of a ticket with something new: its thread, and the first event that is new; _NOW where none is."""

    thread: int
    first: int


class OsTicket(Helpdesk):
    """Every change writes an event, but for one: an agent's reply makes a ticket his own that nobody had."""

    def __init__(self, options: Options, zone: ZoneInfo) -> None:
        p = self._p = options.prefix
        self._names = Vocabulary(p)
        self.told = self._names.told
        self._history = History(p, zone, self._names)
        self._fields = [*options.columns]
        columns = "".join(f", c.`{column}`" for column in options.columns.values())
        self._tickets = _TICKETS.format(p=p, fields=columns)
        self.log = Log(f"{p}thread_event", "id", self._history.log)
        self.tables = {f"{p}{table}": column for table, column in _TABLES.items()}
        self.newest = _NEWEST.format(p=p)

    def next_tickets(self, connection: sa.Connection, after: int, since: Micros, most: int) -> NextTickets:
        def is_wanted(row: Row) -> bool:
            _, state, updated = row
            return state == "open" or self._history.times.one(updated, NO_INSTANT, since) >= since

        return NextTickets.among(next_rows(connection, _NEXT.format(p=self._p), after, most), most, is_wanted)

    def present(self, connection: sa.Connection, tickets: Collection[int]) -> Collection[int]:
        return {int(number) for (number,) in rows_of(connection, _PRESENT.format(p=self._p), tickets)}

    def begins(self, connection: sa.Connection) -> str:
        return str(self._history.begins(connection))

    def heard(self, connection: sa.Connection, rows: Sequence[Row], place: str, now: Micros) -> Heard:
        known = Place.of(place)
        replied, replies = self._history.replied(connection, known)
        new, logged, deleted = self._history.logged(connection, rows, now)
        threads = {**known.nobodys, **replied, **logged}
        tickets = self._rows(connection, threads)
        more = len(rows) >= _MANY  # of some of them there may be
        lacking = {
            number
            for number, its in new.items()
            if number in tickets and (more or its[0].id <= known.events or self._need_all(tickets[number], its, now))
        }
        events = {number: new.get(number, []) for number in tickets}
        events.update(self._history.all(connection, lacking, now))
        late = {number: Late(threads[number], new[number][0].id if number in new else _NOW) for number in tickets}
        told = self._lives(connection, tickets, events, now, late)
        lives = [_since(life, new[int(life.ticket)][0].at) if int(life.ticket) in lacking else life for life in told]
        nobodys = {number: replied[number] for number, row in tickets.items() if number in replied and not row[_STAFF]}
        gone = {str(number): its[-1].at for number, its in new.items() if number not in tickets and deletes(its)}
        gone |= {str(number): at for number, at in tickets_of(connection, self._p, deleted).items()}
        read = Place(max([known.events, *(int(row[0]) for row in rows)]), replies, nobodys)
        return Heard((), str(read), lives, gone)

    def _need_all(self, row: Row, events: Sequence[Event], now: Micros) -> bool:
        """Whether these events, with the row, do not tell how it stood after each of them. A row that was touched since may be ahead
        of an event: osTicket writes it first."""
        times, last = self._history.times, events[-1].at
        touched = times.one(row[_UPDATED], last, now) > last
        return touched or not told_by_themselves(events) or times.happens_twice(row[_CREATED])

    def lives(self, connection: sa.Connection, tickets: Collection[int], now: Micros) -> Sequence[Life]:
        rows = self._rows(connection, tickets)
        return self._lives(connection, rows, self._history.all(connection, rows, now), now, None)

    def _rows(self, connection: sa.Connection, tickets: Collection[int]) -> Mapping[int, Row]:
        return {int(row[0]): row for row in rows_of(connection, self._tickets, tickets)}

    def _lives(
        self,
        connection: sa.Connection,
        rows: Mapping[int, Row],
        events: Mapping[int, Sequence[Event]],
        now: Micros,
        late: Mapping[int, Late] | None,
    ) -> Sequence[Life]:
        """`events`: all of each ticket, or, where it is said what is `late`, at least those."""
        tickets = {number: self._ticket(row, events.get(number, ()), now) for number, row in rows.items()}
        every = [event for its in events.values() for event in its]
        words = self._names.words(connection, list(tickets.values()), every, now)
        whole = late is None
        closings = events if late is None else self._closings(connection, tickets, events, words, late, now)
        return [
            Life(
                str(number),
                ticket.opened_at,
                moments_of(ticket, events.get(number, ()), words, whole=whole),
                finished_at=finish_of(closings.get(number, ())),
                **self._texts(connection, rows[number]),
            )
            for number, ticket in tickets.items()
        ]

    def _closings(
        self,
        connection: sa.Connection,
        tickets: Mapping[int, Ticket],
        events: Mapping[int, Sequence[Event]],
        words: Words,
        late: Mapping[int, Late],
        now: Micros,
    ) -> Mapping[int, Sequence[Event]]:
        """When those tickets were closed and reopened, up to the first event of late, that are over or were closed of late: it may have
        been paperwork."""
        wanted = {
            number: late[number].thread
            for number, ticket in tickets.items()
            if words.states.get(ticket.status) != "open"
            or any(event.kind == "closed" and event.id >= late[number].first for event in events[number])
        }
        found = self._history.closings(connection, wanted, now)
        return {number: [one for one in its if one.id <= late[number].first] for number, its in found.items()}

    def _ticket(self, row: Row, events: Sequence[Event], now: Micros) -> Ticket:
        number, parent, flags, status, department, staff, team, duedate, estimated, created, updated = row[:11]
        one, begins = self._history.times.one, events[0].at if events else NO_INSTANT
        opened = one(created, begins, now)
        return Ticket(
            int(number), int(parent or 0), bool(int(flags) & _LINKED), int(status), int(department), int(staff), int(team),
            one(duedate or estimated, opened, now), opened, one(updated, events[-1].at if events else now - _LATELY, now),
        )  # fmt: skip

    def _texts(self, connection: sa.Connection, row: Row) -> dict[str, Any]:
        """What of a life no event tells."""
        topic, source = row[11:13]
        texts = {field: _chosen(value) for field, value in zip(self._fields, row[13:], strict=True)}
        texts["priority"] = self._names.priority(connection, texts.get("priority", ""))
        texts["service_type"] = texts.get("service_type") or self._names.topic(connection, int(topic))
        details = {name: told for name, told in texts.items() if name in DETAILS}
        others = {name: told for name, told in texts.items() if name not in DETAILS}
        return {"channel": text(source), "details": details, **others}


def _since(life: Life, at: Micros) -> Life:
    """Without what was told before: of it the ledger knows by when it was due, and osTicket no longer does."""
    return life._replace(moments=[moment for moment in life.moments if moment.at >= at])


def _chosen(value: object) -> str:
    """What a field of a form holds: a text, or choices by their keys, {"3": "Ward 3"}."""
    told = text(value)
    if told.startswith("{"):
        try:
            return ", ".join(map(str, json.loads(told).values()))
        except (ValueError, AttributeError):
            return told
    return told


def open_source(name: str, site: str, zone: ZoneInfo, options: Options) -> Source:
    """Connects at the first poll."""
    from data_sources._helpdesk.source import HelpdeskSource  # with NumPy, for which only who opens one waits

    return HelpdeskSource(name, site, zone, options, OsTicket(options, zone))


KIND = SourceKind(name="osticket", carries="tickets", options=Options, open=open_source)
