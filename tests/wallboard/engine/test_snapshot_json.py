"""The snapshot's JSON: the field names and forms that other programs rely on."""

from __future__ import annotations

from typing import Any

import orjson

from wallboard.engine.snapshot_json import snapshot_json
from wallboard.model import Basis, Health, Reading, Scope, Snapshot, State, readings_by_key


def told(*readings: Reading, health: tuple[Health, ...] = ()) -> dict[str, Any]:
    snapshot = Snapshot(1_766_000_000_000_001, 1_766_000_001_000_000, readings_by_key(readings), health)
    found: dict[str, Any] = orjson.loads(snapshot_json(snapshot))
    return found


def test_an_empty_snapshot_is_still_a_whole_object() -> None:
    assert told() == {
        "as_of": "2025-12-17T19:33:20.000001Z",
        "known": "2025-12-17T19:33:21Z",
        "demo": False,
        "readings": [],
        "health": [],
        "troubles": [],
        "scope": "",
    }


def test_a_reading_without_a_value_is_null_and_keeps_its_state() -> None:
    reading = Reading("calls.asa_s", Scope("main"), "30m", None, "s", 0, n=0, state=State.NO_CALLS)
    (found,) = told(reading)["readings"]
    assert (found["value"], found["n"], found["state"]) == (None, 0, "no_calls")


def test_what_is_no_number_is_null() -> None:
    (found,) = told(Reading("calls.asa_s", Scope("main"), "30m", float("nan"), "s", 0))["readings"]
    assert found["value"] is None


def test_variant_is_there_only_where_there_are_several() -> None:
    scope = Scope("main", queue="roads")
    plain = Reading("calls.waiting", scope, "now", 3, "calls", 0)
    level = Reading("calls.service_level", scope, "today", 0.8, "ratio", 0, variant="offered", n=10)
    first, second = told(plain, level)["readings"]
    assert "variant" not in first
    assert second["variant"] == "offered"
    assert second["scope"] == {"site": "main", "queue": "roads"}


def test_scope_names_only_what_it_is_about() -> None:
    scope = Scope("main", department="Parks", band="(3,7]")
    reading = Reading("tickets.in_band", scope, "now", 5, "tickets", 0, basis=Basis.RECONSTRUCTED)
    (found,) = told(reading)["readings"]
    assert found["scope"] == {"site": "main", "department": "Parks", "band": "(3,7]"}
    assert found["basis"] == "reconstructed"


def test_health_of_a_source_that_never_answered() -> None:
    health = Health("pbx", "main", "calls", State.LOST, None, 0, 2.0, message="cannot connect")
    (found,) = told(health=(health,))["health"]
    assert (found["as_of"], found["state"], found["message"]) == (None, "lost", "cannot connect")


def test_hostile_names_stay_inside_their_strings() -> None:
    name = '"}],<script>\u2028'
    (found,) = told(Reading("calls.waiting", Scope("main", queue=name), "now", 1, "calls", 0))["readings"]
    assert found["scope"]["queue"] == name
