"""Names that a helpdesk keeps under numbers: departments, people, fields. Few, and looked up again now and then."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from data_sources._helpdesk.rows import rows_of, text
from wallboard.model import DAY, MINUTE, Micros

_KEPT_FOR: Micros = DAY  # by then a new name is seen
_LACKED_FOR: Micros = MINUTE  # by then one that was not there


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
    """A small table of names, read whole. `query`: SELECT of number and name. `for_good`: names that the helpdesk itself gives, which
    are added to and never changed."""

    def __init__(self, query: str, *, for_good: bool = False) -> None:
        self._query, self._for_good = query, for_good
        self._known: dict[int, str] = {}
        self._since: Micros | None = None

    def all(self, connection: sa.Connection, now: Micros, wanted: Collection[int] = ()) -> dict[int, str]:
        """Read again where one of the `wanted` numbers is not known."""
        if not set(wanted) <= self._known.keys() or self._is_older(_KEPT_FOR, now, self._for_good):
            self._read(connection, now)
        return self._known

    def number(self, connection: sa.Connection, now: Micros, name: str) -> int | None:
        """Of the name; read again now and then while nothing has it."""
        known = self.all(connection, now)
        if name not in known.values() and self._is_older(_LACKED_FOR, now):
            self._read(connection, now)
        return next((number for number, known in self._known.items() if known == name), None)

    def forget_all(self) -> None:
        self._known, self._since = {}, None

    def _is_older(self, age: Micros, now: Micros, for_good: bool = False) -> bool:
        return self._since is None or (not for_good and not 0 <= now - self._since < age)

    def _read(self, connection: sa.Connection, now: Micros) -> None:
        rows = connection.execute(sa.text(self._query))
        self._known, self._since = {int(number): text(name) for number, name in rows}, now
