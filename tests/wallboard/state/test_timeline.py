"""From versions to spans and flow: what was seen, what is reconstructed, and what a closing time must not decide."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from wallboard.model import BY_SOURCE, BY_UPDATE, DAY, Basis
from wallboard.state.timeline import Version, flows, timeline


def said(day: float, state: str = "open", *, received: float | None = None, opened: float = 0, **more: Any) -> Version:
    """What the source said on a day; instants in days."""
    instants = {
        name: round(value * DAY)
        for name, value in more.items()
        if name.endswith("_at") and isinstance(value, (int, float))
    }
    at = round((day if received is None else received) * DAY)
    return Version("crm", "1", round(opened * DAY), round(day * DAY), at, state)._replace(**{**more, **instants})


def spans(*versions: Version) -> list[tuple[float, str]]:
    return [(span.start / DAY, span.state) for span in timeline(versions)]


def flow(*versions: Version) -> list[tuple[float, str, str]]:
    return [
        (each.at / DAY, each.kind, getattr(each.version, each.dimension) if each.dimension else "")
        for each in flows(timeline(versions))
    ]


def test_a_closing_time_does_not_finish_what_is_open() -> None:
    assert spans(said(5, finished_at=3)) == [(0, "open")]


def test_the_past_of_the_first_sight_is_reconstructed() -> None:
    found = timeline([said(5, "finished", finished_at=4, department="Parks")])
    assert [(span.start / DAY, span.state, span.basis) for span in found] == [
        (0, "open", Basis.RECONSTRUCTED),
        (4, "finished", Basis.RECONSTRUCTED),
    ]
    assert {span.version.department for span in found} == {"Parks"}


def test_a_finished_one_without_a_closing_time_is_finished_when_it_last_changed() -> None:
    assert spans(said(5, "finished")) == [(0, "open"), (5, "finished")]


def test_a_source_that_tells_when_it_was_reopened_tells_a_past_reopening() -> None:
    assert spans(said(5, finished_at=2, reopened_at=3)) == [(0, "open"), (2, "finished"), (3, "open")]
    assert spans(said(5, "finished", first_finished_at=2, reopened_at=3, finished_at=4)) == [
        (0, "open"),
        (2, "finished"),
        (3, "open"),
        (4, "finished"),
    ]


def test_finished_between_two_polls_is_finished_at_its_own_time() -> None:
    assert spans(said(1), said(5, "finished", finished_at=4.5)) == [(0, "open"), (4.5, "finished")]


def test_a_closing_time_before_the_last_poll_is_not_believed() -> None:
    """It was open on day 3, whatever is written now."""
    assert spans(said(3), said(5, "finished", finished_at=2)) == [(0, "open"), (5, "finished")]
    assert spans(said(3), said(5, "finished", finished_at=9)) == [(0, "open"), (5, "finished")]


def test_a_reopening_is_at_the_time_told_or_when_it_changed() -> None:
    closed = said(2, "finished", finished_at=2)
    assert spans(closed, said(5)) == [(0, "open"), (2, "finished"), (5, "open")]
    assert spans(closed, said(5, reopened_at=4)) == [(0, "open"), (2, "finished"), (4, "open")]


def test_finished_again_between_two_polls_was_reopened_too() -> None:
    found = flow(said(2, "finished", finished_at=2), said(5, "finished", finished_at=4, reopened_at=3))
    assert found == [(0, "opened", ""), (2, "finished", ""), (3, "reopened", ""), (4, "finished", "")]


def test_a_comment_on_a_finished_request_changes_nothing() -> None:
    assert flow(said(2, "finished", finished_at=2), said(5, "finished", finished_at=2)) == [
        (0, "opened", ""),
        (2, "finished", ""),
    ]


def test_a_request_moves_out_of_one_department_and_into_the_other() -> None:
    assert flow(said(1, department="A"), said(4, department="B", ward="3")) == [
        (0, "opened", ""),
        (4, "moved_out", "A"),
        (4, "moved_in", "B"),
        (4, "moved_out", ""),
        (4, "moved_in", "3"),
    ]


def test_a_finished_request_that_is_handed_on_moves_nothing_and_reopens_where_it_is() -> None:
    closed = said(2, "finished", finished_at=2, department="A")
    assert flow(closed, said(3, "finished", finished_at=2, department="B"), said(4, department="B")) == [
        (0, "opened", ""),
        (2, "finished", ""),
        (4, "reopened", ""),
    ]


def test_what_is_removed_leaves_the_open_set_once() -> None:
    assert flow(said(1), said(3, "removed"), said(4, "removed")) == [(0, "opened", ""), (3, "removed", "")]
    assert flow(said(1, "finished", finished_at=1), said(3, "removed")) == [(0, "opened", ""), (1, "finished", "")]


def test_one_that_is_finished_by_its_last_update_alone_is_finished_when_that_was_seen_first() -> None:
    """Whoever writes a note to a closed request updates it: it was neither reopened nor finished once more."""
    closed, noted = (said(day, "finished", finished_at=day, basis=BY_UPDATE) for day in (3, 6))
    assert spans(said(1), closed, noted) == [(0, "open"), (3, "finished")]
    assert spans(closed, noted) == [(0, "open"), (3, "finished")]
    assert spans(closed, said(5), noted) == [(0, "open"), (3, "finished"), (5, "open"), (6, "finished")]
    told = noted._replace(reopened_at=5 * DAY)
    assert spans(closed, told) == [(0, "open"), (3, "finished"), (5, "open"), (6, "finished")]


def test_one_that_is_removed_once_it_was_finished_was_finished_whatever_becomes_of_it() -> None:
    """Deleted or merged when nobody needed it any more, or put into the bin and taken out again."""
    ended = said(2, "finished", finished_at=2)
    assert spans(said(1), ended, said(3, "removed")) == [(0, "open"), (2, "finished")]
    again = said(4, "finished", finished_at=4), said(5, "finished", finished_at=4)
    assert spans(said(1), ended, said(3, "removed"), *again) == [(0, "open"), (2, "finished")]
    assert flow(said(1), ended, said(3, "removed"), said(4)) == [
        (0, "opened", ""),
        (2, "finished", ""),
        (4, "reopened", ""),
    ]


def test_a_source_without_a_time_of_change_is_believed_when_it_was_heard() -> None:
    before, after = said(0, received=1, department="A"), said(0, received=6, department="B")
    assert flow(before, after)[1:] == [(6, "moved_out", "A"), (6, "moved_in", "B")]
    assert spans(said(0, received=1), said(0, "finished", received=6, finished_at=4)) == [(0, "open"), (4, "finished")]


def test_the_newest_opening_time_wins() -> None:
    assert spans(said(1, opened=0), said(3, opened=2, state="finished", finished_at=3)) == [
        (2, "open"),
        (3, "finished"),
    ]


def test_order_of_arrival_and_repeats_change_nothing() -> None:
    history = [
        said(1, department="A"),
        said(2, "paused", department="A"),
        said(3, "finished", finished_at=2.5, department="B"),
        said(4, department="B"),
    ]
    expected = list(flows(timeline(history)))
    for order in permutations(history):
        again = order[0]._replace(received_at=9 * DAY)
        assert list(flows(timeline([*order, order[1]]))) == expected
        assert [span.state for span in timeline([*order, again])] == [span.state for span in timeline(history)]


def history(*versions: Version) -> list[Version]:
    return [version._replace(basis=BY_SOURCE) for version in versions]


def test_a_source_s_own_history_tells_each_change_at_its_own_instant() -> None:
    told = history(
        said(0, received=9, department="Parks"),
        said(2, "paused", received=9, department="Parks"),
        said(3, received=9, department="Roads"),
        said(5, "finished", received=9, department="Roads", finished_at=5),
        said(6, received=9, department="Roads", finished_at=5),
    )
    found = timeline(told)
    assert [(span.start / DAY, span.state, span.basis) for span in found] == [
        (0, "open", Basis.SOURCE),
        (2, "paused", Basis.SOURCE),
        (3, "open", Basis.SOURCE),
        (5, "finished", Basis.SOURCE),
        (6, "open", Basis.SOURCE),
    ]
    assert [each for each in flow(*told) if each[1] != "opened"] == [
        (3, "moved_out", "Parks"),
        (3, "moved_in", "Roads"),
        (5, "finished", ""),
        (6, "reopened", ""),
    ]


def test_what_a_history_tells_later_of_an_instant_replaces_what_it_told_before() -> None:
    before = history(said(0, received=1, ward="1"), said(2, received=2, department="Roads", ward="1"))
    after = history(said(0, received=7, ward="2"), said(2, "paused", received=7, department="Parks", ward="2"))
    assert timeline(before + after) == timeline(after)
