"""What the built-in alerts and the rules of the settings see in a snapshot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.layouts import snapshots
from tests.layouts.snapshots import NIGHT, NOW, reading
from tests.wallboard.judging.instants import instant
from wallboard.alerts.condition import Condition, Stands
from wallboard.alerts.looking import conditions
from wallboard.model import MINUTE, SECOND, Micros, Reading, Scope, Snapshot, State, readings_by_key
from wallboard.model.alerts import AlertKey
from wallboard.model.floor import AgentNow

PHONES = snapshots.health()


def shown(*readings: Reading, at: Micros = NOW, state: State = State.LIVE) -> Snapshot:
    return Snapshot(at, at, readings_by_key(readings), (replace(PHONES, state=state, as_of=at, since=at - MINUTE),))


def found(snapshot: Snapshot, agents: tuple[AgentNow, ...] = (), **changes: Any) -> dict[AlertKey, Condition]:
    at = instant(snapshot, settings=snapshots.settings(**changes))
    return {each.key: each for each in conditions(at, agents)}


def stands(snapshot: Snapshot, rule: str, queue: str = "", agents: tuple[AgentNow, ...] = (), **changes: Any) -> Stands:
    return found(snapshot, agents, **changes)[AlertKey(rule, Scope("main", queue=queue))].stands


def waiting(callers: int, logged_in: int | None, at: Micros = NOW, state: State = State.LIVE) -> Snapshot:
    there = reading("agents.logged_in", logged_in, queue="roads", at=at)
    return shown(reading("calls.waiting", callers, queue="roads", at=at), there, at=at, state=state)


def test_callers_wait_and_nobody_is_logged_in() -> None:
    assert stands(waiting(2, 0), "unstaffed", "roads") is Stands.PAST
    assert stands(waiting(0, 0), "unstaffed", "roads") is Stands.BACK
    assert stands(waiting(2, 1), "unstaffed", "roads") is Stands.BACK


def test_where_nobody_knows_who_is_there_nobody_is_missing() -> None:
    assert stands(waiting(2, None), "unstaffed", "roads") is Stands.BACK


def test_outside_opening_hours_nobody_need_be_there() -> None:
    assert stands(waiting(2, 0, at=NIGHT), "unstaffed", "roads") is Stands.BACK


@pytest.mark.parametrize("state", [State.LOST, State.SILENT, State.LATE])
def test_figures_that_stand_still_say_nothing_of_now(state: State) -> None:
    assert stands(waiting(2, 0, state=state), "unstaffed", "roads") is Stands.UNKNOWN


def test_a_source_is_lost_since_it_was_heard_of_last() -> None:
    lost = found(waiting(0, 1, state=State.LOST))[AlertKey("source_lost", Scope("main"), PHONES.source)]
    assert (lost.stands, lost.since, lost.hold_s) == (Stands.PAST, NOW - MINUTE, 60)
    back = found(waiting(0, 1))[AlertKey("source_lost", Scope("main"), PHONES.source)]
    assert back.stands is Stands.BACK
    began = found(waiting(0, 1, state=State.NO_DATA))[AlertKey("source_lost", Scope("main"), PHONES.source)]
    assert began.stands is Stands.UNKNOWN, "after a start, until it answered"


def half_hour(in_time: float, n: int, offered: int, rest: float) -> Snapshot:
    def of(metric: str, value: float, window: str = "half_hour", variant: str = "", **more: Any) -> Reading:
        return reading(f"calls.{metric}", value, window, variant, queue="roads", **more)

    return shown(
        of("service_level", in_time, variant="offered", n=n),
        of("offered", offered),
        of("answered", n),
        of("abandoned", 0),
        of("diverted", 0),
        of("lost", 0),
        of("offered", rest, "rest_of_half_hour", "usual"),
    )


def test_a_half_hour_is_lost_when_not_even_perfection_keeps_its_promise() -> None:
    # 12 of 20 in time; 80 % of 40 are 32, and 12 + 20 are just that; where 16 are usual, 20 may come
    assert stands(half_hour(0.6, 20, 20, 16), "promise_lost", "roads") is Stands.BETWEEN
    assert stands(half_hour(0.6, 20, 20, 15.9), "promise_lost", "roads") is Stands.PAST
    assert stands(half_hour(0.6, 20, 25, 13), "promise_lost", "roads") is Stands.BETWEEN  # five wait still


def test_a_promise_that_was_lost_is_back_half_way_up_and_when_another_half_hour_begins() -> None:
    # 12 and 60 in time are 90 % of 80: half way from the promise to all; where 53 are usual, 60 may come
    assert stands(half_hour(0.6, 20, 20, 52), "promise_lost", "roads") is Stands.BETWEEN
    assert stands(half_hour(0.6, 20, 20, 53), "promise_lost", "roads") is Stands.BACK
    assert stands(half_hour(1, 0, 0, 20), "promise_lost", "roads") is Stands.BACK


def test_before_the_usual_was_looked_up_no_promise_is_lost_and_none_is_kept() -> None:
    lost = half_hour(0.6, 20, 20, 15.9)
    usual = {key: each for key, each in lost.readings.items() if key.variant != "usual"}
    assert stands(replace(lost, readings=usual), "promise_lost", "roads") is Stands.UNKNOWN


def test_too_few_calls_lose_no_promise() -> None:
    assert stands(half_hour(0, 9, 9, 0), "promise_lost", "roads") is Stands.BACK


def came(calls: float | None, at: Micros = NOW) -> Snapshot:
    parts = [("", calls), ("surge", 14), ("usual", 4.0)]
    readings = (reading("calls.entered", value, "15m", variant, queue="roads", at=at) for variant, value in parts)
    return shown(*readings, at=at)


def test_a_surge_begins_at_its_number_and_ends_half_way_to_the_usual() -> None:
    assert [stands(came(calls), "surge", "roads") for calls in (14, 13, 9, 8)] == [
        Stands.PAST,
        Stands.BETWEEN,
        Stands.BETWEEN,
        Stands.BACK,
    ]
    assert stands(came(None), "surge", "roads") is Stands.BACK
    assert stands(came(30, at=NIGHT), "surge", "roads") is Stands.BACK, "as a trial over past days has it"


def test_a_pause_is_too_long_from_the_second_after_what_is_allowed() -> None:
    def pauses(for_s: float, reason: str = "Lunch", at: Micros = NOW) -> dict[AlertKey, Condition]:
        agent = AgentNow("main", "Zoë", "paused", at - round(for_s * SECOND), ("roads",), reason)
        return found(shown(at=at), (agent,), pauses={"lunch": 1800})

    key = AlertKey("overlong_pause", Scope("main"), "Zoë")
    assert pauses(1800)[key].stands is Stands.BACK
    assert (pauses(1900)[key].stands, pauses(1900)[key].since) == (Stands.PAST, NOW - 100 * SECOND)
    assert key not in pauses(99_999, "training"), "nothing is said of such a pause"
    assert pauses(1900, at=NIGHT)[key].stands is Stands.BACK, "who went home without logging out"


def test_built_in_alerts_can_be_switched_off_and_held_longer() -> None:
    off = {name: {"on": False} for name in ("unstaffed", "source_lost", "promise_lost", "surge", "overlong_pause")}
    assert found(waiting(2, 0), built_in_alerts=off) == {}
    longer = found(waiting(2, 0), built_in_alerts={"unstaffed": {"hold_s": 5}})
    assert longer[AlertKey("unstaffed", Scope("main", queue="roads"))].hold_s == 5


RULE = {"reading": "calls.longest_wait_s", "over": 120, "clear": 60, "each": "queue"}


def rule(snapshot: Snapshot, **more: Any) -> Stands:
    return stands(snapshot, "slow", "roads", alerts={"slow": RULE | more})


def longest(value: float | None, at: Micros = NOW, **more: Any) -> Snapshot:
    return shown(reading("calls.longest_wait_s", value, queue="roads", at=at, **more), at=at)


def test_a_rule_looks_at_its_reading_of_every_queue() -> None:
    assert [rule(longest(value)) for value in (121, 100, 60)] == [Stands.PAST, Stands.BETWEEN, Stands.BACK]
    keys = {key.scope.queue for key in found(longest(1), alerts={"slow": RULE}) if key.rule == "slow"}
    assert keys == set(snapshots.QUEUES)


def test_while_nobody_waits_there_is_nothing_to_fire() -> None:
    assert rule(longest(None)) is Stands.BACK


def test_a_rule_of_opening_hours_sleeps_at_night_and_one_of_always_does_not() -> None:
    assert rule(longest(500, at=NIGHT)) is Stands.BACK
    assert rule(longest(500, at=NIGHT), hours="always") is Stands.PAST


def test_a_rule_between_two_times_of_the_sites_own_day() -> None:
    assert rule(longest(500), between="10:00-10:43") is Stands.PAST  # it is 10:42 in Chicago
    assert rule(longest(500), between="10:00-10:42") is Stands.BACK
    assert rule(longest(500), between="22:00-10:43") is Stands.PAST


def test_a_reading_of_fewer_than_wanted_is_not_judged() -> None:
    few = shown(reading("calls.abandon_rate", 0.5, "30m", n=4), reading("calls.offered", 1))
    wanted = {"reading": "calls.abandon_rate", "window": "30m", "over": 0.1, "at_least": 5}
    assert stands(few, "lost", alerts={"lost": wanted}) is Stands.BACK
    assert stands(few, "lost", alerts={"lost": wanted | {"at_least": 4}}) is Stands.PAST
    counted, many = (
        shown(reading("calls.abandoned", 7, "30m")),
        {"reading": "calls.abandoned", "window": "30m", "over": 3},
    )
    assert stands(counted, "lost", alerts={"lost": many | {"at_least": 7}}) is Stands.PAST, (
        "a count is of what it counts"
    )
    assert stands(counted, "lost", alerts={"lost": many | {"at_least": 8}}) is Stands.BACK


def test_a_number_of_variants_is_looked_at_in_that_by_which_the_place_goes() -> None:
    both = [
        reading("calls.service_level", value, "30m", name, queue="roads", n=9)
        for name, value in (("offered", 0.5), ("answered", 0.9))
    ]
    low = {"reading": "calls.service_level", "window": "30m", "under": 0.6, "clear": None, "over": None}
    assert rule(shown(*both), **low) is Stands.PAST
    assert rule(shown(*both), **low, variant="answered") is Stands.BACK
    of_roads: dict[str, Any] = {
        "queues": {**{name: {} for name in snapshots.QUEUES}, "roads": {"service_level": "answered"}}
    }
    assert stands(shown(*both), "slow", "roads", alerts={"slow": RULE | low}, **of_roads) is Stands.BACK
    age = reading("tickets.age_max_days", 40, "now", "business")
    old = {"reading": "tickets.age_max_days", "over": 30, "hours": "always"}
    assert stands(shown(age), "old", alerts={"old": old}) is Stands.PAST


def test_rules_of_another_site_are_not_looked_at() -> None:
    sites = {name: {"name": name, "zone": "America/Chicago"} for name in ("main", "north")}
    queues = {"roads": {"site": "main"}}
    changes: dict[str, Any] = {
        "sites": sites,
        "queues": queues,
        "departments": {},
        "promises": [],
        "alerts": {"slow": {**RULE, "site": "north"}},
    }
    assert not [key for key in found(longest(500), **changes) if key.rule == "slow"]
