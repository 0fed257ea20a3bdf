"""Files of days: written as they were a while ago, and read by the source of such files."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from data_sources._days.csv_source import CsvDays
from data_sources.csv_days import KIND
from tests.data_sources.days import NOW, ZONE, read_all
from tests.data_sources.old_files import written as file_of
from wallboard.model import SECOND
from wallboard.source import Batch

COLUMNS = {"day": "Date", "visits": "Visits", "absent": "Absent"}
HEADER = "Date,Visits,Absent\n"


def opened(path: Path, zone: ZoneInfo = ZONE, **changed: Any) -> CsvDays:
    settings: dict[str, Any] = {"kind": "csv_days", "path": path, "columns": COLUMNS}
    made = KIND.open("web", "main", zone, KIND.options(**settings | changed))
    assert isinstance(made, CsvDays)
    return made


def written(path: Path, content: str | bytes, age_s: int = 3600) -> Path:
    """A file as it was `age_s` seconds before NOW."""
    return file_of(path, content, NOW - age_s * SECOND)


def filled(folder: Path) -> CsvDays:
    rows = "".join(f"2026-11-0{n},{n}00,{n}\n" for n in range(1, 6))
    return opened(written(folder / "days.csv", HEADER + rows))


def read(folder: Path, content: str | bytes, **changed: Any) -> Batch:
    """The one file of a source."""
    first, *rest = read_all(opened(written(folder / "days.csv", content), **changed))
    assert not any(batch.days or batch.set_aside for batch in rest)
    return first
