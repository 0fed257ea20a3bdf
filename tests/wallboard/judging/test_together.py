"""Figures of several queues as one, held against what the same calls make when they are counted together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.judging.together import together
from wallboard.metrics import METRICS
from wallboard.metrics.calls_table import TALLY_METRICS, WAITING_METRICS, WaitingNow
from wallboard.metrics.walk import plan, readings
from wallboard.model import SECOND, Outcome, Reading, ReadingKey, Reason, Scope, State, Visit, VisitKey
from wallboard.state.tally import Tally
from wallboard.state.thresholds import Threshold

SITE = Scope("main")
NOW = 900 * SECOND


@st.composite
def visits(draw: st.DrawFn, queue: str) -> Visit:
    outcome = draw(st.sampled_from([Outcome.ANSWERED, Outcome.ABANDONED, Outcome.DIVERTED, Outcome.LOST]))
    wait_s, talk_s = draw(st.integers(0, 120)), draw(st.none() | st.integers(0, 300))
    reason = draw(st.sampled_from(list(Reason))) if outcome is Outcome.DIVERTED else None
    visit = Visit(VisitKey("pbx", "1", queue, 0), "main", 0, outcome, wait_s * SECOND, wait_s, reason)
    if outcome is not Outcome.ANSWERED or talk_s is None:
        return visit
    return replace(visit, ended=NOW, completed=True, talk_s=talk_s, transferred=draw(st.booleans()))


def counted(several: Sequence[Visit]) -> Tally:
    tally = Tally()
    for visit in several:
        tally.add(visit, Threshold(60, 5))
    return tally


def figures(tally: Tally, scope: Scope) -> dict[ReadingKey, Reading]:
    made = readings(plan(TALLY_METRICS, "today", None).compute(tally), scope, "today", NOW)
    return {reading.key: reading for reading in made}


@given(st.lists(visits("roads")), st.lists(visits("water")))
def test_every_figure_of_two_queues_is_that_of_their_calls_counted_together_or_is_not_known(
    roads: list[Visit], water: list[Visit]
) -> None:
    whole = figures(counted([*roads, *water]), SITE)
    of_each = [
        figures(counted(calls), Scope("main", queue=name)) for name, calls in (("roads", roads), ("water", water))
    ]
    for key, figure in whole.items():
        parts = [
            found[key._replace(scope=key.scope._replace(queue=q))]
            for found, q in zip(of_each, ("roads", "water"), strict=True)
        ]
        joined = together(parts, key.scope)
        assert joined is not None
        assert joined.key == key
        if joined.state is not State.UNKNOWN:
            assert joined.value == (None if figure.value is None else pytest.approx(figure.value)), key
            assert joined.state is figure.state


def test_what_is_not_known_of_several_queues_are_percentiles_and_people() -> None:
    unknown = set()
    for name, metric in METRICS.items():
        parts = [
            Reading(name, Scope("main", queue=queue), "now", value, metric.unit, NOW, n=5)
            for queue, value in (("roads", 1), ("water", 2))
        ]
        joined = together(parts, SITE)
        if "queue" in metric.scopes and (joined is None or joined.state is State.UNKNOWN):
            unknown.add(name)
    people = {name for name in METRICS if name.startswith("agents.")}
    assert unknown == {"calls.wait_p50_s", "calls.wait_p90_s"} | people


def test_the_longest_wait_is_that_of_the_caller_who_came_first() -> None:
    def told(queue: str, callers: int, oldest: int | None) -> Reading:
        waiting = plan(WAITING_METRICS, "now", {"calls.longest_wait_s"}).compute(WaitingNow(callers, oldest, NOW))
        return readings(waiting, Scope("main", queue=queue), "now", NOW)[0]

    joined = together([told("roads", 2, 30 * SECOND), told("water", 3, 10 * SECOND)], SITE)
    assert joined is not None
    assert (joined.value, joined.since, joined.n, joined.scope) == (890, 10 * SECOND, 5, SITE)
    nobody = together([told("roads", 0, None), told("water", 0, None)], SITE)
    assert nobody is not None
    assert (nobody.value, nobody.since, nobody.state) == (None, None, State.NO_CALLS)


def test_one_queue_is_told_as_it_is_and_none_is_nothing() -> None:
    p90 = Reading("calls.wait_p90_s", Scope("main", queue="roads"), "30m", 70, "s", NOW, n=9)
    assert together([p90], SITE) is p90
    assert together([], SITE) is None
