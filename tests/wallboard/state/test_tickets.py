"""The open set, kept ticket by ticket, is what a recount of everything gives, at any instant and in any order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.wallboard.ticket_histories import SETTINGS, START, frame, histories, instants, readings, recount, told
from wallboard.clock import midnight_before
from wallboard.model import DAY, HOUR, NOT_KNOWN, ReadingKey, Scope
from wallboard.state import tickets as module
from wallboard.state.tickets import TicketState

Rows = list[dict[str, object]]
often = examples(12)
OPENED = START + 10 * DAY  # leaks are promised in one day by then


def breached(state: TicketState, now: int) -> float | None:
    return readings(state, now)[ReadingKey("tickets.breached", Scope("main"), "now", "")].value


@contextmanager
def columns_from(count: int) -> Iterator[None]:
    """As if that many tickets were many."""
    before, module._MANY = module._MANY, count
    try:
        yield
    finally:
        module._MANY = before


@pytest.mark.slow
@often
@given(histories, instants, st.randoms(use_true_random=False))
def test_versions_in_any_order_and_twice_give_the_recount(rows: Rows, now: int, chance: Random) -> None:
    state = TicketState(SETTINGS, "main")
    state.advance(now)
    known: Rows = []
    for row in chance.sample(rows, len(rows)):
        known.append(row)
        ours = [other for other in known if (other["source"], other["ticket"]) == (row["source"], row["ticket"])]
        state.apply(frame(chance.sample(ours, len(ours))))
        state.apply(frame([*ours, row]))
    assert told(state, now) == told(recount(rows, now), now)


@pytest.mark.slow
@often
@given(histories, instants, st.lists(st.integers(0, 80 * HOUR), max_size=8))
def test_time_passing_gives_the_recount(rows: Rows, start: int, steps: list[int]) -> None:
    """What lies ahead (a clock that runs ahead of ours, a promise that runs out) comes true when its time has come."""
    state, now = TicketState(SETTINGS, "main"), start
    state.apply(frame(rows))
    state.advance(now)
    for step in steps:
        now += step
        assert told(state, now) == told(recount(rows, now), now)


@pytest.mark.slow
@often
@given(histories, instants)
def test_many_at_once_give_what_each_gives(rows: Rows, now: int) -> None:
    with columns_from(10**9):
        each = told(recount(rows, now), now)
    with columns_from(1):
        assert told(recount(rows, now), now) == each
        live = TicketState(SETTINGS, "main")
        live.advance(now)
        live.apply(frame(rows))
        assert told(live, now) == each


@often
@given(histories, instants)
def test_what_was_taken_in_many_at_once_can_be_replaced_one_by_one(rows: Rows, now: int) -> None:
    firsts = list({(row["source"], row["ticket"]): row for row in reversed(rows)}.values())
    state = TicketState(SETTINGS, "main")
    state.advance(now)
    with columns_from(1):
        state.apply(frame(firsts))
    state.apply(frame(rows))
    assert told(state, now) == told(recount(rows, now), now)


@pytest.mark.parametrize("many", [1, 10**9])
def test_the_clock_of_a_promise_stands_while_somebody_outside_is_waited_for(many: int) -> None:
    row = {"ticket": "1", "opened_at": OPENED, "received_at": OPENED, "service_type": "leak", "paused_s": NOT_KNOWN}
    with columns_from(many):
        waits = recount([row | {"updated_at": OPENED + HOUR, "state": "paused"}], OPENED + 9 * DAY)
        works = recount([row | {"updated_at": OPENED + HOUR, "state": "open"}], OPENED + 9 * DAY)
    assert (breached(waits, OPENED + 9 * DAY), breached(works, OPENED + 9 * DAY)) == (0, 1)


@pytest.mark.parametrize("many", [1, 10**9])
def test_a_promise_is_longer_by_the_seconds_for_which_its_source_says_that_it_stood(many: int) -> None:
    stood = {"ticket": "1", "opened_at": OPENED, "updated_at": OPENED, "received_at": OPENED, "paused_s": 86_400}
    due = OPENED + 2 * DAY  # promised in one day
    with columns_from(many):
        states = {at: recount([stood | {"service_type": "leak", "state": "open"}], at) for at in (due, due + 1)}
    assert {at: breached(state, at) for at, state in states.items()} == {due: 0, due + 1: 1}


@pytest.mark.slow
@often
@given(histories, instants)
def test_net_is_the_change_in_open_in_every_group_and_window(rows: Rows, now: int) -> None:
    after = readings(recount(rows, now), now)
    for window, start in (("7d", now - 7 * DAY), ("today", _midnight(now) - 1)):
        before = readings(recount(rows, start), start)
        for key, reading in after.items():
            if key.metric == "tickets.net" and key.window == window:
                here = key._replace(metric="tickets.open", window="now")
                was = before[here].value if here in before else 0
                assert reading.value == (after[here].value or 0) - (was or 0), key


@often
@given(histories, instants)
def test_groups_add_up_to_the_site(rows: Rows, now: int) -> None:
    found = readings(recount(rows, now), now)
    for metric, window in (
        ("tickets.open", "now"),
        ("tickets.finished", "7d"),
        ("tickets.breached", "now"),
        ("tickets.net", "7d"),
    ):
        ours = {
            key.scope: reading.value
            for key, reading in found.items()
            if (key.metric, key.window, key.variant) == (metric, window, "")
        }
        site = next(
            value for scope, value in ours.items() if not (scope.department or scope.service_type or scope.ward)
        )
        for dimension in ("department", "service_type", "ward"):
            assert sum(value or 0 for scope, value in ours.items() if getattr(scope, dimension)) == site


@often
@given(histories, instants)
def test_the_bands_and_promises_of_a_group_add_up_to_its_open_items(rows: Rows, now: int) -> None:
    found = readings(recount(rows, now), now)
    for key, reading in found.items():
        if key.metric != "tickets.open":
            continue
        in_scope = {k: r.value or 0 for k, r in found.items() if k.scope._replace(band="") == key.scope}
        in_bands = {k: v for k, v in in_scope.items() if k.metric == "tickets.in_band"}
        assert reading.value == sum(v for k, v in in_bands.items() if not k.variant)
        assert in_scope[key._replace(metric="tickets.breached")] == sum(v for k, v in in_bands.items() if k.variant)
        assert all(v <= in_bands[k._replace(variant="")] for k, v in in_bands.items())
        by_promise = ("tickets.breached", "tickets.undecided", "tickets.no_promise")
        assert reading.value == sum(v for k, v in in_scope.items() if k.metric in by_promise and not k.variant)
        soon = {k.variant: v for k, v in in_scope.items() if k.metric == "tickets.due_soon"}
        assert soon[""] == soon["75-90"] + soon["90-100"] >= 0


def _midnight(now: int) -> int:
    return midnight_before(now, SETTINGS.zone("main"))
