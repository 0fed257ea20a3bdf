"""Whatever somebody sees was counted over their own requests only, and names nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import TIMES, examples
from tests.wallboard.ticket_histories import BY, SETTINGS, frame, histories, instants
from wallboard.clock import midnight_before
from wallboard.engine.halves.ticket_readings import ticket_readings
from wallboard.model import HOUR, Micros, ReadingKey, Scope
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import Settings
from wallboard.settings.within import within
from wallboard.state import tickets as module
from wallboard.state.coverage import Coverage
from wallboard.state.tickets import TicketState
from wallboard.state.timeline import Version, timeline, until

Rows = list[dict[str, object]]
Told = dict[ReadingKey, tuple[object, ...]]

DEPARTMENTS, WARDS = ("", "A", "B", "C"), ("", "1", "2")
FLOWS = {f"tickets.{kind}" for kind in ("opened", "finished", "reopened", "moved_in", "moved_out", "removed", "net")}
FROM_THEN = FLOWS | {"tickets.on_time"}  # what tells of more than the open set
EXAMPLES = 6
pytestmark = pytest.mark.timeout(120 + 10 * TIMES * EXAMPLES)
often = examples(EXAMPLES)


def some(names: Iterable[str]) -> st.SearchStrategy[frozenset[str] | None]:
    return st.one_of(st.none(), st.frozensets(st.sampled_from([name for name in names if name]), max_size=2))


remits = st.builds(Remit, departments=some(DEPARTMENTS), wards=some(WARDS))


def state(rows: Rows, at: Micros, remit: Remit = EVERYTHING, of: Rows | None = None) -> TicketState:
    """The recount of some rows, by the knowledge of their sources that all rows (`of`) give."""
    coverage = Coverage()
    coverage.learn(frame(rows if of is None else of))
    found = TicketState(SETTINGS, "main", at, remit, coverage)
    if rows:
        found.apply(frame(rows))
    return found


def told(tickets: TicketState, at: Micros, of: Settings = SETTINGS) -> Told:
    """All readings but those of nothing: a group may be there with 0, or not be there."""
    found = ticket_readings(tickets, of, at, BY)
    return {r.key: (r.value, r.n, r.state, r.basis) for r in found if r.value or r.n}


def tickets(rows: Rows) -> Iterator[Rows]:
    for key in dict.fromkeys((row["source"], row["ticket"]) for row in rows):
        yield [row for row in rows if (row["source"], row["ticket"]) == key]


def has(remit: Remit, row: dict[str, object]) -> bool:
    return remit.has_request(str(row["department"]), str(row["ward"]))


@contextmanager
def columns_from(count: int) -> Iterator[None]:
    """As if that many tickets were many."""
    before, module._MANY = module._MANY, count
    try:
        yield
    finally:
        module._MANY = before


@often
@given(histories, instants, remits, st.sampled_from([1, 2_000]))
def test_requests_that_never_crossed_the_border_count_as_if_there_were_no_others(
    rows: Rows, at: Micros, remit: Remit, many: int
) -> None:
    ours = [row for ticket in tickets(rows) if all(has(remit, row) for row in ticket) for row in ticket]
    others = [row for ticket in tickets(rows) if not any(has(remit, row) for row in ticket) for row in ticket]
    mixed = sorted(ours + others, key=lambda row: str(row["ticket"]))
    with columns_from(many):
        assert told(state(mixed, at, remit, rows), at) == told(state(ours, at, of=rows), at)


def _version(row: Mapping[str, Any]) -> Version:
    return Version(**{name: row[name] for name in row if name in Version._fields})


@often
@given(histories, instants, remits)
def test_the_open_set_is_of_the_departments_and_wards_that_requests_are_in_now(
    rows: Rows, at: Micros, remit: Remit
) -> None:
    def now_ours(ticket: Rows) -> bool:
        versions = [_version(row) for row in records(ticket)]
        spans = until(timeline(versions), at)
        return bool(spans) and remit.has_request(spans[-1].version.department, spans[-1].version.ward)

    ours = [row for ticket in tickets(rows) if now_ours(ticket) for row in ticket]
    found, expected = (
        {key: value for key, value in each.items() if key.metric not in FROM_THEN}
        for each in (told(state(rows, at, remit), at), told(state(ours, at, of=rows), at))
    )
    assert found == expected


def records(rows: Rows) -> list[dict[str, object]]:
    return [{str(name): value for name, value in row.items()} for row in frame(rows).to_dict("records")]


@pytest.mark.slow
@often
@given(histories, instants, st.sampled_from([*product(["department"], "ABC"), *product(["ward"], "12")]))
def test_of_one_department_or_ward_all_figures_are_those_that_everybody_sees_of_it(
    rows: Rows, at: Micros, limit: tuple[str, str]
) -> None:
    dimension, name = limit
    remit = Remit.of(**{f"{dimension}s": [name]})
    scoped = Scope("main")._replace(**{dimension: name})

    def of_it(found: Told) -> Told:
        return {key: value for key, value in found.items() if key.scope._replace(band="") == scoped}

    assert of_it(told(state(rows, at, remit), at)) == of_it(told(state(rows, at), at))


@often
@given(histories, instants, remits, st.integers(0, 60 * HOUR))
def test_in_every_group_what_came_less_what_went_is_the_change_of_its_open_set(
    rows: Rows, at: Micros, remit: Remit, later: Micros
) -> None:
    now = at + later
    since = midnight_before(now, SETTINGS.zone("main")) - 1
    ends, begins = told(state(rows, now, remit), now), told(state(rows, since, remit), since)
    scopes = {key.scope for key in ends if not key.scope.band} | {Scope("main")}

    for scope in scopes:
        now_open, then_open = (number(found, ReadingKey("tickets.open", scope)) for found in (ends, begins))
        assert number(ends, ReadingKey("tickets.net", scope, "today")) == now_open - then_open, scope


@pytest.mark.slow
@often
@given(histories, instants, st.sets(st.sampled_from(DEPARTMENTS)), st.sets(st.sampled_from(WARDS)))
def test_parts_add_up_to_the_whole(rows: Rows, at: Micros, some_d: set[str], some_w: set[str]) -> None:
    """Four managers who share the city out between them: each request is one's, and only one's."""
    parts = [
        Remit.of(departments=departments, wards=wards)
        for departments, wards in product((some_d, set(DEPARTMENTS) - some_d), (some_w, set(WARDS) - some_w))
    ]
    seen = [told(state(rows, at, remit), at) for remit in parts]
    whole = told(state(rows, at), at)
    for metric in ("open", "emergency", "unassigned", "breached", "no_promise", "due_soon", "undecided"):
        key = ReadingKey(f"tickets.{metric}", Scope("main"))
        assert sum(number(each, key) for each in seen) == number(whole, key)
    for metric, window in product(("opened", "finished", "removed", "reopened"), ("today", "7d")):
        key = ReadingKey(f"tickets.{metric}", Scope("main"), window)
        assert sum(number(each, key) for each in seen) == number(whole, key)


def number(found: Told, key: ReadingKey) -> int:
    """Nothing is 0."""
    return int(str(found.get(key, (0,))[0] or 0))


@often
@given(histories, instants, remits)
def test_no_group_of_a_remit_is_another_ones(rows: Rows, at: Micros, remit: Remit) -> None:
    narrowed = within(SETTINGS, remit)
    ours = [row for row in rows if has(remit, row)]
    for r in ticket_readings(state(rows, at, remit), narrowed, at, BY):
        assert remit.departments is None or r.scope.department in {"", *remit.departments}
        for dimension, nameless in (("ward", "(unknown)"), ("service_type", "(none)")):
            name = getattr(r.scope, dimension)
            assert name in {"", *(row[dimension] or nameless for row in ours)}


@pytest.mark.slow
@often
@given(histories, instants, st.lists(st.integers(0, 80 * HOUR), max_size=5), remits, st.randoms(use_true_random=False))
def test_taken_in_one_by_one_and_with_time_they_give_the_recount(rows, start, steps, remit, chance) -> None:  # type: ignore[no-untyped-def]
    live, now, known = TicketState(SETTINGS, "main", remit=remit), start, []
    live.advance(now)
    for row in chance.sample(rows, len(rows)):
        known.append(row)
        live.apply(frame(each for each in known if (each["source"], each["ticket"]) == (row["source"], row["ticket"])))
    for step in [0, *steps]:
        now += step
        live.advance(now)
        assert told(live, now) == told(state(rows, now, remit), now)
