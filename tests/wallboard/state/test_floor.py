"""Everybody on duty with what they did today, and every caller who waits; what nobody told is None."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.wallboard.state.call_rows import Wall, asterisk_table, row, settings
from tests.wallboard.state.test_agents import NOON, S, ann, enter, look, wall
from wallboard.model.floor import AgentDay, AgentNow

WRAPPED = settings(roads={"wrap_up_s": 10})


def floor(live: Wall) -> tuple[AgentNow, ...]:
    return live.agents.floor(live.calls.conversations)


def one(live: Wall) -> AgentNow:
    (agent,) = floor(live)
    return agent


def day(live: Wall) -> AgentDay:
    return one(live).day


TALK = [enter(3, 1), ann(4, 5, "CONNECT", "4", call="c1"), ann(5, 50, "COMPLETEAGENT", "4", "45", call="c1")]


def test_a_day_is_told_up_to_the_beginning_of_what_they_do_now() -> None:
    """From 0 s on duty; talks from 5 to 50, wraps up until 60, is free until the next call at 80."""
    rows = [ann(1, 0, "ADDMEMBER"), *TALK]
    again = [enter(6, 70, "c2"), ann(7, 80, "CONNECT", "10", call="c2")]
    assert day(wall(*rows, at=20, of=WRAPPED)) == AgentDay(1, 0, 0, 5)
    assert day(wall(*rows, at=55, of=WRAPPED)) == AgentDay(1, 45, 0, 5)
    assert day(wall(*rows, at=70, of=WRAPPED)) == AgentDay(1, 45, 10, 5)
    live = wall(*rows, *again, at=90, of=WRAPPED)
    assert day(live) == AgentDay(2, 45, 10, 5 + 20)
    assert (one(live).state, one(live).since) == ("on_call", NOON + 80 * S)


def test_the_next_call_ends_a_wrap_up() -> None:
    rows = [ann(1, 0, "ADDMEMBER"), *TALK, enter(6, 50, "c2"), ann(7, 53, "CONNECT", "3", call="c2")]
    assert day(wall(*rows, at=90, of=WRAPPED)) == AgentDay(2, 45, 3, 5)


def test_a_pause_is_not_idle_and_tells_its_reason() -> None:
    rows = [ann(1, 0, "ADDMEMBER"), ann(2, 30, "PAUSE", "Lunch"), ann(3, 70, "UNPAUSE"), ann(4, 90, "PAUSEALL", "")]
    live = wall(*rows[:2], at=40)
    assert (one(live).reason, day(live).idle_s) == ("Lunch", 30)
    live = wall(*rows[:3], at=80)
    assert (one(live).reason, day(live).idle_s) == ("", 30)
    live = wall(*rows, at=95)
    assert (one(live).state, one(live).reason, day(live).idle_s) == ("paused", "", 30 + 20)


def test_added_paused_gives_no_reason() -> None:
    assert (one(wall(ann(1, 0, "ADDMEMBER", "PAUSED"))).reason) == ""


def test_a_call_during_a_pause_is_a_call_and_time_off_duty_is_nothing() -> None:
    away = [ann(1, 0, "ADDMEMBER"), ann(2, 20, "REMOVEMEMBER"), ann(3, 60, "ADDMEMBER")]
    assert day(wall(*away, at=80)).idle_s == 20
    talk = [enter(4, 1), ann(5, 5, "CONNECT", "4", call="c1"), ann(6, 30, "PAUSE", "Lunch")]
    ended = ann(7, 50, "COMPLETEAGENT", "4", "45", call="c1")
    live = wall(ann(1, 0, "ADDMEMBER"), *talk, ended, at=55)
    assert (one(live).state, day(live)) == ("paused", AgentDay(1, 45, None, 5))


def test_a_restart_that_forgets_members_ends_their_duty() -> None:
    start = row(2, NOON + 50 * S, "QUEUESTART", call="NONE", queue="NONE")
    of = settings(roads={"members_persist": False})
    assert day(wall(ann(1, 0, "ADDMEMBER"), start, ann(3, 80, "ADDMEMBER"), of=of)).idle_s == 50


def test_who_was_seen_only_by_calls_has_no_idle_time_and_without_wrap_up_none() -> None:
    assert day(wall(*TALK, at=60)) == AgentDay(1, 45, None, None)
    named = settings(roads={"members": ["Ann"]})
    assert day(wall(of=named)) == AgentDay(0, 0, None, None)


def test_a_new_day_begins_with_nothing() -> None:
    live = look(wall(ann(1, 0, "ADDMEMBER"), *TALK, of=WRAPPED), 12 * 3600 + 5)
    assert day(live) == AgentDay(0, 0, 0, None)


@examples(6)
@given(st.integers(0, 2**32))
def test_in_whatever_order_rows_come_the_floor_is_the_same(seed: int) -> None:
    chance = random.Random(seed)
    rows = list(asterisk_table()[: chance.randrange(1, 900)])
    of = settings(streets={"wrap_up_s": 15}, taxes={}, water={"members": ["Agent 28"]})
    straight, shuffled = Wall(of), Wall(of)
    straight.take(rows)
    mixed = list(rows)
    chance.shuffle(mixed)
    for first in range(0, len(mixed), 200):
        shuffled.take(mixed[first : first + 200])
        shuffled.at(rows[0].at + first).agents.follow(shuffled.calls)
        floor(shuffled)
    for live in (straight, shuffled):
        live.at(rows[-1].at).agents.follow(live.calls)
    assert floor(straight) == floor(shuffled)
    for agent in floor(straight):
        assert min(agent.day.talk_s, agent.day.wrap_up_s or 0, agent.day.idle_s or 0) >= 0
