"""The findings that every SQL source shares: one line each of `app.py check`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import sqlalchemy as sa

from data_sources._sql.connection import columns_of, database_now, named_table, reading, require_columns
from wallboard.model import HOUR, MINUTE, SECOND, Micros
from wallboard.source import Finding, SourceError

_CLOCKS_AGREE_WITHIN = 5 * SECOND
_AHEAD_AT_MOST = 5 * MINUTE
_WHOLE_HOURS_WITHIN = 2 * MINUTE
Newest = Callable[[sa.Connection], Micros | None]
Columns = list[str] | Callable[[Collection[str]], list[str]]  # names, or which of those there should be there


def table_findings(
    engine: sa.Engine, source: str, table: str, columns: Columns, cursor: str, newest: Newest, now: Micros
) -> list[Finding]:
    """Reachable, read-only, as expected, indexed, in time, in the right zone. Never raises;
    stops at the first trouble that makes the rest unanswerable."""
    findings: list[Finding] = []
    try:
        for finding in _findings(engine, source, table, columns, cursor, newest, now):
            findings.append(finding)  # one by one: those before the trouble are told
    except SourceError as error:
        what = "table and columns as expected" if findings else "reachable"
        findings.append(Finding(False, what, str(error)))
    return findings


def _findings(
    engine: sa.Engine, source: str, table: str, columns: Columns, cursor: str, newest: Newest, now: Micros
) -> Iterator[Finding]:
    with reading(engine, source, table) as connection:
        yield Finding(True, "reachable", f"{connection.dialect.name} {_version(connection)}")
        there = columns_of(connection, source, table)
        wanted = columns(there) if callable(columns) else columns
        require_columns(source, table, wanted, there)
        yield Finding(True, "table and columns as expected", f"{table}: {', '.join(wanted)}")
        yield cursor_finding(connection, table, cursor)
        yield clock_finding(database_now(connection), now)
        yield zone_finding(newest(connection), database_now(connection) or now)
    yield read_only_finding(engine, source, table, wanted[0])


def _version(connection: sa.Connection) -> str:
    return ".".join(str(part) for part in connection.dialect.server_version_info or ()) or sa.__version__


def cursor_finding(connection: sa.Connection, table: str, column: str) -> Finding:
    """The column that polls go by has an index that starts with it, and can hold no NULL."""
    what = f"cursor column {column} is indexed and never empty"
    schema, _, name = table.rpartition(".")
    inspector = sa.inspect(connection)
    keys: list[list[str | None]] = [list(inspector.get_pk_constraint(name, schema or None)["constrained_columns"])]
    keys += [index["column_names"] for index in inspector.get_indexes(name, schema or None)]
    keys += [list(unique["column_names"]) for unique in inspector.get_unique_constraints(name, schema or None)]
    if not any(key and key[0] == column for key in keys):
        return Finding(False, what, f"no index of {table} starts with {column}: every poll would read all of it")
    primary = column in keys[0]
    nullable = {c["name"]: c["nullable"] for c in inspector.get_columns(name, schema or None)}[column]
    if nullable and not primary:
        return Finding(False, what, f"{table}.{column} may be NULL: such rows would never be seen")
    return Finding(True, what, "")


def clock_finding(database: Micros | None, now: Micros) -> Finding:
    what = "clock agrees with the database's"
    if database is None:
        return Finding(True, what, "a file has no clock of its own")
    behind = (now - database) / SECOND
    ok = abs(database - now) <= _CLOCKS_AGREE_WITHIN
    return Finding(ok, what, f"the database is {abs(behind):.1f} s {'behind' if behind > 0 else 'ahead'}")


def zone_finding(newest: Micros | None, now: Micros) -> Finding:
    """Whether the newest row's local time, read with the source's zone, is plausible beside the database's clock."""
    what = "time zone is plausible"
    if newest is None:
        return Finding(True, what, "no row yet to judge by")
    age = now - newest
    age_words = f"the newest row is {abs(age) / HOUR:.1f} h {'old' if age >= 0 else 'in the future'}"
    if age < -_AHEAD_AT_MOST:
        return Finding(False, what, f"{age_words}: set the zone in which the source writes its times")
    off = (age + HOUR // 2) % HOUR - HOUR // 2
    if HOUR // 2 < age < 15 * HOUR and abs(off) <= _WHOLE_HOURS_WITHIN:
        return Finding(False, what, f"{age_words}, a whole number of hours: unless it was quiet, the zone is wrong")
    return Finding(True, what, age_words)


def read_only_finding(engine: sa.Engine, source: str, table: str, column: str) -> Finding:
    """A write that the database would allow is an error: nothing of ours may ever change a source."""
    what = "account is read-only"
    if engine.dialect.name == "sqlite":
        return Finding(True, what, "the file is opened for reading only")
    with reading(engine, source, table) as connection:
        may = _postgresql_rights(connection, table) if engine.dialect.name == "postgresql" else []
        if engine.dialect.name == "mysql":
            may = [verb for verb, write in _harmless_writes(table, column) if _succeeds(connection, write)]
    if may:
        return Finding(False, what, f"it may {', '.join(may)} {table}: give it SELECT and nothing else")
    return Finding(True, what, "")


def _postgresql_rights(connection: sa.Connection, table: str) -> list[str]:
    schema, _, name = table.rpartition(".")
    quote = connection.dialect.identifier_preparer.quote_identifier
    regclass = f"{quote(schema)}.{quote(name)}" if schema else quote(name)
    ask = sa.text("SELECT has_table_privilege(CAST(:table AS regclass), :verb)")
    verbs = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")
    return [v for v in verbs if connection.execute(ask, {"table": regclass, "verb": v}).scalar_one()]


def _harmless_writes(table: str, column: str) -> list[tuple[str, sa.Executable]]:
    """Writes that touch no row even where they are allowed."""
    target = named_table(table, column)
    own = target.c[column]
    nothing = sa.select(own).where(sa.false())
    return [
        ("INSERT", sa.insert(target).from_select([own], nothing)),
        ("UPDATE", sa.update(target).values({own: own}).where(sa.false())),
        ("DELETE", sa.delete(target).where(sa.false())),
    ]


def _succeeds(connection: sa.Connection, write: sa.Executable) -> bool:
    connection.rollback()
    try:
        connection.exec_driver_sql("SET TRANSACTION READ WRITE")
        connection.execute(write)
    except sa.exc.DBAPIError:
        return False
    finally:
        connection.rollback()
    return True
