"""Request Tracker (Best Practical), by its own tables in PostgreSQL or MariaDB."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from pydantic import Field

from data_sources._helpdesk.kept import Kept
from data_sources._helpdesk.life import Life
from data_sources._helpdesk.names import Catalogue, Names
from data_sources._helpdesk.options import HelpdeskOptions
from data_sources._helpdesk.rows import Row, next_rows, rows_of, text, utc_instant
from data_sources._helpdesk.system import Helpdesk, Lately, Log, NextTickets
from data_sources._helpdesk.told import Told, whole
from data_sources._request_tracker.life import Named, ahead_of_log, is_merge, is_number, life_of, tells_owner
from wallboard.model import Micros
from wallboard.source import Source, SourceKind

_TICKETS = (
    "SELECT id, EffectiveId, Queue, Status, Owner, Due, Created, LastUpdated, Priority, Resolved FROM Tickets"
    " WHERE Type = 'ticket' AND id IN :numbers"
)
_STEPS = (
    "SELECT id, ObjectId, Type, Field, OldValue, NewValue, Created FROM Transactions"
    " WHERE ObjectType = 'RT::Ticket' AND ObjectId IN :numbers ORDER BY ObjectId, id"
)
_FIELDS = (
    "SELECT ObjectId, CustomField, Content FROM ObjectCustomFieldValues"
    " WHERE CustomField IN ({fields}) AND ObjectType = 'RT::Ticket' AND ObjectId IN :numbers AND Disabled = 0 ORDER BY id"
)
_PARENTS = (
    "SELECT LocalBase, LocalTarget, Created FROM Links WHERE Type = 'MemberOf' AND LocalBase IN :numbers ORDER BY id"
)
_NEXT = "SELECT id, Status, LastUpdated FROM Tickets WHERE id > :after ORDER BY id LIMIT :most"
_TELL_TEXTS, _TELL_LINKS = ("CustomField", "Create"), ("AddLink", "DeleteLink", "Create")  # types of transactions

TextField = Literal["service_type", "ward", "channel", "latitude", "longitude", "address", "call", "answer"]


class Options(HelpdeskOptions):
    """RT's own database. Which statuses it has is in RT's configuration: those of the default lifecycle are known."""

    kind: str = "request_tracker"
    fields: dict[TextField, str] = Field(
        default={},
        description="the custom field that holds each of service_type, ward, channel, latitude, longitude, address, call "
        '(the number of the call that it came from) and answer (what the caller was told), such as { ward = "Ward" }',
    )

    usual_states: ClassVar[Mapping[str, str]] = {
        "new": "open",
        "open": "open",
        "stalled": "paused",
        "resolved": "finished",
        "rejected": "finished:rejected",
        "deleted": "removed",
    }


class RequestTracker(Helpdesk):
    """Every change of a ticket writes a row of Transactions, a merge too; LastUpdated and Status tell nothing of one."""

    log = Log(
        "Transactions",
        "id",
        "SELECT id, CASE WHEN ObjectType = 'RT::Ticket' THEN ObjectId END, Type, Field, OldValue, NewValue, Created"
        " FROM Transactions",
    )
    newest = "SELECT id FROM Tickets WHERE Type = 'ticket' ORDER BY id DESC LIMIT :most"
    tables: Mapping[str, str] = {
        "Tickets": "EffectiveId",
        "Transactions": "ObjectId",
        "Queues": "Name",
        "Users": "Name",
        "Links": "LocalBase",
        "CustomFields": "Name",
        "ObjectCustomFieldValues": "Content",
    }

    def __init__(self, options: Options) -> None:
        self._options = options
        self._over = {word for word, meant in options.meanings.items() if meant.state in ("finished", "removed")}
        self._queues = Told(whole("SELECT id, Name FROM Queues"))
        self.told = {"department": self._queues}
        self._fields = Catalogue(
            "SELECT id, Name FROM CustomFields WHERE LookupType = 'RT::Queue-RT::Ticket' ORDER BY id DESC"
        )
        self._users = Names("SELECT id, Name FROM Users WHERE id IN :numbers")
        self._texts: Kept[Mapping[str, str]] = Kept(self._read_texts, dict)
        self._parents: Kept[Sequence[Row]] = Kept(_read_parents, tuple)
        self._ahead: set[int] = set()  # tickets told while their rows were ahead of the log: told whole once it follows

    def forget(self) -> None:
        self._texts.forget_all()
        self._parents.forget_all()

    def next_tickets(self, connection: sa.Connection, after: int, since: Micros, most: int) -> NextTickets:
        def is_wanted(row: Row) -> bool:
            _, status, updated = row
            return text(status).casefold() not in self._over or utc_instant(updated) >= since

        return NextTickets.among(next_rows(connection, _NEXT, after, most), most, is_wanted)

    def present(self, connection: sa.Connection, tickets: Collection[int]) -> Collection[int]:
        there = "SELECT id FROM Tickets WHERE id IN :numbers AND EffectiveId = id"
        return {int(number) for (number,) in rows_of(connection, there, tickets)}

    def lives(self, connection: sa.Connection, tickets: Collection[int], now: Micros) -> Sequence[Life]:
        self._texts.forget(tickets)
        self._parents.forget(tickets)
        return [life for life, _ in self._lives(connection, tickets, self._logged(connection, tickets), now)]

    def changed(self, connection: sa.Connection, logged: Mapping[int, Sequence[Row]], now: Micros) -> Lately:
        """How a ticket that was over became so, and whether it was told at all, its new rows do not say."""
        whole = {
            ticket
            for ticket, rows in logged.items()
            if ticket in self._ahead or any(self._is_reopening(row) for row in rows)
        }
        known = {ticket: rows for ticket, rows in logged.items() if ticket not in whole}
        self._texts.forget([ticket for ticket, rows in known.items() if any(row[2] in _TELL_TEXTS for row in rows)])
        self._parents.forget([ticket for ticket, rows in known.items() if any(row[2] in _TELL_LINKS for row in rows)])
        if any(is_merge(row, ticket) for ticket, rows in logged.items() for row in rows):
            self._parents.forget_all()  # children of one that is merged get another, and no row says so
        alone = self._lives(connection, known, known, now) if known else []
        over = {int(life.ticket) for life, before in alone if before.casefold() in self._over}
        return Lately([life for life, _ in alone if int(life.ticket) not in over], whole | over)

    def _lives(
        self, connection: sa.Connection, tickets: Collection[int], logged: Mapping[int, Sequence[Row]], now: Micros
    ) -> list[tuple[Life, str]]:
        """And the status before what is logged, unless that begins with its creation."""
        rows = list(rows_of(connection, _TICKETS, tickets))
        known = [int(row[0]) for row in rows]
        parents, texts = self._parents.of(connection, known, now), self._texts.of(connection, known, now)
        its = {ticket: logged.get(ticket, ()) for ticket in known}
        steps = [step for told in its.values() for step in told]
        owners = {int(row[4]) for row in rows} | {int(step[4]) for step in steps if tells_owner(step)}
        queues = {int(row[2]) for row in rows} | {
            int(step[4]) for step in steps if step[3] == "Queue" and is_number(step[4])
        }
        names = Named(self._queues.of(connection, queues), self._users.of(connection, owners, now))
        ahead = {
            int(row[0]): ahead_of_log(row, its[int(row[0])], over=text(row[3]).casefold() in self._over) for row in rows
        }
        self._ahead = self._ahead - set(known) | {ticket for ticket in known if ahead[ticket] is not None}
        return [
            life_of(row, its[n], parents[n], texts[n], names, ahead=ahead[n]) for row in rows for n in (int(row[0]),)
        ]

    def _is_reopening(self, row: Row) -> bool:
        """A ticket that was over may be one that was never told of."""
        return row[2] == "Status" and text(row[4]).casefold() in self._over

    def _logged(self, connection: sa.Connection, tickets: Collection[int]) -> Mapping[int, list[Row]]:
        logged: dict[int, list[Row]] = defaultdict(list)
        for row in rows_of(connection, _STEPS, tickets):
            logged[int(row[1])].append(row)
        return logged

    def _field_numbers(self, connection: sa.Connection, now: Micros) -> Mapping[int, str]:
        """Of each custom field that is read: its number, and what it holds."""
        holds = {name.casefold(): field for field, name in self._options.fields.items()}
        if not holds:
            return {}
        known = self._fields.all(connection, now)
        return {number: holds[name.casefold()] for number, name in known.items() if name.casefold() in holds}

    def _read_texts(
        self, connection: sa.Connection, tickets: Collection[int], now: Micros
    ) -> Mapping[int, Mapping[str, str]]:
        """What the custom fields of each ticket hold."""
        texts: dict[int, dict[str, str]] = defaultdict(dict)
        if fields := self._field_numbers(connection, now):
            query = _FIELDS.format(fields=", ".join(map(str, fields)))
            for ticket, field, content in rows_of(connection, query, tickets):
                texts[int(ticket)][fields[int(field)]] = text(content)
        return texts


def _read_parents(connection: sa.Connection, tickets: Collection[int], _: Micros) -> Mapping[int, list[Row]]:
    parents: dict[int, list[Row]] = defaultdict(list)
    for row in rows_of(connection, _PARENTS, tickets):
        parents[int(row[0])].append(row)
    return parents


def open_source(name: str, site: str, zone: ZoneInfo, options: Options) -> Source:
    """Connects at the first poll."""
    from data_sources._helpdesk.source import HelpdeskSource  # with NumPy, for which only who opens one waits

    return HelpdeskSource(name, site, zone, options, RequestTracker(options))


KIND = SourceKind(name="request_tracker", carries="tickets", options=Options, open=open_source)
