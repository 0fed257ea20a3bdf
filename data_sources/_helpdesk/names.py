"""Names that a helpdesk keeps under numbers: departments, people, fields. Few, and looked up again now and then."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from data_sources._helpdesk.rows import rows_of, text
from wallboard.model import DAY, Micros

_KEPT_FOR: Micros = DAY  # by then a new name is seen


class Names:
    """By number. `query`: SELECT of number and name with `IN :numbers`."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._known: dict[int, str] = {}
        self._since: Micros = 0

    def of(self, connection: sa.Connection, numbers: Collection[int], now: Micros) -> dict[int, str]:
        """Of all these numbers; "" for one that has no name any more."""
        again = not 0 <= now - self._since < _KEPT_FOR
        lacking = set(numbers) - self._known.keys()
        if lacking or (again and self._known):
            asked = lacking | (self._known.keys() if again else set())
            found = {int(number): text(name) for number, name in rows_of(connection, self._query, asked)}
            self._known |= {number: found.get(number, "") for number in asked}
            self._since = now if again else self._since
        return {number: self._known[number] for number in numbers}


class Catalogue:
    """A small table of names, read whole. `query`: SELECT of number and name."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._known: dict[int, str] = {}
        self._since: Micros = 0

    def all(self, connection: sa.Connection, now: Micros, wanted: Collection[int] = ()) -> dict[int, str]:
        """Read again where one of the `wanted` numbers is not known."""
        if not set(wanted) <= self._known.keys() or not 0 <= now - self._since < _KEPT_FOR:
            rows = connection.execute(sa.text(self._query))
            self._known, self._since = {int(number): text(name) for number, name in rows}, now
        return self._known
