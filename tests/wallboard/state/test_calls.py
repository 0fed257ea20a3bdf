"""Who waits and what has happened, in every window."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.wallboard.state.call_rows import Wall, asterisk_table, recount, row, settings
from wallboard.calls.fold import Restart
from wallboard.calls.happenings import What
from wallboard.clock import micros
from wallboard.metrics.calls import abandon_rate, service_level, speed_of_answer
from wallboard.metrics.trends import trends
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Micros, Outcome, Reason, Visit, VisitKey
from wallboard.settings import Settings
from wallboard.state.calls import CallState
from wallboard.state.tally import Tally
from wallboard.state.windows import WINDOWS

S = SECOND
NOON = 20_000 * DAY + 12 * HOUR
EVERY_QUEUE = (None, "roads", "water")


def visit(
    call: int | str,
    entered: Micros,
    outcome: Outcome = Outcome.WAITING,
    wait_s: int | None = None,
    queue: str = "roads",
    talk_s: int | None = None,
    **more: Any,
) -> Visit:
    left = None if wait_s is None else entered + wait_s * S
    if left is not None and talk_s is not None:
        more |= {"ended": left + talk_s * S, "completed": True, "talk_s": talk_s, "agent": more.get("agent", "Ann")}
    return Visit(VisitKey("pbx", str(call), queue, 0), "main", entered, outcome, left, wait_s, **more)


def state(
    *visits: Visit, now: Micros = NOON, restarts: Iterable[Restart] = (), of: Settings | None = None
) -> CallState:
    return recount(of or settings(), visits, restarts, now)


def same(one: CallState, other: CallState) -> None:
    for queue in EVERY_QUEUE:
        for window in WINDOWS:
            assert one.tally(window, queue) == other.tally(window, queue), (queue, window)
        assert one.group(queue).entered == other.group(queue).entered
    assert trends(one) == trends(other)


def test_nothing_told_counts_nothing() -> None:
    empty = state()
    assert all(empty.tally(window) == Tally() for window in WINDOWS)
    assert (empty.group().oldest, empty.queues(), empty.started()) == (None, [], False)


def test_a_visit_still_waiting_is_offered_today_and_nothing_else() -> None:
    calls = state(visit(1, NOON - 90 * S))
    assert calls.tally("today").as_json() == {"offered": 1}
    assert calls.tally("60m") == Tally()
    assert calls.group("roads").oldest == NOON - 90 * S


def test_rolling_windows_hold_visits_that_left_in_them_up_to_the_edge() -> None:
    left_5m_ago = visit(1, NOON - 6 * MINUTE, Outcome.ABANDONED, 60)
    calls = state(left_5m_ago, now=NOON - 1)
    assert calls.tally("5m").abandoned == 1
    calls.advance(NOON)
    assert (calls.tally("5m").abandoned, calls.tally("15m").abandoned) == (0, 1)
    calls.advance(NOON + 55 * MINUTE)
    assert (calls.tally("60m").abandoned, calls.tally("today").abandoned) == (0, 1)


def test_a_conversation_counts_as_completed_when_it_ends_not_when_it_was_answered() -> None:
    calls = state(visit(1, NOON - 20 * MINUTE, Outcome.ANSWERED, 10, talk_s=18 * 60))
    assert (calls.tally("5m").answered, calls.tally("5m").completed) == (0, 1)
    assert (calls.tally("30m").answered, calls.tally("30m").completed) == (1, 1)


def test_a_visit_from_the_future_counts_from_its_instant_on() -> None:
    calls = state(visit(1, NOON + 2 * S, Outcome.ANSWERED, 3, talk_s=5))
    for after, expected in ((1, (0, 0, 0, 0)), (2, (1, 1, 0, 0)), (5, (0, 1, 1, 0)), (10, (0, 1, 1, 1))):
        calls.advance(NOON + after * S)
        today = calls.tally("today")
        assert (len(calls.group().entered), today.offered, today.answered, today.completed) == expected
    assert calls.tally("since_start") == Tally()


def test_yesterdays_visit_that_ends_after_midnight_stays_yesterdays() -> None:
    zone = ZoneInfo("America/Chicago")
    midnight = micros(datetime(2026, 11, 21, tzinfo=zone))
    of = settings("America/Chicago")
    calls = state(visit(1, midnight - S), now=midnight - 1, of=of)
    assert calls.tally("today").offered == 1
    calls.advance(midnight)
    calls.apply([visit(1, midnight - S, Outcome.ANSWERED, 30, agent="Ann")])
    calls.advance(midnight + 40 * S)
    assert (calls.tally("today"), calls.tally("5m").answered) == (Tally(), 1)


@pytest.mark.parametrize("day", [(2026, 3, 8, 23), (2026, 11, 1, 25)])
def test_a_day_of_23_or_25_hours_is_one_day(day: tuple[int, int, int, int]) -> None:
    zone, hours = ZoneInfo("America/Chicago"), day[3]
    midnight = micros(datetime(day[0], day[1], day[2], tzinfo=zone))
    each_hour = [visit(h, midnight + h * HOUR + S, Outcome.ABANDONED, 1) for h in range(-1, 26)]
    calls = state(*each_hour, now=midnight + hours * HOUR - 1, of=settings("America/Chicago"))
    assert calls.tally("today").offered == hours
    calls.advance(midnight + hours * HOUR)
    assert calls.tally("today").offered == 0


def test_a_restart_begins_the_counts_anew() -> None:
    before, after = visit(1, NOON - HOUR, Outcome.ABANDONED, 5), visit(2, NOON - MINUTE, Outcome.ABANDONED, 5)
    lost = visit(3, NOON - 30 * MINUTE, Outcome.LOST, 600)
    calls = state(
        before, lost, after, restarts=[Restart("pbx", 50, NOON - 20 * MINUTE), Restart("pbx", 10, NOON - DAY)]
    )
    assert calls.started("roads")
    assert calls.tally("since_start").as_json()["abandoned"] == calls.tally("since_start").offered == 1
    assert (calls.tally("today").lost, calls.tally("since_start").lost) == (1, 0)


def test_a_restart_that_becomes_known_after_its_visits_were_let_go_asks_for_a_reload() -> None:
    calls = state(visit(1, NOON - 3 * DAY, Outcome.ABANDONED, 5), restarts=[Restart("pbx", 1, NOON - 9 * DAY)])
    assert (calls.tally("since_start").abandoned, calls.reload_wanted) == (1, False)
    calls.restart(Restart("pbx", 2, NOON - 4 * DAY))
    assert calls.reload_wanted


def test_a_visit_that_was_let_go_is_corrected_by_what_was_known_of_it() -> None:
    first = visit(1, NOON - 3 * DAY, Outcome.ABANDONED, 5)
    calls = state(first, restarts=[Restart("pbx", 1, NOON - 9 * DAY)])
    assert calls.held() == 0
    better = visit(1, NOON - 3 * DAY, Outcome.ANSWERED, 5, talk_s=9)
    calls.apply([better], former={first.key: first})
    assert calls.tally("since_start") == state(better, restarts=[Restart("pbx", 1, NOON - 9 * DAY)]).tally(
        "since_start"
    )
    calls.apply([], gone=[better.key], former={better.key: better})
    assert calls.tally("since_start") == Tally()


def test_memory_holds_only_what_windows_need() -> None:
    calls = state(*(visit(i, NOON + i * S, Outcome.ABANDONED, 1) for i in range(5000)), visit("open", NOON))
    calls.advance(NOON + 2 * HOUR)
    assert calls.held() == 5001
    for second in range(60):
        calls.advance(NOON + 14 * HOUR + second * S)
    assert calls.held() == 1


def test_a_checkpoint_goes_on_where_it_was_made() -> None:
    restart = Restart("pbx", 1, NOON - 9 * DAY)
    midnight = NOON - 12 * HOUR
    old = visit(1, NOON - 3 * DAY, Outcome.ANSWERED, 7, talk_s=60)
    over_midnight = visit(2, midnight - 50 * S, Outcome.ANSWERED, 10, talk_s=100)
    waits_over_midnight = visit(3, midnight - 5 * S, Outcome.ABANDONED, 30)
    new = visit(4, NOON - 2 * S, Outcome.DIVERTED, 1, reason=Reason.KEY)
    late = visit(5, midnight - 20 * MINUTE, Outcome.ABANDONED, 4)
    visits = [old, over_midnight, waits_over_midnight, new, late]
    kept = state(*visits, now=midnight, restarts=[restart]).to_checkpoint()
    loaded = CallState(settings(), "main")
    assert loaded.usable(kept)
    loaded.from_checkpoint(kept)
    loaded.restart(restart)
    loaded.apply(visits[1:])
    loaded.advance(NOON)
    same(loaded, state(*visits, restarts=[restart]))


def test_a_checkpoint_under_another_promise_is_not_usable() -> None:
    kept = state().to_checkpoint()
    assert not CallState(settings(roads={"targets": [{"within_s": 9}]}), "main").usable(kept)


def test_thresholds_are_those_of_the_day_on_which_the_caller_entered() -> None:
    targets = [{"within_s": 20}, {"from": "2024-10-05", "within_s": 10}]  # NOON is 2024-10-04
    of = settings(roads={"targets": targets, "short_abandon_s": 3})
    today, tomorrow = visit(1, NOON, Outcome.ANSWERED, 15), visit(2, NOON + DAY, Outcome.ANSWERED, 15)
    short = visit(3, NOON, Outcome.ABANDONED, 3)
    calls = state(today, tomorrow, short, now=NOON + MINUTE, of=of)
    assert (calls.tally("today").answered_in, calls.tally("today").abandoned_short) == (1, 1)
    calls.advance(NOON + DAY + MINUTE)
    assert calls.tally("today").answered_in == 0


def test_settings_name_the_queues_and_the_log_adds_others() -> None:
    calls = state(visit(1, NOON, queue="attic"), of=settings(water={}, roads={}))
    assert calls.queues() == ["water", "roads", "attic"]


def test_trends_are_the_last_half_hour_by_the_minute() -> None:
    gone = visit(1, NOON - 10 * MINUTE - 30 * S, Outcome.ANSWERED, 90, talk_s=1)
    calls = state(gone, visit(2, NOON - 3 * MINUTE))
    series = {key.metric: points for key, points in trends(calls).items() if not key.scope.queue}
    assert series["calls.waiting"] == (0.0,) * 19 + (1.0, 0.0) + (0.0,) * 5 + (1.0,) * 4
    assert series["calls.asa_s"] == (None,) * 20 + (90.0,) * 5 + (None,) * 5
    calls.apply([visit(3, NOON - 20 * MINUTE, Outcome.ABANDONED, 61)])
    late = {key.metric: points for key, points in trends(calls).items() if not key.scope.queue}
    assert late["calls.waiting"][9:12] == (1.0, 1.0, 0.0)
    assert late["calls.abandon_rate"][11] == 1.0


@examples(10)
@given(st.integers(0, 2**32), st.booleans())
def test_live_equals_a_recount_whatever_the_order_of_arrival(seed: int, in_order: bool) -> None:
    """Also after repeats, with rows a minute late, and at any instant."""
    chance = random.Random(seed)
    events = asterisk_table()
    begin = chance.randrange(len(events) - 300)
    rows = [*events[:1], *events[begin : begin + 300]]
    arrivals = sorted(rows, key=lambda e: (e.at if in_order else e.at + chance.choice([0, 0, 5, 60]) * S, e.seq))
    wall, position, now = Wall(settings(roads={}, water={"short_abandon_s": 2})), 0, rows[1].at
    while position < len(arrivals):
        count = chance.randrange(1, 60)
        batch = arrivals[max(0, position - chance.randrange(20)) : position + count]
        chance.shuffle(batch)
        wall.take(batch)
        position += count
        now = max(now, *(e.at for e in batch)) - chance.randrange(3) * S
        wall.at(now)
        same(wall.calls, recount(wall.settings, wall.log.visits.values(), wall.log.restarts, wall.calls.now))
    for later in (4 * MINUTE, 50 * MINUTE, 2 * HOUR, DAY):
        wall.at(now + later)
        same(wall.calls, recount(wall.settings, wall.log.visits.values(), wall.log.restarts, wall.calls.now))


@examples(15)
@given(st.integers(0, 2**32))
def test_every_caller_offered_is_somewhere(seed: int) -> None:
    """offered = answered + abandoned + diverted + lost + waiting, whatever arrives, in any order."""
    chance = random.Random(seed)
    rows = chance.choices(asterisk_table(), k=400)
    wall = Wall(settings())
    wall.take(rows)
    wall.at(max(e.at for e in rows))
    entered = {(e.callid, e.queue, e.at) for e in rows if e.what is What.ENTERED}
    today = wall.calls.tally("today")
    assert today.offered == len(entered)
    assert today.waiting == len(wall.calls.group().entered)
    assert today.offered == today.answered + today.abandoned + today.diverted_all + today.lost + today.waiting
    for queue in wall.calls.queues():
        assert wall.calls.tally("today", queue).waiting == len(wall.calls.group(queue).entered)


def test_the_site_is_the_sum_of_its_queues_not_the_mean_of_their_means() -> None:
    calls = state(
        visit(1, NOON - 60 * S, Outcome.ANSWERED, 10), visit(2, NOON - 60 * S, Outcome.ANSWERED, 10),
        visit(3, NOON - 60 * S, Outcome.ANSWERED, 40, queue="water"), visit(4, NOON - 60 * S, Outcome.ABANDONED, 1),
    )  # fmt: skip
    site = calls.tally("today")
    assert (speed_of_answer(site), service_level(site), abandon_rate(site)) == (20, 0.5, 0.25)
    assert site == Tally.total(calls.tally("today", queue) for queue in calls.queues())


def test_rows_of_the_next_poll_change_only_their_own_visit() -> None:
    wall = Wall(settings())
    wall.take([row(1, NOON, "QUEUESTART", call="NONE", queue="NONE"), row(2, NOON, "ENTERQUEUE")])
    wall.at(NOON + 10 * S)
    wall.take([row(3, NOON + 9 * S, "CONNECT", "9", agent="Ann")])
    wall.take([row(3, NOON + 9 * S, "CONNECT", "9", agent="Ann")])
    assert wall.calls.tally("today").as_json() == {
        "offered": 1,
        "answered": 1,
        "answered_in": 1,
        "wait_s": 9,
        "waits": {"9": 1},
    }
