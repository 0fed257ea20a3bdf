"""Rows of a helpdesk's tables: asked for by their numbers in pieces, and their times read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from wallboard.clock import micros
from wallboard.model import NO_INSTANT, Micros

_AT_ONCE = 500
Row = Sequence[Any]


def rows_of(
    connection: sa.Connection, query: str, numbers: Collection[int] | Collection[str], **values: Any
) -> Iterator[Row]:
    """Rows of a query `... IN :numbers ...`, asked in pieces. Those of one number stand in the query's order. Keys
    that are texts in the table have to be texts here, or no index serves them."""
    wanted, ordered = sa.text(query).bindparams(sa.bindparam("numbers", expanding=True)), sorted(numbers)
    for start in range(0, len(ordered), _AT_ONCE):
        yield from connection.execute(wanted, {"numbers": ordered[start : start + _AT_ONCE], **values})


def next_rows(connection: sa.Connection, query: str, after: int, most: int) -> Sequence[Row]:
    """Of a query `... > :after ... LIMIT :most`."""
    return connection.execute(sa.text(query), {"after": after, "most": most}).all()


def numbers_of(connection: sa.Connection, query: str, most: int) -> list[int]:
    """Of a query of numbers `... LIMIT :most`."""
    return [int(number) for number in connection.execute(sa.text(query), {"most": most}).scalars()]


def wall_of(value: object) -> datetime | None:
    """A time as drivers give it, or as a text; None for none, such as 0000-00-00 00:00:00."""
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, datetime) else None


def utc_instant(value: object) -> Micros:
    """Of a time in UTC without a zone, as drivers give it or as a text; NO_INSTANT for none, and for 1970-01-01 00:00:00."""
    value = wall_of(value)
    if value is None:
        return NO_INSTANT
    at = micros(value if value.tzinfo else value.replace(tzinfo=UTC))
    return at or NO_INSTANT


def text(value: object) -> str:
    return "" if value is None else str(value)
