"""Counted days against a count from the beginning, whatever arrives in whatever order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given

from tests.empty_databases import lay_ledger
from tests.examples import examples
from tests.ledger_day_counts import BEGINS, LATER, SETTINGS, DayCountsBehaviour, count_all, heard, visit_version
from tests.ledger_told import requests, ticket, whole
from tests.wallboard.engine.parts import FakeSource, Wall
from tests.wallboard.ticket_histories import SETTINGS as CITY
from tests.wallboard.ticket_histories import START, frame, histories
from wallboard.clock import day_start, local_day
from wallboard.engine.day_keeper import count, count_missing, missing_days
from wallboard.engine.halves.request_days import counts_of
from wallboard.engine.halves.request_history import tickets_at
from wallboard.engine.recount import snapshot_at
from wallboard.engine.review_days import ReviewDaysReader
from wallboard.ledger import AsOf, Ledger
from wallboard.metrics.combining import Gap
from wallboard.metrics.requests_at import FlowIn, RequestsAt
from wallboard.model import DAY, HOUR, TICKET_COLUMNS, Micros, Scope
from wallboard.model.day_counts import DayCounts
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.periods import PeriodRules
from wallboard.review.day_table import DayTable
from wallboard.settings import Settings, SourceBase
from wallboard.source import Batch
from wallboard.state.posting_table import LATE, ON_TIME
from wallboard.state.postings import GroupKey
from wallboard.state.redecided import Redecisions
from wallboard.state.ticket_versions import by_ticket
from wallboard.state.timeline import timeline


class TestDayCountsOnSQLite(DayCountsBehaviour):
    """Every rule of counted days."""


END: Micros = START + 19 * DAY
SOURCES = Settings.model_validate(
    CITY.model_dump(by_alias=True, include={"sites", "emergency_types", "departments", "promises"})
    | {"sources": {name: SourceBase(kind="fake") for name in ("crm", "other")}}
)


def surely(counts: DayCounts) -> dict[str, object]:
    """Without what changes for all days when a source begins to tell who works on requests, or of reopenings."""
    told = {name: column for name, column in counts.counts.items() if name not in ("tickets.unassigned", "reopened")}
    return {"names": counts.names, **told, "since then": counts.by_value}


def told_weeks(ledger: Ledger) -> Iterator[tuple[tuple[float, ...], tuple[int, int]]]:
    """How many were on time and how many late in weeks of each department: of counted days, and as it stood at the end."""
    numbers = ledger.days.numbers("main", "tickets", "department")
    counts = ledger.days.counts([number for number, _ in numbers.values()])
    table = DayTable({day: counts[number] for day, (number, _) in numbers.items()}, {})
    for last in sorted(numbers)[6::4]:
        week = PeriodRules(week_ends=last.weekday()).week(last)
        end = day_start(last + timedelta(days=1), SOURCES.zone("main")) - 1
        tickets = tickets_at(ledger, SOURCES, "main", end, None, live=False)
        at, together = RequestsAt(tickets, SOURCES, end), table.standing((ON_TIME, LATE), week).T.tolist()
        for place, name in enumerate(table.names):
            stands = FlowIn(at, tickets.groups.group(GroupKey("department", name)), "7d").decided
            yield tuple(together[place]), stands


@pytest.mark.slow
@examples(2)
@given(histories)
def test_a_day_that_lacks_nothing_is_as_if_it_were_counted_now(rows: Sequence[dict[str, object]]) -> None:
    """After each batch: those that it did not spoil are right still, and the others are made anew."""
    with TemporaryDirectory() as folder:
        lay_ledger(Path(folder) / "ledger.db")
        ledger = Ledger(f"sqlite:///{folder}/ledger.db")
        for n, row in enumerate(sorted(rows, key=lambda row: int(str(row["updated_at"])))):
            told = frame([row])[list(TICKET_COLUMNS)]
            ledger.record(str(row["source"]), "main", Batch(None, tickets=told, read=1), END + n)
            assert all(count_missing(ledger, SOURCES, END))
            numbers = ledger.days.numbers("main", "tickets", "department")
            kept = ledger.days.counts([number for number, _ in numbers.values()])
            for day, (number, _) in list(numbers.items())[:: 1 + len(numbers) // 4]:
                last = day_start(day + timedelta(days=1), SOURCES.zone("main")) - 1
                requests_then = tickets_at(ledger, SOURCES, "main", last, None, live=False)
                spans = [timeline(each) for _, each in by_ticket(ledger.ticket_versions(AsOf("main", last)))]
                redecided = Redecisions(spans, requests_then.rules).between(last + 1 - DAY, last + 1)
                now = counts_of(requests_then, SOURCES, last, redecided)
                assert surely(kept[number]) == surely(now["department"])
        assert all(of_days == stands for of_days, stands in told_weeks(ledger))
        ledger.close()


def test_a_counted_day_is_what_a_snapshot_of_its_last_instant_tells(ledger: Ledger) -> None:
    opened = BEGINS + 2 * HOUR
    over = opened + DAY
    done = ticket("2", opened, "finished", updated_at=over, finished_at=over, first_finished_at=over)
    ledger.record("crm", "main", requests(ticket("1", opened, department="Streets"), done), over)
    ledger.record("crm", "main", requests(ticket("3", LATER)), LATER)
    count_all(ledger)
    numbers = ledger.days.numbers("main", "tickets", "site")
    for day, (number, _) in numbers.items():
        counts = ledger.days.counts([number])[number].counts
        last = BEGINS + (day - local_day(BEGINS, SETTINGS.zone("main"))).days * DAY + DAY - 1
        snapshot = snapshot_at(ledger, SETTINGS, {"crm": "tickets"}, last, None, LATER)
        for metric, window in (("opened", "today"), ("finished", "today"), ("open", "now")):
            reading = snapshot.get(f"tickets.{metric}", Scope("main"), window)
            assert reading is not None
            name = f"tickets.{metric}" if window == "now" else metric
            assert counts[name][0] == reading.value


@pytest.mark.whole
def test_the_wall_counts_by_itself_and_not_while_it_reads_history(tmp_path: Path) -> None:
    at = BEGINS + HOUR
    rows = [whole(visit_version(at + n * DAY, at + n * DAY, key=str(n))) for n in range(3)]
    wall = Wall(tmp_path, FakeSource("desk", "calls", *rows), now=LATER + HOUR)
    for _ in rows:
        wall.poll("desk")
    assert wall.engine.days.run() is None
    assert len(wall.ledger.days.rules("main", "calls")) == 5
    wall.ledger.close()


def test_days_that_are_not_whole_say_why(ledger: Ledger) -> None:
    for n in (*range(3), *range(9, 12)):
        for call in range(9):
            at = BEGINS + n * DAY + call * HOUR
            ledger.record("desk", "main", whole(visit_version(at, at, key=f"{n} {call}")), at)
    now = BEGINS + 11 * DAY + 20 * HOUR
    count_all(ledger, now)
    days = ReviewDaysReader(lambda: ledger).days(SETTINGS, "main", now, EVERYTHING)
    table = days.calls["site"]
    first = local_day(BEGINS, SETTINGS.zone("main"))
    assert table.gaps(first) == {Gap.BEFORE_FIRST: 1}
    assert table.gaps(first - timedelta(days=5)) == {Gap.BEFORE_FIRST: 1}
    assert table.gaps(first + timedelta(days=10)) == {}
    assert table.gaps(first + timedelta(days=11)) == {Gap.NOT_OVER: 1}
    week = PeriodRules().week(first)
    assert table.sums(("offered",), week)[0, 0] == 27


def test_a_day_without_a_call_on_which_there_always_are_some_was_lost(ledger: Ledger) -> None:
    for week in range(6):
        for call in range(6):
            at = BEGINS + week * 7 * DAY + (9 + call) * HOUR
            if week != 5:
                ledger.record("desk", "main", whole(visit_version(at, at, key=f"{week} {call}")), at)
    last = BEGINS + 37 * DAY
    ledger.record("desk", "main", whole(visit_version(last, last, key="last")), last)
    count_all(ledger, last)
    table = ReviewDaysReader(lambda: ledger).days(SETTINGS, "main", last, EVERYTHING).calls["site"]
    first = local_day(BEGINS, SETTINGS.zone("main"))
    assert table.gaps(first + timedelta(days=35)) == {Gap.SOURCE_LOST: 1}
    assert table.gaps(first + timedelta(days=29)) == {}  # a Tuesday never has any


def test_a_remit_has_its_own_groups_alone(ledger: Ledger) -> None:
    at = BEGINS + HOUR
    named = [ticket(name, at, department=name, ward=ward) for name, ward in (("Streets", "1"), ("Water", "2"))]
    ledger.record("crm", "main", requests(*named), at)
    ledger.record("desk", "main", whole(visit_version(at, at)), at)
    heard(ledger)
    ledger.record("crm", "main", requests(ticket("new", LATER)), LATER)
    count_all(ledger)
    reader = ReviewDaysReader(lambda: ledger)

    def seen(**remit: object) -> dict[str, tuple[str, ...]]:
        days = reader.days(SETTINGS, "main", LATER, Remit(**remit))  # type: ignore[arg-type]
        return {name: table.names for name, table in (*days.calls.items(), *days.requests.items())}

    assert seen(departments=frozenset({"Water"})) == {"department": ("Water",)}
    assert seen(wards=frozenset({"1"})) == {"ward": ("1",)}
    assert seen(wards=frozenset({"1"}), departments=frozenset({"Water"})) == {}
    assert set(seen()) == {"site", "queue", "half_hour", "department"}


def test_while_days_are_still_counted_the_others_say_so(ledger: Ledger) -> None:
    for n in range(5):
        at = BEGINS + n * DAY + HOUR
        ledger.record("desk", "main", whole(visit_version(at, at, key=str(n))), at)
    heard(ledger)
    newest = next(missing_days(ledger, SETTINGS, LATER + HOUR))
    assert all(count(ledger, SETTINGS, [newest], LATER))
    table = ReviewDaysReader(lambda: ledger).days(SETTINGS, "main", LATER + HOUR, EVERYTHING).calls["site"]
    first = local_day(BEGINS, SETTINGS.zone("main"))
    told = [table.gaps(first + timedelta(days=n)) for n in (-1, 1, 4)]
    assert told == [{Gap.BEFORE_FIRST: 1}, {Gap.BEING_COUNTED: 1}, {}]
