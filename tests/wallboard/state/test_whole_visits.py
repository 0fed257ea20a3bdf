"""Whole visits that are told anew, moved to other queues and taken back: the live counts are those of a recount."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.ledger_told import NOON, whole
from tests.wallboard.ledger.test_invariants import MODERATE, arrivals, folder, ledger_in, outline, told_whole
from tests.wallboard.state.call_rows import recount, settings
from tests.wallboard.state.test_calls import same
from wallboard.calls.whole import VisitVersion
from wallboard.model import DAY, HOUR, MINUTE
from wallboard.state.calls import CallState

__all__ = ["folder"]


@MODERATE
@given(data=st.data(), told=told_whole())
def test_live_equals_a_recount_whatever_is_corrected(
    folder: Path, data: st.DataObject, told: list[VisitVersion]
) -> None:
    of = settings(roads={"wrap_up_s": 30}, water={"short_abandon_s": 2})
    calls, now = CallState(of, "main"), NOON
    with ledger_in(folder) as ledger:
        for part in data.draw(arrivals(told)):
            now += data.draw(st.sampled_from((0, MINUTE, 3 * HOUR, DAY)))
            calls.advance(now)
            recorded = ledger.record("crm", "main", whole(*part), now)
            calls.apply(recorded.visits, recorded.gone, recorded.former)
            counted = recount(of, outline(ledger), (), now)
            same(calls, counted)
            assert calls.conversations.talking_since("ann") == counted.conversations.talking_since("ann")
            assert calls.conversations.queues_of_calls("ann") == counted.conversations.queues_of_calls("ann")
