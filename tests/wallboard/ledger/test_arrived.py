"""What arrived in a stretch of time is told as it was told then; what was told late is found, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger_arrivals import ArrivalsBehaviour
from tests.ledger_told import NOON, calls, requests, whole
from tests.wallboard.ledger.test_invariants import MODERATE, arrivals, changes, ledger_in, logs, told_whole
from wallboard.calls.happenings import Happening
from wallboard.calls.whole import VisitVersion
from wallboard.ledger import Ledger, Recorded


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("arrived")


@pytest.fixture
def ledger(folder: Path) -> Iterator[Ledger]:
    with ledger_in(folder) as opened:
        yield opened


def outline(recorded: Recorded) -> tuple[Any, ...]:
    def by_key(visit: Any) -> Any:
        return visit.key

    versions = None if recorded.versions is None else recorded.versions.to_dict("records")
    return sorted(recorded.visits, key=by_key), sorted(recorded.gone), dict(recorded.former), versions


@MODERATE
@given(data=st.data(), log=logs())
def test_happenings_that_arrived_are_told_as_when_they_came(
    folder: Path, data: st.DataObject, log: list[Happening]
) -> None:
    with ledger_in(folder) as ledger:
        parts = data.draw(arrivals(log))
        told = [ledger.record("pbx", "main", calls(*part), NOON + i) for i, part in enumerate(parts)]
        for i, recorded in enumerate(told):
            again = ledger.arrived("main", NOON + i - 1, NOON + i)
            assert again.restarts == recorded.restarts
            assert sorted(again.happenings) == sorted(recorded.happenings)
            if not recorded.restarts:
                assert outline(again) == outline(recorded)


@MODERATE
@given(data=st.data(), versions=told_whole(), rows=changes())
def test_whole_visits_and_requests_that_arrived_are_told_as_when_they_came(
    folder: Path, data: st.DataObject, versions: list[VisitVersion], rows: list[dict[str, Any]]
) -> None:
    with ledger_in(folder) as ledger:
        for i, part in enumerate(data.draw(arrivals(versions))):
            recorded = ledger.record("crm", "main", whole(*part), NOON + i)
            assert outline(ledger.arrived("main", NOON + i - 1, NOON + i)) == outline(recorded)
        for i, rows_of_it in enumerate(data.draw(arrivals(rows)), 100):
            recorded = ledger.record("desk", "main", requests(*rows_of_it), NOON + i)
            assert outline(ledger.arrived("main", NOON + i - 1, NOON + i)) == outline(recorded)


class TestArrivalsOnSQLite(ArrivalsBehaviour):
    """Every rule of arrivals."""
