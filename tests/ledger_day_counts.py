"""What the ledger makes of counted days, whatever database it is kept in. Subclasses bring a fixture `ledger`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.ledger_told import call_event, calls, requests, ticket, whole
from tests.ledger_told import visit_version as version_of
from tests.wallboard.engine.parts import settings
from wallboard.calls.whole import VisitVersion
from wallboard.clock import day_start
from wallboard.engine.day_keeper import MissingDay, count_missing, missing_days
from wallboard.engine.halves import COUNTED
from wallboard.ledger import Ledger
from wallboard.ledger.day_counts import CountedDay
from wallboard.model import DAY, HOUR, SECOND, Micros, Outcome
from wallboard.settings import Retention

SETTINGS = settings("America/Chicago", sources=("pbx", "crm", "desk"))
MONDAY = date(2026, 11, 2)  # the day after clocks went back
BEGINS: Micros = day_start(MONDAY, SETTINGS.zone("main"))
LATER: Micros = BEGINS + 5 * DAY


def visit_version(entered: Micros, updated: Micros, **told: Any) -> VisitVersion:
    return version_of(entered, updated, **told)._replace(source="desk")


def count_all(ledger: Ledger, now: Micros = LATER + HOUR) -> list[tuple[str, date]]:
    """Which days were counted."""
    missing = list(missing_days(ledger, SETTINGS, now))
    assert all(count_missing(ledger, SETTINGS, now))
    return sorted((each.carries, each.day) for each in missing)


def day(number: int) -> date:
    return MONDAY.replace(day=MONDAY.day + number)


def heard(ledger: Ledger) -> None:
    """Everything of before was told."""
    ledger.record("pbx", "main", calls(call_event(900, LATER, "ENTERQUEUE", "c900")), LATER)


class DayCountsBehaviour:
    def test_each_day_that_is_over_is_counted_once(self, ledger: Ledger) -> None:
        ledger.record("desk", "main", whole(visit_version(BEGINS + HOUR, BEGINS + HOUR)), BEGINS + HOUR)
        heard(ledger)
        assert count_all(ledger) == [("calls", day(n)) for n in range(5)]
        assert count_all(ledger) == []
        (number, _) = ledger.days.numbers("main", "calls", "queue")[MONDAY]
        counts = ledger.days.counts([number])[number]
        assert (counts.names, counts.counts["offered"]) == (("roads",), [1])

    def test_what_arrives_late_spoils_its_own_day_alone(self, ledger: Ledger) -> None:
        for n in range(4):
            at = BEGINS + n * DAY + HOUR
            ledger.record("desk", "main", whole(visit_version(at, at, key=str(n))), at)
        heard(ledger)
        count_all(ledger)
        at = BEGINS + DAY + HOUR
        told = visit_version(at, LATER, key="1", outcome=Outcome.ABANDONED, left=at + SECOND, wait_s=1)
        ledger.record("desk", "main", whole(told), LATER + 1)
        assert count_all(ledger) == [("calls", day(1))]

    def test_a_visit_that_moves_to_another_day_spoils_both(self, ledger: Ledger) -> None:
        at = BEGINS + 20 * HOUR
        ledger.record("desk", "main", whole(visit_version(at, at)), at)
        heard(ledger)
        count_all(ledger)
        ledger.record("desk", "main", whole(visit_version(at + DAY, LATER)), LATER + 1)
        assert count_all(ledger) == [("calls", day(1))]  # nothing is known any more of the first
        assert ledger.days.rules("main", "calls").keys() == {day(n) for n in range(1, 5)}

    def test_a_request_that_ended_earlier_than_was_known_spoils_the_days_since(self, ledger: Ledger) -> None:
        opened = BEGINS + HOUR
        ledger.record("crm", "main", requests(ticket("1", opened)), opened)
        ledger.record("crm", "main", requests(ticket("2", LATER)), LATER)
        assert count_all(ledger) == [("tickets", day(n)) for n in range(5)]
        over = opened + 2 * DAY
        done = ticket("1", opened, "finished", updated_at=over, finished_at=over, first_finished_at=over)
        ledger.record("crm", "main", requests(done), LATER + 1)
        assert count_all(ledger) == [("tickets", day(n)) for n in range(2, 5)]

    def test_a_request_that_goes_on_today_spoils_no_day_of_before(self, ledger: Ledger) -> None:
        """Though it was finished once before, and is told with that instant again and again."""
        opened, over = BEGINS + HOUR, BEGINS + DAY
        done = ticket("1", opened, "finished", updated_at=over, finished_at=over, first_finished_at=over)
        again = ticket(
            "1", opened, updated_at=LATER, finished_at=over, first_finished_at=over, reopened_at=LATER, reopens=1
        )
        ledger.record("crm", "main", requests(done), over)
        ledger.record("crm", "main", requests(ticket("2", LATER)), LATER)
        count_all(ledger)
        ledger.record("crm", "main", requests(again), LATER + 1)
        assert count_all(ledger) == []

    def test_a_day_of_which_something_arrived_while_it_was_counted_is_not_kept(self, ledger: Ledger) -> None:
        at = BEGINS + HOUR
        ledger.record("desk", "main", whole(visit_version(at, at)), at)
        ledger.record("crm", "main", requests(ticket("1", at)), at)
        heard(ledger)
        for carries, half in COUNTED.items():
            batch = ledger.newest_batch()
            ((_, by_dimension),) = half.counted(ledger, SETTINGS, "main", [MONDAY])
            counted = CountedDay("main", carries, MONDAY, BEGINS, BEGINS + DAY, "", by_dimension)
            ledger.record("desk", "main", whole(visit_version(at, LATER + batch, queue="tax")), LATER)
            ledger.record("crm", "main", requests(ticket(f"late {batch}", at)), LATER)
            assert not ledger.days.keep(counted, LATER, batch)
            newest = ledger.newest_batch()
            ledger.record("desk", "main", whole(visit_version(LATER, LATER, key=f"new {batch}")), LATER)
            ledger.record("crm", "main", requests(ticket(f"new {batch}", LATER)), LATER)
            assert ledger.days.keep(counted, LATER, newest)

    def test_other_promises_count_days_anew(self, ledger: Ledger) -> None:
        at = BEGINS + HOUR
        ledger.record("desk", "main", whole(visit_version(at, at)), at)
        heard(ledger)
        count_all(ledger)
        other = settings("America/Chicago", sources=SETTINGS.sources, queues={"roads": {"short_abandon_s": 5}})
        assert len(list(missing_days(ledger, other, LATER + HOUR))) == 5

    def test_what_is_no_longer_kept_stays_as_it_was_counted(self, ledger: Ledger) -> None:
        old = BEGINS - 40 * DAY
        ledger.record("desk", "main", whole(visit_version(old, old, outcome=Outcome.ABANDONED, left=old)), old)
        ledger.record("desk", "main", whole(visit_version(BEGINS, BEGINS, key="2")), BEGINS)
        first = next(day for _, day in count_all(ledger, BEGINS))
        ledger.purge(BEGINS, Retention(call_events_days=35))
        assert first in ledger.days.rules("main", "calls")
        missing = MissingDay("main", "calls", first, "")
        assert missing.day not in {each.day for each in missing_days(ledger, SETTINGS, BEGINS)}

    def test_a_department_that_is_called_otherwise_is_so_on_all_days(self, ledger: Ledger) -> None:
        """Days of which nothing is kept any more cannot be counted anew."""
        old = BEGINS - 60 * DAY
        done = {"updated_at": old + HOUR, "finished_at": old + HOUR, "first_finished_at": old + HOUR}
        gone = ticket("1", old, "finished", department="Roads", **done)
        there = ticket("2", old, department="Roads"), ticket("3", old, department="Water")
        ledger.record("crm", "main", requests(gone, *there), old)
        ledger.record("crm", "main", requests(ticket("4", BEGINS, department="Roads")), BEGINS)
        first = count_all(ledger, BEGINS)[0][1]
        ledger.purge(BEGINS, Retention(tickets_days=35))
        before = ledger.days.numbers("main", "tickets", "department")
        names = {"department": {"Roads": "Streets", "Water": "Roads"}}
        ledger.record("crm", "main", replace(requests(cursor=2), renamed=names), BEGINS + 1)
        renamed = ledger.days.numbers("main", "tickets", "department")
        assert first in renamed
        assert not {number for number, _ in before.values()} & {number for number, _ in renamed.values()}
        assert all(count_missing(ledger, SETTINGS, BEGINS))
        numbers = ledger.days.numbers("main", "tickets", "department")
        assert numbers.keys() == before.keys()
        told = ledger.days.counts([number for number, _ in numbers.values()])
        assert {frozenset(counts.names) - {""} for counts in told.values()} == {frozenset({"Streets", "Roads"})}
        counts = told[numbers[first][0]]
        assert dict(zip(counts.names, counts.counts["finished"], strict=True))["Streets"] == 1

    @pytest.mark.slow
    def test_days_are_counted_anew_as_far_as_what_they_need_is_kept(self, ledger: Ledger) -> None:
        for n in range(-60, 1):
            over = BEGINS + n * DAY + HOUR
            done = {"updated_at": over, "finished_at": over, "first_finished_at": over}
            ledger.record("crm", "main", requests(ticket(str(n), over - HOUR, "finished", **done)), BEGINS)
        count_all(ledger, BEGINS)
        ledger.purge(BEGINS, Retention(tickets_days=35))
        other = settings("America/Chicago", sources=SETTINGS.sources, promises=[{"service_type": "leak", "days": 2}])
        assert all(count_missing(ledger, other, BEGINS))
        assert list(missing_days(ledger, other, BEGINS)) == []
