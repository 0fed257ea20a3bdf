"""Flow of a department: net is the change in open, whatever happened and whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.wallboard.questions.pasts import past_of, request
from tests.wallboard.ticket_histories import START, frame, histories, instants, readings, recount
from wallboard.metrics.little import NotStable, stay
from wallboard.metrics.requests_at import FLOWS
from wallboard.model import BY_SOURCE, DAY, HOUR, Scope
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.questions.flow import DepartmentFlow, FlowQuestion, read_flow, weekly_net
from wallboard.questions.requests_past import PastQuestion
from wallboard.state.flow_counts import flow_counts
from wallboard.state.ticket_versions import by_ticket
from wallboard.state.timeline import timeline, until
from wallboard.state.whose import Whose

Rows = Sequence[dict[str, object]]
MIDNIGHT = START + 5 * HOUR  # in Chicago
MONDAY_NOON = MIDNIGHT + 3 * DAY + 12 * HOUR
MAYBE = st.sampled_from([None, None, "A", "B", "", "nobody"])
WITHIN = st.sampled_from([EVERYTHING, Remit.of(departments=["A", "C"]), Remit.of(wards=["1"])])


def flow_of(rows: Rows, now: int, question: FlowQuestion = FlowQuestion(), **of: str | None) -> DepartmentFlow:  # noqa: B008
    return read_flow(question, past_of(rows, now, PastQuestion("main", MIDNIGHT, **of)))


def open_at(rows: Rows, at: int, whose: Whose) -> int:
    begun = (until(timeline(versions), at) for _, versions in by_ticket(frame(rows)))
    return sum(bool(spans) and spans[-1].in_open_set and whose.has(spans[-1].version) for spans in begun)


@examples(30)
@given(
    histories,
    instants.filter(lambda at: at >= MIDNIGHT),
    MAYBE,
    st.sampled_from([None, "leak", ""]),
    st.sampled_from([None, "1", ""]),
    WITHIN,
    st.sampled_from(["day", "week"]),
    st.lists(instants, min_size=2, max_size=4).map(sorted),
)
def test_net_is_the_change_in_open_over_every_stretch(
    rows: Rows,
    now: int,
    department: str | None,
    kind: str | None,
    ward: str | None,
    within: Remit,
    step: str,
    edges: list[int],
) -> None:
    past = past_of(rows, now, PastQuestion("main", MIDNIGHT, department, kind, ward), within)
    flow = read_flow(FlowQuestion(step, MIDNIGHT), past)
    before = flow.open_before
    for row in flow.rows:
        assert row.open_after == before + row.flow.net
        assert row.came - row.went == row.open_after
        if all(count is not None for count in row.flow):
            opened, finished, reopened, moved_in, moved_out, removed, net = row.flow
            assert net == opened + (reopened or 0) + (moved_in or 0) - finished - (moved_out or 0) - removed
        before = row.open_after
    assert flow.open_now == before == open_at(rows, now, past.whose)
    assert flow.together.net == flow.open_now - flow.open_before
    counts = flow_counts(past.plain, past.spans, past.whose, edges)
    stood = [open_at(rows, edge - 1, past.whose) for edge in edges]
    assert counts.net.tolist() == [after - before for before, after in pairwise(stood)]


@examples(10)
@given(histories, instants.filter(lambda at: at >= MIDNIGHT + 7 * DAY))
def test_each_day_counts_what_the_wall_counts(rows: Rows, now: int) -> None:
    """Today of the site and of each department at the end of a day."""
    end = MIDNIGHT + (now - MIDNIGHT) // DAY * DAY - 1
    told = readings(recount(rows, end), end)
    for department in (None, "A", "B"):
        last = flow_of(rows, end, department=department).rows[-1]
        today = {
            key.metric: each
            for key, each in told.items()
            if key.scope == Scope("main", department or "") and key.window == "today" and not key.variant
        }
        ours = last.flow._asdict()
        for kind in FLOWS if today else ():
            if today[f"tickets.{kind}"].value is not None:
                assert (kind, ours[kind] or 0) == (kind, today[f"tickets.{kind}"].value)


def test_a_move_is_one_in_and_one_out_of_the_site_and_one_of_each_department() -> None:
    rows = [request(1), request(1, department="A", updated_at=MIDNIGHT + DAY, received_at=MIDNIGHT + DAY)]
    now = MIDNIGHT + 2 * DAY
    counted = [flow_of(rows, now, department=name).together for name in (None, "A", "B")]
    assert [(each.moved_in, each.moved_out, each.net) for each in counted] == [(1, 1, 0), (1, 0, 1), (0, 1, -1)]
    assert [flow_of(rows, now, department=name).open_before for name in (None, "A", "B")] == [1, 0, 1]


def test_what_was_before_we_watched_is_not_told() -> None:
    late = MIDNIGHT + 3 * DAY + HOUR
    flow = flow_of([request(1, received_at=late, updated_at=late)], MIDNIGHT + 5 * DAY)
    assert [row.flow.moved_in for row in flow.rows] == [None, None, None, None, 0, 0]
    assert [row.flow.reopened for row in flow.rows] == [None, None, None, None, 0, 0]
    assert (flow.together.moved_out, flow.together.opened, flow.open_before) == (None, 0, 1)


def test_a_source_with_a_history_tells_of_the_time_before_we_watched() -> None:
    late = MIDNIGHT + 3 * DAY
    told = {"received_at": late, "basis": BY_SOURCE}
    moved = [request(1, **told), request(1, department="A", updated_at=MIDNIGHT + DAY, **told)]
    assert [row.flow.moved_in for row in flow_of(moved, late).rows] == [0, 1, 0, 0]


def test_weeks_are_the_sites_and_the_last_is_not_over() -> None:
    flow = flow_of([request(1)], MIDNIGHT + 12 * DAY, FlowQuestion("week"))
    assert [(row.period.length, row.whole) for row in flow.rows] == [(7, True), (7, False)]
    assert [row.period.first.weekday() for row in flow.rows] == [0, 0]
    assert weekly_net(flow) == [0]


def test_weeks_in_which_a_record_begins_say_nothing_of_a_department() -> None:
    """It is told of from its ninth week on: five come each Monday, and go on Wednesday of the week after."""
    first, rows = MONDAY_NOON + 8 * 7 * DAY, []
    for number in range(50):
        opened = first + number // 5 * 7 * DAY
        ended = opened + 9 * DAY
        rows += [
            request(number, opened_at=opened, updated_at=opened),
            request(number, opened_at=opened, state="finished", updated_at=ended, finished_at=ended),
        ]
    flow = flow_of(rows, first + 10 * 7 * DAY, FlowQuestion("week"))
    assert [row.flow.net for row in flow.rows] == [0] * 8 + [5] + [0] * 10
    assert (flow.begun, weekly_net(flow)) == (10, [0] * 8)
    assert flow.stay is not None
    assert flow.stay.days == pytest.approx(9)
    growing = [row for row in rows if row.get("state") != "finished" or row["ticket"] == "0"]
    assert weekly_net(flow_of(growing, first + 10 * 7 * DAY, FlowQuestion("week"))) == [5] * 8
    unfinished = flow_of([request(1, opened_at=first)], first + 7 * DAY, FlowQuestion("week"))
    assert (unfinished.begun, weekly_net(unfinished)) == (0, [0] * 8 + [1])


def test_littles_law_is_told_only_where_it_holds() -> None:
    steady = {"mean_open": 20.0, "came": 100, "went": 95, "days": 50.0, "age_before": 5.0, "age_after": 5.5}
    assert stay(**steady).days == 10  # type: ignore[arg-type]
    for changed, why in (
        ({"came": 29, "went": 29}, NotStable.TOO_FEW),
        ({"went": 89}, NotStable.GROWING),
        ({"went": 111}, NotStable.SHRINKING),
        ({"age_after": 6.1}, NotStable.OLDER),
        ({"age_after": None}, NotStable.YOUNGER),
        ({"age_before": None}, NotStable.OLDER),
    ):
        found = stay(**(steady | changed))
        assert (found.days, found.why) == (None, why)


def test_a_steady_department_stays_as_long_as_its_requests_do() -> None:
    rows = []
    for number in range(60):
        opened = MIDNIGHT + number * DAY // 2
        rows += [
            request(number, opened_at=opened, updated_at=opened),
            request(
                number, opened_at=opened, state="finished", updated_at=opened + 3 * DAY, finished_at=opened + 3 * DAY
            ),
        ]
    past = past_of(rows, MIDNIGHT + 28 * DAY, PastQuestion("main", MIDNIGHT + 5 * DAY))
    found = read_flow(FlowQuestion(), past).stay
    assert found is not None
    assert found.days == pytest.approx(3, rel=0.05)
    assert found.age_before == pytest.approx(1.5, abs=0.6)
