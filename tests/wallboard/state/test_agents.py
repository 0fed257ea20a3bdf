"""Who is on duty and doing what; what no row tells is unknown."""

from __future__ import annotations

import random
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.wallboard.state.call_rows import Wall, asterisk_table, row, settings
from wallboard.calls.happenings import Happening
from wallboard.engine.halves.call_readings import call_readings
from wallboard.model import DAY, HOUR, SECOND, Scope, State, readings_by_key
from wallboard.settings import Settings
from wallboard.state.agents import STATES

S = SECOND
NOON = 20_000 * DAY + 12 * HOUR


def ann(seq: int, at: int, event: str, *data: str, queue: str = "roads", call: str = "NONE") -> Happening:
    return row(seq, NOON + at * S, event, *data, queue=queue, agent="Ann", call=call)


def enter(seq: int, at: int, call: str = "c1", queue: str = "roads") -> Happening:
    return row(seq, NOON + at * S, "ENTERQUEUE", call=call, queue=queue)


def wall(*events: Happening, at: int = 100, of: Settings | None = None) -> Wall:
    live = Wall(of or settings())
    live.take(events)
    return look(live, at)


def look(live: Wall, at: int) -> Wall:
    live.at(NOON + at * S).agents.follow(live.calls)
    return live


def states(live: Wall, queue: str | None = None) -> Mapping[str, str]:
    return live.agents.states(queue)


def test_nobody_ever_told_of_is_unknown_and_not_nobody() -> None:
    live = wall(enter(1, 0))
    told = readings_by_key(call_readings(live.calls, live.agents, live.settings, live.calls.now))
    site = {key.metric: reading for key, reading in told.items() if key.scope == Scope("main")}
    for state in ("logged_in", "available", "paused", "wrap_up", "ringing"):
        assert (site[f"agents.{state}"].value, site[f"agents.{state}"].state) == (None, State.UNKNOWN)
    assert (site["agents.on_call"].value, site["agents.on_call"].state) == (0, State.LIVE)


def test_members_of_the_settings_are_on_duty_and_ringing_stays_unknown() -> None:
    live = wall(of=settings(roads={"members": ["Ann", "Bob"]}, water={"members": ["Ann"]}))
    told = readings_by_key(call_readings(live.calls, live.agents, live.settings, live.calls.now))
    values = {(key.metric, key.scope.queue): reading.value for key, reading in told.items()}
    assert (values["agents.logged_in", "roads"], values["agents.logged_in", "water"]) == (2, 1)
    assert (values["agents.logged_in", ""], values["agents.available", ""]) == (2, 2)
    assert values["agents.ringing", ""] is None


def test_all_have_gone_home_is_nobody_and_not_unknown() -> None:
    live = wall(ann(1, 0, "ADDMEMBER"), ann(2, 9, "REMOVEMEMBER"))
    assert (live.agents.known("roads"), live.agents.logged_in("roads"), live.agents.known("water")) == (True, 0, False)


def test_an_agent_on_a_call_is_on_a_call_in_every_queue_until_it_ends() -> None:
    added = [ann(1, 0, "ADDMEMBER"), ann(2, 0, "ADDMEMBER", queue="water")]
    talk = [enter(3, 1), ann(4, 5, "CONNECT", "4", call="c1")]
    live = wall(*added, *talk, ann(5, 50, "COMPLETEAGENT", "4", "45", call="c1"), at=20)
    assert states(live, "water") == states(live, "roads") == states(live) == {"Ann": "on_call"}
    assert states(look(live, 50)) == {"Ann": "available"}


def test_wrap_up_lasts_as_long_as_the_queue_grants() -> None:
    of = settings(roads={"wrap_up_s": 10})
    talk = [enter(3, 1), ann(4, 5, "CONNECT", "4", call="c1"), ann(5, 50, "COMPLETEAGENT", "4", "45", call="c1")]
    live = wall(*talk, at=59, of=of)
    assert states(live) == {"Ann": "wrap_up"}
    assert states(look(live, 60)) == {"Ann": "available"}


def test_paused_in_one_queue_of_two_is_available_at_the_site() -> None:
    added = [ann(1, 0, "ADDMEMBER"), ann(2, 0, "ADDMEMBER", queue="water")]
    live = wall(*added, ann(3, 5, "PAUSE", "Lunch"))
    assert (states(live, "roads"), states(live, "water"), states(live)) == (
        {"Ann": "paused"},
        {"Ann": "available"},
        {"Ann": "available"},
    )
    live.take([ann(4, 101, "PAUSEALL", "Lunch", queue="NONE")])
    assert states(look(live, 101)) == {"Ann": "paused"}
    live.take([ann(5, 102, "UNPAUSE", queue="water")])
    assert states(look(live, 102)) == {"Ann": "available"}


def test_added_paused_is_paused() -> None:
    assert states(wall(ann(1, 0, "ADDMEMBER", "PAUSED"))) == {"Ann": "paused"}


def test_seen_today_is_on_duty_until_midnight() -> None:
    live = wall(ann(1, 0, "RINGNOANSWER", "8000", call="c1"))
    assert states(live, "roads") == {"Ann": "available"}
    assert states(look(live, 12 * 3600 - 1)) == {"Ann": "available"}
    assert states(look(live, 12 * 3600)) == {}


def test_a_login_counts_at_the_site_and_ends_with_the_logoff_or_a_restart() -> None:
    live = wall(
        ann(1, 0, "AGENTLOGIN", "SIP/1", queue="NONE"), ann(3, 200, "AGENTLOGOFF", "SIP/1", "200", queue="NONE")
    )
    assert states(live) == {"Ann": "available"}
    assert states(look(live, 200)) == {}
    start = row(2, NOON + 50 * S, "QUEUESTART", call="NONE", queue="NONE")
    assert states(wall(ann(1, 0, "AGENTLOGIN", "SIP/1", queue="NONE"), start)) == {}


def test_a_restart_keeps_added_members_and_their_pauses_where_they_persist() -> None:
    rows = [
        ann(1, 0, "ADDMEMBER"), ann(2, 1, "PAUSE", "Lunch"), row(3, NOON, "PAUSE", "Lunch", agent="Bob"),
        row(9, NOON + 50 * S, "QUEUESTART", call="NONE", queue="NONE"),
    ]  # fmt: skip
    assert states(wall(*rows)) == {"Ann": "paused", "Bob": "available"}
    assert states(wall(*rows, of=settings(roads={"members_persist": False}))) == {"Bob": "available"}


def test_a_row_from_the_future_counts_from_its_instant_on() -> None:
    live = wall(ann(1, 101, "ADDMEMBER"))
    assert (states(live), states(look(live, 101))) == ({}, {"Ann": "available"})


@examples(8)
@given(st.integers(0, 2**32))
def test_order_and_repetition_of_rows_do_not_matter(seed: int) -> None:
    """And everybody on duty is in exactly one state."""
    chance = random.Random(seed)
    rows = list(asterisk_table()[: chance.randrange(1, 1500)])
    of = settings(streets={"wrap_up_s": 15}, taxes={}, water={"members": ["Agent 28"]})
    one, other = Wall(of), Wall(of)
    one.take(rows)
    shuffled = rows * 2
    chance.shuffle(shuffled)
    for first in range(0, len(shuffled), 500):
        other.take(shuffled[first : first + 500])
        other.at(rows[0].at + first).agents.follow(other.calls)
    for live in (one, other):
        live.at(rows[-1].at).agents.follow(live.calls)
    for queue in (None, "streets", "taxes", "water"):
        assert states(one, queue) == states(other, queue)
        assert sum(one.agents.count(state, queue) for state in STATES) == one.agents.logged_in(queue)
        assert one.agents.logged_in(queue) == len(states(one, queue))


def people(live: Wall) -> list[tuple[str, str, int | None, tuple[str, ...]]]:
    return [
        (each.agent, each.state, each.since and (each.since - NOON) // S, each.queues) for each in live.agents.people()
    ]


def test_each_person_on_duty_is_told_by_name_with_state_since_when_and_queues() -> None:
    of = settings(roads={"wrap_up_s": 10, "members": ["bob"]}, water={"members": ["bob", "Ann"]})
    talk = [enter(3, 1), ann(4, 5, "CONNECT", "4", call="c1"), ann(5, 50, "COMPLETEAGENT", "4", "45", call="c1")]
    bob = ("bob", "available", None, ("roads", "water"))
    live = wall(*talk[:2], at=20, of=of)
    assert people(live) == [("Ann", "on_call", 5, ("roads", "water")), bob]
    live.take(talk[2:])
    assert people(look(live, 55)) == [("Ann", "wrap_up", 50, ("roads", "water")), bob]
    assert people(look(live, 61)) == [("Ann", "available", 60, ("roads", "water")), bob]


def test_a_pause_is_told_since_its_row_and_its_end_since_the_row_that_ended_it() -> None:
    rows = [ann(1, 0, "ADDMEMBER"), ann(2, 30, "PAUSE"), ann(3, 70, "UNPAUSE")]
    assert people(wall(*rows[:2], at=40)) == [("Ann", "paused", 30, ("roads",))]
    assert people(wall(*rows, at=80)) == [("Ann", "available", 70, ("roads",))]
    assert people(wall(*rows, ann(4, 90, "REMOVEMEMBER"), at=95)) == []


@given(st.permutations(range(6)))
def test_since_when_does_not_depend_on_the_order_of_arrival(order: list[int]) -> None:
    rows = [
        ann(1, 0, "ADDMEMBER"),
        enter(2, 1),
        ann(3, 5, "CONNECT", "4", call="c1"),
        ann(4, 50, "COMPLETEAGENT", "4", "45", call="c1"),
        ann(5, 60, "PAUSE"),
        ann(6, 70, "UNPAUSE"),
    ]
    live = Wall(settings())
    for nth in order:
        live.take([rows[nth]])
        look(live, 100)
    assert people(live) == [("Ann", "available", 70, ("roads",))]
