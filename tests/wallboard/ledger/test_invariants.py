"""Whatever the order, the repetition and the splitting of what arrives: the same present, and honest pasts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.empty_databases import lay_ledger
from tests.examples import examples
from tests.ledger_told import FOREVER, NOON, all_visits, call_event, calls, requests, ticket, visit_version, whole
from wallboard.calls.happenings import Happening
from wallboard.calls.whole import VisitVersion, visit_of
from wallboard.ledger import AsOf, Ledger
from wallboard.ledger.records import Recorded
from wallboard.model import DAY, HOUR, MINUTE, NO_INSTANT, Micros, Outcome, Visit, VisitKey
from wallboard.source import Batch
from wallboard.state.plain_requests import is_plain
from wallboard.state.timeline import Version

CALL_VERBS = (
    "ENTERQUEUE",
    "CONNECT",
    "COMPLETECALLER",
    "ABANDON",
    "EXITEMPTY",
    "BLINDTRANSFER",
    "RINGNOANSWER",
    "PAUSE",
)
SPAN = 9 * DAY

# A file of its own for each example is worth it: nothing leaks from one to the next.
MODERATE = settings(
    examples(8),
    phases=set(Phase) - {Phase.explain},
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where empty ledgers are laid, one for each example."""
    return tmp_path_factory.mktemp("ledger")


numbers = itertools.count()


@contextmanager
def ledger_in(folder: Path) -> Iterator[Ledger]:
    file = folder / f"{next(numbers)}.db"
    lay_ledger(file)
    ledger = Ledger(f"sqlite:///{file}")
    try:
        yield ledger
    finally:
        ledger.close()
        file.unlink()


@st.composite
def logs(draw: st.DrawFn) -> list[Happening]:
    """A phone system's log of a few calls over some days, with restarts; its clock may go back."""
    events, at = [], NOON
    for seq in range(1, draw(st.integers(1, 25)) + 1):
        at += draw(st.sampled_from((0, MINUTE, HOUR, 13 * HOUR, 2 * DAY, -MINUTE)))
        if draw(st.integers(0, 9)) == 0:
            events.append(call_event(seq, at, "QUEUESTART", "NONE", "NONE"))
            continue
        verb, callid = draw(st.sampled_from(CALL_VERBS)), draw(st.sampled_from(("c1", "c2", "c3", "c4")))
        events.append(call_event(seq, at, verb, callid, draw(st.sampled_from(("roads", "water"))), agent="ann"))
    return events


@st.composite
def arrivals(draw: st.DrawFn, rows: Sequence[Any]) -> list[list[Any]]:
    """All rows in any order, some twice, in batches of any size."""
    shuffled = draw(st.permutations([*rows, *draw(st.lists(st.sampled_from(list(rows)), max_size=6))]))
    cuts = sorted(draw(st.sets(st.integers(0, len(shuffled)), max_size=8)))
    return [list(shuffled[a:b]) for a, b in itertools.pairwise([0, *cuts, len(shuffled)])]


def outline(ledger: Ledger) -> list[Visit]:
    return sorted(all_visits(ledger), key=lambda visit: visit.key)


@pytest.mark.slow
@MODERATE
@given(data=st.data(), log=logs())
def test_visits_do_not_depend_on_how_events_arrive(folder: Path, data: st.DataObject, log: list[Happening]) -> None:
    with ledger_in(folder) as at_once, ledger_in(folder) as in_parts:
        at_once.record("pbx", "main", calls(*log), NOON)
        shown: dict[VisitKey, Visit] = {}
        for i, part in enumerate(data.draw(arrivals(log))):
            recorded = in_parts.record("pbx", "main", calls(*part), NOON + i)
            assert {visit.key for visit in recorded.visits} & set(recorded.gone) == set()
            for key, visit in recorded.former.items():
                assert shown[key] == visit
            shown = {k: v for k, v in shown.items() if k not in recorded.gone}
            shown |= {visit.key: visit for visit in recorded.visits}
        assert outline(in_parts) == outline(at_once)
        # Who follows what `record` says holds what the ledger holds.
        assert sorted(shown.values(), key=lambda visit: visit.key) == outline(in_parts)


@pytest.mark.slow
@MODERATE
@given(data=st.data(), log=logs(), until=st.integers(0, 9))
def test_what_was_known_is_what_a_ledger_that_stopped_then_would_say(
    folder: Path, data: st.DataObject, log: list[Happening], until: int
) -> None:
    parts = data.draw(arrivals(log))
    at = NOON + data.draw(st.integers(-DAY, SPAN))
    since = at - data.draw(st.sampled_from((0, HOUR, DAY)))
    with ledger_in(folder) as whole, ledger_in(folder) as stopped:
        for i, part in enumerate(parts):
            whole.record("pbx", "main", calls(*part), NOON + i * DAY)
            if i <= until:
                stopped.record("pbx", "main", calls(*part), NOON + i * DAY)
        known = whole.calls_at("main", at, since, known=NOON + until * DAY)
        assert known == stopped.calls_at("main", at, since)


@st.composite
def told_whole(draw: st.DrawFn) -> list[VisitVersion]:
    """What a source said of a few visits, each time at an instant of its own; corrections may say anything."""
    versions = []
    for key in ("1", "2", "3"):
        updated = NOON
        for _ in range(draw(st.integers(0, 4))):
            updated += draw(st.sampled_from((1, MINUTE, HOUR, 2 * DAY)))
            entered = NOON + draw(st.sampled_from((-2 * DAY, 0, HOUR, 3 * DAY)))
            left = entered + draw(st.sampled_from((0, MINUTE, 30 * HOUR)))
            outcome = draw(st.sampled_from((Outcome.WAITING, Outcome.ANSWERED, Outcome.ABANDONED)))
            more: dict[str, Any] = {} if outcome is Outcome.WAITING else {"outcome": outcome, "left": left}
            if outcome is Outcome.ANSWERED:
                more |= {"agent": "ann", "ended": draw(st.sampled_from((None, left + HOUR, left + 2 * DAY)))}
            more |= {"queue": draw(st.sampled_from(("roads", "water"))), "removed": draw(st.integers(0, 5)) == 0}
            versions.append(visit_version(entered, updated, key=key, **more))
    return versions or [visit_version(NOON, NOON)]


@MODERATE
@given(data=st.data(), told=told_whole())
def test_whole_visits_do_not_depend_on_how_versions_arrive(
    folder: Path, data: st.DataObject, told: list[VisitVersion]
) -> None:
    last = {version.key: version for version in sorted(told, key=lambda version: version.updated)}
    holds = [visit_of(version) for version in last.values() if not version.removed]
    with ledger_in(folder) as ledger:
        shown: dict[VisitKey, Visit] = {}
        for i, part in enumerate(data.draw(arrivals(told))):
            recorded = ledger.record("crm", "main", whole(*part), NOON + i)
            assert recorded.read == len(part)
            assert recorded.former == {key: shown[key] for key in recorded.former}
            assert {visit.key for visit in recorded.visits} & set(recorded.gone) == set()
            shown = {key: visit for key, visit in shown.items() if key not in recorded.gone}
            shown |= {visit.key: visit for visit in recorded.visits}
        assert outline(ledger) == sorted(holds, key=lambda visit: visit.key)
        assert sorted(shown.values(), key=lambda visit: visit.key) == outline(ledger)
        counts = ledger.counts("crm")
        assert (counts.new, counts.read) == (len(told), counts.new + counts.repeats)


@MODERATE
@given(data=st.data(), told=told_whole(), until=st.integers(0, 9))
def test_whole_visits_as_known_are_what_a_ledger_that_stopped_then_would_say(
    folder: Path, data: st.DataObject, told: list[VisitVersion], until: int
) -> None:
    parts, every = data.draw(arrivals(told)), data.draw(st.sampled_from((HOUR, DAY)))
    at = NOON + data.draw(st.sampled_from((-DAY, 0, HOUR, DAY, 3 * DAY, SPAN)))
    since = at - data.draw(st.sampled_from((0, HOUR, DAY)))
    with ledger_in(folder) as whole_one, ledger_in(folder) as stopped:
        for i, part in enumerate(parts):
            whole_one.record("crm", "main", whole(*part), NOON + i * every)
            if i <= until:
                stopped.record("crm", "main", whole(*part), NOON + i * every)
        for ledger in (whole_one, stopped):  # otherwise everything since ever matters
            ledger.save_checkpoint("main", at - HOUR, NOON - 9 * DAY, "calls", {})
        known = whole_one.calls_at("main", at, since, known=NOON + until * every)
        assert known.visits == stopped.calls_at("main", at, since).visits


@st.composite
def changes(draw: st.DrawFn) -> list[dict[str, Any]]:
    """What a source said of a few tickets, each time at an instant of its own."""
    rows = []
    for key in ("a", "b", "c", "d"):
        opened = NOON + draw(st.integers(0, 200)) * DAY
        last = opened
        for i in range(draw(st.integers(0, 4))):
            last = opened + i * DAY * draw(st.integers(1, 50)) if i == 0 else last + draw(st.integers(1, 50)) * DAY
            state = draw(st.sampled_from(("open", "paused", "finished", "removed")))
            finished = last if state == "finished" and draw(st.booleans()) else NO_INSTANT
            rows.append(ticket(key, opened, state, updated_at=last, finished_at=finished))
    return rows or [ticket("a", NOON)]


def record_rows(ledger: Ledger, parts: list[list[dict[str, Any]]], until: int = 99) -> None:
    for i, part in enumerate(parts):
        if i <= until:
            ledger.record("crm", "main", requests(*part), NOON + i * DAY)


@pytest.mark.slow
@MODERATE
@given(data=st.data(), rows=changes())
def test_open_tickets_do_not_depend_on_how_versions_arrive(
    folder: Path, data: st.DataObject, rows: list[dict[str, Any]]
) -> None:
    last = {row["ticket"]: row for row in sorted(rows, key=lambda row: row["updated_at"])}
    expected = sorted(key for key, row in last.items() if row["state"] in ("open", "paused"))
    with ledger_in(folder) as ledger:
        record_rows(ledger, data.draw(arrivals(rows)))
        assert ledger.open_tickets("crm") == expected
        found = ledger.ticket_versions(AsOf("main", FOREVER, horizon=100_000 * DAY))
        assert len(found) == len(rows)
        record_rows(ledger, [rows])
        assert len(ledger.ticket_versions(AsOf("main", FOREVER, horizon=100_000 * DAY))) == len(rows)


@pytest.mark.slow
@MODERATE
@given(data=st.data(), rows=changes(), until=st.integers(0, 9), day=st.integers(-10, 400))
def test_no_ticket_that_mattered_then_is_missed(
    folder: Path, data: st.DataObject, rows: list[dict[str, Any]], until: int, day: int
) -> None:
    """Every version then known of every ticket that, by what was known, was open or changed in the horizon."""
    parts, at, horizon = data.draw(arrivals(rows)), NOON + day * DAY, 8 * DAY
    with ledger_in(folder) as whole, ledger_in(folder) as stopped:
        record_rows(whole, parts)
        record_rows(stopped, parts, until)
        everything = stopped.ticket_versions(AsOf("main", FOREVER, horizon=100_000 * DAY))
        found = whole.ticket_versions(AsOf("main", at, NOON + until * DAY, horizon))
        mattered = {key for key, told in everything.groupby("ticket") if _mattered(told, at, horizon)}
        assert mattered <= set(found["ticket"])
        here = everything[everything["ticket"].isin(set(found["ticket"]))].reset_index(drop=True)
        assert found.to_dict("records") == here.to_dict("records")


@pytest.mark.slow
@MODERATE
@given(data=st.data(), rows=changes(), until=st.integers(0, 9))
def test_of_a_plain_history_the_last_version_that_had_come_stands_for_all(
    folder: Path, data: st.DataObject, rows: list[dict[str, Any]], until: int
) -> None:
    parts, known = data.draw(arrivals(rows)), NOON + until * DAY
    with ledger_in(folder) as ledger:
        record_rows(ledger, parts)
        told = ledger.ticket_versions(AsOf("main", FOREVER, known, horizon=100_000 * DAY))
        stands = ledger.standing_versions(AsOf("main", FOREVER, known, horizon=100_000 * DAY))
        for ticket, history in told.groupby("ticket"):
            ours = stands[stands["ticket"] == ticket].to_dict("records")
            whole = history[list(stands.columns)].to_dict("records")
            assert ours in (whole, whole[-1:])
            if len(ours) < len(whole):
                assert is_plain([Version(*(row[name] for name in Version._fields)) for row in whole])
        now = ledger.standing_versions(AsOf("main", FOREVER, horizon=100_000 * DAY))
        assert now.sort_values("ticket", kind="stable").to_dict("records") == ledger.standing_versions(
            AsOf("main", FOREVER, FOREVER, horizon=100_000 * DAY)
        ).sort_values("ticket", kind="stable").to_dict("records")


def _mattered(told: Any, at: Micros, horizon: Micros) -> bool:
    if told["opened_at"].min() > at:
        return False
    now = told.sort_values("updated_at", kind="stable").iloc[-1]
    instants = told[["opened_at", "updated_at", "finished_at"]].max().max()
    return now["state"] in ("open", "paused") or instants >= at - horizon


def test_calls_long_over_are_found_when_their_end_arrives_late(folder: Path) -> None:
    """The end of a call of last month arrives today: by what was known before, it was still waiting."""
    old = NOON - 30 * DAY
    with ledger_in(folder) as ledger:
        ledger.record("pbx", "main", calls(call_event(1, NOON - 40 * DAY, "QUEUESTART", "NONE", "NONE")), NOON)
        ledger.record("pbx", "main", calls(call_event(2, old, "ENTERQUEUE")), NOON)
        ledger.record("pbx", "main", calls(call_event(4, NOON - DAY, "QUEUESTART", "NONE", "NONE")), NOON)
        ledger.record("pbx", "main", calls(call_event(3, old + MINUTE, "ABANDON", data=("", "", "60"))), NOON + DAY)
        assert ledger.calls_at("main", NOON, NOON).visits == []
        (lost,) = ledger.calls_at("main", NOON, NOON, known=NOON).visits
        assert (lost.key, lost.left) == (VisitKey("pbx", "c1", "roads", 0), NOON - DAY)


def test_a_batch_without_rows_moves_the_cursor(folder: Path) -> None:
    with ledger_in(folder) as ledger:
        assert ledger.record("pbx", "main", Batch({"id": 7}), NOON) == Recorded()
        assert ledger.cursor("pbx") == {"id": 7}
