"""Requests whose last version tells all: counted by columns as they are counted one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.wallboard.posted import Posted
from tests.wallboard.ticket_histories import SETTINGS, START, frame
from wallboard.model import DAY, HOUR, NO_INSTANT, Micros
from wallboard.state.plain_requests import is_plain, plain
from wallboard.state.postings import PostingRules
from wallboard.state.timeline import Version, timeline, until

RULES = PostingRules(SETTINGS, "main")
OPENED = {"ticket": "1", "opened_at": START, "updated_at": START, "received_at": START, "service_type": "leak"}


def later(hours: int, **told: Any) -> dict[str, Any]:
    return OPENED | {"updated_at": START + hours * HOUR, "received_at": START + hours * HOUR} | told


def told(rows: list[dict[str, Any]], never: int | None = None) -> tuple[list[bool], list[bool]]:
    unfit = np.zeros(len(rows), bool)
    if never is not None:
        unfit[never] = True
    stands, whole = plain(frame(rows), unfit)
    return stands.tolist(), whole.tolist()


ENDED = {"state": "finished", "finished_at": START + 5 * HOUR}
PLAIN = [OPENED, later(2), later(6, **ENDED)]


def test_the_last_version_of_a_request_that_only_went_on_stands_for_it() -> None:
    assert told(PLAIN) == ([False, False, True], [True] * 3)
    assert told([PLAIN[2], PLAIN[0], PLAIN[1]]) == ([True, False, False], [True] * 3)  # in any order
    assert told([OPENED, later(3, state="removed")]) == ([False, True], [True, True])
    assert told([OPENED, later(3, ticket="2")]) == ([True, True], [True, True])


@pytest.mark.parametrize(
    "rows",
    [
        [OPENED, later(2, ward="7"), later(6, **ENDED)],
        [OPENED, later(2, assignee="Kim")],
        [OPENED, later(2, due_at=START + DAY)],
        [OPENED, later(2, opened_at=START - HOUR)],
        [OPENED, later(2, state="paused"), later(6, **ENDED)],
        [OPENED, later(6, **ENDED), later(9)],
        [OPENED, later(6, **ENDED, reopened_at=START + 2 * HOUR)],
        [OPENED, later(0, received_at=START + HOUR, state="finished")],  # became true at no instant of its own
        [OPENED, later(6, state="finished", finished_at=START + 7 * HOUR)],
        [OPENED, later(2), later(6, state="finished", finished_at=START + HOUR)],
        [OPENED | {"opened_at": START + HOUR}, later(6, opened_at=START + HOUR)],
    ],
)
def test_one_to_which_anything_else_happened_is_told_version_by_version(rows: list[dict[str, Any]]) -> None:
    assert told(rows) == ([False] * len(rows), [False] * len(rows))


def test_none_that_is_unfit_stands_for_its_request() -> None:
    assert told(PLAIN, never=2) == ([False] * 3, [False] * 3)
    assert told([]) == ([], [])


def test_whose_it_was_before_it_is_looked_at_does_not_count() -> None:
    moved = [OPENED, later(2, department="A", assignee="Kim"), later(6, department="A", assignee="Kim", **ENDED)]
    nobody = np.zeros(3, bool)
    assert plain(frame(moved), nobody, START + 3 * HOUR)[0].tolist() == [False, False, True]
    assert not plain(frame(moved), nobody, START + 2 * HOUR)[0].any()
    promised = [OPENED, later(2, due_at=START + DAY)]
    assert not plain(frame(promised), nobody[:2], START + 3 * HOUR)[0].any()


@st.composite
def lives(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A request that goes on, most of the time as it was."""
    row: dict[str, Any] = OPENED | {"department": draw(st.sampled_from(("", "A", "B", "C"))), "priority": "high"}
    row |= {"service_type": draw(st.sampled_from(("leak", "tree"))), "due_at": draw(_due)}
    rows = [row]
    for _ in range(draw(st.integers(0, 3))):
        at = rows[-1]["updated_at"] + draw(st.integers(0, 60)) * HOUR
        rows.append(rows[-1] | {"updated_at": at, "received_at": at + draw(st.integers(0, 2)) * HOUR})
        if draw(st.integers(0, 9)) == 0:
            rows[-1][draw(st.sampled_from(("ward", "department", "service_type")))] = draw(
                st.sampled_from(("2", "A", "leak"))
            )
    if draw(st.booleans()):
        back = draw(st.integers(0, 3)) * HOUR
        finished = NO_INSTANT if draw(st.booleans()) else rows[-1]["updated_at"] - back
        rows[-1] |= {"state": draw(st.sampled_from(("finished", "removed"))), "finished_at": finished}
    return rows


_due = st.sampled_from((NO_INSTANT, NO_INSTANT, START + 40 * HOUR))


@examples(60)
@given(lives(), st.integers(0, 300), st.integers(0, 9))
def test_it_posts_what_all_its_versions_post(rows: list[dict[str, Any]], hours: int, days: int) -> None:
    now, since = START + hours * HOUR, START + (hours - 24 * days) * HOUR
    versions = frame(rows)
    stands, _ = plain(versions, np.zeros(len(rows), bool), since)
    if stands.any():
        columns = Posted(versions[stands], RULES, now, since)
        assert sorted(columns.of(0)) == _alone(rows, now, since)


@examples(60)
@given(lives())
def test_one_history_is_told_plain_as_many_at_once_are(rows: list[dict[str, Any]]) -> None:
    stands, _ = plain(frame(rows), np.zeros(len(rows), bool))
    by_arrival = sorted(rows, key=lambda row: row["received_at"])
    assert not is_plain(_versions(by_arrival)) or stands.any()
    if by_arrival == rows and len({row["received_at"] for row in rows}) == len(rows):
        assert is_plain(_versions(rows)) == bool(stands.any())


def _versions(rows: list[dict[str, Any]]) -> list[Version]:
    return [Version(*each) for each in frame(rows)[list(Version._fields)].itertuples(index=False, name=None)]


def _alone(rows: list[dict[str, Any]], now: Micros, since: Micros) -> list[Any]:
    return sorted(RULES.postings(until(timeline(_versions(rows)), now), since))
