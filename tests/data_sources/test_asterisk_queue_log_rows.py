"""What a queue_log table may look like and hold, over SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from data_sources.asterisk_queue_log import KIND, Options
from tests.data_sources.phones import NOW, Phones, all_of, events_of, queue
from tests.queue_log import data_of, verb_of
from wallboard.clock import iso
from wallboard.source import SourceError


@pytest.fixture
def phones(tmp_path: Path) -> Iterator[Phones]:
    made = Phones(tmp_path)
    yield made
    made.engine.dispose()
    made.source.close()


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
    assert [data_of(e) for e in events_of(phones.source)] == [
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
    assert [verb_of(e) for e in batch.happenings] == ["ENTERQUEUE", "ABANDON"], "a clock that jumps back is no error"
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
    assert [iso(e.at)[11:19] for e in (*first.happenings, *rest.happenings)] == [
        "06:30:00",
        "06:59:59",
        "07:00:01",
        "07:31:00",
    ]
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
