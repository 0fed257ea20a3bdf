"""A ticket system's own database: one table, as a small city might hold it. Times are UTC text."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

import sqlalchemy as sa

from wallboard.simulate.request_desk import Request

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
    sa.Index("requests_updated", "updated_at", "id"),
)
COLUMNS = tuple(column.name for column in REQUESTS.columns)
_SAVE = f"INSERT OR REPLACE INTO requests ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
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


def _row(request: Request) -> tuple[object, ...]:
    told = ((name, getattr(request, name)) for name in COLUMNS)
    return tuple(_text(value) if name in _TIMES else value for name, value in told)


def _text(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
