"""Names under numbers that stand in what was told of tickets: departments, types, wards, states.

They are added to as tickets name them. One that is another today than it was is taken over where that is told as well, as a
renaming, and nowhere else: whoever is called otherwise is still the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import sqlalchemy as sa

from data_sources._helpdesk.rows import Row, rows_of, text
from data_sources._tickets.ward import ward
from wallboard.outside_text import as_name

Named = Mapping[int, str]
Read = Callable[[sa.Connection, Collection[int]], Named]
_MOST = 2_000  # names of a column that go into a cursor: those that were looked up last


def by_number(query: str) -> Read:
    """Of `SELECT number, name ... IN :numbers`."""
    return lambda connection, numbers: _named(rows_of(connection, query, numbers))


def whole(query: str) -> Read:
    """Of a small table, `SELECT number, name`."""
    return lambda connection, _: _named(connection.execute(sa.text(query)).all())


class Told:
    """`read`: names of those of the numbers that have one, and perhaps of others."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self.known: Named = {}

    def of(self, connection: sa.Connection, numbers: Collection[int]) -> Named:
        """By number, of all these and perhaps of others; "" for one that has no name."""
        lacking = set(numbers) - self.known.keys()
        if lacking:
            self.known = {**dict.fromkeys(lacking, ""), **self._read(connection, lacking), **self.known}
        return self.known

    def look_again(self, connection: sa.Connection) -> None:
        """One that is not there any more keeps its name."""
        if self.known:
            found = self._read(connection, self.known.keys())
            self.known = {number: found.get(number) or name for number, name in self.known.items()}


class ToldNames:
    """Those of one source, by the column of tickets in which they stand."""

    def __init__(self, by_column: Mapping[str, Told]) -> None:
        self._by_column = by_column

    def begin(self, kept: str, *, first: bool) -> None:
        """A poll: what was told until now is told by the names that its cursor has `kept`. `first`: nothing was told yet."""
        if first:
            self.forget()
        for column, names in _from_text(kept).items():
            if told := self._by_column.get(column):
                told.known = {**told.known, **names}

    def forget(self) -> None:
        for told in self._by_column.values():
            told.known = {}

    def look_again(self, connection: sa.Connection) -> None:
        for told in self._by_column.values():
            told.look_again(connection)

    def to_keep(self) -> str:
        """For the cursor."""
        named = {column: _shown(told.known) for column, told in self._by_column.items()}
        kept = {column: dict(list(names.items())[-_MOST:]) for column, names in named.items() if names}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":")) if kept else ""

    def renamed(self, kept: str) -> Mapping[str, Mapping[str, str]]:
        """By column: what the names are now that were others when they were `kept`."""
        before = {column: names for column, names in _from_text(kept).items() if column in self._by_column}
        found = {
            column: dict(_renamed(column, names, self._by_column[column].known)) for column, names in before.items()
        }
        return {column: names for column, names in found.items() if names}


def _renamed(column: str, before: Named, now: Named) -> Iterator[tuple[str, str]]:
    """Where two had one name, nobody knows of which of them it was told: it is passed over, unless both are called the same
    now, too."""
    became: dict[str, set[str]] = {}
    for number, name in before.items():
        became.setdefault(_as_told(column, name), set()).add(_as_told(column, now.get(number) or name))
    for old, news in became.items():
        for new in news:
            if len(news) == 1 and "" not in (old, new) and new != old:
                yield old, new


def _as_told(column: str, name: str) -> str:
    """As tickets have it (`columns.py`)."""
    if column == "status":
        return name
    return ward(as_name(name.strip())) if column == "ward" else as_name(name)


def _shown(names: Named) -> dict[int, str]:
    return {number: name for number, name in names.items() if name}


def _from_text(kept: str) -> dict[str, Named]:
    read = json.loads(kept) if kept else {}
    return {column: {int(number): str(name) for number, name in names.items()} for column, names in read.items()}


def _named(rows: Iterable[Row]) -> Named:
    return {int(number): text(name) for number, name in rows}
