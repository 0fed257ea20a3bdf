"""Requests at many instants, read once, against the state of each instant alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.wallboard.ticket_histories import BY, SETTINGS, frame, histories, instants, readings, recount
from wallboard.engine.halves.ticket_readings import readings_of
from wallboard.ledger.tables import FAR
from wallboard.model import NO_INSTANT
from wallboard.state.loose_groups import LooseInstants
from wallboard.state.past_requests import PastRequests
from wallboard.state.sorted_instants import SortedInstants


@examples(4)
@given(histories, st.lists(instants, min_size=1, max_size=4))
def test_every_figure_is_as_at_that_instant_alone(rows: Sequence[dict[str, object]], asked: list[int]) -> None:
    versions = frame(rows).assign(began=NO_INSTANT, until=FAR)
    received = versions.groupby("source")["received_at"].min()
    first = {str(source): int(at) for source, at in received.items()}
    past = PastRequests(SETTINGS, "main", versions, first, asked)
    for instant in asked:
        found = {each.key: each for each in readings_of(past.at(instant), SETTINGS, instant, BY)}
        assert found == readings(recount(rows, instant), instant)


def test_a_request_tells_of_its_source_only_while_it_matters() -> None:
    versions = frame([{"ticket": "1", "opened_at": 10, "updated_at": 10, "received_at": 20, "assignee": "Kim"}])
    past = PastRequests(SETTINGS, "main", versions.assign(began=10, until=30), {"crm": 5}, [9, 10])
    assert past.at(9).coverage.nothing
    told = past.at(10)
    assert (told.observed_since, told.coverage.assigning()) == (5, ["crm"])


@examples(2)
@given(st.lists(st.integers(0, 9), max_size=9), st.integers(-1, 10), st.floats(0, 1))
def test_without_an_order_the_same_is_told(instants: list[int], at: int, share: float) -> None:
    loose = LooseInstants(np.array(instants, np.int64))
    kept = SortedInstants(np.sort(np.array(instants, np.int64)))
    for each in (loose, kept):
        with pytest.raises(IndexError):
            each.kth(len(instants))
    assert (len(loose), loose.total) == (len(kept), kept.total)
    assert loose.count_until(at) == kept.count_until(at)
    assert loose.count_before(at) == kept.count_before(at)
    assert loose.between(at - 2, at) == kept.between(at - 2, at)
    if instants:
        assert loose.quantile(share) == kept.quantile(share)
