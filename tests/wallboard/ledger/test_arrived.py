"""What arrived in a stretch of time is told as it was told then; what was told late is found, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger_behaviour import ANSWERED, NOON, call_event, calls, requests, ticket, whole
from tests.wallboard.ledger.test_invariants import MODERATE, arrivals, changes, ledger_in, logs, told_whole
from wallboard.calls.happenings import Happening
from wallboard.calls.whole import VisitVersion
from wallboard.ledger import AGENTS, Ledger, Outage, Recorded
from wallboard.model import DAY, HOUR, MINUTE, SECOND

LATE = 20 * SECOND


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


def test_of_several_batches_only_what_is_other_in_the_end_is_told(ledger: Ledger) -> None:
    for i, event in enumerate(ANSWERED):
        ledger.record("pbx", "main", calls(event), NOON + i * MINUTE)
    ledger.record("crm", "main", requests(ticket("1", NOON)), NOON + MINUTE)
    came = ledger.arrived("main", NOON - 1, NOON + 2 * MINUTE)
    (visit,) = came.visits
    assert (visit.completed, came.former, came.gone) == (True, {}, ())
    assert came.versions is not None
    assert ledger.arrived("main", NOON + 2 * MINUTE, NOON + DAY) == Recorded()
    assert ledger.arrived("elsewhere", NOON - 1, NOON + DAY) == Recorded()


def test_an_outage_is_what_was_told_only_afterwards(ledger: Ledger) -> None:
    """Not a quiet night, nor what was read at the very first."""
    ledger.record("pbx", "main", calls(call_event(1, NOON - 9 * DAY, "QUEUESTART", "NONE", "NONE")), NOON)
    ledger.record("pbx", "main", calls(call_event(2, NOON + 9 * HOUR, "ENTERQUEUE")), NOON + 9 * HOUR + SECOND)
    away = NOON + 10 * HOUR
    for seq, (at, heard) in enumerate(((0, 30), (10, 30), (25, 40), (90, 91)), 3):
        event = call_event(seq, away + at * MINUTE, "ENTERQUEUE", f"c{seq}")
        ledger.record("pbx", "main", calls(event), away + heard * MINUTE)
    spans = [Outage("pbx", away, away + 40 * MINUTE), Outage("pbx", away + 90 * MINUTE, away + 91 * MINUTE)]
    assert ledger.outages("pbx", "main", NOON, NOON + DAY, LATE) == spans
    assert ledger.outages("pbx", "main", away + 20 * MINUTE, away + 21 * MINUTE, LATE) == spans[:1]
    assert ledger.outages("pbx", "main", away + 41 * MINUTE, away + 50 * MINUTE, LATE) == []
    assert ledger.outages("pbx", "main", NOON, NOON + DAY, HOUR) == []
    assert ledger.outages("crm", "main", NOON, NOON + DAY, LATE) == []


def test_an_outage_of_days_is_found_from_within(ledger: Ledger) -> None:
    ledger.record("pbx", "main", calls(call_event(1, NOON, "QUEUESTART", "NONE", "NONE")), NOON)
    ledger.record("pbx", "main", calls(call_event(2, NOON + HOUR, "ENTERQUEUE")), NOON + 3 * DAY)
    assert ledger.outages("pbx", "main", NOON + DAY, NOON + DAY + 1, LATE) == [
        Outage("pbx", NOON + HOUR, NOON + 3 * DAY)
    ]


def test_a_checkpoint_names_the_rows_that_decide_how_agents_stand(ledger: Ledger) -> None:
    """By them it is known who is on duty, without going through all that agents ever did."""
    events = [call_event(seq, NOON + seq * HOUR, "ADDMEMBER", "NONE", agent=f"a{seq % 3}") for seq in range(1, 40)]
    ledger.record("pbx", "main", calls(*events), NOON + 40 * HOUR)
    plain = ledger.calls_at("main", NOON + 39 * HOUR, NOON + 36 * HOUR).of_agents
    rows = ledger.agents_before("main", NOON + 30 * HOUR)
    assert rows == [("pbx", 27), ("pbx", 28), ("pbx", 29)]
    ledger.save_checkpoint("main", NOON + 30 * HOUR, NOON + 40 * HOUR, "calls", {AGENTS: rows})
    assert ledger.calls_at("main", NOON + 39 * HOUR, NOON + 36 * HOUR).of_agents == plain
    assert ledger.agents_before("main", NOON + 36 * HOUR) == [("pbx", 33), ("pbx", 34), ("pbx", 35)]
    # Named ones are believed: nothing of before is read once more.
    ledger.save_checkpoint("main", NOON + 31 * HOUR, NOON + 40 * HOUR, "calls", {AGENTS: [("pbx", 3)]})
    assert ("pbx", 29) not in ledger.agents_before("main", NOON + 31 * HOUR)
