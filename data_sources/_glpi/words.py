"""What numbers stand for in GLPI: groups, people, categories, locations, channels, solutions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import sqlalchemy as sa

from data_sources._helpdesk.rows import Row, rows_of, text
from data_sources._helpdesk.told import Named, Told
from wallboard.model import DAY, Micros

_KEPT_FOR: Micros = DAY  # by then a new name is seen
_MOST = 20_000
_IN_TREES = "SELECT id, name, completename FROM {table} WHERE id IN :numbers"
_LOCATIONS = "SELECT id, latitude, longitude, address FROM glpi_locations WHERE id IN :numbers"
_CHANNELS = "SELECT id, name FROM glpi_requesttypes WHERE id IN :numbers"
_USERS = "SELECT id, name, realname, firstname FROM glpi_users WHERE id IN :numbers"
_SOLUTIONS = (
    "SELECT s.id, t.name FROM glpi_itilsolutions s JOIN glpi_solutiontypes t ON t.id = s.solutiontypes_id"
    " WHERE s.id IN :numbers"
)


class Place(NamedTuple):
    name: str
    details: Mapping[str, str]


class Looked(NamedTuple):
    """By number."""

    groups: Mapping[int, str]
    users: Mapping[int, str]
    outcomes: Mapping[int, str]  # of solutions
    categories: Mapping[int, str]
    places: Mapping[int, Place]
    channels: Mapping[int, str]


class _Rows:
    """Rows of a small table that were asked for, and are asked for again now and then."""

    def __init__(self, query: str, *, for_good: bool = False) -> None:
        self._query, self._for_good = query, for_good
        self._known: dict[int, Row] = {}
        self._since: Micros = 0

    def of(self, connection: sa.Connection, numbers: Collection[int], now: Micros) -> dict[int, Row]:
        old = not self._for_good and not 0 <= now - self._since < _KEPT_FOR
        if old or len(self._known) > _MOST:
            self._known, self._since = {}, now
        lacking = {number for number in numbers if number > 0} - self._known.keys()
        self._known |= dict.fromkeys(lacking, ())
        self._known |= {int(row[0]): tuple(row)[1:] for row in rows_of(connection, self._query, lacking)}
        return {number: row for number in numbers if (row := self._known.get(number))}


class Vocabulary:
    def __init__(self, names: str, outcomes: Mapping[str, str]) -> None:
        """`names`: whether those in trees are "whole"; `outcomes`: by the name of a type of solutions."""
        self._whole = names == "whole"
        self._groups, self._wards = self._in_tree("glpi_groups"), self._in_tree("glpi_locations")
        self._categories = self._in_tree("glpi_itilcategories")
        self.told = {"department": self._groups, "ward": self._wards, "service_type": self._categories}
        self._outcomes = {name.strip().casefold(): outcome for name, outcome in outcomes.items()}
        self._users, self._solutions = _Rows(_USERS), _Rows(_SOLUTIONS, for_good=True)
        self._places, self._channels = _Rows(_LOCATIONS), _Rows(_CHANNELS)

    def of(
        self,
        connection: sa.Connection,
        groups: Collection[int],
        users: Collection[int],
        solutions: Collection[int],
        categories: Collection[int],
        places: Collection[int],
        channels: Collection[int],
        *,
        now: Micros,
    ) -> Looked:
        ended = self._solutions.of(connection, solutions if self._outcomes else (), now)
        wards = self._wards.of(connection, places)
        return Looked(
            self._groups.of(connection, groups),
            {number: _person(row) for number, row in self._users.of(connection, users, now).items()},
            {number: self._outcomes.get(text(row[0]).casefold(), "") for number, row in ended.items()},
            self._categories.of(connection, categories),
            {number: _place(wards[number], row) for number, row in self._places.of(connection, places, now).items()},
            {number: text(row[0]) for number, row in self._channels.of(connection, channels, now).items()},
        )

    def _in_tree(self, table: str) -> Told:
        query = _IN_TREES.format(table=table)

        def read(connection: sa.Connection, numbers: Collection[int]) -> Named:
            rows = rows_of(connection, query, {number for number in numbers if number > 0})
            return {int(number): text(whole if self._whole and whole else name) for number, name, whole in rows}

        return Told(read)


def _place(name: str, row: Row) -> Place:
    told = zip(("latitude", "longitude", "address"), map(text, row), strict=True)
    return Place(name, {name: value for name, value in told if value})


def _person(row: Row) -> str:
    """As GLPI shows it: the family's name first, or the one to sign in with."""
    login, family, given = map(text, row)
    return f"{family} {given}".strip() or login
