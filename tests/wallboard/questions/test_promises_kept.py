"""Promises kept: each decided once, how sure a share is, and against a year before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.wallboard.questions.pasts import past_of, request
from tests.wallboard.ticket_histories import START, histories, instants, readings, recount
from wallboard.metrics.survival import Untold
from wallboard.model import DAY, HOUR, NO_INSTANT, Scope
from wallboard.questions.promises_kept import Kept, PromisesKept, PromisesQuestion, read_promises_kept
from wallboard.questions.requests_past import PastQuestion
from wallboard.state.postings import SITE, GroupKey

MIDNIGHT = START + 5 * HOUR
FIRST = date(2024, 10, 4)
YEAR = 364 * DAY
NOW = MIDNIGHT + YEAR + 20 * DAY
LATER = PromisesQuestion(FIRST + timedelta(364), FIRST + timedelta(364 + 6))


def kept(ticket: int, day: float, in_time: bool = True, **told: object) -> dict[str, object]:
    """Decided on that day after MIDNIGHT."""
    at = MIDNIGHT + round(day * DAY)
    due = at + HOUR if in_time else at - 1
    return request(ticket, state="finished", updated_at=max(at, due), finished_at=at, due_at=due, **told)


def of(rows: Sequence[dict[str, object]], question: PromisesQuestion = LATER, since: int = MIDNIGHT) -> PromisesKept:
    return read_promises_kept(question, past_of(rows, NOW, PastQuestion("main", since)))


def many(first: int, on_time: int, late: int, day: float) -> list[dict[str, object]]:
    return [kept(first + n, day, n < on_time) for n in range(on_time + late)]


def test_a_share_says_how_sure_it_is_and_nothing_of_few() -> None:
    told = Kept(8, 10)
    assert (told.share, told.why) == (0.8, None)
    assert told.interval is not None
    assert (told.interval.low, told.interval.high) == pytest.approx((0.4902, 0.9433), abs=1e-4)  # Wilson's
    assert (Kept(4, 4).share, Kept(4, 4).interval, Kept(4, 4).why) == (None, None, Untold.TOO_FEW)
    assert Kept(0, 0).why is Untold.NOTHING
    assert Kept(5, 5).interval == pytest.approx((0.5655, 1.0), abs=1e-4)


def test_deleting_what_is_finished_changes_no_share() -> None:
    """In time or late, each was decided once: a helpdesk that is tidied up would have kept nothing."""
    finished = [row for n, days in ((1, 7), (2, 3)) for row in ended(n, due=MIDNIGHT + days * DAY)]
    deleted = [row | {"state": "removed", "updated_at": NOW - DAY, "received_at": NOW - DAY} for row in finished[1::2]]
    whole = PromisesQuestion(FIRST, LATER.last)
    assert of(finished, whole).groups[0].kept == of([*finished, *deleted], whole).groups[0].kept == Kept(1, 2)


def ended(ticket: int, **told: object) -> list[dict[str, object]]:
    """Opened at MIDNIGHT, and finished five days later."""
    at = MIDNIGHT + 5 * DAY
    told |= {"opened_at": MIDNIGHT, "due_at": told.pop("due")}
    done = {"state": "finished", "updated_at": at, "received_at": at, "finished_at": at}
    return [request(ticket, **told | {"updated_at": MIDNIGHT}), request(ticket, **told | done)]


def test_another_share_than_a_year_before_is_told_where_chance_is_no_reason() -> None:
    before = many(0, 90, 10, 3)
    fallen, alike, few = (
        of([*before, *many(1_000, *now, day=364 + 3)]).groups[0] for now in ((50, 50), (85, 15), (1, 2))
    )
    assert (fallen.kept, fallen.year_before, fallen.differs) == (Kept(50, 100), Kept(90, 100), True)
    assert (alike.differs, few.differs) == (False, None)
    unread = of([*before, *many(1_000, 5, 5, 364 + 3)], since=MIDNIGHT + DAY).groups[0]
    assert (unread.year_before, unread.differs) == (None, None)


def test_parts_weeks_and_what_is_not_decided() -> None:
    at = MIDNIGHT + 364 * DAY
    rows = [
        *many(0, 6, 1, 364 + 2),
        kept(50, 364 + 3, ward="2"),
        request(60, opened_at=at, due_at=NOW + DAY),
        request(61, opened_at=at, due_at=NOW - DAY),  # late, after the week
        request(62, opened_at=at),
    ]
    found = of(rows, PromisesQuestion(LATER.first, LATER.last, "ward"), since=at - 7 * DAY)
    assert [(each.group, each.kept) for each in found.groups] == [
        (SITE, Kept(7, 8)),
        (GroupKey("ward", "(unknown)"), Kept(6, 7)),
        (GroupKey("ward", "2"), Kept(1, 1)),
    ]
    assert (found.undecided, found.unpromised) == (1, 1)
    assert [(each.kept, each.whole) for each in found.weeks] == [(Kept(6, 7), True), (Kept(1, 1), True)]
    assert found.chart.phases


@examples(12)
@given(
    histories,
    instants.filter(lambda at: at > MIDNIGHT + DAY),
    st.sampled_from(["site", "department", "service_type", "ward"]),
)
def test_every_group_has_decided_what_the_wall_says(rows: Sequence[dict[str, object]], now: int, by: str) -> None:
    """Of the last seven times 24 hours, which end with a day where its last instant is asked."""
    end = MIDNIGHT + (now - MIDNIGHT) // DAY * DAY - 1
    last = FIRST + timedelta((end - MIDNIGHT) // DAY)
    past = past_of(rows, end, PastQuestion("main", NO_INSTANT))
    found = read_promises_kept(PromisesQuestion(last - timedelta(6), last, "" if by == "site" else by), past)
    ours = {each.group.name: each.kept.decided for each in found.groups[by != "site" :] if each.kept.decided}
    told = {
        (getattr(key.scope, by) if by != "site" else ""): reading.n
        for key, reading in readings(recount(rows, end), end).items()
        if key.metric == "tickets.on_time" and reading.n and _is_of(key.scope, by)
    }
    assert ours == told


def _is_of(scope: Scope, by: str) -> bool:
    return set(scope.as_dict()) == ({"site"} if by == "site" else {"site", by})
