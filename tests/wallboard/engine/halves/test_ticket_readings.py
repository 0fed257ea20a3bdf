"""The readings of tickets: edges of bands, promises, windows and of what can be known, and a plain pandas recount."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from tests.wallboard.ticket_histories import SETTINGS, frame, readings, recount
from wallboard.clock import micros
from wallboard.engine.halves.ticket_readings import ticket_readings
from wallboard.model import DAY, HOUR, MINUTE, Basis, Reading, Scope, State
from wallboard.state.tickets import TicketState

CHICAGO = ZoneInfo("America/Chicago")
SITE = Scope("main")


def at(text: str) -> int:
    return micros(datetime.fromisoformat(text).replace(tzinfo=CHICAGO))


NOW = at("2024-10-16T12:00")  # a Wednesday


def row(ticket: str, opened: int, state: str = "open", **more: Any) -> dict[str, object]:
    said: dict[str, object] = {
        "ticket": ticket,
        "opened_at": opened,
        "updated_at": opened,
        "received_at": opened,
        "state": state,
    }
    return said | more


def told(
    rows: list[dict[str, object]],
    metric: str,
    scope: Scope = SITE,
    window: str = "now",
    variant: str = "",
    now: int = NOW,
) -> Reading:
    found = [
        reading
        for reading in readings(recount(rows, now), now).values()
        if (reading.metric, reading.scope, reading.window, reading.variant)
        == (f"tickets.{metric}", scope, window, variant)
    ]
    assert len(found) == 1, found
    return found[0]


def bands(rows: list[dict[str, object]], scope: Scope = SITE, variant: str = "") -> dict[str, float | int | None]:
    found = readings(recount(rows, NOW), NOW)
    return {
        key.scope.band: r.value
        for key, r in found.items()
        if key.metric == "tickets.in_band" and key.scope._replace(band="") == scope and key.variant == variant
    }


def test_before_any_ticket_every_value_is_no_data() -> None:
    found = readings(TicketState(SETTINGS, "main"), NOW)
    assert found
    assert {(reading.value, reading.state) for reading in found.values()} == {(None, State.NO_DATA)}


def test_bands_are_open_below_and_closed_above_and_no_age_is_in_the_first() -> None:
    ages = [0, 1, DAY, DAY + 1, 3 * DAY, 90 * DAY, 90 * DAY + 1]
    assert bands([row(str(n), NOW - age) for n, age in enumerate(ages)]) == {
        "(0,1]": 3,
        "(1,3]": 2,
        "(3,7]": 0,
        "(7,14]": 0,
        "(14,30]": 0,
        "(30,90]": 1,
        ">90": 1,
    }


def test_a_department_has_its_own_bands() -> None:
    assert bands([row("1", NOW - 3 * DAY, department="B")], Scope("main", department="B")) == {
        "(0,2]": 0,
        "(2,5]": 1,
        ">5": 0,
    }


def test_business_ages_leave_nights_and_weekends_out() -> None:
    rows = [row("1", at("2024-10-11T13:00"), department="A")]
    department = Scope("main", department="A")
    hours_open = 4 + 9 + 9 + 4
    assert told(rows, "age_max_days", department, variant="business").value == pytest.approx(hours_open / 9)
    assert told(rows, "age_max_days", variant="calendar").value == pytest.approx(4 + 23 / 24)


def test_an_age_counts_on_over_a_change_of_clocks() -> None:
    opened = at("2024-11-03T00:00")
    assert told(
        [row("1", opened)], "age_max_days", variant="calendar", now=at("2024-11-04T00:00")
    ).value == pytest.approx(25 / 24)


def test_the_time_between_finished_and_reopened_is_no_age() -> None:
    rows = [
        row("1", NOW - 9 * DAY),
        row("1", NOW - 9 * DAY, "finished", updated_at=NOW - 7 * DAY, finished_at=NOW - 7 * DAY),
        row("1", NOW - 9 * DAY, updated_at=NOW - 2 * DAY, reopened_at=NOW - 2 * DAY, finished_at=NOW - 7 * DAY),
    ]
    assert told(rows, "age_mean_days", variant="calendar").value == 4
    assert told(rows, "reopened", window="7d").value == 1


def test_nothing_open_has_no_age() -> None:
    reading = told([row("1", NOW - DAY, "removed")], "age_p50_days", variant="calendar")
    assert (reading.value, reading.state, reading.n) == (None, State.NO_DATA, 0)


def test_today_begins_with_midnight_itself() -> None:
    rows = [row("1", at("2024-10-16T00:00")), row("2", at("2024-10-16T00:00") - 1)]
    assert told(rows, "opened", window="today").value == 1
    assert told(rows, "opened", window="7d").value == 2


def test_seven_days_are_seven_times_24_hours() -> None:
    rows = [row("1", NOW - 7 * DAY), row("2", NOW - 7 * DAY + 1)]
    assert told(rows, "opened", window="7d").value == 1


def promised(*due: int, **more: Any) -> list[dict[str, object]]:
    return [row(str(n), NOW - 10 * DAY, due_at=instant, **more) for n, instant in enumerate(due)]


@pytest.mark.parametrize(
    ("due", "soon", "breached"),
    [(10 * DAY, 0, 0), (10 * DAY // 3, 1, 0), (10 * DAY // 3 + 3, 0, 0), (0, 1, 0), (-1, 0, 1)],
)
def test_due_soon_is_from_three_quarters_up_to_the_due_instant_itself(due: int, soon: int, breached: int) -> None:
    rows = promised(NOW + due)
    assert told(rows, "due_soon").value == soon
    assert told(rows, "breached").value == breached


def test_three_times_over() -> None:
    assert told(promised(NOW - 20 * DAY // 3), "breached", variant="3x").value == 0
    assert told(promised(NOW - 20 * DAY // 3 - 1), "breached", variant="3x").value == 1


def test_each_request_is_decided_once_at_the_earlier_of_finished_and_due() -> None:
    due = NOW - 3 * DAY
    finished: dict[str, Any] = {"state": "finished", "updated_at": NOW}
    rows = [
        row("on time to the microsecond", NOW - 9 * DAY, due_at=due, finished_at=due, **finished),
        row("late, and finished", NOW - 9 * DAY, due_at=due, finished_at=due + 1, **finished),
        row("late, and open", NOW - 9 * DAY, due_at=due),
        row("early, due in a month", NOW - 9 * DAY, due_at=NOW + 30 * DAY, finished_at=NOW - DAY, **finished),
        row("decided long ago", NOW - 30 * DAY, due_at=NOW - 8 * DAY, finished_at=NOW - DAY, **finished),
        row("not promised", NOW - 9 * DAY, finished_at=NOW - DAY, **finished),
        row("not decided", NOW - 9 * DAY, due_at=NOW + 1),
    ]
    reading = told(rows, "on_time", window="7d")
    assert (reading.value, reading.n, reading.state) == (None, 4, State.TOO_FEW)
    assert told(rows, "undecided").value == 1
    more = told([*rows, row("fifth", NOW - 9 * DAY, due_at=NOW - HOUR)], "on_time", window="7d")
    assert (more.value, more.n, more.state) == (2 / 5, 5, State.LIVE)


def test_a_promise_of_the_settings_is_the_most_specific_of_the_opening_day() -> None:
    before, after = at("2024-10-07T10:00"), at("2024-10-08T10:00")
    two_days, one_day = row("1", before, service_type="leak"), row("2", after, service_type="leak")
    business = row("3", at("2024-10-11T16:00"), service_type="leak", department="A")  # a Friday: due on Monday at 16:00
    for said, due in ((two_days, before + 2 * DAY), (one_day, after + DAY), (business, at("2024-10-14T16:00"))):
        assert told([said], "breached", now=due).value == 0
        assert told([said], "breached", now=due + 1).value == 1
    assert told([row("4", before, service_type="tree")], "no_promise").value == 1


def test_a_paused_clock_stands_and_runs_on_afterwards() -> None:
    opened = at("2024-10-08T10:00")
    rows = [
        row("1", opened, service_type="leak"),
        row("1", opened, "paused", service_type="leak", updated_at=opened + 6 * HOUR),
    ]
    assert told(rows, "breached").value == 0
    rows.append(row("1", opened, service_type="leak", updated_at=NOW - HOUR))
    assert told(rows, "breached", now=NOW + 17 * HOUR).value == 0
    assert told(rows, "breached", now=NOW + 17 * HOUR + 1).value == 1


def test_a_due_instant_that_stays_after_a_reopening_moves_by_the_closed_time() -> None:
    opened, due = NOW - 10 * DAY, NOW - 5 * DAY
    rows = [
        row("1", opened, due_at=due),
        row("1", opened, "finished", due_at=due, updated_at=NOW - 8 * DAY, finished_at=NOW - 8 * DAY),
        row("1", opened, due_at=due, updated_at=NOW - 2 * DAY),
    ]
    assert told(rows, "breached", now=NOW + DAY).value == 0
    assert told(rows, "breached", now=NOW + DAY + 1).value == 1
    rows.append(row("1", opened, due_at=NOW + 4 * DAY, updated_at=NOW - DAY))
    assert told(rows, "breached", now=NOW + 4 * DAY).value == 0


def test_unassigned_is_in_no_department_in_an_unstaffed_one_or_with_nobody_where_that_is_told() -> None:
    rows = [row("1", NOW), row("2", NOW, department="C"), row("3", NOW, department="A")]
    assert told(rows, "unassigned").value == 2
    rows.append(row("4", NOW, department="A", assignee="Kim"))
    assert told(rows, "unassigned").value == 3
    assert told(rows, "unassigned", Scope("main", department="(none)")).value == 1


def test_emergencies_are_the_open_ones_of_those_types() -> None:
    rows = [
        row("1", NOW, service_type="leak"),
        row("2", NOW, service_type="tree"),
        row("3", NOW, "finished", service_type="leak"),
    ]
    assert told(rows, "emergency").value == 1


def test_how_requests_ended_is_told_apart() -> None:
    rows = [row("1", NOW - DAY, "finished", outcome="rejected"), row("2", NOW - DAY, "finished", outcome="done")]
    assert told(rows, "finished", window="7d").value == 2
    assert told(rows, "finished", window="7d", variant="rejected").value == 1


def test_reopens_and_moves_before_we_watched_are_unknown_and_not_zero() -> None:
    rows = [row("1", NOW - 9 * DAY, department="A", received_at=NOW + 30 * DAY)]
    for kind in ("reopened", "moved_in", "moved_out"):
        reading = told(rows, kind, window="7d")
        assert (reading.value, reading.state, reading.basis) == (None, State.UNKNOWN, Basis.UNKNOWN)
    assert told(rows, "open").basis == Basis.RECONSTRUCTED
    assert told(rows, "opened", window="7d").basis == Basis.RECONSTRUCTED
    watched = [row("1", NOW - 9 * DAY, received_at=NOW - 8 * DAY)]
    reading = told(watched, "reopened", window="7d")
    assert (reading.value, reading.basis) == (0, Basis.OBSERVED)


def test_a_department_of_the_settings_is_there_without_tickets() -> None:
    assert told([row("1", NOW)], "open", Scope("main", department="B")).value == 0


def test_texts_that_look_like_anything_are_only_names() -> None:
    name = "<b>Parks</b>, (none) {x}"
    assert told([row("1", NOW, department=name)], "open", Scope("main", department=name)).value == 1


@pytest.mark.parametrize("day", ["2024-03-10T12:00", "2024-07-01T00:00", "2024-11-03T06:00"])
def test_figures_of_a_file_equal_a_plain_pandas_recount(day: str) -> None:
    chance, count, now = np.random.default_rng(7), 3_000, at(day)
    opened = at("2024-01-01T00:00") + chance.integers(0, 330 * 24 * 60, count) * MINUTE
    closed = opened + chance.integers(0, 60 * 24 * 60, count) * MINUTE
    done = chance.random(count) < 0.8
    departments = chance.choice(["", "B", "D", "E"], count)
    rows = [
        row(str(n), int(opened[n]), "finished", finished_at=int(closed[n]), department=str(departments[n]))
        if done[n]
        else row(str(n), int(opened[n]), department=str(departments[n]))
        for n in range(count)
    ]
    found = readings(recount(rows, now), now)
    plain = pd.DataFrame({"opened": opened, "closed": closed, "done": done, "department": departments})
    is_open = plain[(plain.opened <= now) & ~(plain.done & (plain.closed <= now))]
    ages = (now - is_open.opened) / DAY
    for name, theirs in ages.groupby(is_open.department):
        scope = Scope("main", department=str(name) or "(none)")
        told_of = {key.metric: r.value for key, r in found.items() if key.scope == scope}
        assert told_of["tickets.open"] == len(theirs)
        assert told_of["tickets.age_mean_days"] == pytest.approx(theirs.mean())
        assert told_of["tickets.age_max_days"] == pytest.approx(theirs.max())
        for metric, share in (("tickets.age_p50_days", 0.5), ("tickets.age_p85_days", 0.85)):
            assert told_of[metric] == pytest.approx(theirs.quantile(share))
    edges = [0, 1, 3, 7, 14, 30, 90, np.inf]
    expected = pd.cut(ages, edges, include_lowest=True).value_counts(sort=False).tolist()
    assert [
        r.value
        for key, r in found.items()
        if key.metric == "tickets.in_band" and key.scope._replace(band="") == SITE and not key.variant
    ] == expected
    week = plain[plain.done & (plain.closed > now - 7 * DAY) & (plain.closed <= now)]
    assert next(r.value for key, r in found.items() if key[:3] == ("tickets.finished", SITE, "7d")) == len(week)


def test_what_is_late_in_a_band_goes_by_each_requests_own_promise() -> None:
    opened = NOW - 2 * DAY
    rows = [
        row("1", opened, due_at=NOW),
        row("2", opened, due_at=NOW - 1),
        row("3", opened, due_at=NOW + 9 * DAY),
        row("4", opened, service_type="none is promised"),
        row("5", opened, due_at=NOW - 1, state="paused", updated_at=NOW - 2),
        row("6", opened, due_at=NOW - 1, state="finished", updated_at=NOW, finished_at=NOW),
        row("7", NOW - 40 * DAY, due_at=NOW - 1),
    ]
    found = {band: count for band, count in bands(rows, variant="breached").items() if count}
    assert found == {"(1,3]": 1, "(30,90]": 1}
    assert bands(rows)["(1,3]"] == 5


def test_wanting_one_metric_gives_what_all_give_of_it() -> None:
    state = recount([row("1", NOW - DAY, due_at=NOW - 1), row("2", NOW - 3 * DAY)], NOW)
    everything = list(ticket_readings(state, SETTINGS, NOW))
    for metric in {reading.metric for reading in everything}:
        one = list(ticket_readings(state, SETTINGS, NOW, want={metric}))
        assert one == [reading for reading in everything if reading.metric == metric]


def test_frames_of_no_rows_change_nothing() -> None:
    state = recount([row("1", NOW)], NOW)
    before = readings(state, NOW)
    state.apply(frame([]))
    assert readings(state, NOW) == before
