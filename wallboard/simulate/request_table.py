"""The demo's ticket database: one table, as a small city's own system might hold it. Times are UTC text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from wallboard.simulate.request_desk import Request
from wallboard.simulate.request_turns import OPEN

_metadata = sa.MetaData()
REQUESTS = sa.Table(
    "requests",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("opened_at", sa.String(32), nullable=False),
    sa.Column("updated_at", sa.String(32), nullable=False),
    sa.Column("status", sa.String(32), nullable=False),
    sa.Column("department", sa.String(64), nullable=False),
    sa.Column("service_type", sa.String(64), nullable=False),
    sa.Column("ward", sa.String(16), nullable=False),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("priority", sa.String(16), nullable=False),
    sa.Column("assignee", sa.String(64), nullable=False),
    sa.Column("closed_at", sa.String(32)),
    sa.Column("first_closed_at", sa.String(32)),
    sa.Column("reopened_at", sa.String(32)),
    sa.Column("reopens", sa.Integer, nullable=False),
    sa.Column("parent", sa.Integer),
    sa.Index("requests_updated", "updated_at", "id"),
)
_PLACES = ", ".join("?" * len(Request._fields))
_SAVE = f"INSERT OR REPLACE INTO requests ({', '.join(Request._fields)}) VALUES ({_PLACES})"  # noqa: S608
_TIMES = frozenset(("opened_at", "updated_at", "closed_at", "first_closed_at", "reopened_at"))


def create(connection: sa.Connection) -> None:
    _metadata.create_all(connection)


def save(connection: sa.Connection, requests: Iterable[Request]) -> None:
    """Insert or replace rows by id."""
    rows = [_row(r) for r in requests]
    if rows:
        connection.exec_driver_sql(_SAVE, rows)  # many at once take SQLAlchemy longer than the database


def delete(connection: sa.Connection, ids: Collection[int]) -> None:
    if ids:
        connection.execute(sa.delete(REQUESTS).where(REQUESTS.c.id.in_(ids)))


def unfinished(connection: sa.Connection) -> Iterator[Request]:
    for row in connection.execute(sa.select(REQUESTS).where(REQUESTS.c.status.in_(OPEN))).mappings():
        fields: dict[str, Any] = {k: _seconds(v) if k in _TIMES else v for k, v in row.items()}
        yield Request(**fields)


def last_id(connection: sa.Connection) -> int:
    return connection.execute(sa.select(sa.func.max(REQUESTS.c.id))).scalar() or 0


def _row(request: Request) -> tuple[object, ...]:
    told: Iterable[Any] = request
    return tuple(_text(value) if name in _TIMES else value for name, value in zip(Request._fields, told, strict=True))


def _text(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _seconds(text: str | None) -> float | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
