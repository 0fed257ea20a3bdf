"""Every figure of a department's past has as many requests behind it as it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.wallboard.questions.pasts import past_of
from tests.wallboard.ticket_histories import START, histories, instants
from wallboard.model import DAY, HOUR
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.questions.flow import FlowQuestion, read_flow
from wallboard.questions.past_lists import list_decided, list_finishing, list_flow
from wallboard.questions.promises_kept import PromisesQuestion, read_promises_kept
from wallboard.questions.requests_past import PastQuestion
from wallboard.questions.time_to_finish import TimeToFinishQuestion, read_time_to_finish

MIDNIGHT = START + 5 * HOUR


@examples(15)
@given(
    histories,
    instants.filter(lambda at: at > MIDNIGHT + DAY),
    st.sampled_from([None, "A", "B", ""]),
    st.sampled_from([None, "leak"]),
    st.sampled_from([EVERYTHING, Remit.of(departments=["A", "C"]), Remit.of(wards=["1"])]),
    st.sampled_from(["department", "service_type", "ward"]),
)
def test_every_figure_equals_its_list(
    rows: Sequence[dict[str, object]], now: int, department: str | None, kind: str | None, within: Remit, by: str
) -> None:
    past = past_of(rows, now, PastQuestion("main", MIDNIGHT, department, kind), within)
    flow = read_flow(FlowQuestion(since=MIDNIGHT), past)
    happened = Counter(each.kind for each in list_flow(past, MIDNIGHT, now + 1))
    for name, count in flow.together._asdict().items():
        if name != "net" and count is not None:
            assert (name, happened[name]) == (name, count)
    question = TimeToFinishQuestion(MIDNIGHT, now, by=by)
    for told in read_time_to_finish(question, past):
        listed = list_finishing(question, past, told.group)
        counts = Counter(each.state for each in listed)
        assert (len(listed), counts["finished"], counts["open"]) == (told.n, told.finished, told.open)
        assert len({each.request for each in listed}) == told.n
        assert sum(each.used is not None for each in listed) == told.promised
        finished = sorted({each.days for each in listed if each.state == "finished"})
        assert finished == pytest.approx(told.curve.days.tolist())
    first, last = date(2024, 10, 4), date(2024, 10, 4) + timedelta(30)
    for kept in read_promises_kept(PromisesQuestion(first, last, by), past).groups:
        decided = list_decided(first, last, past, kept.group)
        assert (sum(each.kept for each in decided), len(decided)) == kept.kept
