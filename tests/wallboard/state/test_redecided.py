"""Decisions put together of days against those that stand at the end, whatever becomes of requests in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import pandas as pd
from hypothesis import given

from tests.wallboard.ticket_histories import SETTINGS, START, frame, histories
from wallboard.calendar import NEVER
from wallboard.model import DAY, HOUR, Micros
from wallboard.state.past_requests import PastRequests
from wallboard.state.postings import GroupKey, Posting, PostingRules
from wallboard.state.redecided import Redecided
from wallboard.state.ticket_versions import by_ticket
from wallboard.state.timeline import timeline, until

RULES = PostingRules(SETTINGS, "main")
STARTS = [START + n * DAY for n in range(-1, 20)]
LEAK = {"ticket": "1", "service_type": "leak", "opened_at": START, "department": "B", "ward": "1"}
Kept = Counter[tuple[str, GroupKey]]


def decided(rows: Sequence[dict[str, object]]) -> list[list[Posting]]:
    """As they stand when each of the days is over, one after the other."""
    spans = [timeline(versions) for _, versions in by_ticket(frame(rows))]
    return [
        [decision for its in spans for decision in RULES.decisions(until(its, end - 1)) if decision.at < end]
        for end in STARTS[1:]
    ]


def changes_of(versions: pd.DataFrame) -> list[list[Redecided]]:
    """What each of the days changed."""
    whole = versions.assign(began=versions["opened_at"], until=NEVER)
    past = PastRequests(SETTINGS, "main", whole, {}, STARTS[1:])
    return [list(past.redecided(*day)) for day in pairwise(STARTS)]


def since(first: int, decisions: Iterable[Posting]) -> Kept:
    ours = (decision for decision in decisions if decision.at >= STARTS[first])
    return Counter((decision.series, group) for decision in ours for group in decision.groups)


@given(histories)
def test_days_put_together_are_what_stands_at_their_end(rows: Sequence[dict[str, object]]) -> None:
    standing = decided(rows)
    changes = changes_of(frame(rows))
    for first in range(len(standing)):
        together: Kept = Counter()
        for last in range(first, len(standing)):
            together.update(since(last, standing[last]))
            for decision, more in changes[last]:
                if decision.at >= STARTS[first]:
                    together.update({(decision.series, group): more for group in decision.groups})
            assert +together == since(first, standing[last])
            assert min(together.values(), default=0) >= 0


def told(*rows: Mapping[str, object]) -> list[tuple[int, str, Micros, int]]:
    """The day, the series, the day of the decision, and how many more."""
    changes = enumerate(changes_of(frame([LEAK | dict(row) for row in rows])))
    return [
        (day, decision.series, (decision.at - STARTS[0]) // DAY, more) for day, its in changes for decision, more in its
    ]


def test_a_request_that_was_kept_and_is_reopened_is_kept_no_more() -> None:
    over, again = START + 10 * HOUR, START + 3 * DAY
    kept = {"updated_at": over, "finished_at": over, "state": "finished"}
    reopened = {"updated_at": again, "finished_at": over, "reopened_at": again, "state": "open"}
    assert told(kept, reopened) == [(4, "on_time", 1, -1)]
    assert told(reopened) == [(4, "on_time", 1, -1)]  # though nobody told of it in between


def test_a_late_request_that_is_promised_another_day_is_late_no_more() -> None:
    first, later = START + HOUR, START + 5 * DAY
    promised = {"updated_at": first, "due_at": START + 2 * DAY}
    assert told(promised, {"updated_at": later, "due_at": START + 9 * DAY}) == [(6, "late", 3, -1)]


def test_a_request_that_only_goes_on_changes_nothing_of_before() -> None:
    over = START + 4 * DAY
    assert told({"updated_at": START}, {"updated_at": over, "finished_at": over, "state": "finished"}) == []


def test_what_was_due_before_it_was_opened_is_late_since_then() -> None:
    assert told({"updated_at": START, "due_at": START - HOUR}) == [(1, "late", 0, 1)]
