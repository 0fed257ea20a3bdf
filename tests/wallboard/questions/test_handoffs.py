"""Hand-offs: with whom, which come back, for how long a department has had what it has."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given

from tests.examples import examples
from tests.wallboard.questions.pasts import past_of, request
from tests.wallboard.ticket_histories import START, histories, instants
from wallboard.ledger import RequestKey
from wallboard.model import DAY, HOUR
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.questions.flow import FlowQuestion, read_flow
from wallboard.questions.handoffs import Between, HandOff, HandOffs, HandOffsQuestion, handed_over, read_handoffs
from wallboard.questions.requests_past import About, PastQuestion

MIDNIGHT = START + 5 * HOUR
NOW = MIDNIGHT + 10 * DAY


def to(ticket: int, department: str, days: int, **told: object) -> dict[str, object]:
    at = MIDNIGHT + days * DAY
    return request(ticket, department=department, updated_at=at, received_at=at, **told)


PING_PONG = [request(1), to(1, "A", 1), to(1, "B", 2), to(1, "A", 4), request(2, department=""), to(2, "B", 5)]


def of(rows: Sequence[dict[str, object]], department: str | None = None, within: Remit = EVERYTHING) -> HandOffs:
    return read_handoffs(HandOffsQuestion(), past_of(rows, NOW, PastQuestion("main", START, department), within))


def test_returns_to_who_had_it_are_counted_and_assigning_is_no_hand_off() -> None:
    found = of(PING_PONG)
    assert (found.handed, found.assigned, found.returned, found.requests) == (3, 1, 2, 1)
    assert found.between == (Between("B", "A", 2, 1), Between("", "B", 1, 0), Between("A", "B", 1, 1))
    assert (found.there.n, found.there.longest, found.there.median) == (2, 6.0, 5.5)
    assert found.known_since == START


def test_one_that_was_finished_as_soon_as_another_department_had_it_was_handed_over_too() -> None:
    ended = to(1, "A", 1, state="finished", finished_at=MIDNIGHT + DAY)
    found = of([request(1), ended])
    assert found.between == (Between("B", "A", 1, 0),)
    flow = read_flow(FlowQuestion(), past_of([request(1), ended], NOW, PastQuestion("main", START)))
    assert (flow.together.moved_in, flow.together.moved_out) == (1, 1)


def test_of_a_department_are_those_with_it_on_either_side() -> None:
    ours = of([*PING_PONG, request(3, department="C"), to(3, "A", 3)], "B")
    assert [(each.giver, each.taker) for each in ours.between] == [("B", "A"), ("", "B"), ("A", "B")]
    assert (ours.there.n, ours.there.longest, ours.there.clock) == (1, 5.0, "calendar")
    assert of(PING_PONG, "A").there.clock == "business"


def test_another_department_is_not_named_to_whoever_may_not_know_it() -> None:
    found = of(PING_PONG, within=Remit.of(departments=["B"]))
    assert found.between == (Between("B", None, 2, 1), Between("", "B", 1, 0), Between(None, "B", 1, 1))


@pytest.mark.parametrize("department", ["A", "B"])
def test_a_departments_manager_reads_the_same_counts_as_its_director(department: str) -> None:
    """That nobody had a request is no other department's: it is told to whoever may know the request."""
    directors, managers = of(PING_PONG, department), of(PING_PONG, within=Remit.of(departments=[department]))
    assert managers[:5] == directors[:5]
    past = past_of(PING_PONG, NOW, PastQuestion("main", START), Remit.of(departments=[department]))
    listed = list(handed_over(HandOffsQuestion(), past))
    assert sum(each.giver == "" for each in listed) == managers.assigned
    assert sum(each.giver != "" for each in listed) == managers.handed
    assert {side for each in listed for side in (each.giver, each.taker)} <= {"", None, department}


def test_each_has_its_list() -> None:
    past = past_of(PING_PONG, NOW, PastQuestion("main", START))
    assert sorted(handed_over(HandOffsQuestion(MIDNIGHT + 4 * DAY), past)) == [
        HandOff(RequestKey("1", "crm"), MIDNIGHT + 4 * DAY, "B", "A", True, About("A", "", "")),
        HandOff(RequestKey("2", "crm"), MIDNIGHT + 5 * DAY, "", "B", False, About("B", "", "")),
    ]


def test_the_time_for_which_it_was_closed_does_not_count() -> None:
    rows = [
        to(1, "B", 0, opened_at=MIDNIGHT),
        to(1, "B", 2, opened_at=MIDNIGHT, state="finished", finished_at=MIDNIGHT + 2 * DAY),
        to(1, "B", 5, opened_at=MIDNIGHT, reopened_at=MIDNIGHT + 5 * DAY),
    ]
    assert of(rows, "B").there.longest == 7


def test_nothing_open_has_been_nowhere() -> None:
    assert of([]).there == (0, "calendar", None, None, None)


@examples(10)
@given(histories, instants.filter(lambda at: at > MIDNIGHT + DAY))
def test_hand_offs_are_the_moves_of_the_flow(rows: Sequence[dict[str, object]], now: int) -> None:
    for department in (None, "A", "B", ""):
        past = past_of(rows, now, PastQuestion("main", MIDNIGHT, department))
        found = read_handoffs(HandOffsQuestion(), past)
        flow = read_flow(FlowQuestion(since=MIDNIGHT), past).together
        taken = sum(each.handed for each in found.between if department in (None, each.taker))
        given_away = sum(each.handed for each in found.between if department in (None, each.giver))
        assert (flow.moved_in or taken, flow.moved_out or given_away) == (taken, given_away)
