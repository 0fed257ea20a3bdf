"""What a board says where its figures are not those of now: no calls, closed, late, lost, or history that is still read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from layouts.wall import boards
from tests.layouts import snapshots
from wallboard.model import Snapshot, State


@pytest.mark.parametrize("scene", [snapshots.empty, snapshots.before_first_call])
def test_nothing_is_a_dash_and_never_a_zero(scene: Callable[[], Snapshot]) -> None:
    view = boards.view("wall", snapshots.settings(), scene())
    for key in ("speed-of-answer", "answered-in-time", "gave-up-waiting"):
        assert view[f"{key}-value"]["text"] == "–"
        assert view[f"{key}-unit"]["text"] == ""
        assert view[key]["state"] in ("no_data", "no_calls")
        assert view[f"{key}-word"]["text"] in ("no data yet", "no calls")


def test_a_lost_source_marks_its_tiles_and_leaves_the_others_alone() -> None:
    view = boards.view("wall", snapshots.settings(), snapshots.dead_phones())
    for key in ("speed-of-answer", "waiting-now", "answered-in-time", "gave-up-waiting", "queues"):
        assert view[key]["state"] == "lost"
    assert view["speed-of-answer-word"]["text"] == "lost since 09:58"
    assert view["queues-window"]["text"] == "lost since 09:58"
    assert view["ageing"]["state"] == "none"
    assert view["head-facts"]["text"] == "", "who was on a call then may not be now"
    assert all("since" not in props for props in view.values()), "a wait that nobody measures must not go on counting"


def test_a_late_source_is_late_and_says_as_of_when() -> None:
    late = snapshots.morning(health=(snapshots.health(state=State.LATE, ago_s=300),))
    view = boards.view("wall", snapshots.settings(), late)
    assert view["waiting-now"]["state"] == "late"
    assert view["waiting-now-word"]["text"] == "late, as of 10:37"


def test_closed_is_a_state_of_its_own() -> None:
    view = boards.view("wall", snapshots.settings(), snapshots.closed())
    assert view["speed-of-answer"]["state"] == "closed"
    assert view["waiting-now"]["state"] == "closed"
    assert view["head-open"]["text"] == "Closed until Wed 08:00", "short, so that the far board has room for it"
    assert view["head-facts"]["text"].replace("\u00a0", " ").startswith("12 calls since closing")
    assert view["ageing"]["state"] == "none", "requests grow older at night too"


def test_somebody_who_waits_at_a_closed_centre_is_not_hidden() -> None:
    night = snapshots.closed()
    waiting = snapshots.reading("calls.waiting", 4)
    usual = snapshots.reading("calls.waiting", 0, variant="usual")
    late = Snapshot(night.as_of, night.known, {**night.readings, waiting.key: waiting, usual.key: usual}, night.health)
    view = boards.view("wall", snapshots.settings(), late)
    assert view["waiting-now"]["state"] == "alarm"


def test_reading_the_history_for_the_first_time_shows_how_far_it_is() -> None:
    view = boards.view("wall", snapshots.settings(), snapshots.first_read())
    assert view["speed-of-answer-word"]["text"] == "reading history, 42\u202f%"
    assert view["ageing-window"]["text"] == "reading history, 7\u202f%"


def test_figures_of_half_read_history_are_not_told_as_if_they_were_of_now() -> None:
    """Who waited when the reading stopped, weeks ago, waits no longer."""
    busy = (snapshots.health(catching_up=0.42), snapshots.health("requests", "tickets"))
    view = boards.view("wall", snapshots.settings(), snapshots.morning(health=busy))
    assert view["waiting-now-value"]["text"] == "–"
    assert view["queues-0-longest"]["text"] == "–"
    assert view["queues-window"]["text"] == "reading history, 42\u202f%"
    assert view["head-facts"]["text"] == ""
    assert all("since" not in props for props in view.values())
    assert view["foot-alert-says"]["text"] == "3 requests need a department"
    assert view["ageing"]["state"] == "none", "the other source has been read"
    calm = snapshots.morning(snapshots.reading("tickets.unassigned", 0), health=busy)
    said = boards.view("wall", snapshots.settings(), calm)["foot-alert-says"]["text"]
    assert said == "Still reading history", "not: nothing needs you"


def test_hours_without_an_end_promise_no_closing() -> None:
    settings = snapshots.settings(sites={"main": {"name": "Always", "zone": "UTC"}})
    assert boards.view("wall", settings, snapshots.morning())["head-open"]["hide"] is True
