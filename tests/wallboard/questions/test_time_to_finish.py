"""Time to finish: who is in a cohort, for how long each was open, what was promised."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.wallboard.questions.pasts import EVER, past_of, request
from tests.wallboard.ticket_histories import START, frame, histories, instants
from wallboard.calendar import NEVER, Calendar
from wallboard.metrics.survival import Untold
from wallboard.model import DAY, HOUR
from wallboard.model.remit import Remit
from wallboard.questions.requests_past import PastQuestion
from wallboard.questions.time_to_finish import TimeToFinish, TimeToFinishQuestion, read_time_to_finish
from wallboard.state.lives import Cohort, lives_of
from wallboard.state.postings import SITE, GroupKey, PostingRules
from wallboard.state.promises import marks
from wallboard.state.ticket_versions import by_ticket
from wallboard.state.timeline import timeline, until
from wallboard.state.whose import Whose

NOW = START + 20 * DAY
ALL = TimeToFinishQuestion(START, NOW)
Rows = Sequence[dict[str, object]]


def finished(ticket: int, days: float, **told: object) -> dict[str, object]:
    at = START + round(days * DAY)
    return request(ticket, state="finished", updated_at=at, received_at=at, finished_at=at, **told)


def whole(rows: Rows, question: TimeToFinishQuestion = ALL, of: PastQuestion = EVER) -> TimeToFinish:
    return read_time_to_finish(question, past_of(rows, NOW, of))[0]


def test_open_ones_are_not_finished_yet_and_removed_ones_are_left_out_from_then_on() -> None:
    removed = request(9, state="removed", updated_at=START + DAY, received_at=START + DAY)
    found = whole([*(finished(n, n) for n in (1, 2, 3)), request(4), request(5), removed])
    assert (found.n, found.finished, found.open, found.removed) == (6, 3, 2, 1)
    assert found.cohort == Cohort(START, NOW, NOW)
    assert (found.group, found.clock, found.curve.days.tolist()) == (SITE, "calendar", [1, 2, 3])
    assert found.curve.still_open == pytest.approx([5 / 6, 5 / 6 * 3 / 4, 5 / 6 * 2 / 4])
    assert found.days.half.value == 3
    assert (found.days.most.value, found.days.most.why) == (None, Untold.NOT_REACHED)


def test_no_calendar_is_put_down_for_centuries_because_nothing_was_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, business_us = list[int](), Calendar.business_us

    def noting(self: Calendar, at: Any) -> Any:
        asked.append(int(np.max(at)))
        return business_us(self, at)

    monkeypatch.setattr(Calendar, "business_us", noting)
    of_a = request(1, department="A"), request(2, department="B"), request(2, department="A", updated_at=START + DAY)
    assert whole(of_a, of=PastQuestion("main", START, "A")).clock == "business"
    assert max(asked) <= NOW


def test_what_is_never_due_has_no_promise_of_some_days() -> None:
    """One in the open hours of a department that never opens."""
    plain = past_of([request(1)], NOW).plain._replace(promised=np.array([True]))
    lives = lives_of(plain, past_of([], NOW).spans, Whose(), Cohort(START, NOW, NOW))
    assert (lives.promised.tolist(), lives.used.tolist()) == ([NEVER], [pytest.approx(0, abs=1e-3)])


def test_a_cohort_is_as_it_stood_at_its_instant() -> None:
    rows = [*(finished(n, n) for n in range(1, 8)), request(10, opened_at=START + 6 * DAY, updated_at=START + 6 * DAY)]
    found = whole(rows, TimeToFinishQuestion(START, START + 6 * DAY, START + 5 * DAY))
    assert (found.n, found.finished, found.open) == (7, 5, 2)
    assert found.curve.longest == 5
    assert whole(rows, TimeToFinishQuestion(START + 1, NOW)).n == 1


def test_the_time_between_finished_and_reopened_does_not_count() -> None:
    again = [
        request(1),
        finished(1, 1),
        request(1, updated_at=START + 3 * DAY, received_at=START + 3 * DAY, reopened_at=START + 3 * DAY),
        finished(1, 5, reopened_at=START + 3 * DAY),
    ]
    assert whole(again).curve.days.tolist() == [3]  # one day, then two
    assert whole(again, TimeToFinishQuestion(START, NOW, START + 4 * DAY)).curve.longest == 2


def test_a_department_tells_its_own_days_and_who_has_a_request_at_last_has_it_whole() -> None:
    moved = [
        request(1),
        request(1, department="A", updated_at=START + DAY, received_at=START + DAY),
        finished(1, 3, department="A"),
    ]
    ours, site = whole(moved, of=PastQuestion("main", START, "A")), whole(moved)
    # Thursday 19:00 to Sunday 19:00 in Chicago: open on one day of the three
    assert (ours.clock, ours.curve.days.tolist()) == ("business", [1])
    assert (site.clock, site.curve.days.tolist()) == ("calendar", [3])
    assert whole(moved, of=PastQuestion("main", START, "B")).n == 0
    by_department = read_time_to_finish(TimeToFinishQuestion(START, NOW, by="department"), past_of(moved, NOW))
    assert [(each.group, each.clock, each.n) for each in by_department] == [
        (SITE, "calendar", 1),
        (GroupKey("department", "A"), "business", 1),
    ]


def test_parts_are_told_with_the_nameless_counted() -> None:
    rows = [finished(1, 1, ward="1"), finished(2, 2), finished(3, 3)]
    found = read_time_to_finish(TimeToFinishQuestion(START, NOW, by="ward"), past_of(rows, NOW))
    assert [(each.group.name, each.n) for each in found] == [("", 3), ("(unknown)", 2), ("1", 1)]
    within = past_of(rows, NOW, within=Remit.of(wards=["1"]))
    assert [each.n for each in read_time_to_finish(TimeToFinishQuestion(START, NOW, by="ward"), within)] == [1, 1]


def test_the_share_in_promise_waits_for_those_not_due_yet() -> None:
    due = START + 4 * DAY
    rows = [
        *(finished(n, n, due_at=due) for n in range(1, 6)),  # the last of them late
        request(6, due_at=due),  # late
        request(7, due_at=NOW + DAY),  # not due yet, after more of its promise than the first three used
        request(8),  # promised nothing
    ]
    found = whole(rows)
    assert found.promised == 7
    assert found.in_promise.value == pytest.approx(1 - 4 / 7 * 2 / 3)
    assert found.promise_days is None
    assert whole(rows[:6]).promise_days == 4
    assert whole([request(1)] * 5).in_promise.why is Untold.NO_PROMISE
    assert whole(rows[:2]).in_promise.why is Untold.TOO_FEW


@examples(25)
@given(histories, instants, st.sampled_from([None, "A", "B", ""]))
def test_each_is_open_for_as_long_and_promised_as_much_as_its_own_history_says(
    rows: Rows, at: int, department: str | None
) -> None:
    past = past_of(rows, at, PastQuestion("main", START, department))
    lives = past.lives(Cohort(START, START + 150 * HOUR, at))
    found = sorted(zip(lives.opened, lives.lasted, lives.finished, lives.removed, lives.used > 1, strict=True))
    assert [tuple(map(int, each)) for each in found] == sorted(_recount(rows, at, past.whose, past.rules))
    assert (lives.promised[~np.isnan(lives.used)] >= 0).all()


def _recount(rows: Rows, at: int, whose: Whose, rules: PostingRules) -> list[tuple[int, ...]]:
    """Hour by hour, for everything happens on the hour."""
    found = []
    for _, versions in by_ticket(frame(rows)):
        spans = until(timeline(versions), at)
        if not spans or not START <= spans[0].start < START + 150 * HOUR or not whose.has(spans[-1].version):
            continue
        lasted, clock = 0, rules.book.ages_in(spans[-1].version.department) if whose.remit.departments else None
        for hour in range(spans[0].start, at, HOUR):
            if [span for span in spans if span.start <= hour][-1].in_open_set:
                lasted += HOUR if clock is None else clock.business_us(hour + HOUR) - clock.business_us(hour)
        due, last = marks(spans, rules.book), spans[-1]
        ends = at if last.in_open_set else last.start
        late = due is not None and due.due != NEVER and ends > due.due
        found.append((spans[0].start, lasted, last.state == "finished", last.state == "removed", late))
    return [tuple(map(int, each)) for each in found]


def test_of_nobody_nothing_is_told() -> None:
    found = whole([])
    assert (found.n, found.days.half.why, found.in_promise.why) == (0, Untold.NOTHING, Untold.NOTHING)


def test_closed_at_first_contact_is_what_one_department_finished_soon_and_for_good() -> None:
    soon = 0.5 / 24
    to_another = request(3, department="A", updated_at=START + HOUR // 4, received_at=START + HOUR // 4)
    reopened = request(4, reopened_at=START + DAY, updated_at=START + DAY, received_at=START + DAY)
    assigned = [request(5, department=""), finished(5, soon)]
    rows = [finished(1, soon), finished(2, 2 / 24), request(3), to_another, finished(3, soon, department="A")]
    found = whole([*rows, request(4), finished(4, soon), reopened, *assigned, request(6)])
    assert (found.n, found.finished, found.first_contact) == (6, 4, 2)
    assert whole([], ALL).first_contact == 0
