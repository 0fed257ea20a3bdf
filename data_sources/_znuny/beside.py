"""What is read beside a ticket's own row: its parents, and what its dynamic fields hold.

Either changes with a row of ticket_history alone, so what was read of a ticket is kept until such a row comes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from data_sources._helpdesk.life import Parent
from data_sources._helpdesk.names import Catalogue
from data_sources._helpdesk.rows import rows_of, text
from data_sources._znuny import queries
from data_sources._znuny.life import Logged
from data_sources._znuny.times import Times
from wallboard.model import HOUR, Micros

_LINKS = ("TicketLinkAdd", "TicketLinkDelete", "Merged")
_FIELD = "TicketDynamicFieldUpdate"
_MOST = 20_000  # tickets kept
_KEPT_FOR: Micros = HOUR  # an installation may write its fields without a row

Parents = Sequence[Parent]
Texts = Mapping[str, str]


class Beside:
    """`fields`: the dynamic field that holds each field of a life, or detail."""

    def __init__(self, fields: Mapping[str, str], times: Times) -> None:
        self._holds, self._times = {name: field for field, name in fields.items()}, times
        self._fields, self._objects = Catalogue(queries.FIELDS), Catalogue(queries.LINK_OBJECTS)
        self._types, self._link_states = Catalogue(queries.LINK_TYPES), Catalogue(queries.LINK_STATES)
        self._parents: dict[int, tuple[Parents, Micros]] = {}
        self._texts: dict[int, tuple[Texts, Micros]] = {}

    def forget(self, tickets: Collection[int]) -> None:
        for ticket in tickets:
            self._parents.pop(ticket, None)
            self._texts.pop(ticket, None)

    def heard(self, logged: Mapping[int, Sequence[Logged]]) -> None:
        """Forgets what new rows say is otherwise now."""
        for ticket, rows in logged.items():
            if any(row.what in _LINKS for row in rows):
                self._parents.pop(ticket, None)
            if any(row.what == _FIELD for row in rows):
                self._texts.pop(ticket, None)

    def of(self, connection: sa.Connection, tickets: Collection[int], now: Micros) -> dict[int, tuple[Parents, Texts]]:
        linked = [ticket for ticket in tickets if not _is_kept(self._parents.get(ticket), now)]
        held = [ticket for ticket in tickets if not _is_kept(self._texts.get(ticket), now)]
        parents, texts = self._read_parents(connection, linked, now), self._read_texts(connection, held, now)
        self._parents |= {ticket: (parents.get(ticket, ()), now) for ticket in linked}
        self._texts |= {ticket: (texts.get(ticket, {}), now) for ticket in held}
        found = {ticket: (self._parents[ticket][0], self._texts[ticket][0]) for ticket in tickets}
        for kept in (self._parents, self._texts):
            for ticket in list(kept)[: max(0, len(kept) - _MOST)]:
                del kept[ticket]
        return found

    def _read_parents(
        self, connection: sa.Connection, tickets: Collection[int], now: Micros
    ) -> Mapping[int, list[Parent]]:
        parents: dict[int, list[Parent]] = defaultdict(list)
        named = ((self._objects, "Ticket"), (self._types, "ParentChild"), (self._link_states, "Valid"))
        numbers = [_number(catalogue.all(connection, now), name) for catalogue, name in named] if tickets else []
        if numbers and all(number is not None for number in numbers):
            known = dict(zip(("tickets", "kind", "valid"), numbers, strict=True))
            keys = [str(ticket) for ticket in tickets]
            for child, parent, at in rows_of(connection, queries.PARENTS, keys, **known):
                parents[int(child)].append(Parent(str(parent), self._times.instant(at)))
        return parents

    def _read_texts(
        self, connection: sa.Connection, tickets: Collection[int], now: Micros
    ) -> Mapping[int, dict[str, str]]:
        texts: dict[int, dict[str, str]] = defaultdict(dict)
        if not self._holds or not tickets:
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


def _is_kept(kept: tuple[object, Micros] | None, now: Micros) -> bool:
    return kept is not None and 0 <= now - kept[1] < _KEPT_FOR


def _number(names: Mapping[int, str], wanted: str) -> int | None:
    return next((number for number, name in names.items() if name == wanted), None)
