"""A version of a whole visit, and the visit that it tells of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.calls.happenings import Row, by_row, entered, logged_in
from wallboard.calls.whole import VisitVersion, unfit, visit_of, winner
from wallboard.model import SECOND, Outcome, Reason

TOLD = VisitVersion("desk", "main", "1", "roads", 0, 10 * SECOND)
ANSWERED = TOLD._replace(outcome=Outcome.ANSWERED, left=30 * SECOND, agent="Ann", ended=90 * SECOND)


@pytest.mark.parametrize(
    ("version", "says"),
    [
        (TOLD, ""),
        (ANSWERED, ""),
        (TOLD._replace(outcome=Outcome.DIVERTED, left=SECOND, reason=Reason.OVERFLOW), ""),
        (TOLD._replace(key=""), "without its key"),
        (TOLD._replace(outcome=Outcome.ANSWERED, queue="", removed=True), ""),
        (TOLD._replace(key="", removed=True), "without its key"),
        (TOLD._replace(queue=""), "without its queue"),
        (TOLD._replace(left=SECOND), "waiting, and has left"),
        (TOLD._replace(outcome=Outcome.ANSWERED), "no instant says since when"),
        (TOLD._replace(outcome=Outcome.DIVERTED, left=SECOND), "its reason is not told"),
        (ANSWERED._replace(reason=Reason.KEY), "its reason is key"),
        (TOLD._replace(outcome=Outcome.ABANDONED, left=SECOND, ended=SECOND), "a conversation ended"),
        (ANSWERED._replace(wait_s=-1), "shorter than nothing"),
    ],
)
def test_what_makes_no_sense_says_why(version: VisitVersion, says: str) -> None:
    assert says in unfit(version)
    assert bool(says) == bool(unfit(version))


def test_what_is_not_told_follows_from_the_instants_and_what_is_told_holds() -> None:
    visit = visit_of(ANSWERED)
    assert (visit.wait_s, visit.talk_s, visit.completed, visit.agent) == (20, 60, True, "Ann")
    told = visit_of(ANSWERED._replace(wait_s=18, talk_s=55, transferred=True))
    assert (told.wait_s, told.talk_s, told.transferred) == (18, 55, True)
    talking = visit_of(ANSWERED._replace(ended=None, talk_s=55, transferred=True))
    assert (talking.ended, talking.talk_s, talking.completed, talking.transferred) == (None, None, False, False)


def test_overflow_and_call_back_can_be_told() -> None:
    for reason in (Reason.OVERFLOW, Reason.CALLBACK):
        visit = visit_of(TOLD._replace(outcome=Outcome.DIVERTED, left=12 * SECOND, reason=reason))
        assert (visit.outcome, visit.reason, visit.wait_s) == (Outcome.DIVERTED, reason, 2)


@given(st.integers(-9, 9), st.integers(-9, 9))
def test_instants_never_run_backwards(left: int, ended: int) -> None:
    visit = visit_of(ANSWERED._replace(left=left * SECOND, ended=ended * SECOND))
    assert visit.left is not None
    assert visit.ended is not None
    assert visit.entered <= visit.left <= visit.ended


def test_the_latest_told_holds_and_of_equals_the_last_to_come() -> None:
    first, second = TOLD._replace(updated=5), ANSWERED._replace(updated=5)
    assert winner([first, second, TOLD._replace(updated=4)]) is second
    assert winner([second, first]) is first


def test_a_row_told_again_is_another_telling() -> None:
    row = Row("pbx", "main", 7, 0)
    told = [entered(row, "c1", "roads"), logged_in(row, "Ann", part=1)]
    assert list(by_row([*told, *told, entered(row._replace(seq=8), "c2", "roads")])) == [
        told,
        told,
        [entered(row._replace(seq=8), "c2", "roads")],
    ]
