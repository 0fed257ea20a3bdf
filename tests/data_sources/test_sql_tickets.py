"""Requests in a database, here SQLite; tests/integration has the servers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from pydantic import ValidationError

from data_sources._sql.page import CursorForm, as_text
from data_sources._tickets.sql_source import SqlTickets
from data_sources.sql_tickets import KIND
from wallboard.clock import iso, utc
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Micros
from wallboard.source import Batch, SourceError

CHICAGO = ZoneInfo("America/Chicago")
NOW: Micros = 1_795_400_000_000_000
COLUMNS = {"ticket": "id", "opened_at": "opened", "updated_at": "updated", "finished_at": "closed", "status": "status"}
STATES = {"open": "open", "closed": "finished"}


def text(at: Micros) -> str:
    return utc(at).astimezone(CHICAGO).strftime("%Y-%m-%d %H:%M:%S")


class City:
    """A ticket database that a test writes into."""

    def __init__(self, folder: Path, key: str = "INTEGER") -> None:
        self.path = folder / "city.db"
        self.opened: list[SqlTickets] = []
        self.run(
            f"CREATE TABLE tickets (id {key} PRIMARY KEY NOT NULL, opened TEXT, updated TEXT NOT NULL, closed TEXT,"
            " status TEXT, phone TEXT)",
            "CREATE INDEX tickets_updated ON tickets (updated, id)",
        )

    def run(self, *statements: str) -> None:
        with sqlite3.connect(self.path) as connection:
            for statement in statements:
                connection.execute(statement)
        connection.close()

    def put(self, *tickets: int | str, updated: Micros, opened: Micros | None = None, status: str = "open") -> None:
        closed = text(updated) if status == "closed" else None
        with sqlite3.connect(self.path) as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO tickets VALUES (?, ?, ?, ?, ?, '314 555 1234')",
                [(one, text(opened or updated), text(updated), closed, status) for one in tickets],
            )
        connection.close()

    def source(self, **changed: Any) -> SqlTickets:
        settings: dict[str, Any] = {"kind": "sql_tickets", "url": f"sqlite:///{self.path}", "columns": COLUMNS}
        place = {} if {"query", "query_file"} & set(changed) else {"table": "tickets"}
        options = KIND.options(**settings | {"states": STATES} | place | changed)
        opened = KIND.open("city", "main", CHICAGO, options)
        assert isinstance(opened, SqlTickets)
        self.opened.append(opened)
        return opened

    def close(self) -> None:
        for source in self.opened:
            source.close()


@pytest.fixture
def db(tmp_path: Path) -> Iterator[City]:
    with closing(City(tmp_path)) as made:
        yield made


@pytest.fixture
def text_db(tmp_path: Path) -> Iterator[City]:
    """One whose keys are texts."""
    with closing(City(tmp_path, key="TEXT")) as made:
        yield made


def filled(folder: Path, **changed: Any) -> SqlTickets:
    made = City(folder)
    made.put(1, 2, 3, updated=NOW - 2 * MINUTE)
    return made.source(**changed)


def sweep(source: SqlTickets, since: Any = None, now: Micros = NOW) -> list[Batch]:
    batches = [source.changes(since, now)]
    while batches[-1].more:
        assert len(batches) < 1_000
        batches.append(source.changes(batches[-1].cursor, now))
    return batches


def ids(batches: Iterable[Batch]) -> list[str]:
    return [one for batch in batches if batch.tickets is not None for one in batch.tickets["ticket"]]


def test_an_empty_table_is_no_error_and_what_comes_later_is_seen(db: City) -> None:
    source = db.source()
    [batch] = sweep(source)
    assert (batch.read, batch.more) == (0, False)
    db.put(1, updated=NOW - DAY)
    assert ids(sweep(source, batch.cursor)) == ["1"]


def test_a_sweep_that_an_earlier_build_began_goes_on(db: City) -> None:
    """It called the row's key in its cursor by another name."""
    db.put(*range(1, 8), updated=NOW - DAY)
    source = db.source(rows_at_once=3)
    first = source.changes(None, NOW)
    cursor = dict(first.cursor or {})
    cursor["ticket"] = cursor.pop("key")
    assert ids([first, *sweep(source, cursor)]) == [str(one) for one in range(1, 8)]


@pytest.mark.parametrize("rows_at_once", [1, 2, 3, 7, 100])
def test_ties_across_the_border_of_a_page_lose_and_double_nothing(db: City, rows_at_once: int) -> None:
    db.put(*range(1, 8), updated=NOW - HOUR)
    db.put(*range(20, 24), updated=NOW - HOUR - SECOND)
    found = ids(sweep(db.source(rows_at_once=rows_at_once)))
    assert sorted(found, key=int) == [str(n) for n in (*range(1, 8), *range(20, 24))]


def test_text_keys_page_like_numbers_do(text_db: City) -> None:
    db = text_db
    db.put("a-10", "a-9", "B-1", "\u00e9", updated=NOW - HOUR)
    found = ids(sweep(db.source(rows_at_once=1)))
    assert sorted(found) == sorted(["a-10", "a-9", "B-1", "\u00e9"])


def test_a_row_that_commits_late_is_seen_within_the_look_back(db: City) -> None:
    source = db.source(look_back_s=300)
    db.put(1, updated=NOW - 10 * SECOND)
    cursor = sweep(source)[-1].cursor
    db.put(2, updated=NOW - 200 * SECOND)
    assert ids(sweep(source, cursor, NOW + 2 * SECOND)) == ["2"]


def test_the_same_row_is_told_once_while_its_cursor_is_taken_over_and_again_if_not(db: City) -> None:
    source = db.source()
    db.put(1, updated=NOW - 10 * SECOND)
    first = sweep(source)[-1]
    second = sweep(source, first.cursor, NOW + 2 * SECOND)[-1]
    assert (second.read, ids([second])) == (0, [])
    assert ids(sweep(source, first.cursor, NOW + 2 * SECOND)) == ["1"]
    assert ids(sweep(db.source(), second.cursor, NOW + 4 * SECOND)) == ["1"]


def test_a_row_is_left_until_the_databases_clock_has_passed_it(db: City) -> None:
    source = db.source(delay_s=1)
    db.put(1, updated=NOW - DAY)
    db.put(2, updated=NOW)
    cursor = sweep(source)[-1].cursor
    assert ids(sweep(source, cursor, NOW)) == []
    assert "2" in ids(sweep(source, cursor, NOW + 2 * SECOND))


def test_the_first_read_goes_back_first_days_and_takes_every_unfinished_ticket(db: City) -> None:
    db.put(1, updated=NOW - 900 * DAY, status="closed")
    db.put(2, updated=NOW - 900 * DAY, status="Open ")
    db.put(3, updated=NOW - 900 * DAY, status="?")
    db.put(4, updated=NOW - DAY, status="closed")
    [batch] = sweep(db.source(first_days=30))
    assert ids([batch]) == ["2", "4"]
    assert [row.key for row in batch.set_aside] == ["id 3"]


def test_what_an_update_in_the_repeated_hour_of_autumn_wrote_is_seen(db: City) -> None:
    second_one_thirty = 1_793_518_200_000_000  # 2026-11-01 01:30 in Chicago, the second time
    assert iso(second_one_thirty) == "2026-11-01T07:30:00Z"
    source = db.source(look_back_s=60)
    db.put(1, updated=second_one_thirty - 45 * MINUTE)
    cursor = sweep(source, now=second_one_thirty - 40 * MINUTE)[-1].cursor
    db.put(2, updated=second_one_thirty)
    assert "2" in ids(sweep(source, cursor, second_one_thirty + 5 * SECOND))


def test_only_mapped_columns_are_read(db: City) -> None:
    db.put(1, updated=NOW - DAY, status="?")
    [batch] = sweep(db.source())
    assert "555" not in repr(batch)
    assert "status=?" in batch.set_aside[0].content


def test_a_query_serves_like_a_table(db: City, tmp_path: Path) -> None:
    db.put(1, 2, updated=NOW - DAY)
    db.run("UPDATE tickets SET status = 'closed', closed = updated WHERE id = 2")
    query = "SELECT *, ':x 12:30 %s' AS odd FROM tickets WHERE status <> 'gone';"
    (tmp_path / "q.sql").write_text(query)
    for place in ({"query": query}, {"query_file": tmp_path / "q.sql"}):
        source = db.source(**place, columns=COLUMNS | {"channel": "odd"})
        [batch] = sweep(source)
        assert batch.tickets is not None
        assert list(batch.tickets["state"]) == ["open", "finished"]
        assert set(batch.tickets["channel"]) == {":x 12:30 %s"}
        assert source.present(["1", "2", "3", "x"]) == {"1", "2"}
        assert all(finding.ok for finding in source.check(NOW))


def test_a_deleted_ticket_is_not_present(text_db: City) -> None:
    db = text_db
    db.put(*(f"t{n}" for n in range(1200)), updated=NOW - DAY)
    db.run("DELETE FROM tickets WHERE id = 't700'")
    asked = {f"t{n}" for n in range(1200)}
    assert asked - db.source().present(asked) == {"t700"}


def test_a_cursor_column_that_may_be_null_is_refused(db: City) -> None:
    db.run("CREATE TABLE loose (id INTEGER PRIMARY KEY, opened TEXT, updated TEXT, closed TEXT, status TEXT)")
    with pytest.raises(SourceError, match=r"column updated may be NULL.*declare it NOT NULL"):
        sweep(db.source(table="loose"))
    db.run("INSERT INTO loose (opened) VALUES ('2020-01-01')")
    with pytest.raises(SourceError, match="column updated may be NULL"):
        sweep(db.source(query="SELECT * FROM loose"))


def test_a_missing_column_is_named_beside_those_that_are_there(db: City) -> None:
    with pytest.raises(SourceError, match="has no column ward; it has: id, opened, updated, closed, status, phone"):
        sweep(db.source(columns=COLUMNS | {"ward": "ward"}))
    with pytest.raises(SourceError, match=r"the query gives no column opened, updated, closed, status; it gives: id"):
        sweep(db.source(query="SELECT id FROM tickets"))


@pytest.mark.parametrize("value", ["yesterday", "05/01/2024 10:00", "2024-05-01T10:00:00-05:00"])
def test_a_cursor_column_that_does_not_sort_as_time_is_refused(db: City, value: str) -> None:
    db.run(f"INSERT INTO tickets VALUES (1, '2024-05-01', '{value}', NULL, 'open', '')")
    with pytest.raises(SourceError, match="column updated is text"):
        sweep(db.source())


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"query": "SELECT 1", "table": "tickets"}, "write one of table, query and query_file"),
        ({"query": "DELETE FROM tickets"}, "must be one SELECT"),
        ({"query": "SELECT 1; DROP TABLE tickets"}, "must be one SELECT"),
        ({"columns": {"ticket": "id", "opened_at": "opened", "status": "s"}}, "exactly one column for updated_at"),
        ({"url": "oracle://x"}, "this build"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(db: City, changed: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        db.source(**changed)


def test_bounds_hold_every_written_time_between_them() -> None:
    autumn = 1_793_516_400_000_000  # 2026-11-01 07:00 UTC: clocks went back at this instant
    low, high = CursorForm("wall").bounds(autumn - MINUTE, autumn + MINUTE, CHICAGO)
    for at in range(autumn - MINUTE, autumn + MINUTE, SECOND):
        assert low <= utc(at).astimezone(CHICAGO).replace(tzinfo=None) <= high
    assert CursorForm("number", scale=1000).bounds(SECOND, 2 * SECOND, CHICAGO) == (1000, 2000)
    assert CursorForm("text", utc=True, separator="T").bounds(0, 1, CHICAGO) == (
        "1970-01-01T00:00:00",
        "1970-01-01T00:00:00.000001",
    )


def test_database_values_are_written_as_a_file_would_write_them() -> None:
    stamp = pd.Timestamp("2024-05-01 10:00:00").to_pydatetime()
    assert as_text(stamp, utc_column=True) == "2024-05-01 10:00:00+00:00"
    assert [as_text(value) for value in (None, True, 7, 7.0, stamp.date(), b"x\0")] == [
        "", "true", "7", "7", "2024-05-01", "x",
    ]  # fmt: skip
    assert [as_text(value) for value in (float("inf"), float("nan"), Decimal("NaN"))] == ["inf", "nan", "NaN"]


def test_a_table_set_back_to_an_earlier_state_is_told_for_a_day(db: City) -> None:
    db.put(1, updated=NOW - 3 * HOUR)
    db.put(2, updated=NOW - HOUR, opened=NOW - 3 * HOUR, status="closed")
    source = db.source()
    before = source.changes(None, NOW)
    assert before.notice == ""
    db.put(2, updated=NOW - 3 * HOUR)  # as in last night's backup
    after = source.changes(before.cursor, NOW + MINUTE)
    assert "its table was set back to an earlier state" in after.notice
    again = source.changes(after.cursor, NOW + 2 * MINUTE)
    assert again.notice == after.notice
    assert source.changes(again.cursor, NOW + 2 * DAY).notice == ""


def test_a_ticket_that_is_deleted_is_no_table_set_back(db: City) -> None:
    db.put(1, updated=NOW - 3 * HOUR)
    db.put(2, updated=NOW - HOUR)
    source = db.source()
    before = source.changes(None, NOW)
    db.run("DELETE FROM tickets WHERE id = 2")
    assert source.changes(before.cursor, NOW + MINUTE).notice == ""
