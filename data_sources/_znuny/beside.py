"""What is read beside a ticket's own row: its parents, and what its dynamic fields hold.

Either changes with a row of ticket_history alone, so what was read of a ticket is kept until such a row comes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from data_sources._helpdesk.kept import Kept
from data_sources._helpdesk.life import Parent
from data_sources._helpdesk.names import Catalogue
from data_sources._helpdesk.rows import rows_of, text
from data_sources._znuny import queries
from data_sources._znuny.life import Logged
from data_sources._znuny.times import Times
from wallboard.model import Micros

_LINKS = ("TicketLinkAdd", "TicketLinkDelete", "Merged")
_FIELD = "TicketDynamicFieldUpdate"

Parents = Sequence[Parent]
Texts = Mapping[str, str]


class Beside:
    """`fields`: the dynamic field that holds each field of a life, or detail."""

    def __init__(self, fields: Mapping[str, str], times: Times) -> None:
        self._holds, self._times = {name: field for field, name in fields.items()}, times
        self._fields = Catalogue(queries.FIELDS)
        tables = queries.LINK_OBJECTS, queries.LINK_TYPES, queries.LINK_STATES
        self._own = [Catalogue(table, for_good=True) for table in tables]
        self._objects, self._types, self._link_states = self._own
        self._parents: Kept[Parents] = Kept(self._read_parents, tuple)
        self._texts: Kept[Texts] = Kept(self._read_texts, dict)

    def forget(self, tickets: Collection[int]) -> None:
        self._parents.forget(tickets)
        self._texts.forget(tickets)

    def forget_all(self) -> None:
        self._parents.forget_all()
        self._texts.forget_all()
        for names in self._own:
            names.forget_all()

    def heard(self, logged: Mapping[int, Sequence[Logged]]) -> None:
        """Forgets what new rows say is otherwise now."""
        self._parents.forget([ticket for ticket, rows in logged.items() if any(row.what in _LINKS for row in rows)])
        self._texts.forget([ticket for ticket, rows in logged.items() if any(row.what == _FIELD for row in rows)])

    def of(self, connection: sa.Connection, tickets: Collection[int], now: Micros) -> dict[int, tuple[Parents, Texts]]:
        parents, texts = self._parents.of(connection, tickets, now), self._texts.of(connection, tickets, now)
        return {ticket: (parents[ticket], texts[ticket]) for ticket in tickets}

    def _read_parents(
        self, connection: sa.Connection, tickets: Collection[int], now: Micros
    ) -> Mapping[int, list[Parent]]:
        parents: dict[int, list[Parent]] = defaultdict(list)
        named = ((self._objects, "Ticket"), (self._types, "ParentChild"), (self._link_states, "Valid"))
        numbers = [catalogue.number(connection, now, name) for catalogue, name in named]
        if all(number is not None for number in numbers):
            known = dict(zip(("tickets", "kind", "valid"), numbers, strict=True))
            keys = [str(ticket) for ticket in tickets]
            for child, parent, at in rows_of(connection, queries.PARENTS, keys, **known):
                parents[int(child)].append(Parent(str(parent), self._times.instant(at)))
        return parents

    def _read_texts(
        self, connection: sa.Connection, tickets: Collection[int], now: Micros
    ) -> Mapping[int, dict[str, str]]:
        texts: dict[int, dict[str, str]] = defaultdict(dict)
        if not self._holds:
            return texts
        numbers = {
            number: self._holds[name]
            for number, name in self._fields.all(connection, now).items()
            if name in self._holds
        }
        if numbers:
            query = queries.VALUES.format(fields=", ".join(map(str, numbers)))
            for ticket, field, told, whole in rows_of(connection, query, tickets):
                its, held = texts[int(ticket)], numbers[int(field)]
                value = text(whole) if told is None else text(told)
                its[held] = f"{its[held]}, {value}" if held in its else value
        return texts
