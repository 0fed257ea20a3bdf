"""The queue_log table, over SQLite; tests/integration has the same over servers."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from pydantic import ValidationError

from data_sources.asterisk_queue_log import KIND, Options, QueueLogTable
from wallboard.clock import iso
from wallboard.model import DAY, MINUTE, SECOND, CallEvent, Micros
from wallboard.simulate import queue_log_table
from wallboard.source import Batch, SourceError

LOG = Path(__file__).parents[1] / "data/asterisk/queue_log_table.csv"
NOW: Micros = 1_795_320_000 * SECOND  # 2026-11-22 04:00 UTC, two hours after the log's last row
Row = tuple[str, ...]


def recorded() -> list[Row]:
    with LOG.open() as file:
        return [tuple(row[1:]) for row in list(csv.reader(file))[1:]]


def queue(time: str, verb: str = "ENTERQUEUE", *data: str, callid: str = "1.1") -> Row:
    return (time, callid, "streets", "NONE", verb, *data, *[""] * (5 - len(data)))


class Phones:
    """A phone system's database in a file, and a source that reads it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "phones.db"
        self.engine = sa.create_engine(f"sqlite:///{self.path}")
        with self.engine.begin() as connection:
            queue_log_table.create(connection)
        self.source = self.open()

    def open(self, zone: str = "UTC", **options: object) -> QueueLogTable:
        source = KIND.open("pbx", "main", ZoneInfo(zone), Options(url=f"sqlite:///{self.path}", **options))
        assert isinstance(source, QueueLogTable)
        return source

    def write(self, *rows: Row) -> None:
        with self.engine.begin() as connection:
            queue_log_table.insert(connection, rows)

    def run(self, statement: str, *values: object) -> None:
        with self.engine.begin() as connection:
            connection.exec_driver_sql(statement, values)


@pytest.fixture
def phones(tmp_path: Path) -> Iterator[Phones]:
    made = Phones(tmp_path)
    yield made
    made.engine.dispose()
    made.source.close()


def filled(folder: Path) -> QueueLogTable:
    """For the contract tests."""
    made = Phones(folder)
    made.write(*recorded())
    made.engine.dispose()
    return made.source


def all_of(source: QueueLogTable, now: Micros = NOW, chunk: int = 500) -> list[Batch]:
    batches = [source.changes(None, now, chunk=chunk)]
    while batches[-1].more:
        batches.append(source.changes(batches[-1].cursor, now, chunk=chunk))
    return batches


def events_of(source: QueueLogTable, now: Micros = NOW) -> list[CallEvent]:
    return [event for batch in all_of(source, now) for event in batch.events]


# ------------------------------------------------------------ the cursor


def test_an_empty_table_gives_nothing_and_its_first_row_later(phones: Phones) -> None:
    empty = phones.source.changes(None, NOW)
    assert (empty.events, empty.read, empty.more) == ((), 0, False)
    phones.write(queue("2026-11-22 03:59:59"))
    assert [e.seq for e in phones.source.changes(empty.cursor, NOW).events] == [1]


def test_the_recorded_log_is_read_whole_in_bounded_chunks(phones: Phones) -> None:
    phones.write(*recorded())
    batches = all_of(phones.source)
    assert [b.read for b in batches] == [500] * 6 + [324]
    assert sum(len(b.events) for b in batches) == 3324
    first = batches[0].events[0]
    assert (iso(first.at), first.event) == ("2026-11-22T01:39:20.429028Z", "QUEUESTART")
    assert not any("555" in value for b in batches for e in b.events for value in e.data)


def test_progress_of_the_first_read_rises_and_then_is_over(phones: Phones) -> None:
    phones.write(*recorded())
    shares = [batch.progress for batch in all_of(phones.source)]
    assert shares[-1] is None
    known = [share for share in shares[:-1] if share is not None]
    assert known == sorted(known)
    assert 0 < known[0] < known[-1] < 1


def test_a_row_that_commits_late_below_the_highest_id_is_still_read(phones: Phones) -> None:
    phones.write(queue("2026-11-22 03:59:50"))
    phones.run(
        "INSERT INTO queue_log (id, time, callid, queuename, event) VALUES (3, '2026-11-22 03:59:52', '1.3', 'streets', 'ENTERQUEUE')"
    )
    before = phones.source.changes(None, NOW)
    assert [e.seq for e in before.events] == [1, 3]
    phones.run(
        "INSERT INTO queue_log (id, time, callid, queuename, event) VALUES (2, '2026-11-22 03:59:51', '1.2', 'streets', 'ENTERQUEUE')"
    )
    late = phones.source.changes(before.cursor, NOW + MINUTE)
    assert [(e.seq, e.callid) for e in late.events] == [(2, "1.2")]
    assert phones.source.changes(late.cursor, NOW + MINUTE).read == 0


def test_a_table_emptied_and_numbered_from_one_again_goes_on_above_all_before(phones: Phones) -> None:
    phones.write(queue("2026-11-22 03:00:00"), queue("2026-11-22 03:00:01"))
    before = phones.source.changes(None, NOW)
    phones.run("DELETE FROM queue_log")
    emptied = phones.source.changes(before.cursor, NOW)
    assert emptied.read == 0
    phones.write(queue("2026-11-22 03:10:00"))
    after = phones.source.changes(emptied.cursor, NOW)
    assert [e.at for e in after.events] == [NOW - 50 * MINUTE]
    assert after.events[0].seq > before.events[-1].seq
    assert phones.source.changes(after.cursor, NOW).read == 0


def test_a_replica_that_fell_behind_is_waited_for(phones: Phones) -> None:
    phones.write(queue("2026-11-22 03:00:00"), queue("2026-11-22 03:00:01"))
    before = phones.source.changes(None, NOW)
    phones.run("DELETE FROM queue_log WHERE id = 2")
    behind = phones.source.changes(before.cursor, NOW)
    assert (behind.read, dict(behind.cursor)) == (0, dict(before.cursor))


def test_the_first_read_goes_back_as_far_as_was_asked(phones: Phones) -> None:
    phones.write(*(queue(f"2026-11-{day:02} 12:00:00", callid=f"{day}.1") for day in range(1, 22)))
    source = phones.open(first_days=3)
    assert [e.callid for e in events_of(source)] == ["19.1", "20.1", "21.1"]
    source.close()
    nothing = phones.open(first_days=0)
    batch = nothing.changes(None, NOW)
    assert batch.read == 0
    phones.write(queue("2026-11-22 03:59:59", callid="new"))
    assert [e.callid for e in nothing.changes(batch.cursor, NOW).events] == ["new"]
    nothing.close()


def test_unreadable_times_do_not_mislead_the_search_for_the_first_row(phones: Phones) -> None:
    rows = [queue(f"2026-11-{day:02} 12:00:00", callid=f"{day}.1") for day in range(1, 22)]
    for place in range(0, len(rows), 3):
        rows[place] = ("garbage", *rows[place][1:])
    phones.write(*rows)
    source = phones.open(first_days=3)
    assert [e.callid for e in events_of(source) if e.at >= NOW - 3 * DAY] == ["20.1", "21.1"]
    source.close()


# ------------------------------------------------------------ forms of the table


def make_table(phones: Phones, columns: str) -> None:
    phones.run("DROP TABLE queue_log")
    phones.run(f"CREATE TABLE queue_log ({columns})")


def test_one_joined_data_column_is_split(phones: Phones) -> None:
    make_table(phones, "id INTEGER PRIMARY KEY, time, callid, queuename, agent, event, data")
    for verb, data in [("EXITWITHKEY", "1|2|3|14"), ("ATTENDEDTRANSFER", "LINK|a|b|3|60|1"), ("ENTERQUEUE", None)]:
        phones.run(
            "INSERT INTO queue_log VALUES (NULL, '2026-11-22 03:00:00', '1.1', 'streets', 'NONE', ?, ?)", verb, data
        )
    assert [e.data for e in events_of(phones.source)] == [
        ("1", "2", "3", "14", ""),
        ("LINK", "a", "b", "3", "60|1"),
        ("", "", "", "", ""),
    ]


@pytest.mark.parametrize(
    "told", ["1795316400", "1795316400.0", 1795316400, "2026-11-22 03:00:00", "2026-11-22T03:00:00.0"]
)
def test_a_time_column_may_hold_text_or_epoch_seconds(phones: Phones, told: object) -> None:
    make_table(phones, "id INTEGER PRIMARY KEY, time VARCHAR(26), callid, queuename, agent, event, data")
    phones.run("INSERT INTO queue_log VALUES (1, ?, '1.1', 'streets', NULL, 'ENTERQUEUE', NULL)", told)
    assert [iso(e.at) for e in events_of(phones.source)] == ["2026-11-22T03:00:00Z"]


def test_columns_may_be_spelled_in_capitals(phones: Phones) -> None:
    make_table(
        phones, "ID INTEGER PRIMARY KEY, Time, CallID, QueueName, Agent, Event, Data1, Data2, Data3, Data4, Data5"
    )
    phones.write(queue("2026-11-22 03:00:00"))
    assert len(events_of(phones.source)) == 1


@pytest.mark.parametrize(
    ("columns", "missing"),
    [
        ("id INTEGER PRIMARY KEY, time, callid, queuename, agent, data", "event"),
        ("id INTEGER PRIMARY KEY, time, callid, queuename, agent, event, data1, data2", "data3, data4, data5"),
    ],
)
def test_a_table_without_its_columns_is_told_which_are_missing(phones: Phones, columns: str, missing: str) -> None:
    make_table(phones, columns)
    with pytest.raises(SourceError, match=f"no column {missing}; it has: id, time") as caught:
        phones.source.changes(None, NOW)
    assert caught.value.permanent
    assert any(not f.ok and missing in f.detail for f in phones.source.check(NOW))


def test_a_table_that_is_not_there_is_told_beside_what_is(phones: Phones) -> None:
    phones.run("ALTER TABLE queue_log RENAME TO queuelog")
    with pytest.raises(SourceError, match=r"no table queue_log.*shows: queuelog"):
        phones.source.changes(None, NOW)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    source = KIND.open("pbx", "main", ZoneInfo("UTC"), Options(url=f"sqlite:///{tmp_path}/none.db"))
    with pytest.raises(SourceError, match="no such file"):
        source.changes(None, NOW)
    assert [f.ok for f in source.check(NOW)] == [False]
    source.close()


# ------------------------------------------------------------ bad rows


def test_rows_that_make_no_sense_are_set_aside_and_the_rest_is_taken(phones: Phones) -> None:
    phones.write(
        queue("2026-11-22 03:00:00", "ENTERQUEUE", "", "5551234", "1", "Erika"),
        queue("nonsense"),
        queue("2026-11-22 05:00:00"),
        queue("2026-11-22 03:00:01", callid="NONE"),
        queue("2026-11-22 03:00:02", "CONNECT", "-4", "SIP/1", "1"),
        queue("2026-11-22 02:00:00", "ABANDON", "1", "1", "3"),
    )
    phones.run("INSERT INTO queue_log (time) VALUES (NULL)")
    (batch,) = all_of(phones.source)
    assert [e.event for e in batch.events] == ["ENTERQUEUE", "ABANDON"], "a clock that jumps back is no error"
    assert [(a.key, a.reason.split(";")[0]) for a in batch.set_aside] == [
        ("id 2", 'time "nonsense" cannot be read'),
        ("id 3", "time is more than 5 minutes in the future"),
        ("id 4", "ENTERQUEUE without its call"),
        ("id 5", 'CONNECT data1 is "-4"'),
        ("id 7", "no event"),
    ]
    assert batch.read == 7


def test_bytes_that_are_no_utf8_do_not_stop_the_poll(phones: Phones) -> None:
    with closing(sqlite3.connect(phones.path)) as raw:
        insert = "INSERT INTO queue_log (time, callid, queuename, agent, event) VALUES (?, '1.1', 'q', {}, 'CONNECTED')"
        raw.execute(insert.format("CAST(X'4DFC6C6C6572' AS TEXT)"), ("2026-11-22 03:00:00",))
        raw.execute(insert.format("X'4DFC6C6C6572'"), ("2026-11-22 03:00:00",))
        raw.commit()
    assert [e.agent for e in events_of(phones.source)] == ["M\ufffdller", "Müller"]


# ------------------------------------------------------------ local time


def test_times_are_local_to_the_sources_zone_through_the_repeated_hour(phones: Phones) -> None:
    local = ["2026-11-01 01:30:00", "2026-11-01 01:59:59", "2026-11-01 01:00:01", "2026-11-01 01:31:00"]
    phones.write(*map(queue, local))
    source = phones.open("America/Chicago")
    first = source.changes(None, NOW, chunk=3)
    rest = source.changes(first.cursor, NOW, chunk=3)
    assert [iso(e.at)[11:19] for e in (*first.events, *rest.events)] == ["06:30:00", "06:59:59", "07:00:01", "07:31:00"]
    source.close()


def test_a_wrong_zone_is_noticed_by_the_check(phones: Phones) -> None:
    phones.write(queue("2026-11-22 04:00:00"))
    for zone, ok in [("UTC", True), ("America/Chicago", False), ("Asia/Tokyo", False)]:
        source = phones.open(zone)
        (finding,) = [f for f in source.check(NOW) if f.what == "time zone is plausible"]
        assert finding.ok is ok, finding
        source.close()


def test_a_quiet_log_is_not_taken_for_a_wrong_zone(phones: Phones) -> None:
    phones.write(queue("2026-11-22 00:22:00"))
    assert all(finding.ok for finding in phones.source.check(NOW))


# ------------------------------------------------------------ settings


@pytest.mark.parametrize("url", ["nonsense", "oracle://x:s3cret@h/d", "sqlite://", "postgresql://u:s3cret@h:port/d"])
def test_an_address_that_cannot_be_read_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Options(url=url)
    assert "s3cret" not in str(caught.value.errors(include_input=False))


def test_the_password_is_in_no_repr() -> None:
    options = Options(url="postgresql://u:s3cret@h/d")
    assert "s3cret" not in repr(options) + str(options) + options.model_dump_json()


def test_a_long_statement_is_cut(phones: Phones) -> None:
    phones.run("DROP TABLE queue_log")
    phones.run(
        "CREATE VIEW queue_log AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id,"
        " '2026-11-22 03:00:00' AS time, i AS callid, '' AS queuename, '' AS agent, '' AS event, '' AS data FROM n"
    )
    source = phones.open(deadline_s=0.2)
    with pytest.raises(SourceError):
        source.changes(None, NOW)
    source.close()


def test_a_column_that_comes_back_is_found_again_without_a_restart(phones: Phones) -> None:
    phones.write(queue("2026-11-22 03:00:00"))
    cursor = phones.source.changes(None, NOW).cursor
    phones.run("ALTER TABLE queue_log RENAME COLUMN data5 TO data6")
    with pytest.raises(SourceError, match="lacks a column"):
        phones.source.changes(cursor, NOW)
    with pytest.raises(SourceError, match="no column data5"):
        phones.source.changes(cursor, NOW)
    phones.run("ALTER TABLE queue_log RENAME COLUMN data6 TO data5")
    assert phones.source.changes(cursor, NOW).read == 0
