"""City open-data files: every row accounted for, whatever state the file is in."""

from __future__ import annotations

import io
import itertools
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from data_sources._csv.rows import RowReader
from data_sources._csv.source import CsvTickets
from data_sources.csv_tickets import KIND
from tests.data_sources.cities import EXCERPTS, FILES, NOW, city, read_all
from tests.data_sources.old_files import written as file_of
from tests.examples import examples
from wallboard.model import SECOND
from wallboard.source import Batch, SourceError

ZONE = ZoneInfo("America/Chicago")
HEADER = "id,opened,closed,status,dept\n"
COLUMNS = {"ticket": "id", "opened_at": "opened", "finished_at": "closed", "status": "status", "department": "dept"}
STATES = {"Open": "open", "Closed": "finished"}
MEANING = {"delimiter", "encoding"}


def opened(path: Path, **changed: Any) -> CsvTickets:
    settings: dict[str, Any] = {"kind": "csv_tickets", "path": path, "columns": COLUMNS, "states": STATES}
    made = KIND.open("requests", "main", ZONE, KIND.options(**settings | changed))
    assert isinstance(made, CsvTickets)
    return made


def written(path: Path, content: str | bytes, age_s: int = 3600) -> Path:
    """A file as it was `age_s` seconds before NOW."""
    return file_of(path, content, NOW - age_s * SECOND)


def filled(folder: Path) -> CsvTickets:
    rows = "".join(f"{n},2024-05-0{n} 10:00:00,,Open,Roads\n" for n in range(1, 6))
    return opened(written(folder / "requests.csv", HEADER + rows))


def assert_same_tickets(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """In whatever order."""
    one, other = (frame.sort_values("ticket", ignore_index=True) for frame in (one, other))
    pd.testing.assert_frame_equal(one, other)


def told(batches: list[Batch]) -> pd.DataFrame:
    return pd.concat([batch.tickets for batch in batches if batch.tickets is not None], ignore_index=True)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("at_once_mb", [16, 0.004])
def test_a_citys_file_is_accounted_for_row_by_row_in_one_part_and_in_many(name: str, at_once_mb: float) -> None:
    path = EXCERPTS / FILES[name]
    whole = pd.read_csv(path, dtype=str, keep_default_na=False)
    batches = read_all(city(name).source(path, at_once_mb=at_once_mb))
    taken, aside = told(batches), [row for batch in batches for row in batch.set_aside]
    repeats = sum(batch.repeats for batch in batches)
    assert sum(batch.read for batch in batches) == len(whole) == len(taken) + repeats + len(aside)
    assert repeats == whole.duplicated().sum()
    lines = [int(row.key.removeprefix("line ")) for row in aside]
    assert len(set(lines)) == len(lines)
    key = city(name).settings["sources"]["requests"]["columns"]["ticket"]
    assert set(taken["ticket"]) | set(whole[key].iloc[[line - 2 for line in lines]]) == set(whole[key])


def test_parts_give_the_same_tickets_as_the_whole() -> None:
    path = EXCERPTS / FILES["st_louis"]
    whole, parts = (told(read_all(city("st_louis").source(path, at_once_mb=mb))) for mb in (16, 0.004))
    assert_same_tickets(whole, parts)


def test_a_restart_between_any_two_parts_loses_and_doubles_nothing() -> None:
    path, place = EXCERPTS / FILES["st_louis"], city("st_louis")
    whole = told(read_all(place.source(path)))
    frames, cursor, reads, more = [], None, 0, True
    while more and reads < 10_000:
        batch = place.source(path, at_once_mb=0.004).changes(cursor, NOW)
        assert batch.cursor is not None
        cursor, more, reads = json.loads(json.dumps(dict(batch.cursor))), batch.more, reads + 1
        frames.append(batch)
    assert_same_tickets(whole, told(frames))


def test_of_rows_that_differ_for_one_ticket_one_wins_and_the_others_say_so(tmp_path: Path) -> None:
    rows = "7,2024-05-01 10:00:00,,Open,\n7,2024-05-01 10:00:00,,Open,Roads\n7,2024-05-01 10:00:00,,Open,\n"
    [batch, _] = read_all(opened(written(tmp_path / "a.csv", HEADER + rows)))
    assert batch.tickets is not None
    assert list(batch.tickets["department"]) == ["Roads"]
    assert (batch.read, batch.repeats) == (3, 1)
    assert [(row.key, row.reason) for row in batch.set_aside] == [
        ("line 2", "superseded by line 3, which has the same ticket but another dept")
    ]


def test_malformed_rows_are_set_aside_with_their_line_and_reading_goes_on(tmp_path: Path) -> None:
    content = HEADER + (
        "1,2024-05-01 10:00:00,,Open,Roads\n"
        "2,2024-05-01 10:00:00,Open\n"
        "3,2024-05-01 10:00:00,,Open,Roads,what is this\n"
        '4,2024-05-01 10:00:00,,Open,"never closed\n'
        '5,2024-05-01 10:00:00,,Open,"Streets\nand ""Roads"""\n'
        "\n"
        "6,2024-05-01 10:00:00,,Open,Roads"
    )
    [batch, _] = read_all(opened(written(tmp_path / "a.csv", content)))
    assert batch.tickets is not None
    assert [row.key for row in batch.set_aside] == ["line 3", "line 4", "line 5"]
    assert list(batch.tickets["ticket"]) == ["1", "5", "6"]
    assert list(batch.tickets["department"]) == ["Roads", 'Streets and "Roads"', "Roads"], "a name is one line"
    assert batch.read == 6
    assert not any("what is this" in row.content for row in batch.set_aside)


def test_encodings_are_told_apart_line_by_line(tmp_path: Path) -> None:
    rows = ["1,2024-05-01 10:00:00,,Open,Caf\xe9\n".encode(code) for code in ("utf-8", "cp1252")]
    nul = b"2,2024-05-01 10:00:00,,Open,Ro\0ads\n"
    content = b"\xef\xbb\xbf" + HEADER.encode() + b"".join(rows) + nul
    [batch, _] = read_all(opened(written(tmp_path / "a.csv", content)))
    assert batch.tickets is not None
    assert (list(batch.tickets["department"]), batch.repeats) == (["Caf\xe9", "Roads"], 1)


def test_utf16_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", HEADER.encode("utf-16"))
    with pytest.raises(SourceError, match="UTF-16; save it as UTF-8"):
        opened(path).changes(None, NOW)


def test_a_missing_column_names_the_file_the_column_and_what_there_is(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "id,opened,closed,status\n1,2024-05-01 10:00:00,,Open\n")
    with pytest.raises(SourceError, match=r"a\.csv has no column dept; its first line has id, opened, closed, status"):
        opened(path).changes(None, NOW)
    assert [finding.ok for finding in opened(path).check(NOW)] == [True, False]


def test_a_file_or_folder_that_is_not_there_is_an_error_and_an_empty_folder_is_none(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no file or folder"):
        opened(tmp_path / "none.csv").changes(None, NOW)
    batch = opened(tmp_path).changes(None, NOW)
    assert (batch.read, batch.more) == (0, False)


def test_a_file_still_being_written_waits_until_two_polls_find_it_the_same(tmp_path: Path) -> None:
    row = "{},2024-05-01 10:00:00,,Open,Roads\n"
    written(tmp_path / "a.csv", HEADER + row.format(1) + "2,2024-05", age_s=1)
    source = opened(tmp_path)
    first = source.changes(None, NOW)
    written(tmp_path / "a.csv", HEADER + row.format(1) + row.format(2), age_s=0)
    second = source.changes(first.cursor, NOW)
    third = source.changes(second.cursor, NOW + SECOND)
    assert [batch.read for batch in (first, second, third)] == [0, 0, 2]
    assert not third.set_aside


def test_a_changed_file_is_read_again_whole_and_a_touched_one_is_not(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", HEADER + "1,2024-05-01 10:00:00,,Open,Roads\n")
    source = opened(tmp_path)
    cursor = read_all(source)[-1].cursor
    written(path, path.read_bytes(), age_s=1800)
    touched = source.changes(cursor, NOW)
    assert touched.read == 0
    written(path, HEADER + "1,2024-05-01 10:00:00,2024-05-02 10:00:00,Closed,Roads\n", age_s=900)
    changed = source.changes(touched.cursor, NOW)
    assert changed.tickets is not None
    assert list(changed.tickets["state"]) == ["finished"]


def test_a_file_that_changes_between_two_parts_is_begun_again(tmp_path: Path) -> None:
    rows = "".join(f"{n},2024-05-01 10:00:00,,Open,Roads\n" for n in range(50))
    path = written(tmp_path / "a.csv", HEADER + rows)
    source = opened(path, at_once_mb=0.0005)
    batch = source.changes(None, NOW)
    while not batch.read:
        batch = source.changes(batch.cursor, NOW)
    written(path, HEADER + rows.replace("Roads", "Parks"), age_s=60)
    after = told(read_all_from(source, batch))
    assert Counter(after["department"]) == {"Parks": 50}


def read_all_from(source: CsvTickets, batch: Batch) -> list[Batch]:
    batches: list[Batch] = []
    while batch.more and len(batches) < 10_000:
        batch = source.changes(batch.cursor, NOW)
        batches.append(batch)
    return batches


@given(st.binary(max_size=400) | st.text(alphabet='a1",\n\r \u00e9', max_size=200).map(str.encode))
def test_whatever_bytes_a_file_holds_reading_ends_and_rows_come_in_the_order_of_their_lines(content: bytes) -> None:
    rows = RowReader(io.BytesIO(content), ",", "auto", width=2)
    found = list(itertools.islice(rows, 1_000))
    assert rows.offset == len(content)
    assert [row.line for row in found] == sorted({row.line for row in found})
    assert all(row.malformed or len(row.fields) == 2 for row in found)


@examples(30)
@given(st.lists(st.sampled_from(["1", "2", "3", '"x', "4,5", "\u00e9"]), max_size=30), st.integers(60, 200))
def test_any_file_read_in_parts_accounts_for_the_same_rows(keys: list[str], part: int) -> None:
    rows = "".join(f"{key},2024-05-01 10:00:00,,Open,Roads\n" for key in keys)
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "a.csv", HEADER + rows)
        whole, parts = (read_all(opened(path, at_once_mb=mb)) for mb in (1, part / 1_000_000))
    for measure in (lambda b: b.read, lambda b: b.repeats, lambda b: len(b.set_aside), lambda b: len(b.tickets)):
        assert sum(map(measure, whole)) == sum(map(measure, parts))
    assert set(told(whole)["ticket"]) == set(told(parts)["ticket"])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"columns": {"ticket": "id"}}, "columns lacks opened_at"),
        ({"columns": COLUMNS | {"opend_at": "x"}}, '"opend_at" is no field of a ticket'),
        ({"states": {}}, "a status column needs states"),
        ({"states": {"Open": "opne"}}, '"opne" is no state; write open, paused'),
        ({"states": {"Open": "open:done"}}, "is no state"),
        ({"states": {"Open": "open", "OPEN": "finished"}}, "two meanings"),
        ({"outcomes": {"nowhere": "rejected"}}, 'outcomes names "nowhere"'),
        ({"constants": {"department": "Roads"}}, "department is in columns and in constants"),
        ({"formats": "%H"}, '"%H" is no time format'),
        ({"encoding": "utf-9"}, '"utf-9" is no encoding'),
        ({"encoding": "utf-16"}, "no lines of its own"),
        ({"delimiter": ";;"}, "at most 1 character"),
        ({"delimiter": '"'}, "cannot stand between fields"),
        ({"delimiter": "\n"}, "cannot stand between fields"),
        ({"pattern": "/etc/*"}, "no pattern of names in the folder"),
        ({"pattern": "../*.csv"}, "no pattern of names in the folder"),
        ({"pattern": " "}, "no pattern of names in the folder"),
        ({"pth": "x"}, "Extra inputs"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused_in_plain_words(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        opened(Path("a.csv"), **changed)
