"""The calls of a ledger that an earlier version wrote."""

from __future__ import annotations

import gzip
import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path

import pytest
import structlog

from tests.ledger_of_before import CallsOfBefore, connected
from tests.queue_log import data_of, verb_of
from wallboard.calls.fold import fold_call
from wallboard.calls.happenings import OF_CALLS, Happening
from wallboard.ledger import Ledger
from wallboard.ledger.calls_rows import read_happenings, read_restarts, read_visits
from wallboard.ledger.tables import happenings, visits

KEPT = Path(__file__).parents[2] / "data" / "ledgers" / "demo_2026_11.db.gz"


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/before.db"


class TestOnSQLite(CallsOfBefore):
    """Every rule of calls of before."""


@pytest.mark.slow
def test_three_days_of_a_city_fold_to_the_visits_that_they_folded_to_before(tmp_path: Path) -> None:
    """In pieces: there are more rows than are taken at once."""
    file = tmp_path / "kept.db"
    file.write_bytes(gzip.decompress(KEPT.read_bytes()))
    with closing(sqlite3.connect(file)) as before:
        old = before.execute("SELECT seq, event, data1, data2, data3, data4, data5 FROM call_events ORDER BY seq")
        rows = old.fetchall()
    ledger = Ledger(f"sqlite:///{file}")
    with structlog.testing.capture_logs() as lines:
        ledger.migrate()
    ledger.close()
    assert [line["rows"] for line in lines if "rewritten" in line["event"]] == [12_108]
    with connected(f"sqlite:///{file}") as connection:
        kept = read_happenings(connection, happenings.c.seq == happenings.c.seq)
        assert [(each.seq, verb_of(each), *data_of(each)) for each in kept] == rows
        by_call: dict[str, list[Happening]] = defaultdict(list)
        for each in kept:
            if each.what in OF_CALLS:
                by_call[each.callid].append(each)
        restarts = read_restarts(connection, kept[0].site)
        folded = {visit.key: visit for call in by_call.values() for visit in fold_call(call, restarts)}
        stored = {visit.key: visit for visit in read_visits(connection, visits.c.callid == visits.c.callid)}
        assert len(stored) == 3_308
        assert folded == stored
