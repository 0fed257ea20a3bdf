"""Every figure of a department's past has as many requests behind it as it says, and its net is the change in open."""

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
from wallboard.clock import day_start
from wallboard.model import DAY, HOUR
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.questions.flow import DepartmentFlow, FlowQuestion, read_flow
from wallboard.questions.handoffs import HandOffsQuestion, handed_over, read_handoffs
from wallboard.questions.past_lists import list_decided, list_finishing, list_flow, list_open
from wallboard.questions.promises_kept import PromisesQuestion, read_promises_kept
from wallboard.questions.requests_past import About, PastQuestion, RequestsPast
from wallboard.questions.time_to_finish import TimeToFinishQuestion, read_time_to_finish

MIDNIGHT = START + 5 * HOUR
CAME, WENT = ("opened", "reopened", "moved_in"), ("finished", "moved_out", "removed")


@examples(15)
@given(
    histories,
    instants.filter(lambda at: at > MIDNIGHT + DAY),
    st.sampled_from([None, "A", "B", ""]),
    st.sampled_from([None, "leak"]),
    st.sampled_from([EVERYTHING, Remit.of(departments=["A", "C"]), Remit.of(wards=["1"])]),
    st.sampled_from(["department", "service_type", "ward"]),
    st.sampled_from(["day", "week"]),
)
def test_every_figure_equals_its_list(
    rows: Sequence[dict[str, object]],
    now: int,
    department: str | None,
    kind: str | None,
    within: Remit,
    by: str,
    step: str,
) -> None:
    past = past_of(rows, now, PastQuestion("main", MIDNIGHT, department, kind), within)
    flow = read_flow(FlowQuestion(step, MIDNIGHT), past)
    _each_week_adds_up(flow, past)
    question = TimeToFinishQuestion(MIDNIGHT, now, by=by)
    for told in read_time_to_finish(question, past):
        listed = list_finishing(question, past, told.group)
        counts = Counter(each.state for each in listed)
        assert (len(listed), counts["finished"], counts["open"]) == (told.n, told.finished, told.open)
        assert len({each.request for each in listed}) == told.n
        assert sum(each.used is not None for each in listed) == told.promised
        assert sum(each.first_contact for each in listed) == told.first_contact
        finished = sorted({each.days for each in listed if each.state == "finished"})
        assert finished == pytest.approx(told.curve.days.tolist())
    first, last = date(2024, 10, 4), date(2024, 10, 4) + timedelta(30)
    promises = read_promises_kept(PromisesQuestion(first, last, by), past)
    for kept in promises.groups:
        decided = list_decided(first, last, past, kept.group)
        assert (sum(each.kept for each in decided), len(decided)) == kept.kept
        assert all(_is_theirs(each.about, past) for each in decided)
    used = [each.used for each in list_open(past, now)]
    assert sum(part is not None and part <= 1 for part in used) == promises.undecided
    assert used.count(None) == promises.unpromised


def _each_week_adds_up(flow: DepartmentFlow, past: RequestsPast) -> None:
    """Of each row and of all together: its counts and its net by the list of what happened, what is open by the list of it."""
    begins = [day_start(row.period.first, past.zone) for row in flow.rows]
    edges = [*begins, past.now + 1]
    assert len(list_open(past, begins[0] - 1)) == flow.open_before
    for row, since, until in zip(flow.rows, edges, edges[1:], strict=False):
        _adds_up(row.flow._asdict(), past, since, until)
        assert len(list_open(past, until - 1)) == row.open_after
    _adds_up(flow.together._asdict(), past, begins[0], edges[-1])


def _adds_up(counts: dict[str, int | None], past: RequestsPast, since: int, until: int) -> None:
    listed = list_flow(past, since, until)
    happened = Counter(each.kind for each in listed)
    for name, count in counts.items():
        if name != "net" and count is not None:
            assert (name, happened[name]) == (name, count)
            assert list_flow(past, since, until, name) == tuple(each for each in listed if each.kind == name)
    assert counts["net"] == sum(happened[kind] for kind in CAME) - sum(happened[kind] for kind in WENT)
    assert all(_is_theirs(each.about, past) for each in listed)


def _is_theirs(about: About, past: RequestsPast) -> bool:
    """Of nothing that is not for them to know."""
    return past.whose.has(about)


@examples(15)
@given(
    histories,
    instants.filter(lambda at: at > MIDNIGHT + DAY),
    st.sampled_from([None, "A", "B", ""]),
    st.sampled_from([EVERYTHING, Remit.of(departments=["A", "C"]), Remit.of(wards=["1"])]),
)
def test_hand_offs_equal_their_lists(
    rows: Sequence[dict[str, object]], now: int, department: str | None, within: Remit
) -> None:
    past = past_of(rows, now, PastQuestion("main", MIDNIGHT, department), within)
    told, listed = read_handoffs(HandOffsQuestion(), past), list(handed_over(HandOffsQuestion(), past))
    pairs = Counter((each.giver, each.taker) for each in listed)
    back = Counter((each.giver, each.taker) for each in listed if each.returned)
    assert pairs == {(each.giver, each.taker): each.handed for each in told.between}
    assert +Counter({(each.giver, each.taker): each.returned for each in told.between}) == back
    assert sum(each.giver == "" for each in listed) == told.assigned
    assert len(listed) == told.assigned + told.handed
    assert sum(back.values()) == told.returned
    assert len({each.request for each in listed if each.giver != ""}) == told.requests
    assert all(within.has_request(each.about.department, each.about.ward) for each in listed)
    there = [each.there for each in list_open(past, now)]
    assert (len(there), None in there) == (told.there.n, False)
    assert max((days for days in there if days is not None), default=None) == told.there.longest
