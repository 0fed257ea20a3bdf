"""One formula for each call metric."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.metrics.calls import (
    OWN_VARIANTS,
    abandon_rate,
    percentile,
    service_level,
    speed_of_answer,
    talk_mean,
    wait_percentile,
)
from wallboard.model import SECOND, Outcome, Reason, Visit, VisitKey
from wallboard.settings import SERVICE_LEVEL_VARIANTS
from wallboard.state.tally import Tally
from wallboard.state.thresholds import Threshold

T = 60

OUTCOMES = st.sampled_from(
    [(Outcome.ANSWERED, None), (Outcome.ABANDONED, None), (Outcome.LOST, None), (Outcome.WAITING, None)]
    + [(Outcome.DIVERTED, reason) for reason in Reason]
)


@st.composite
def visits(draw: st.DrawFn) -> Visit:
    (outcome, reason), wait_s, talk_s = draw(OUTCOMES), draw(st.integers(0, 200)), draw(st.none() | st.integers(0, 900))
    key = VisitKey("pbx", draw(st.text(max_size=3)), "roads", 0)
    if outcome is Outcome.WAITING:
        return Visit(key, "main", 0)
    over = outcome is Outcome.ANSWERED and draw(st.booleans())
    ended, talked = (wait_s + 900, talk_s) if over else (None, None)
    return Visit(key, "main", 0, outcome, wait_s * SECOND, wait_s, reason, None, ended, over, talked)


def tally(*counted: Visit, short_s: float = 0) -> Tally:
    total = Tally()
    for visit in counted:
        total.add(visit, Threshold(T, short_s))
    return total


def a_month() -> Tally:
    """A bank's real February: 27,162 answered and 3,932 abandoned, T = 60 s."""
    month = Tally()
    month.answered, month.abandoned = 27_162, 3_932
    month.answered_in, month.abandoned_in = 20_938, 2_450
    return month


@pytest.mark.parametrize("variant", [*SERVICE_LEVEL_VARIANTS, *OWN_VARIANTS])
def test_no_calls_is_no_figure(variant: str) -> None:
    empty = Tally()
    assert service_level(empty, variant) is None
    figures = speed_of_answer(empty), wait_percentile(empty, 0.9), abandon_rate(empty), talk_mean(empty)
    assert figures == (None,) * 4


def test_a_variant_nobody_knows_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"'best' is not known; there are: answered, offered"):
        service_level(Tally(), "best")


@pytest.mark.parametrize(
    ("variant", "share"),
    [("answered", 77.1), ("offered", 67.3), ("less_in_threshold", 73.1), ("handled_in_time", 75.2)],
)
def test_the_variants_differ_by_ten_points_on_the_same_month(variant: str, share: float) -> None:
    assert 100 * (service_level(a_month(), variant) or 0) == pytest.approx(share, abs=0.06)


def test_diverted_by_the_centre_counts_against_it_and_by_the_caller_does_not() -> None:
    def diverted(reason: Reason) -> Visit:
        return Visit(VisitKey("pbx", reason, "roads", 0), "main", 0, Outcome.DIVERTED, T, T, reason)

    answered = Visit(VisitKey("pbx", "1", "roads", 0), "main", 0, Outcome.ANSWERED, T, T)
    shares = {reason: service_level(tally(answered, diverted(reason))) for reason in Reason}
    assert {reason for reason, share in shares.items() if share == 0.5} == {r for r in Reason if r.failed}
    assert {reason for reason, share in shares.items() if share == 1} == {Reason.KEY, Reason.CALLBACK}


def test_a_wait_of_exactly_the_threshold_is_in_time_and_of_the_limit_is_short() -> None:
    key = VisitKey("pbx", "1", "roads", 0)
    assert tally(Visit(key, "main", 0, Outcome.ANSWERED, T, T)).answered_in == 1
    assert tally(Visit(key, "main", 0, Outcome.ABANDONED, 5, 5), short_s=5).abandoned_short == 1
    assert tally(Visit(key, "main", 0, Outcome.ABANDONED, 0, 0), short_s=0).abandoned_short == 0


def test_short_abandons_are_in_neither_number_of_the_abandon_rate() -> None:
    month = Tally()
    month.answered, month.abandoned, month.abandoned_short = 8, 4, 2
    assert (abandon_rate(month), service_level(month, "less_short")) == (0.2, 0)


@given(st.lists(st.integers(0, 300), min_size=1), st.floats(0, 1))
def test_percentiles_are_those_of_numpy(waits: list[int], share: float) -> None:
    assert percentile(Counter(waits), share) == pytest.approx(np.percentile(waits, 100 * share))


@given(st.lists(visits()), st.integers(0, 10), st.integers(0, 20))
def test_tallies_merge_in_any_grouping_and_take_back_what_was_added(told: list[Visit], first: int, second: int) -> None:
    parts = [tally(*told[:first]), tally(*told[first : first + second]), tally(*told[first + second :])]
    whole = tally(*told)
    assert Tally.total(parts) == Tally.total(reversed(parts)) == whole
    assert Tally.total([parts[0], Tally.total(parts[1:])]) == whole
    assert Tally.from_json(whole.as_json()) == whole
    for visit in told:
        whole.add(visit, Threshold(T, 0), by=-1)
    assert whole == Tally()


@given(st.lists(visits()))
def test_every_share_is_between_0_and_1(told: list[Visit]) -> None:
    counted = tally(*told, short_s=5)
    shares = [service_level(counted, variant) for variant in SERVICE_LEVEL_VARIANTS] + [abandon_rate(counted)]
    assert all(share is None or 0 <= share <= 1 for share in shares)
