"""The readings by which the wall judges: queues never seen, emergencies by their promise, and the calls still to come."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from tests.queue_log import logged
from tests.spans import span_by_span
from tests.wallboard.ticket_histories import readings, recount
from wallboard.calls.happenings import Happening
from wallboard.clock import micros
from wallboard.engine.halves.call_history import calls_at
from wallboard.engine.halves.call_readings import call_readings
from wallboard.ledger import Ledger
from wallboard.model import (
    DAY,
    HOUR,
    MINUTE,
    NO_INSTANT,
    SECOND,
    Outcome,
    Reading,
    Scope,
    State,
    Visit,
    VisitKey,
    readings_by_key,
)
from wallboard.questions.usual import usual_day, usual_readings
from wallboard.settings import Settings
from wallboard.source import Batch
from wallboard.state.agents import AgentBook
from wallboard.state.calls import CallState

CHICAGO = ZoneInfo("America/Chicago")
CITY = Settings.model_validate(
    {
        "sites": {
            "main": {
                "name": "City",
                "zone": "America/Chicago",
                "hours": [dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-20:00")],
            }
        },
        "queues": {"roads": {"targets": [{"share": 0.8}]}, "roadz": {"targets": [{"share": 0.1}]}},
    }
)


def at(text: str) -> int:
    return micros(datetime.fromisoformat(text).replace(tzinfo=CHICAGO))


NOON = at("2026-11-24T12:00")


def of_queue(calls: CallState, queue: str, metric: str) -> Reading:
    found = readings_by_key(call_readings(calls, AgentBook(CITY, "main"), CITY, NOON))
    return next(r for key, r in found.items() if key.metric == metric and key.scope == Scope("main", queue=queue))


@pytest.mark.parametrize("metric", ["calls.waiting", "calls.offered", "calls.service_level", "calls.abandon_rate"])
def test_nothing_is_told_of_a_queue_that_only_the_settings_name(metric: str) -> None:
    """A misspelt one: 0 calls would be on target."""
    calls = CallState(CITY, "main")
    calls.apply([Visit(VisitKey("pbx", "1", "roads", 0), "main", NOON - HOUR, Outcome.ANSWERED, NOON - HOUR, 0)])
    calls.advance(NOON)
    told = of_queue(calls, "roadz", metric)
    assert (told.value, told.n, told.state) == (None, None, State.NO_DATA)
    assert of_queue(calls, "roads", "calls.waiting").value == 0


def test_a_queue_that_was_called_within_five_weeks_is_one_without_calls(tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path}/wall.db")
    ledger.migrate()

    def call(nth: int, queue: str, entered: int) -> list[Happening]:
        facts = [("ENTERQUEUE", entered), ("ABANDON", entered + 9 * SECOND)]
        return [
            logged("pbx", "main", 2 * nth + n, when, f"call {nth}", queue, "NONE", verb, ("1", "1", "9", "", ""))
            for n, (verb, when) in enumerate(facts)
        ]

    start = logged("pbx", "main", 9, NOON - DAY, "NONE", "NONE", "NONE", "QUEUESTART", ("", "", "", "", ""))
    rows = call(2, "roads", NOON - 30 * DAY) + call(1, "roadz", NOON - 40 * DAY)
    ledger.record("pbx", "main", Batch({"id": 1}, happenings=(*rows, start)), NOON)
    calls, _ = calls_at(ledger, CITY, "main", NOON, None, live=True)
    ledger.close()
    assert (of_queue(calls, "roads", "calls.waiting").value, of_queue(calls, "roadz", "calls.waiting").value) == (
        0,
        None,
    )


@pytest.mark.parametrize(
    ("age", "variants"),
    [
        (5 * MINUTE, {"new": 1}),
        (2 * HOUR, {}),
        (20 * HOUR, {"due_soon": 1}),
        (30 * HOUR, {"breached": 1}),
    ],
)
def test_an_emergency_counts_by_where_it_stands_with_its_promise_of_a_day(age: int, variants: dict[str, int]) -> None:
    now = at("2024-10-16T12:00")
    opened = {"opened_at": now - age, "updated_at": now - age, "received_at": now - age}
    row = {"ticket": "1", "state": "open", "service_type": "leak", "department": "B", **opened}
    found = readings(recount([row], now), now).values()
    told = {r.variant: r.value for r in found if r.metric == "tickets.emergency" and r.scope == Scope("main")}
    assert told == {"": 1, **variants}


class Weeks:
    """The same calls on every Tuesday: 10 at 9:00, 10 at 15:00, and 5 at 21:00 when it is closed."""

    def visits(self, site: str, since: int, until: int) -> pd.DataFrame:
        entered = [since + hour * HOUR for hour, n in ((9, 10), (15, 10), (21, 5)) for _ in range(n)]
        facts: dict[str, Any] = {"queue": "roads", "left": NO_INSTANT, "outcome": "waiting", "reason": "", "wait_s": 0}
        return pd.DataFrame({"entered": entered}).assign(**facts)


@pytest.mark.parametrize(("hour", "rest"), [("08:00", 20), ("12:00", 10), ("19:59", 0), ("21:30", 0)])
def test_the_calls_still_to_come_are_the_usual_until_closing(hour: str, rest: int) -> None:
    usual = usual_day(span_by_span(Weeks().visits), CITY, "main", date(2026, 11, 24))
    told = readings_by_key(usual_readings("main", usual, at(f"2026-11-24T{hour}")))
    found = {key.scope: r.value for key, r in told.items() if key.window == "rest_of_day"}
    assert found == dict.fromkeys((Scope("main"), Scope("main", queue="roads")), pytest.approx(rest, abs=0.1))
