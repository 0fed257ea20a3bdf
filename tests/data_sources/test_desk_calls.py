"""The source that docs/sources.md shows whole, as a module: what a stranger would write from it."""

from __future__ import annotations

import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.clock import utc
from wallboard.engine.importing import import_all
from wallboard.ledger import Ledger
from wallboard.model import DAY, MINUTE, SECOND, Micros, Outcome
from wallboard.source import Source, SourceKind

DOC = Path(__file__).resolve().parents[2] / "docs" / "sources.md"
NOW: Micros = 1_795_400_000_000_000  # as in the contract tests
TABLE = """CREATE TABLE calls (id INTEGER PRIMARY KEY NOT NULL, queue TEXT, agent TEXT, deleted TEXT, entered TEXT,
answered TEXT, ended TEXT, changed TEXT NOT NULL)"""


def _kind() -> SourceKind:
    """Of the first block of code."""
    text = re.search(r"```python\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    assert text is not None
    module = ModuleType("data_sources.desk_calls")
    sys.modules[module.__name__] = module  # where pydantic looks for the names of its annotations
    exec(compile(text[1], str(DOC), "exec"), module.__dict__)
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
        times = text(entered), text(answered), text(ended), text(changed)
        with closing(sqlite3.connect(self.path)) as connection, connection:
            row = call, queue, "Ann", deleted, *times
            connection.execute("INSERT OR REPLACE INTO calls VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def source(self, url: str = "") -> Source:
        options = KIND.options.model_validate({"url": url or f"sqlite:///{self.path}", "table": "calls"})
        return KIND.open("desk", "main", ZoneInfo("UTC"), options)


def filled(folder: Path, url: str = "") -> Source:
    """Three calls, and one that makes no sense."""
    desk, entered = Desk(folder), NOW - DAY
    desk.write(1, NOW - 9 * MINUTE, entered, entered + MINUTE, entered + 3 * MINUTE)
    desk.write(2, NOW - 8 * MINUTE, entered, None, entered + MINUTE)
    desk.write(3, NOW - 7 * MINUTE, NOW - 7 * MINUTE)
    desk.write(4, NOW - 6 * MINUTE, entered, None, entered - MINUTE)
    return desk.source(url)


def test_a_call_that_is_corrected_to_another_queue_and_one_that_is_taken_back_count_as_they_are(tmp_path: Path) -> None:
    desk, entered = Desk(tmp_path), NOW - DAY
    desk.write(1, NOW - 9 * MINUTE, entered, entered + MINUTE, entered + 3 * MINUTE)
    desk.write(2, NOW - 8 * MINUTE, entered, None, entered - MINUTE)
    desk.write(3, NOW - 7 * MINUTE, entered)
    with closing(Ledger(f"sqlite:///{tmp_path}/ledger.db")) as ledger, closing(desk.source()) as source:
        ledger.migrate()
        totals = import_all(source, ledger, lambda: NOW, lambda share: None)
        assert (totals.read, totals.new, totals.set_aside) == (3, 2, 1)
        assert [row.reason for row in ledger.set_aside_rows("desk")] == ["it is over before it began"]
        desk.write(1, NOW - MINUTE, entered, entered + MINUTE, entered + 3 * MINUTE, queue="water")
        desk.write(2, NOW - MINUTE, entered, None, entered + MINUTE)
        desk.write(3, NOW - MINUTE, entered, deleted="1")
        totals = import_all(source, ledger, lambda: NOW, lambda share: None)
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
