"""Days in a database, here SQLite; tests/integration/test_sql_days_servers.py has the servers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from data_sources._days import sql_source
from data_sources._days.sql_source import SqlDays
from data_sources.sql_days import KIND
from tests.data_sources.days import NOW, OF_DAYS, ZONE, aside, read_all, told
from wallboard.model import DAY
from wallboard.source import SourceError

COLUMNS = {"day": "d", "visits": "visits"}
QUERY = "SELECT date(at) AS d, count(*) AS visits FROM hits GROUP BY date(at)"
MEANING = OF_DAYS


class City:
    """A database that a test writes into."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "city.db"
        self.opened: list[SqlDays] = []
        self.run("CREATE TABLE days (d, visits, secret)", "CREATE TABLE hits (at TEXT)")

    def run(self, *statements: str) -> None:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            for statement in statements:
                connection.execute(statement)

    def put(self, *rows: tuple[Any, Any]) -> None:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.executemany("INSERT INTO days VALUES (?, ?, 'x')", rows)

    def source(self, **changed: Any) -> SqlDays:
        settings: dict[str, Any] = {"kind": "sql_days", "url": f"sqlite:///{self.path}", "columns": COLUMNS}
        place = {} if {"query", "query_file"} & set(changed) else {"table": "days"}
        made = KIND.open("web", "main", ZONE, KIND.options(**settings | place | changed))
        assert isinstance(made, SqlDays)
        self.opened.append(made)
        return made

    def close(self) -> None:
        for source in self.opened:
            source.close()


@pytest.fixture
def db(tmp_path: Path) -> Iterator[City]:
    with closing(City(tmp_path)) as made:
        yield made


def filled(folder: Path, **changed: Any) -> SqlDays:
    made = City(folder)
    made.put(*((f"2026-11-0{n}", n * 100) for n in range(1, 6)))
    return made.source(**changed)


def test_a_query_gives_a_row_a_day(db: City) -> None:
    db.run("INSERT INTO hits VALUES ('2026-11-01 10:00:00'), ('2026-11-01 11:00:00'), ('2026-11-02 00:00:00')")
    [batch] = read_all(db.source(query=QUERY))
    assert told(batch) == {"2026-11-01": {"visits": 2}, "2026-11-02": {"visits": 1}}


def test_what_was_told_just_so_is_not_told_again_and_what_changed_is(db: City) -> None:
    db.put(("2026-11-01", 1), ("2026-11-02", None))
    source = db.source()
    [first] = read_all(source)
    assert (first.read, told(first)["2026-11-02"]) == (2, {})
    quiet = source.changes(first.cursor, NOW)
    assert (quiet.read, quiet.days) == (0, ())
    db.run("UPDATE days SET visits = 7 WHERE d = '2026-11-02'")
    changed = source.changes(quiet.cursor, NOW)
    assert told(changed) == {"2026-11-02": {"visits": 7}}
    db.run("UPDATE days SET visits = NULL WHERE d = '2026-11-02'")
    assert told(source.changes(changed.cursor, NOW)) == {"2026-11-02": {}}


def test_what_could_not_be_kept_is_told_again(db: City) -> None:
    db.put(("2026-11-01", 1))
    source = db.source()
    [first] = read_all(source)
    db.put(("2026-11-02", 2))
    assert told(source.changes(first.cursor, NOW)) == {"2026-11-02": {"visits": 2}}
    assert "2026-11-02" in told(source.changes(first.cursor, NOW))


def test_what_cannot_be_is_set_aside(db: City) -> None:
    days = (
        ("2026-11-01", "many"),
        ("2026-11-02", float("inf")),
        (None, 3),
        ("soon", 3),
        ("2026-12-01", 3),
        ("2026-11-03", "1,5"),
    )
    db.put(*days, ("2026-11-04", 12.5))
    [batch] = read_all(db.source())
    assert told(batch) == {"2026-11-04": {"visits": 12.5}}
    assert aside(batch) == {
        "id 2026-11-01": 'visits is "many": 1234.5 would be a number',
        "id 2026-11-02": 'visits is "inf": 1234.5 would be a number',
        "id without a day": "d is empty: a row needs its day",
        "id soon": 'd is "soon": no day that iso can read, between 1900 and 2199',
        "id 2026-12-01": 'd is "2026-12-01", a day that has not come yet: it is taken when it has',
        "id 2026-11-03": 'visits is "1,5": 1234.5 would be a number',
    }


def test_of_several_rows_of_one_day_none_holds(db: City) -> None:
    """A database has no order of its own, and a query that forgot its GROUP BY must not pass."""
    db.put(("2026-11-01", 1), ("2026-11-01", 2), ("2026-11-02", 3), ("2026-11-02", 3))
    [batch] = read_all(db.source())
    assert told(batch) == {"2026-11-02": {"visits": 3}}
    assert {row.reason for row in batch.set_aside} == {
        "2026-11-01 has 2 rows that differ: one row a day would be right"
    }
    assert batch.read == 4


def test_a_day_that_had_not_come_is_found_again(db: City) -> None:
    db.put(("2026-11-21", 1))
    source = db.source()
    [first] = read_all(source)
    again = source.again(first.set_aside, first.cursor, NOW + DAY)
    assert told(again.batch) == {"2026-11-21": {"visits": 1}}


def test_days_are_read_in_another_form_where_settings_say_so(db: City) -> None:
    db.put(("03.11.2026", 1), ("2026-11-04", 2))
    [batch] = read_all(db.source(formats="%d.%m.%Y"))
    assert sorted(told(batch)) == ["2026-11-03", "2026-11-04"]


def test_a_query_that_gives_far_more_than_days_is_refused(db: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_source, "MOST_ROWS", 2)
    db.put(("2026-11-01", 1), ("2026-11-02", 1), ("2026-11-03", 1))
    with pytest.raises(SourceError, match="table days gives more than 2 rows: one for each day would be right"):
        db.source().changes(None, NOW)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"columns": {"day": "d", "visits": "hits"}}, "table days has no column hits; it has: d, visits, secret"),
        ({"query": "SELECT d FROM days"}, "the query gives no column visits; it gives: d"),
        ({"table": "nights"}, "there is no table nights"),
    ],
)
def test_a_column_that_is_not_there_is_named_and_found_by_check(db: City, changed: dict[str, Any], says: str) -> None:
    source = db.source(**changed)
    with pytest.raises(SourceError, match=says):
        source.changes(None, NOW)
    assert [finding.ok for finding in source.check(NOW)] == [False]


def test_where_rows_lie_is_said_once(db: City) -> None:
    with pytest.raises(ValidationError, match="write one of table, query and query_file"):
        db.source(query=QUERY, table="days")


def test_a_query_file_that_cannot_be_read_is_named_with_the_reason(db: City, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"cannot read query_file /nowhere/q\.sql: No such file or directory$"):
        db.source(query_file="/nowhere/q.sql").changes(None, NOW)
    file = tmp_path / "q.sql"
    file.write_bytes(b"SELECT '\xff'")
    with pytest.raises(SourceError, match=r"q\.sql: it is not UTF-8 text$"):
        db.source(query_file=str(file)).changes(None, NOW)
