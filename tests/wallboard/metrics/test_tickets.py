"""The tickets' formulas at their edges, and the table that tells of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wallboard.instants import sorted_instants
from tests.wallboard.ticket_histories import readings, recount
from wallboard.metrics.registry import registry
from wallboard.metrics.tickets import (
    age_max_days,
    age_mean_days,
    age_quantile_days,
    band_names,
    in_bands,
    net,
    on_time_share,
)
from wallboard.metrics.tickets_table import FLOW_METRICS, OPEN_METRICS
from wallboard.model import DAY
from wallboard.state.sorted_instants import SortedInstants

NOW = 20_000 * DAY


def test_nothing_open_has_no_age() -> None:
    empty = SortedInstants()
    assert age_mean_days(empty, NOW, DAY) is None
    assert age_quantile_days(empty, 0.5, NOW, DAY) is None
    assert age_max_days(empty, NOW, DAY) is None
    assert in_bands(empty, (1, 3), NOW, DAY) == [0, 0, 0]


@given(st.lists(st.integers(0, 200 * DAY), min_size=1), st.sampled_from([0.5, 0.85, 0.95]))
def test_ages_are_those_of_a_plain_recount(ages: list[int], share: float) -> None:
    opened = sorted_instants(NOW - age for age in ages)
    plain = pd.Series(ages) / DAY
    assert age_mean_days(opened, NOW, DAY) == pytest.approx(plain.mean(), abs=1e-9)
    assert age_quantile_days(opened, share, NOW, DAY) == pytest.approx(plain.quantile(share), abs=1e-9)
    assert age_max_days(opened, NOW, DAY) == pytest.approx(plain.max(), abs=1e-9)
    edges = [0, 1, 3, 7, 14, 30, 90, np.inf]
    assert (
        in_bands(opened, edges[1:-1], NOW, DAY)
        == pd.cut(plain, edges, include_lowest=True).value_counts(sort=False).tolist()
    )


def test_an_age_at_the_edge_of_two_bands_is_of_the_younger_one() -> None:
    opened = sorted_instants(NOW - days * DAY for days in (0, 1, 3))
    assert in_bands(opened, (1, 3), NOW, DAY) == [2, 1, 0]


def test_bands_are_written_as_intervals() -> None:
    assert band_names((0.5, 1, 90)) == ["(0,0.5]", "(0.5,1]", "(1,90]", ">90"]


def test_net_is_what_came_less_what_went() -> None:
    assert net(opened=5, reopened=1, moved_in=2, finished=4, moved_out=3, removed=1) == 0


@pytest.mark.parametrize(
    ("on_time", "late", "share"), [(0, 0, None), (4, 0, None), (5, 0, 1.0), (0, 5, 0.0), (4, 1, 0.8)]
)
def test_a_share_needs_five_decided(on_time: int, late: int, share: float | None) -> None:
    assert on_time_share(on_time, late) == share


def test_every_reading_is_in_the_table_with_its_unit_window_and_variants() -> None:
    table = registry(OPEN_METRICS, FLOW_METRICS)
    rows = [
        {
            "ticket": str(n),
            "opened_at": NOW - DAY,
            "updated_at": NOW,
            "received_at": NOW,
            "state": state,
            "outcome": "rejected",
        }
        | {"department": "A", "service_type": "leak"}
        for n, state in enumerate(("open", "finished"))
    ]
    found = readings(recount(rows, NOW), NOW)
    assert {key.metric for key in found} == set(table)
    for key, reading in found.items():
        metric = table[key.metric]
        assert reading.unit == metric.unit
        assert key.window in metric.windows
        assert not key.variant or key.variant in metric.variants
