"""One table of what a ticket adds to figures, walked ticket by ticket and column by column."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wallboard.posted import Posted
from tests.wallboard.ticket_histories import SETTINGS, frame, histories, instants
from wallboard.model import DAY, NO_INSTANT
from wallboard.state.posting_table import DECIDED, OPEN, RequestCase, rules_of
from wallboard.state.postings import PostingRules
from wallboard.state.timeline import Version, timeline, until

RULES = PostingRules(SETTINGS, "main")
CASES = [RequestCase(*flags) for flags in product((False, True), repeat=len(RequestCase._fields))]


@given(histories, instants, st.integers(0, 30))
def test_each_ticket_posts_the_same_alone_and_among_many(rows: list[dict[str, object]], now: int, days: int) -> None:
    firsts = {row["ticket"]: row | {"reopened_at": NO_INSTANT} for row in rows}
    versions = frame(firsts.values())
    columns = Posted(versions, RULES, now, now - days * DAY)
    for row, version in enumerate(versions[list(Version._fields)].itertuples(index=False, name=None)):
        alone = RULES.postings(until(timeline([Version(*version)]), now), now - days * DAY)
        assert sorted(columns.of(row)) == sorted(alone)


@pytest.mark.parametrize("position", [0, 1])
def test_a_rule_says_of_a_column_of_cases_what_it_says_of_each(position: int) -> None:
    column = RequestCase(*(np.array(flags) for flags in zip(*CASES, strict=True)))
    for rule in (OPEN, DECIDED)[position]:
        assert list(rule.which(column)) == [rule in rules_of(case)[position] for case in CASES]


def test_no_rule_of_what_is_open_holds_for_what_is_not() -> None:
    assert {rules_of(case)[0] for case in CASES if not case.open} == {()}


def test_a_promise_is_decided_once_at_most() -> None:
    decided = [rules_of(case)[1] for case in CASES]
    assert max(map(len, decided)) == 1
    assert set().union(*decided) == set(DECIDED)


def test_a_posting_says_when_and_in_which_groups() -> None:
    version = Version("crm", "1", 0, 0, 0, "open", department="B", service_type="tree", priority="low", assignee="")
    posted = {posting.series: posting for posting in RULES.postings(until(timeline([version]), 1), 0)}
    assert posted["nobody:crm"].groups == (
        ("", ""),
        ("department", "B"),
        ("service_type", "tree"),
        ("ward", "(unknown)"),
    )
    assert set(posted) == {"open_since", "no_promise", "nobody:crm", "opened"}
