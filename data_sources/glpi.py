"""GLPI (9.5, 10 and 11), by its own tables in MariaDB."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import ClassVar, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from pydantic import Field

from data_sources._glpi.entries import RESTORED, STATUS, Entry, KnownTicket, Shelf, entry, new_ticket, tells
from data_sources._glpi.moments import NOW, OVER, Ticket, Told, Words, moments_of, solutions_of, who_had
from data_sources._glpi.sweep import Sweep
from data_sources._glpi.times import Times
from data_sources._glpi.words import Looked, Vocabulary
from data_sources._helpdesk.life import Life, stood
from data_sources._helpdesk.options import HelpdeskOptions
from data_sources._helpdesk.rows import Row, next_rows, rows_of, text
from data_sources._helpdesk.system import Heard, Helpdesk, Log, NextTickets
from wallboard.model import NO_INSTANT, Micros
from wallboard.source import Source, SourceKind

_TICKETS = (
    "SELECT id, status, is_deleted, date, date_mod, solvedate, closedate, time_to_resolve, priority, itilcategories_id,"
    " locations_id, requesttypes_id FROM glpi_tickets WHERE id IN :numbers"
)
_ENTRIES = (
    "SELECT items_id, id, date_mod, itemtype_link, linked_action, id_search_option, old_value, new_value FROM glpi_logs"
    " WHERE itemtype = 'Ticket' AND items_id IN :numbers ORDER BY items_id, id"
)
_GROUPS = "SELECT tickets_id, groups_id, type FROM glpi_groups_tickets WHERE tickets_id IN :numbers ORDER BY id"
_USERS = "SELECT tickets_id, users_id, type FROM glpi_tickets_users WHERE tickets_id IN :numbers ORDER BY id"
_LINKS = (  # by an index each: of one that asks for either no index serves
    "SELECT tickets_id_1, id, tickets_id_1, tickets_id_2, link FROM glpi_tickets_tickets WHERE tickets_id_1 IN :numbers",
    "SELECT tickets_id_2, id, tickets_id_1, tickets_id_2, link FROM glpi_tickets_tickets WHERE tickets_id_2 IN :numbers",
)
_NEXT = "SELECT id, status, is_deleted, date_mod FROM glpi_tickets WHERE id > :after ORDER BY id LIMIT :most"
_OVER = tuple(map(str, OVER))
_PRIORITIES = {1: "Very low", 2: "Low", 3: "Medium", 4: "High", 5: "Very high", 6: "Major"}


class Options(HelpdeskOptions):
    """GLPI's own database."""

    engines: ClassVar[tuple[str, ...]] = ("mysql",)
    kind: str = "glpi"
    names: Literal["whole", "last"] = Field(
        default="whole",
        description='groups, categories and locations lie in trees: "whole" shows the path as GLPI does (City Services > Parks), '
        '"last" its last name (Parks)',
    )
    several_groups: Literal["first", "last"] = Field(
        default="first",
        description="which of several groups that are assigned at once has the ticket: the one that was assigned first, or last",
    )
    solution_types: dict[str, Literal["done", "rejected", "duplicate", "referred", "unable"]] = Field(
        default={},
        description="how a ticket ended by the type of its solution, such as { Rejected = "
        '"rejected" }; those of another type, or of none, are done; capitals do not matter',
    )
    ward: Literal["location", "none"] = Field(
        default="location", description="what tells the ward of a ticket: its location, or nothing does"
    )


class Glpi(Helpdesk):
    """Every change of a ticket that a person sees writes a row of glpi_logs; what a plugin changes in the tables themselves is found
    by date_mod now and then. What was read of a ticket is kept, so that of the log only new rows are read."""

    log = Log(
        "glpi_logs",
        "id",
        "SELECT id, CASE WHEN itemtype = 'Ticket' THEN items_id END, date_mod, itemtype_link, linked_action, id_search_option,"
        " old_value, new_value FROM glpi_logs",
    )
    newest = "SELECT id FROM glpi_tickets ORDER BY id DESC LIMIT :most"
    tables: Mapping[str, str] = {
        "glpi_tickets": "date_mod",
        "glpi_logs": "items_id",
        "glpi_groups_tickets": "groups_id",
        "glpi_tickets_users": "users_id",
        "glpi_tickets_tickets": "link",
        "glpi_itilsolutions": "solutiontypes_id",
        "glpi_solutiontypes": "name",
        "glpi_groups": "completename",
        "glpi_users": "realname",
        "glpi_itilcategories": "completename",
        "glpi_locations": "completename",
        "glpi_requesttypes": "name",
    }

    def __init__(self, options: Options, zone: ZoneInfo) -> None:
        self._options = options
        self._times, self._shelf = Times(zone), Shelf()
        self._sweep = Sweep(self._times)
        self._swept_from: str | None = None  # the place from which tickets were last looked for by date_mod
        self._vocabulary = Vocabulary(options.names, options.solution_types)
        self.told = self._vocabulary.told

    def begins(self, connection: sa.Connection) -> str:
        self._shelf.clear()
        self._swept_from = None
        return ""

    def heard(self, connection: sa.Connection, rows: Sequence[Row], place: str, now: Micros) -> Heard:
        self._times.begin(connection)
        if place == self._swept_from:  # what was found then was not recorded: nothing of it is known to be told
            self._shelf.clear()
        logged = defaultdict[int, list[Entry]](list)
        for number, ticket, written, *told in rows:
            if ticket is not None:
                logged[int(ticket)].append(entry((number, *told), self._times.written(written)))
        since = {ticket: self._hear(ticket, entries) for ticket, entries in logged.items()}
        begins = place
        swept, place = self._sweep.due(connection, place, now)
        self._swept_from = begins if place != begins else None
        unknown = {ticket for ticket, updated in swept if not self._is_told(ticket, updated)} - since.keys()
        self._shelf.drop(unknown)
        since |= dict.fromkeys(unknown, NOW)
        return Heard((), place, self._lives(connection, since, now) if since else ())

    def _hear(self, ticket: int, told: Sequence[Entry]) -> int:
        """The first entry that is to be told; 0 for all. What GLPI moves without an entry, such as a due date, stays told as it was
        seen, so that only what is new is told. One of which nothing is kept and that was over may never have been told."""
        if kept := self._shelf.get(ticket):
            for each in told:
                kept.hear(each)
        elif new := new_ticket(told):
            self._shelf.put(ticket, new)
            return 0
        elif any(each.action == RESTORED or (each.is_field(STATUS) and each.before in _OVER) for each in told):
            return 0
        return min(each.id for each in told)

    def next_tickets(self, connection: sa.Connection, after: int, since: Micros, most: int) -> NextTickets:
        self._times.begin(connection)

        def is_wanted(row: Row) -> bool:
            _, status, deleted, updated = row
            return (int(status) not in OVER and not deleted) or self._times.written(updated) >= since

        return NextTickets.among(next_rows(connection, _NEXT, after, most), most, is_wanted)

    def present(self, connection: sa.Connection, tickets: Collection[int]) -> Collection[int]:
        there = "SELECT id FROM glpi_tickets WHERE id IN :numbers AND is_deleted = 0"
        return {int(number) for (number,) in rows_of(connection, there, tickets)}

    def lives(self, connection: sa.Connection, tickets: Collection[int], now: Micros) -> Sequence[Life]:
        self._times.begin(connection)
        return self._lives(connection, dict.fromkeys(tickets, 0), now)

    def _lives(self, connection: sa.Connection, since: Mapping[int, int], now: Micros) -> list[Life]:
        """`since`: of each ticket the first entry that is to be told."""
        rows = list(rows_of(connection, _TICKETS, since))
        kept = self._known(connection, [int(row[0]) for row in rows])
        known = {int(row[0]): self._ticket(connection, row, kept[int(row[0])], now) for row in rows}
        looked = self._look_up(connection, rows, known.values(), now)
        lives = ((int(row[0]), self._life(connection, row, known[int(row[0])], looked, now)) for row in rows)
        return [self._of_late(since[ticket], *life) for ticket, life in lives]

    def _of_late(self, first: int, life: Life, told: Sequence[Told]) -> Life:
        """From the entry `first` on."""
        late = [each.moment for each in told if each.entry >= first]
        if len(late) == len(told):
            return life
        before = [each for each in stood(life, self._options.meanings) if each.moment.at <= late[0].at]
        return life._replace(moments=late, finished_at=before[-1].finished_at if before else NO_INSTANT)

    def _is_told(self, ticket: int, updated: Micros) -> bool:
        kept = self._shelf.get(ticket)
        return kept is not None and kept.updated == updated

    def _known(self, connection: sa.Connection, tickets: Collection[int]) -> Mapping[int, KnownTicket]:
        """What is known of each, after what was lacking was read."""
        kept = {ticket: known for ticket in tickets if (known := self._shelf.get(ticket))}
        new = [ticket for ticket in tickets if ticket not in kept]
        kept |= {ticket: KnownTicket([]) for ticket in new}
        for ticket, number, written, *told in rows_of(connection, _ENTRIES, new):
            kept[int(ticket)].ids.add(int(number))
            if tells(text(told[0]), int(told[1]), int(told[2])):
                kept[int(ticket)].entries.append(entry((number, *told), self._times.written(written)))
        groups = _by_ticket(connection, (_GROUPS,), [ticket for ticket, known in kept.items() if known.groups is None])
        users = _by_ticket(connection, (_USERS,), [ticket for ticket, known in kept.items() if known.users is None])
        links = _by_ticket(connection, _LINKS, [ticket for ticket, known in kept.items() if known.links is None])
        for ticket, known in kept.items():
            known.groups = groups[ticket] if known.groups is None else known.groups
            known.users = users[ticket] if known.users is None else known.users
            known.links = (
                [row[1:] for row in sorted(links[ticket], key=lambda row: int(row[0]))]
                if known.links is None
                else known.links
            )
            self._shelf.put(ticket, known)
        return kept

    def _ticket(self, connection: sa.Connection, row: Row, kept: KnownTicket, now: Micros) -> Ticket:
        number, status, deleted, *times = row[:8]
        opened, kept.updated, solved, closed, due = map(self._times.written, times)
        first, last = min(kept.ids, default=0), max(kept.ids, default=0)
        begun = self._times.instant(connection, opened, first, now)
        updated = self._times.instant(connection, kept.updated, last, now)
        finished = (solved if solved != NO_INSTANT else closed) if int(status) in OVER else NO_INSTANT
        them = kept.groups or (), kept.users or (), kept.links or ()
        return Ticket(int(number), int(status), bool(deleted), begun, updated, finished, due, kept.entries, *them)

    def _look_up(self, connection: sa.Connection, rows: Sequence[Row], known: Iterable[Ticket], now: Micros) -> Looked:
        groups, users, solutions = set[int](), set[int](), set[int]()
        for ticket in known:
            for had, into in zip(who_had(ticket), (groups, users), strict=True):
                into |= {number for each in (had.first, had.now, *had.after.values()) for number in each}
            solutions |= solutions_of(ticket.entries)
        places = {int(row[10]) for row in rows} if self._options.ward == "location" else set()
        numbers = groups, users, solutions, {int(row[9]) for row in rows}, places, {int(row[11]) for row in rows}
        return self._vocabulary.of(connection, *numbers, now=now)

    def _life(
        self, connection: sa.Connection, row: Row, ticket: Ticket, looked: Looked, now: Micros
    ) -> tuple[Life, Sequence[Told]]:
        def at(each: Entry) -> Micros:
            return self._times.instant(connection, each.written, each.id, now)

        priority, category, location, channel = row[8:12]
        pick = partial(_picked, last=self._options.several_groups == "last")
        words = Words(
            lambda numbers: pick(numbers, looked.groups),
            lambda numbers: _picked(numbers, looked.users),
            looked.outcomes,
            self._times.local,
        )
        place, told = looked.places.get(int(location)), moments_of(ticket, at, words)
        life = Life(
            str(ticket.number),
            ticket.opened_at,
            [each.moment for each in told],
            service_type=looked.categories.get(int(category), ""),
            ward=place.name if place else "",
            channel=looked.channels.get(int(channel), ""),
            priority=_PRIORITIES.get(int(priority), text(priority)),
            details=place.details if place else {},
        )
        return life, told


def _by_ticket(
    connection: sa.Connection, queries: Sequence[str], tickets: Collection[int]
) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for query in queries:
        for ticket, *row in rows_of(connection, query, tickets):
            found[int(ticket)].append(row)
    return found


def _picked(numbers: Sequence[int], names: Mapping[int, str], last: bool = False) -> str:
    if not numbers:
        return ""
    return names.get(numbers[-1 if last else 0], "")


def open_source(name: str, site: str, zone: ZoneInfo, options: Options) -> Source:
    """Connects at the first poll."""
    from data_sources._helpdesk.source import HelpdeskSource  # with NumPy, for which only who opens one waits

    return HelpdeskSource(name, site, zone, options, Glpi(options, zone))


KIND = SourceKind(name="glpi", carries="tickets", options=Options, open=open_source)
