"""Files that nobody would write by hand: lines without end, quotes that stay open. Memory and time stay bounded."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from data_sources._csv import rows as _csv_rows
from data_sources._csv.rows import LINE_AT_MOST, ROW_LINES_AT_MOST, CsvRow, RowReader
from tests.data_sources.cities import read_all
from tests.data_sources.test_csv_tickets import HEADER, opened, written
from tests.data_sources.watched_folder import aside, row, tickets

LINE_MB = int(os.environ.get("WALLBOARD_LONG_LINE_MB", "100"))
MEMORY_MB = 40  # may be taken beyond what a small file takes, however long a line is


def rows_of(content: str) -> list[CsvRow]:
    return list(RowReader(io.BytesIO(content.encode()), ",", "auto", width=2))


def test_a_line_too_long_is_one_row_set_aside_and_the_next_is_read() -> None:
    found = rows_of("a,1\n" + "x" * (LINE_AT_MOST + 5) + "\nb,2\n" + "y" * 3 * LINE_AT_MOST)
    assert [(row.line, row.fields, row.malformed) for row in found] == [
        (1, ["a", "1"], ""),
        (2, [], "the line has more than 1,000,000 bytes"),
        (3, ["b", "2"], ""),
        (4, [], "the line has more than 1,000,000 bytes"),
    ]


def test_a_line_of_just_what_may_be_is_read() -> None:
    long = "a," + ",".join(["x" * 100_000] * 9)
    assert [len(row.fields) for row in RowReader(io.BytesIO((long + "\nb,2\n").encode()), ",", "auto")] == [10, 2]


def test_a_field_too_long_is_told_as_that_and_not_as_a_quote() -> None:
    found = rows_of("a," + "x" * 140_000 + "\nb,2\n")
    assert [row.malformed for row in found] == ["a field has more than 131,072 characters", ""]


@pytest.mark.parametrize("behind", ["x,1\n", "\n", "x" * 900 + ",1\n"])
def test_behind_a_quote_that_stays_open_every_row_is_read(behind: str) -> None:
    """However many they are: the quote's own line is given up and nothing else."""
    lines = 3 * ROW_LINES_AT_MOST
    found = rows_of('a,"open\n' + behind * lines + "z,9\n")
    assert [(row.line, row.malformed) for row in found if row.malformed] == [(1, _csv_rows.BROKEN_QUOTE)]
    assert len(found) == 2 + (0 if behind == "\n" else lines)


def test_a_long_line_behind_an_open_quote_is_its_own_mistake() -> None:
    found = rows_of('a,"open\n' + "x" * (LINE_AT_MOST + 1) + "\nb,2\n")
    assert [(row.line, bool(row.malformed)) for row in found] == [(1, True), (2, True), (3, False)]


@pytest.mark.slow
def test_eighty_thousand_rows_behind_an_open_quote_are_read_in_one_go_and_in_parts(tmp_path: Path) -> None:
    """The status of one row took in what followed it, and masking that took minutes."""
    content = HEADER + '1,2024-05-01 10:00:00,,"Open,Roads\n' + "".join(row(n) for n in range(2, 80_002))
    for at_once_mb in (16, 0.5):
        batches = read_all(opened(written(tmp_path / "a.csv", content), at_once_mb=at_once_mb))
        assert [key for key, _ in aside(batches)] == ["line 2"]
        assert len(tickets(batches)) == 80_000


MEASURE = """
import resource, sys
from pathlib import Path
from tests.data_sources.cities import read_all
from tests.data_sources.test_csv_tickets import opened
from tests.data_sources.watched_folder import aside, tickets

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

read_all(opened(Path(sys.argv[1]) / "small"))
before = peak()
batches = read_all(opened(Path(sys.argv[1]) / "long"))
print(sorted(tickets(batches)), aside(batches), peak() - before, sep="\\n")
"""


@pytest.mark.slow
def test_a_line_of_any_length_takes_no_more_memory_than_others(tmp_path: Path) -> None:
    for name in ("small", "long"):
        (tmp_path / name).mkdir()
        written(tmp_path / name / "a.csv", HEADER + row(1))
    with (tmp_path / "long" / "b.csv").open("wb") as file:
        file.write((HEADER + row(2)).encode())
        file.seek(LINE_MB * 1_000_000, os.SEEK_CUR)  # a hole: it takes no room, and reads as a line of NULs
        file.write(b"\n" + row(3).encode())
    with (tmp_path / "long" / "c.csv").open("wb") as file:
        file.truncate(LINE_MB * 1_000_000)
    for path in (tmp_path / "long").iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    told = subprocess.run(
        [sys.executable, "-c", MEASURE, tmp_path], capture_output=True, text=True, timeout=100, check=True
    ).stdout.splitlines()
    assert told[0] == "['1', '2', '3']"
    assert told[1] == (
        "[('b.csv line 3', 'the line has more than 1,000,000 bytes'),"
        " ('file c.csv', 'is no table: its first line has more than 1,000,000 bytes')]"
    )
    assert int(told[2]) < MEMORY_MB
