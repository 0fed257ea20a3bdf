"""Whose calendar a promise goes by, and what pauses and reopenings do to its clock."""

from __future__ import annotations

from typing import Any

import pytest

from data_sources import kinds
from wallboard.calendar import NEVER
from wallboard.engine.halves.request_days import rules_of_requests
from wallboard.model import BY_SOURCE, DAY, HOUR, NO_INSTANT
from wallboard.settings import PromiseClock, Settings
from wallboard.settings.parts.source_says import Says, fields_that_say
from wallboard.state.promises import PromiseBook, PromiseMarks, marks
from wallboard.state.timeline import Version, timeline

MONDAY = 20_731 * DAY + 6 * HOUR  # midnight in Chicago, in October
AT_NINE = MONDAY + 9 * HOUR


def city(**given: Any) -> Settings:
    hours = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-16:00")
    site = {"name": "City", "zone": "Etc/GMT+6", "hours": [hours]}
    return Settings.model_validate({"sites": {"main": site}, **given})


def told(settings: Settings, *lives: tuple[int, str, int], **facts: Any) -> PromiseMarks:
    """Of a request with versions of (hours after nine, state, due hours after nine; 0: none told)."""
    versions = []
    for hours, state, due in lives:
        at, due_at = AT_NINE + hours * HOUR, AT_NINE + due * HOUR if due else NO_INSTANT
        versions.append(Version("crm", "1", AT_NINE, at, at, state, due_at=due_at, service_type="leak", **facts))
    found = marks(timeline(versions), PromiseBook(settings, "main"))
    assert found is not None
    return found


ONE_DAY = {"service_type": "leak", "days": 1, "business": True}


@pytest.mark.parametrize(
    ("departments", "service_types", "due"),
    [
        ({}, {}, 24),  # seven hours of Monday, one of Tuesday
        ({"A": {"hours": [{"mon": "08:00-12:00", "tue": "08:00-12:00"}]}}, {}, 24),
        ({"A": {"hours": [{"mon": "08:00-12:00"}]}}, {"leak": {"hours": [{"mon": "09:00-11:00"}]}}, 2),
        ({}, {"tree": {"hours": [{"mon": "09:00-11:00"}]}}, 24),
    ],
)
def test_the_calendar_of_the_service_type_wins_over_its_departments_and_that_over_the_sites(
    departments: dict[str, Any], service_types: dict[str, Any], due: int
) -> None:
    settings = city(departments=departments, service_types=service_types, promises=[ONE_DAY])
    assert told(settings, (0, "open", 0), department="A").due == AT_NINE + due * HOUR


def test_ages_stay_in_the_departments_calendar() -> None:
    settings = city(
        departments={"A": {"age_in": "business"}}, service_types={"leak": {"hours": [{"mon": "09:00-11:00"}]}}
    )
    book = PromiseBook(settings, "main")
    assert book.ages_in("A") is book.site_calendar is not book.clock_of("leak", "A")


@pytest.mark.parametrize(
    ("of_source", "of_promise", "due"),
    [("stands", None, 25), ("runs", None, 24), ("runs", "stands", 25), ("stands", "runs", 24)],
)
def test_a_pause_stops_the_clock_as_the_promise_says_else_as_the_source_does(
    of_source: str, of_promise: str | None, due: int
) -> None:
    clock = PromiseClock.model_validate({"when_paused": of_source})
    settings = city(sources={"crm": clock}, promises=[ONE_DAY | {"when_paused": of_promise}])
    assert told(settings, (0, "open", 0), (1, "paused", 0), (2, "open", 0)).due == AT_NINE + due * HOUR


@pytest.mark.parametrize(("when_paused", "due"), [("stands", NEVER), ("runs", AT_NINE + 8 * HOUR)])
def test_while_it_is_paused_a_due_date_comes_where_the_clock_runs(when_paused: str, due: int) -> None:
    settings = city(sources={"crm": PromiseClock.model_validate({"when_paused": when_paused})})
    assert told(settings, (0, "open", 8), (1, "paused", 8)).due == due


def test_a_reopened_request_is_promised_anew_where_the_source_restarts_it() -> None:
    promises = [
        {"service_type": "leak", "days": 1},
        {"service_type": "leak", "days": 2, "from": "2026-10-06"},
    ]
    life = ((0, "open", 0), (5, "finished", 0), (29, "open", 0))
    restarting = PromiseClock(when_reopened="restarts")
    assert told(city(promises=promises), *life).due == AT_NINE + (24 + 24) * HOUR
    assert told(city(promises=promises, sources={"crm": restarting}), *life).due == AT_NINE + (29 + 48) * HOUR


def test_of_a_due_date_that_restarts_parts_are_used_from_the_reopening_on() -> None:
    restarting = city(sources={"crm": PromiseClock(when_reopened="restarts")})
    anew = told(restarting, (0, "open", 8), (5, "finished", 8), (20, "open", 40))
    assert (anew.at75, anew.due) == (AT_NINE + 35 * HOUR, AT_NINE + 40 * HOUR)
    unchanged = (0, "open", 8), (5, "finished", 8), (20, "open", 8)
    assert told(restarting, *unchanged).due == AT_NINE + 8 * HOUR
    assert told(city(), *unchanged).due == AT_NINE + (8 + 15) * HOUR


def test_a_due_date_that_is_set_by_the_finish_itself_did_not_stand() -> None:
    """Request Tracker does so; only a history tells that it was not set shortly before."""
    overwritten = (0, "open", 8), (5, "finished", 3)
    assert told(city(), *overwritten, basis=BY_SOURCE).due == NEVER
    assert told(city(), *overwritten).due == AT_NINE + 3 * HOUR
    only_then = (0, "open", 0), (5, "finished", 3)
    assert told(city(), *only_then, basis=BY_SOURCE).due == AT_NINE + 3 * HOUR
    reopened = (0, "open", 8), (5, "finished", 3), (6, "open", 10)
    assert told(city(), *reopened, basis=BY_SOURCE).due == AT_NINE + 10 * HOUR


def test_how_a_clock_runs_changes_no_rows_and_every_counted_day() -> None:
    assert fields_that_say(Says.JUDGED, kinds()["sql_tickets"].options) == {*PromiseClock.model_fields, "record_url"}
    digests = [
        rules_of_requests(city(sources=sources), "main")
        for sources in ({}, {"crm": PromiseClock()}, {"crm": PromiseClock(when_paused="runs")})
    ]
    assert digests[0] == digests[1] != digests[2]


def test_what_a_history_tells_without_a_due_date_after_a_restart_is_promised_nothing() -> None:
    restarting = city(sources={"desk": PromiseClock(when_reopened="restarts")})
    at = [AT_NINE + hours * HOUR for hours in (0, 5, 9)]
    life = [("open", AT_NINE + 4 * HOUR), ("finished", NO_INSTANT), ("open", NO_INSTANT)]
    versions = [
        Version("desk", "1", AT_NINE, began, began, state, due_at=due, basis=BY_SOURCE)
        for began, (state, due) in zip(at, life, strict=True)
    ]
    book = PromiseBook(restarting, "main")
    late = marks(timeline(versions[:2]), book)
    assert late is not None
    assert late.due == AT_NINE + 4 * HOUR
    assert marks(timeline(versions), book) is None
