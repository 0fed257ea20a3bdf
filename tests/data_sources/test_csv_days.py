"""Days in files: every row accounted for, whatever state the file is in, and nothing taken that cannot be."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from data_sources._days.csv_source import MOST_MB
from tests.data_sources.day_files import HEADER, filled, opened, read, written
from tests.data_sources.days import NOW, OF_DAYS, ZONE, aside, read_all, told
from wallboard.clock import day_start
from wallboard.model import HOUR, SECOND, Micros
from wallboard.source import SourceError

MEANING = {"delimiter", "encoding", "decimal", "thousands", *OF_DAYS}


def test_a_day_has_the_numbers_that_its_row_tells_and_no_others(tmp_path: Path) -> None:
    batch = read(tmp_path, HEADER + "2026-11-01,1203,4\n2026-11-02, 12.5 ,\n2026-11-03,,\n2026-11-04,-3,N/A\n")
    assert told(batch) == {
        "2026-11-01": {"visits": 1203, "absent": 4},
        "2026-11-02": {"visits": 12.5},
        "2026-11-03": {},
        "2026-11-04": {"visits": -3},
    }
    assert (batch.read, batch.repeats, batch.set_aside) == (4, 0, ())


def test_what_cannot_be_is_set_aside_with_its_line_its_column_and_what_would_be_right(tmp_path: Path) -> None:
    rows = ",1,1\n1st of May,1,1\n2026-11-31,1,1\n2026-11-21,1,1\n2026-11-01,many,1\n2026-11-02,1,1e999\n2026-11-03,inf,1\n"
    batch = read(tmp_path, HEADER + rows + "2026-11-04,1\n2026-11-05,1,2\n")
    assert aside(batch) == {
        "line 2": "Date is empty: a row needs its day",
        "line 3": 'Date is "1st of May": no day that iso can read, between 1900 and 2199',
        "line 4": 'Date is "2026-11-31": no day that iso can read, between 1900 and 2199',
        "line 5": 'Date is "2026-11-21", a day that has not come yet: it is taken when it has',
        "line 6": 'Visits is "many": 1234.5 would be a number',
        "line 7": 'Absent is "1e999": no more than 1,000,000,000,000,000 can be',
        "line 8": 'Visits is "inf": 1234.5 would be a number',
        "line 9": "too few fields: 2, where the header has 3",
    }
    assert told(batch) == {"2026-11-05": {"visits": 1, "absent": 2}}
    assert batch.read == 9


def test_of_two_rows_of_one_day_the_last_holds_and_the_other_says_so(tmp_path: Path) -> None:
    batch = read(tmp_path, HEADER + "2026-11-01,1,1\n2026-11-01,2,1\n2026-11-01,2,1\n")
    assert told(batch) == {"2026-11-01": {"visits": 2, "absent": 1}}
    assert aside(batch) == {"line 2": "superseded by line 3, which has the same day but another Visits"}
    assert (batch.read, batch.repeats) == (3, 1)


def test_a_decimal_comma_is_read_where_settings_say_so(tmp_path: Path) -> None:
    rows = "Date;Visits;Absent\n2026-11-01;1.203,5;3\n2026-11-02;12,0;\n"
    batch = read(tmp_path, rows, delimiter=";", decimal=",", thousands=".")
    assert told(batch) == {"2026-11-01": {"visits": 1203.5, "absent": 3}, "2026-11-02": {"visits": 12}}


@pytest.mark.parametrize("text", ["1,5", "1,234", "1.234,5", "1 234", "1'234"])
def test_where_they_do_not_nothing_is_guessed_and_the_setting_is_named(tmp_path: Path, text: str) -> None:
    batch = read(tmp_path, f"Date;Visits;Absent\n2026-11-01;{text};3\n", delimiter=";")
    assert not batch.days
    assert 'where a comma is before the decimals set decimal = ","' in aside(batch)["line 2"]


def test_one_sign_cannot_be_both(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match='decimal and thousands are both ","'):
        opened(tmp_path, decimal=",", thousands=",")


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"visits": "Visits"}, "columns lacks day"),
        ({"day": "Date"}, "columns has no number"),
        ({"day": "Date", "": "Visits"}, '"" is no name for a number'),
        ({"day": "Date", "visits": ""}, "at least 1 character"),
    ],
)
def test_columns_that_cannot_be_say_what_would_be_right(tmp_path: Path, columns: dict[str, str], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        opened(tmp_path, columns=columns)


def test_dates_in_another_form_are_read_by_a_setting_and_one_that_says_no_day_is_refused(tmp_path: Path) -> None:
    batch = read(tmp_path, HEADER + "03/11/2026,1,1\n4 Nov 2026,2,1\n", formats=["%d/%m/%Y", "%d %b %Y"])
    assert sorted(told(batch)) == ["2026-11-03", "2026-11-04"]
    with pytest.raises(ValidationError, match='"%m/%Y" is no date format'):
        opened(tmp_path, formats="%m/%Y")


def test_a_day_is_the_sites_own_on_the_days_on_which_clocks_change(tmp_path: Path) -> None:
    """In Chicago on 1 November 2026 the hour from one to two comes twice: that day ends at 06:00 UTC."""
    rows = (
        "2026-11-01T05:59:00Z,1,1\n2026-11-02T05:59:00Z,2,1\n2026-11-02T06:00:00+00:00,3,1\n2026-11-03 00:00:00,4,1\n"
    )
    batch = read(tmp_path, HEADER + rows)
    assert {day: numbers["visits"] for day, numbers in told(batch).items()} == {
        "2026-11-01": 2,
        "2026-11-02": 3,
        "2026-11-03": 4,
    }


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1)])
@pytest.mark.parametrize("after", [0, 22 * HOUR])
def test_today_has_come_from_its_first_instant_on(tmp_path: Path, day: date, after: Micros) -> None:
    path = written(tmp_path / "days.csv", f"{HEADER}{day},1,1\n{day + timedelta(days=1)},1,1\n")
    now = day_start(day, ZONE) + after
    batch = opened(path, settle_s=0).changes(None, now)
    assert list(told(batch)) == [str(day)]
    assert not opened(path, settle_s=0).changes(None, day_start(day, ZONE) - 1).days


def test_a_file_that_is_replaced_is_read_again_whole(tmp_path: Path) -> None:
    source = filled(tmp_path)
    first = read_all(source)
    written(tmp_path / "days.csv", HEADER + "2026-11-05,505,5\n2026-11-06,600,6\n", age_s=1800)
    again = source.changes(first[-1].cursor, NOW)
    assert told(again) == {"2026-11-05": {"visits": 505, "absent": 5}, "2026-11-06": {"visits": 600, "absent": 6}}


def test_a_file_that_is_cut_short_waits_until_it_stays_so_and_is_mended_by_the_next(tmp_path: Path) -> None:
    path = written(tmp_path / "days.csv", HEADER + "2026-11-01,100,1\n2026-11-02,20", age_s=1)
    source = opened(path)
    waiting = source.changes(None, NOW)
    assert not waiting.days
    cut = source.changes(waiting.cursor, NOW)
    assert list(told(cut)) == ["2026-11-01"]
    assert aside(cut) == {"line 3": "too few fields: 2, where the header has 3"}
    written(path, HEADER + "2026-11-01,100,1\n2026-11-02,200,2\n", age_s=0)
    assert told(source.changes(cut.cursor, NOW))["2026-11-02"] == {"visits": 200, "absent": 2}


def test_a_folder_is_read_file_by_file_and_keys_name_the_file(tmp_path: Path) -> None:
    written(tmp_path / "october.csv", HEADER + "2026-10-31,1,1\nnone,1,1\n", age_s=7200)
    written(tmp_path / "november.csv", HEADER + "2026-11-01,2,1\n")
    written(tmp_path / "notes.csv", "nothing of ours\n", age_s=1800)
    first, second, last = read_all(opened(tmp_path))
    assert [list(told(batch)) for batch in (first, second, last)] == [["2026-10-31"], ["2026-11-01"], []]
    assert [batch.progress for batch in (first, second, last)] == [1 / 3, 2 / 3, None]
    assert list(aside(first)) == ["october.csv line 3"]
    assert [row.key for row in last.set_aside] == ["file notes.csv"]
    assert "notes.csv" in last.notice


def test_a_column_more_in_the_settings_has_files_read_again(tmp_path: Path) -> None:
    path = written(tmp_path / "days.csv", HEADER + "2026-11-01,100,1\n")
    one = {"day": "Date", "visits": "Visits"}
    before = read_all(opened(path, columns=one))[-1].cursor
    assert not opened(path, columns=one).changes(before, NOW).days
    assert told(opened(path).changes(before, NOW)) == {"2026-11-01": {"visits": 100, "absent": 1}}


def test_a_file_far_too_large_for_days_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    with path.open("wb") as file:
        file.write(HEADER.encode())
        file.truncate(MOST_MB * 1_000_000 + 1)
    os.utime(path, (NOW / SECOND - 60, NOW / SECOND - 60))
    with pytest.raises(SourceError, match="has more than 20 MB: a row for each day would be right"):
        opened(path).changes(None, NOW)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "is empty"),
        ("a,b\n1,2\n", "is no table as settings describe it: its first line has none of the columns Date, Visits, Absent"),
        ("Date,Visits\n", "has no column Absent; its first line has Date, Visits"),
        ("Date;Visits;Absent\n", "with a semicolon between the fields it would have: set delimiter"),
        (b"\xff\xfeD\x00", "is UTF-16"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_such_table_says_why(tmp_path: Path, content: str | bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        opened(written(tmp_path / "days.csv", content)).changes(None, NOW)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1"])
def test_names_of_columns_are_found_in_whatever_encoding_they_are_written(tmp_path: Path, encoding: str) -> None:
    content = 'Día;"Número de visitas"\n2026-11-01;5\n'.encode(encoding)
    batch = read(tmp_path, content, delimiter=";", columns={"day": "Día", "visits": "Número de visitas"})
    assert told(batch) == {"2026-11-01": {"visits": 5}}


def test_what_was_set_aside_is_tried_again_beside_all_other_rows_of_its_file(tmp_path: Path) -> None:
    """A row of the future is taken when its day has come, but not over a later row of that day."""
    rows = "2026-11-21,1,1\n2026-11-22,7,1\n2026-11-21,2,1\n"
    source = opened(written(tmp_path / "days.csv", HEADER + rows))
    first = read_all(source)
    again = source.again(first[0].set_aside, first[-1].cursor, NOW + 24 * HOUR)
    assert told(again.batch) == {"2026-11-21": {"visits": 2, "absent": 1}}
    assert sorted(again.tried) == ["line 2", "line 3", "line 4"]
    assert "superseded by line 4" in aside(again.batch)["line 2"]
    assert "not come yet" in aside(again.batch)["line 3"]
