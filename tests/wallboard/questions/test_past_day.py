"""The line of a past day: when it was open, and what happened on it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.ledger_told import call_event, calls
from wallboard.clock import instant
from wallboard.ledger import Ledger
from wallboard.model import HOUR, MINUTE, Micros, Scope
from wallboard.model.alerts import Alert, AlertKey, AlertKind, Raised
from wallboard.questions.errors import NoSuchSite
from wallboard.questions.past_day import Mark, MarkKind, read_past_day
from wallboard.settings import Settings, SourceBase

DAY = date(2026, 11, 1)  # clocks go back in New York
EIGHT = instant("2026-11-01T08:00-05:00")
CITY: dict[str, Any] = {
    "sites": {"main": {"name": "City", "zone": "America/New_York", "hours": [{"sun": "08:00-12:00, 13:00-20:00"}]}},
    "sources": {"pbx": SourceBase(kind="fake", late_after_s=30), "other": SourceBase(kind="fake")},
}


def alert(at: Micros, cleared: Micros | None = None) -> Alert:
    raised = Raised(AlertKey("surge", Scope("main")), AlertKind.SURGE, "alarm", at, at)
    return Alert(1, raised, cleared=cleared)


def settings(**more: Any) -> Settings:
    return Settings.model_validate(CITY | more)


def test_what_happened_stands_on_the_line_in_order(ledger: Ledger) -> None:
    rows = (
        (1, EIGHT - 10 * HOUR, "QUEUESTART", 0),  # the day before
        (2, EIGHT + HOUR, "ENTERQUEUE", 1),
        (3, EIGHT + 2 * HOUR, "ENTERQUEUE", 20),
        (4, EIGHT + 3 * HOUR, "QUEUESTART", 0),
        (5, EIGHT + 4 * HOUR, "ENTERQUEUE", 1),  # a minute late is no outage
    )
    for seq, at, event, late in rows:
        ledger.record("pbx", "main", calls(call_event(seq, at, event, f"c{seq}")), at + late * MINUTE)
    fired = [alert(EIGHT + 90 * MINUTE, EIGHT + 2 * HOUR), alert(EIGHT + 10 * HOUR)]
    line = read_past_day(ledger, settings(), "main", DAY, lambda *asked: fired)
    assert line.marks == (
        Mark(MarkKind.ALERT, EIGHT + 90 * MINUTE, EIGHT + 2 * HOUR, alert=fired[0]),
        Mark(MarkKind.OUTAGE, EIGHT + 2 * HOUR, EIGHT + 2 * HOUR + 20 * MINUTE, "pbx"),
        Mark(MarkKind.RESTART, EIGHT + 3 * HOUR, None, "pbx"),
        Mark(MarkKind.ALERT, EIGHT + 10 * HOUR, None, alert=fired[1]),
    )
    assert (line.heard, line.kept) == (EIGHT - 10 * HOUR, None)


def test_a_day_is_as_long_as_it_was_and_open_when_it_was(ledger: Ledger) -> None:
    asked: list[tuple[str, Micros, Micros]] = []
    line = read_past_day(ledger, settings(), "main", DAY, lambda *of: asked.append(of) or [])  # type: ignore[func-returns-value]
    assert (line.since, line.until) == (instant("2026-11-01T00:00-04:00"), instant("2026-11-02T00:00-05:00"))
    assert line.until - line.since == 25 * HOUR
    assert line.open == ((EIGHT, EIGHT + 4 * HOUR), (EIGHT + 5 * HOUR, EIGHT + 12 * HOUR))
    assert asked == [("main", line.since, line.until)]
    assert line.heard is None
    monday = read_past_day(ledger, settings(), "main", date(2026, 11, 2), lambda *of: [])
    assert monday.open == ()


def test_without_hours_all_of_it_is_open(ledger: Ledger) -> None:
    always = settings(sites={"main": {"name": "City", "zone": "America/New_York"}})
    line = read_past_day(ledger, always, "main", DAY, lambda *of: [])
    assert line.open == ((line.since, line.until),)


def test_there_is_no_line_of_a_site_that_is_not_there(ledger: Ledger) -> None:
    with pytest.raises(NoSuchSite, match="There are: main"):
        read_past_day(ledger, settings(), "elsewhere", DAY, lambda *of: [])
