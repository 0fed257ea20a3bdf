"""Rows of open-data files that were set aside, found again in the file that they came from."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from data_sources._csv.source import CsvTickets
from data_sources.csv_tickets import KIND
from wallboard.model import DAY, Micros
from wallboard.source import Batch, SetAside

NOW: Micros = 1_795_400_000_000_000
HEAD = "id,opened,closed,status\n"
COLUMNS = {"ticket": "id", "opened_at": "opened", "finished_at": "closed", "status": "status"}


def source(folder: Path, **states: str) -> CsvTickets:
    options = KIND.options(kind="csv_tickets", path=folder, columns=COLUMNS, states={"Open": "open"} | states)
    made = KIND.open("city", "main", ZoneInfo("UTC"), options)
    assert isinstance(made, CsvTickets)
    return made


def everything(made: CsvTickets) -> list[Batch]:
    batches = [made.changes(None, NOW)]  # which are there
    batches.append(made.changes(batches[-1].cursor, NOW + DAY))  # and did not grow since
    while batches[-1].more:
        batches.append(made.changes(batches[-1].cursor, NOW + DAY))
    return batches


def two_files(folder: Path) -> Path:
    (folder / "may.csv").write_text(f"{HEAD}1,2026-05-01,,Open\n2,2026-05-02,2026-05-04,Closed\n")
    (folder / "june.csv").write_text(f"{HEAD}3,2026-06-01,,Open\n4,2026-06-02,2026-06-04,Closed\n")
    return folder


def set_aside(made: CsvTickets) -> list[SetAside]:
    return [row for batch in everything(made) for row in batch.set_aside]


def test_the_same_line_of_two_files_is_two_rows(tmp_path: Path) -> None:
    assert {row.key for row in set_aside(source(two_files(tmp_path)))} == {"may.csv line 3", "june.csv line 3"}


def test_rows_are_read_again_from_their_own_files_alone(tmp_path: Path) -> None:
    told = set_aside(source(two_files(tmp_path)))
    again = source(tmp_path, Closed="finished").again(told, None, NOW)
    assert again.tried == {row.key for row in told}
    assert again.batch.tickets is not None
    assert sorted(again.batch.tickets["ticket"]) == ["2", "4"]


def test_rows_of_a_file_that_is_gone_wait_on(tmp_path: Path) -> None:
    told = set_aside(source(two_files(tmp_path)))
    (tmp_path / "may.csv").unlink()
    assert source(tmp_path, Closed="finished").again(told, None, NOW).tried == {"june.csv line 3"}


def test_a_row_that_a_better_one_stands_for_is_not_read_alone(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{HEAD}1,2026-05-01,,Open\n1,2026-05-01,2026-05-04,Closed\n")
    made = source(tmp_path / "a.csv", Closed="finished")
    (row,) = made.changes(None, NOW).set_aside
    assert row.reason.startswith("superseded by")
    assert made.again([row], None, NOW).tried == frozenset()


def test_a_file_that_was_set_aside_is_no_longer_when_settings_read_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{HEAD}1,2026-05-01,,Open\n".replace(",", ";"))
    told = set_aside(source(tmp_path))
    assert [row.key for row in told] == ["file a.csv"]
    assert source(tmp_path).again(told, None, NOW).tried == frozenset()
    options = KIND.options(kind="csv_tickets", path=tmp_path, columns=COLUMNS, states={"Open": "open"}, delimiter=";")
    again = KIND.open("city", "main", ZoneInfo("UTC"), options).again(told, None, NOW)
    assert (set(again.tried), again.batch.set_aside) == ({"file a.csv"}, ())
