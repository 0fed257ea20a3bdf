"""Rows of versions as columns: the database writes each column into one text, which costs half of handing over every value, and
leaves nothing behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sqlalchemy import ColumnElement, Connection, Select, Text, and_, cast, func, select

from wallboard.ledger.bulk import among, fetched, frame_of
from wallboard.ledger.tables import ticket_versions
from wallboard.model import VERSION_COLUMNS
from wallboard.state.texts import BETWEEN, Texts
from wallboard.state.timeline import Version
from wallboard.state.values import Instants
from wallboard.state.version_columns import KEY, NUMBERS, WORDS, VersionColumns, packed, small
from wallboard.state.words import Words, words, words_of

if TYPE_CHECKING:
    import pandas as pd

_TABLE = ticket_versions.c
STANDING_COLUMNS = {name: kind for name, kind in VERSION_COLUMNS.items() if name in Version._fields}
STANDING = [_TABLE[name] for name in STANDING_COLUMNS]
_FIRST = ("received_at", "reopens")
_NUMBERED = STANDING_COLUMNS | {"id": "int64", "channel": "str"}


class NumberedVersions(NamedTuple):
    """Versions, each with the number of its row and the channel by which its request came."""

    versions: VersionColumns
    number: Instants
    channel: Words


def versions_in_columns(connection: Connection, which: ColumnElement[bool]) -> VersionColumns:
    """The versions, each the only one of its request that is asked for."""
    count, *told = connection.execute(_query((KEY, *NUMBERS, *WORDS), which)).one()
    if not count:
        return VersionColumns.none()
    try:
        return _taken_apart(told, count)
    except ValueError:  # one of the texts holds the sign that should be between them
        rows = fetched(connection, select(*STANDING).where(which))
        return VersionColumns.of(frame_of(rows, STANDING_COLUMNS))


def bounded_in_columns(connection: Connection, which: ColumnElement[bool]) -> tuple[VersionColumns, Instants]:
    """The same, and when anything last happened to each."""
    count, *told, until = connection.execute(_query((KEY, *NUMBERS, *WORDS, "until"), which)).one()
    if not count:
        return VersionColumns.none(), np.zeros(0, np.int64)
    try:
        return _taken_apart(told, count), _numbers(until, count)
    except ValueError:
        rows = fetched(connection, select(*STANDING, _TABLE.until).where(which))
        versions = VersionColumns.of(frame_of([row[:-1] for row in rows], STANDING_COLUMNS))
        return versions, np.array([row[-1] for row in rows], np.int64)


def numbered_in_columns(connection: Connection, which: ColumnElement[bool]) -> NumberedVersions:
    """The same with their numbers and channels."""
    count, *told, number, channel = connection.execute(_query((KEY, *NUMBERS, *WORDS, "id", "channel"), which)).one()
    try:
        if count:
            return NumberedVersions(_taken_apart(told, count), _numbers(number, count), _words(channel, count))
    except ValueError:
        pass
    return numbered(
        frame_of(fetched(connection, select(*(_TABLE[name] for name in _NUMBERED)).where(which)), _NUMBERED)
    )


def numbered(frame: pd.DataFrame) -> NumberedVersions:
    """Of rows with their `id`."""
    return NumberedVersions(VersionColumns.of(frame), frame["id"].to_numpy(np.int64), words(frame["channel"]))


class FirstVersions(NamedTuple):
    """Of some requests: which `place` in what was asked for, when its first version came, and the reopenings of which that told."""

    place: Instants
    received: Instants
    reopens: Instants


def first_in_columns(connection: Connection, source: str, tickets: Sequence[str]) -> FirstVersions:
    """Of requests of one source, by their keys."""
    ours = and_(_TABLE.source == source, among(connection, _TABLE.ticket, tickets), _TABLE.number == 1)
    count, keys, *numbers = connection.execute(_query((KEY, *_FIRST), ours)).one()
    named = keys.split(BETWEEN) if count else []
    columns = [_numbers(column, count) if count else np.zeros(0, np.int64) for column in numbers]
    if len(named) != count:  # one of the keys holds the sign that should be between them
        rows = fetched(connection, select(_TABLE.ticket, *(_TABLE[name] for name in _FIRST)).where(ours))
        named, columns = [row[0] for row in rows], list(np.array([row[1:] for row in rows], np.int64).T)
    places = {ticket: place for place, ticket in enumerate(tickets)}
    return FirstVersions(np.array([places[ticket] for ticket in named], np.int64), *columns)


def _query(names: Sequence[str], which: ColumnElement[bool]) -> Select[Any]:
    numbers = {*NUMBERS, "id", "until"}
    joined = [func.aggregate_strings(cast(_TABLE[name], Text), "," if name in numbers else BETWEEN) for name in names]
    counted: list[ColumnElement[Any]] = [func.count(), *joined]
    return select(*counted).where(which)


def _taken_apart(told: list[str], count: int) -> VersionColumns:
    """Each column's text is let go before the next one is looked at."""
    told.reverse()
    tickets = Texts.joined_by(told.pop(), count)
    numbers = {name: _numbers(told.pop(), count) for name in NUMBERS}
    return VersionColumns(tickets, numbers, {name: _words(told.pop(), count) for name in WORDS})


def _numbers(joined: str, count: int) -> Instants:
    found = np.fromstring(joined, np.int64, count, sep=",")
    return packed(found)


def _words(joined: str, count: int) -> Words:
    first = joined.partition(BETWEEN)[0]
    if len(joined) == count * (len(first) + 1) - 1 and joined == BETWEEN.join([first] * count):
        return small(Words(np.zeros(count, np.int32), (first,)))
    texts = joined.split(BETWEEN)
    if len(texts) != count:
        raise ValueError(f"{len(texts)} texts where there should be {count}")
    return small(words_of(texts))
