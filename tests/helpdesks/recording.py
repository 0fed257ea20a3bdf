"""A recording is played into a real server: its start, then one action after the other."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.helpdesks.tables import made
from wallboard.clock import instant
from wallboard.model import Micros

Line = dict[str, Any]


@dataclass(frozen=True)
class Action:
    n: int
    at: Micros
    changes: Sequence[Line]


@dataclass(frozen=True)
class Recording:
    folder: Path

    @property
    def dump(self) -> str:
        """ "" for an excerpt, which has its first rows line by line, for tables that we make."""
        file = self.folder / "start.sql.gz"
        return gzip.decompress(file.read_bytes()).decode() if file.exists() else ""

    def actions(self) -> Iterator[Action]:
        for n, lines in groupby(self.lines("changes"), key=lambda line: int(line["n"])):
            changes = list(lines)
            yield Action(n, instant(changes[0]["at"]), changes)

    @property
    def zone(self) -> str:
        """ "" where it does not say so."""
        file = self.folder / "meta.json"
        return str(json.loads(file.read_text(encoding="utf-8"))["tz"]) if file.exists() else ""

    def observed(self) -> list[Line]:
        return list(self.lines("observed"))

    def lines(self, name: str) -> Iterator[Line]:
        with gzip.open(self.folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)


class Rows:
    """What was played, by table, all names in small letters: rows as they are, and which were deleted."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[tuple[Any, ...], Line]] = {}
        self._deleted: dict[str, set[str]] = {}

    def hear(self, changes: Iterable[Line]) -> None:
        for change in changes:
            rows, key = self._rows.setdefault(change["table"].lower(), {}), tuple(change["key"].values())
            if change["op"] == "delete":
                rows.pop(key, None)
                self._deleted.setdefault(change["table"].lower(), set()).add(str(key[0]))
            else:
                rows[key] = rows.get(key, {}) | {name.lower(): value for name, value in change["row"].items()}

    def of(self, table: str, **values: object) -> list[Line]:
        """Those that have these values."""
        rows = self._rows.get(table, {}).values()
        return [row for row in rows if all(row.get(name) == value for name, value in values.items())]

    def is_deleted(self, table: str, key: str) -> bool:
        return key in self._deleted.get(table, ())


class Playing:
    """A database into which actions are written as their application wrote them."""

    def __init__(self, url: str, recording: Recording, tables: sa.MetaData) -> None:
        """`tables` are made for a recording without a dump of its start."""
        self._dialect = sa.make_url(url).get_backend_name()
        # what is recorded is told in UTC, as dumps are
        utc = {"init_command": "SET time_zone = '+00:00'"} if self._dialect == "mysql" else {}
        level: Any = "SERIALIZABLE" if self._dialect == "sqlite" else "AUTOCOMMIT"
        self.engine = sa.create_engine(url, isolation_level=level, connect_args=utc)
        if dump := recording.dump:
            self._load(dump)
            return
        made(tables, self._dialect).create_all(self.engine)
        self._write(recording.lines("start"))

    def write(self, action: Action) -> None:
        self._write(action.changes)

    def close(self) -> None:
        self.engine.dispose()

    def _write(self, changes: Iterable[Line]) -> None:
        with self.engine.begin() as connection:
            for change in changes:
                connection.exec_driver_sql(*self._statement(change))

    def _load(self, script: str) -> None:
        with self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            with driver.cursor() as cursor:
                for statement in [script] if self._dialect == "postgresql" else statements(script):
                    cursor.execute(statement)
        self.engine.dispose()  # with what the dump has set for its own session

    def _statement(self, change: Line) -> tuple[str, tuple[Any, ...]]:
        quoted = "`{}`" if self._dialect == "mysql" else '"{}"'
        place = "?" if self._dialect == "sqlite" else "%s"
        table, key, row = quoted.format(change["table"]), change["key"], change.get("row", {})
        where = " AND ".join(f"{quoted.format(name)} = {place}" for name in key)
        if change["op"] == "delete":
            return f"DELETE FROM {table} WHERE {where}", tuple(key.values())
        if change["op"] == "update":
            told = ", ".join(f"{quoted.format(name)} = {place}" for name in row)
            return f"UPDATE {table} SET {told} WHERE {where}", (*row.values(), *key.values())
        names, places = ", ".join(map(quoted.format, row)), ", ".join([place] * len(row))
        return f"INSERT INTO {table} ({names}) VALUES ({places})", tuple(row.values())


def statements(script: str) -> Iterator[str]:
    """Statements of a dump, one by one: each ends with a semicolon at a line's end."""
    held: list[str] = []
    for line in script.splitlines():
        if line.startswith("--") or (not held and not line.strip()):
            continue
        held.append(line)
        if line.rstrip().endswith(";"):
            yield "\n".join(held)
            held = []
