"""Due instants of sources beside those of the settings, and what was moved later."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.wallboard.ticket_histories import SETTINGS, START, frame, histories, instants
from wallboard.calendar import NEVER
from wallboard.model import DAY, HOUR, MINUTE, NO_INSTANT, Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import PromiseClock, Settings
from wallboard.state.due_columns import due_facts
from wallboard.state.due_facts import DueFact, DueStretch, due_fact
from wallboard.state.promises import PromiseBook, marks
from wallboard.state.ticket_versions import by_ticket
from wallboard.state.timeline import timeline, until

BOOK = PromiseBook(SETTINGS, "main")
NINE = START + 3 * DAY + 14 * HOUR  # of a Monday, in Chicago


@examples(25)
@given(
    histories,
    instants,
    st.sampled_from([0, 2, 7]),
    st.sampled_from([EVERYTHING, Remit.of(departments=["A"], wards=["1"])]),
)
def test_many_at_once_say_what_each_says(rows: list[dict[str, object]], at: Micros, days: int, remit: Remit) -> None:
    versions, stretch = frame(rows), DueStretch(at, at - days * DAY, HOUR)
    each = [
        fact
        for _, history in by_ticket(versions)
        if (spans := until(timeline(history), at))
        and remit.has_request(spans[-1].version.department, spans[-1].version.ward)
        and (fact := due_fact(spans, BOOK, stretch)) is not None
    ]
    assert sorted(due_facts(versions, BOOK, stretch, remit).every(), key=repr) == sorted(each, key=repr)


@examples(25)
@given(histories, instants)
def test_the_due_instant_of_what_is_open_is_that_of_its_figures(rows: list[dict[str, object]], at: Micros) -> None:
    for _, history in by_ticket(frame(rows)):
        spans = until(timeline(history), at)
        fact = due_fact(spans, BOOK, DueStretch(at, at - 7 * DAY, HOUR)) if spans else None
        if fact is not None and spans[-1].in_open_set:
            promised = marks(spans, BOOK)
            assert promised is not None
            assert promised.due == fact.told


def life(*told: tuple[int, str, int], **facts: Any) -> list[dict[str, object]]:
    """Versions at hours after nine, with when it is due then."""
    return [
        {
            "ticket": "1",
            "opened_at": NINE,
            "updated_at": NINE + at * HOUR,
            "received_at": NINE + at * HOUR,
            "state": state,
        }
        | {"due_at": NINE + due * HOUR if due else NO_INSTANT, "service_type": "leak"}
        | facts
        for at, state, due in told
    ]


def fact(
    rows: list[dict[str, object]], at: int = 300, settings: Settings = SETTINGS, days: int = 100
) -> DueFact | None:
    stretch = DueStretch(NINE + at * HOUR, NINE + at * HOUR - days * DAY, 10 * MINUTE)
    found = [*due_facts(frame(rows), PromiseBook(settings, "main"), stretch, EVERYTHING).every()]
    return found[0] if found else None


def test_both_are_told_of_a_request_that_is_open() -> None:
    told = fact(life((0, "open", 30)))
    assert told == DueFact("crm", "1", "", "leak", NINE + 30 * HOUR, NINE + 48 * HOUR, -18 * HOUR)


def test_of_one_that_is_finished_as_if_it_were_open() -> None:
    told = fact(life((0, "open", 30), (20, "finished", 30)))
    assert told is not None
    assert (told.told, told.promised) == (NINE + 30 * HOUR, NINE + 48 * HOUR)


def test_of_one_that_was_decided_earlier_nothing_is_told() -> None:
    early = life((0, "open", 30), (20, "finished", 30))
    assert fact(early, at=24 * 9 + 20, days=9) is not None
    assert fact(early, at=24 * 9 + 21, days=9) is None
    late = life((0, "open", 30), (200, "finished", 30))
    assert fact(late, at=24 * 9 + 30, days=9) is not None
    assert fact(late, at=24 * 9 + 31, days=9) is None


def test_of_one_without_a_due_date_or_removed_nothing_is_told() -> None:
    assert fact(life((0, "open", 0))) is None
    assert fact(life((0, "open", 30), (5, "removed", 30))) is None


def test_where_a_clock_stands_there_is_no_instant_to_compare() -> None:
    told = fact(life((0, "open", 30), (5, "paused", 30)))
    assert told is not None
    assert (told.told, told.promised) == (NEVER, NEVER)


def test_where_nothing_is_promised_there_is_nothing_to_compare() -> None:
    told = fact(life((0, "open", 30), service_type="else"))
    assert told is not None
    assert told.promised == NO_INSTANT


@pytest.mark.parametrize(
    ("told", "moves", "moved"),
    [
        ([(0, "open", 30), (5, "open", 30)], 0, 0),
        ([(0, "open", 30), (5, "open", 40), (9, "open", 60)], 2, 30),
        ([(0, "open", 30), (5, "open", 50), (9, "open", 40)], 1, 10),
        ([(0, "open", 30), (5, "open", 20)], 0, 0),
        ([(0, "open", 30), (5, "paused", 30), (9, "open", 34)], 0, 0),  # the pause
        ([(0, "open", 24), (5, "paused", 24), (7, "open", 32)], 1, 6),
        ([(0, "open", 8), (5, "finished", 8), (20, "open", 23)], 0, 0),  # the time closed
        ([(0, "open", 30), (5, "open", 0), (9, "open", 40)], 1, 10),
        ([(0, "open", 7), (5, "paused", 7), (7, "open", 24)], 0, 0),  # two open hours, over a night
    ],
)
def test_a_move_is_what_is_later_beyond_pauses_and_time_closed(
    told: list[tuple[int, str, int]], moves: int, moved: int
) -> None:
    found = fact(life(*told))
    assert found is not None
    assert (found.moves, found.moved) == (moves, moved * HOUR)


def test_where_a_reopening_restarts_the_promise_a_new_due_date_is_no_move() -> None:
    settings = SETTINGS.model_copy(update={"sources": {"crm": PromiseClock(when_reopened="restarts")}})
    rows = life((0, "open", 30), (20, "finished", 30), (24, "open", 80))
    found, usual = fact(rows, settings=settings), fact(rows)
    assert found is not None
    assert usual is not None
    assert (found.moves, usual.moves) == (0, 1)


@pytest.mark.parametrize(("finished", "kept"), [(29, False), (31, True), (39, True), (41, False)])
def test_kept_by_moving_is_what_was_finished_between_the_two(finished: int, kept: bool) -> None:
    found = fact(life((0, "open", 30), (5, "open", 40), (finished, "finished", 40)))
    assert found is not None
    assert found.kept_by_moving is kept


def test_closing_time_and_the_next_morning_are_not_apart_in_open_hours() -> None:
    """As osTicket has it: what was promised by 17:00 is due at 8:00."""
    promise = {"service_type": "leak", "days": 8 / 9, "business": True}
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-17:00")
    site = {"name": "City", "zone": "America/Chicago", "hours": [week]}
    settings = Settings.model_validate({"sites": {"main": site}, "promises": [promise]})
    told = fact(life((0, "open", 23)), settings=settings)
    assert told is not None
    assert (told.told - told.promised, told.apart) == (15 * HOUR, 0)
