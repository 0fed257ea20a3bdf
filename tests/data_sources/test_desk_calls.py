"""The source that docs/sources.md shows whole, as a module: what a stranger would write from it."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any, Self
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.clock import instant, utc
from wallboard.engine.importing import Totals, import_all
from wallboard.ledger import Ledger
from wallboard.model import DAY, MINUTE, SECOND, Micros, Outcome
from wallboard.source import Source, SourceKind

ROOT = Path(__file__).resolve().parents[2]
DOC = ROOT / "docs" / "sources.md"
MEANING = {"deleted"}
NOW: Micros = 1_795_400_000_000_000  # as in the contract tests
TABLE = """CREATE TABLE calls (id INTEGER PRIMARY KEY NOT NULL, queue TEXT, agent TEXT, deleted TEXT, entered TEXT,
answered TEXT, ended TEXT, changed TEXT NOT NULL)"""


def _text() -> str:
    """The first block of code."""
    text = re.search(r"```python\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    assert text is not None
    return text[1]


def _kind() -> SourceKind:
    module = ModuleType("data_sources.desk_calls")
    sys.modules[module.__name__] = module  # where pydantic looks for the names of its annotations
    exec(compile(_text(), str(DOC), "exec"), module.__dict__)
    kind: SourceKind = module.KIND
    return kind


KIND = _kind()


def text(at: Micros | None) -> str | None:
    return None if at is None else f"{utc(at):%Y-%m-%d %H:%M:%S}"


class Desk:
    """Its database, into which a test writes."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "desk.db"
        with closing(sqlite3.connect(self.path)) as connection:
            connection.execute(TABLE)
            connection.execute("CREATE INDEX calls_changed ON calls (changed, id)")

    def write(
        self,
        call: int,
        changed: Micros,
        entered: Micros,
        answered: Micros | None = None,
        ended: Micros | None = None,
        queue: str = "roads",
        deleted: str = "",
    ) -> None:
        self.row(call, queue, "Ann", deleted, text(entered), text(answered), text(ended), text(changed))

    def row(self, *told: int | str | None) -> None:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("INSERT OR REPLACE INTO calls VALUES (?, ?, ?, ?, ?, ?, ?, ?)", told)

    def source(self, url: str = "", zone: str = "UTC", **where: Any) -> Source:
        where = where or {"table": "calls"}
        options = KIND.options.model_validate({"url": url or f"sqlite:///{self.path}", **where})
        return KIND.open("desk", "main", ZoneInfo(zone), options)


def filled(folder: Path, url: str = "") -> Source:
    """Three calls, and one that makes no sense."""
    desk, entered = Desk(folder), NOW - DAY
    desk.write(1, NOW - 9 * MINUTE, entered, entered + MINUTE, entered + 3 * MINUTE)
    desk.write(2, NOW - 8 * MINUTE, entered, None, entered + MINUTE)
    desk.write(3, NOW - 7 * MINUTE, NOW - 7 * MINUTE)
    desk.write(4, NOW - 6 * MINUTE, entered, None, entered - MINUTE)
    return desk.source(url)


def imported(source: Source, ledger: Ledger, now: Micros) -> Totals:
    return import_all(source, ledger, lambda: now, lambda share: None)


@pytest.mark.slow
def test_as_a_module_of_kinds_it_brings_nothing_that_reads_rows(tmp_path: Path) -> None:
    (tmp_path / "desk_calls.py").write_text(_text(), encoding="utf-8")
    code = f"""
import sys, data_sources
data_sources.__path__.append({str(tmp_path)!r})
data_sources.kinds()
print(*sys.modules)
"""
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    modules = set(ran.stdout.split())
    assert "data_sources.desk_calls" in modules
    assert modules & {"pandas", "psycopg", "pymysql", "plotly"} == set()


@pytest.mark.parametrize(
    ("answered", "ended", "wait_s", "talk_s"),
    [
        ("01:00:10", "01:05:10", 40, 300),  # the clock went back while they waited
        ("01:59:40", "01:00:10", 10, 30),  # while they talked
        ("01:59:40", "01:59:50", 10, 10),
    ],
)
def test_the_steps_of_a_call_follow_each_other_through_the_hour_that_a_clock_shows_twice(
    tmp_path: Path, answered: str, ended: str, wait_s: int, talk_s: int
) -> None:
    """Local times without an offset, as its row was written when it entered, was answered and ended."""
    desk, day, entered = Desk(tmp_path), "2026-11-01", "01:59:30"
    began, outcomes = instant("2026-11-01T06:59:30+00:00"), []
    rows = {0: (None, None, entered), wait_s: (answered, None, answered), wait_s + talk_s: (answered, ended, ended)}
    with (
        closing(Ledger(f"sqlite:///{tmp_path}/ledger.db")) as ledger,
        closing(desk.source(zone="America/Chicago")) as source,
    ):
        ledger.migrate()
        for second, row in rows.items():
            times = (each and f"{day} {each}" for each in (entered, *row))
            desk.row(1, "roads", "Ann", "", *times)
            now = began + (second + 2) * SECOND
            totals = imported(source, ledger, now)
            assert totals.set_aside == 0
            outcomes += [visit.outcome for visit in ledger.calls_at("main", now, now - DAY).visits]
        [visit] = ledger.calls_at("main", now, now - DAY).visits
    assert outcomes == [Outcome.WAITING, Outcome.ANSWERED, Outcome.ANSWERED]
    assert (visit.entered, visit.wait_s, visit.talk_s) == (began, wait_s, talk_s)


def test_no_telephone_number_is_kept_of_a_row_that_makes_no_sense(tmp_path: Path) -> None:
    desk, at = Desk(tmp_path), text(NOW - DAY)
    desk.row(1, "roads", "Ann 314 555 1234", "", at, "when 314 555 1234 rang back", None, text(NOW - MINUTE))
    with closing(desk.source()) as source:
        [odd] = source.changes(None, NOW).set_aside
    assert odd.reason == 'answered is "when *** rang back", which is no time; 2026-11-22 12:00:00 would be, no number'
    assert "agent=Ann ***; " in odd.content
    assert "1234" not in repr(odd)


def test_columns_that_the_settings_name_are_each_named_once() -> None:
    (lines,) = [
        block for block in re.findall(r"```python\n(.*?)```", DOC.read_text(), re.DOTALL) if "_each_once" in block
    ]
    known: dict[str, Any] = {**vars(sys.modules["data_sources.desk_calls"]), "Self": Self}
    exec(f"from pydantic import model_validator\n{lines}", known)
    own = {name: f"their {name}" for name in known["COLUMNS"]}
    where = {"url": "sqlite:///calls.db", "table": "calls"}
    assert known["Options"](**where, columns=own).columns == own
    for wrong in ({**own, "id": "their queue"}, {**own, "more": "x"}, {}):
        with pytest.raises(ValueError, match="a column of its own for each of id, queue"):
            known["Options"](**where, columns=wrong)


def test_columns_of_other_names_are_renamed_by_a_query(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write(1, NOW - MINUTE, NOW - DAY)
    with closing(sqlite3.connect(desk.path)) as connection:
        connection.execute("ALTER TABLE calls RENAME COLUMN id TO contact_id")
    query = "SELECT contact_id AS id, queue, agent, deleted, entered, answered, ended, changed FROM calls"
    with closing(desk.source(query=query)) as source:
        assert [visit.key for visit in source.changes(None, NOW).visits] == ["1"]


def test_a_call_that_is_corrected_to_another_queue_and_one_that_is_taken_back_count_as_they_are(tmp_path: Path) -> None:
    desk, entered = Desk(tmp_path), NOW - DAY
    desk.write(1, NOW - 9 * MINUTE, entered, entered + MINUTE, entered + 3 * MINUTE)
    desk.write(2, NOW - 8 * MINUTE, entered, None, entered - MINUTE)
    desk.write(3, NOW - 7 * MINUTE, entered)
    with closing(Ledger(f"sqlite:///{tmp_path}/ledger.db")) as ledger, closing(desk.source()) as source:
        ledger.migrate()
        totals = imported(source, ledger, NOW)
        assert (totals.read, totals.new, totals.set_aside) == (3, 2, 1)
        (odd,) = ledger.set_aside_rows("desk")
        written = f"entered {text(entered)}, ended {text(entered - MINUTE)}"
        assert odd.reason == f"it is over before it began: {written}; are the columns the right ones?"
        desk.write(1, NOW - MINUTE, entered, entered + MINUTE, entered + 3 * MINUTE, queue="water")
        desk.write(2, NOW - MINUTE, entered, None, entered + MINUTE)
        desk.write(3, NOW - MINUTE, entered, deleted="1")
        totals = imported(source, ledger, NOW)
        assert (totals.read, totals.new, ledger.counts("desk").set_aside) == (3, 3, 0)
        visits = ledger.calls_at("main", NOW, NOW - DAY).visits
        assert [(visit.queue, visit.outcome, visit.wait_s, visit.talk_s) for visit in visits] == [
            ("water", Outcome.ANSWERED, 60, 120),
            ("roads", Outcome.ABANDONED, 60, None),
        ]


@given(
    answered=st.none() | st.integers(-9, 9), ended=st.none() | st.integers(-9, 9), said=st.sampled_from(["", "soon"])
)
def test_a_row_is_told_or_says_why_not(
    tmp_path_factory: pytest.TempPathFactory, answered: int | None, ended: int | None, said: str
) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    first, last = (None if each is None else NOW - DAY + each * SECOND for each in (answered, ended))
    desk.write(1, NOW - MINUTE, NOW - DAY, first, last)
    if said:
        with closing(sqlite3.connect(desk.path)) as connection, connection:
            connection.execute("UPDATE calls SET answered = ?", (said,))
    with closing(desk.source()) as source:
        batch = source.changes(None, NOW)
    sound = not said and (answered or 0) >= 0 and (ended is None or ended >= (answered or 0))
    assert (len(batch.visits), len(batch.set_aside)) == ((1, 0) if sound else (0, 1))
