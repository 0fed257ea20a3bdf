"""Due dates of sources held against the settings: counted, by group, within a remit; and the line of `check`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.wallboard.ticket_histories import SETTINGS, frame
from wallboard.calendar import NEVER
from wallboard.engine.due_census import due_findings
from wallboard.model import DAY, HOUR, MINUTE, NO_INSTANT, TICKET_COLUMNS
from wallboard.model.remit import EVERYTHING
from wallboard.questions.due_dates import DueCounts, DueDates, due_dates
from wallboard.state.due_columns import DueFacts, due_facts
from wallboard.state.due_facts import DueFact, DueStretch
from wallboard.state.promises import PromiseBook

AT = 20_000 * DAY
FACTS = [
    DueFact("crm", "1", "Streets", "leak", AT, AT, 0),
    DueFact("crm", "2", "Streets", "leak", AT + 59 * MINUTE, AT, 59 * MINUTE),
    DueFact("crm", "3", "Streets", "tree", AT + 61 * MINUTE, AT, 61 * MINUTE),
    DueFact("crm", "4", "Parks", "tree", AT - 5 * HOUR, AT, -5 * HOUR),
    DueFact("crm", "5", "Parks", "tree", AT - 3 * HOUR, AT, -3 * HOUR, moves=2, moved=DAY, kept_by_moving=True),
    DueFact("crm", "6", "Parks", "tree", NEVER, NEVER, None, moves=1, moved=MINUTE),
    DueFact("crm", "7", "", "fence", AT, NO_INSTANT, None, moves=1, moved=2 * DAY),
    DueFact("crm", "8", "", "fence", AT, NEVER, None),
]


@pytest.fixture(scope="module")
def told() -> DueDates:
    return due_dates(DueFacts(None, FACTS), HOUR)


def test_differences_beyond_the_tolerance_are_counted_and_so_is_what_was_moved(told: DueDates) -> None:
    assert told.all == DueCounts(
        told=8, compared=5, earlier=2, later=1, largest=-5 * HOUR, moved=2, moves=3, kept_by_moving=1
    )
    assert told.all.differ == 3


def test_they_are_told_by_department_and_service_type_those_first_that_differ_most(told: DueDates) -> None:
    assert [(name, counts.told, counts.differ, counts.moved) for name, counts in told.by_department] == [
        ("Parks", 3, 2, 1),
        ("Streets", 3, 1, 0),
        ("", 2, 0, 1),
    ]
    assert [(name, counts.compared, counts.differ) for name, counts in told.by_service_type] == [
        ("tree", 3, 3),
        ("fence", 0, 0),
        ("leak", 2, 0),
    ]


def test_the_largest_are_listed_and_those_that_were_moved_furthest(told: DueDates) -> None:
    assert [(each.ticket, each.apart) for each in told.differences] == [
        ("4", -5 * HOUR),
        ("5", -3 * HOUR),
        ("3", 61 * MINUTE),
    ]
    assert [(each.ticket, each.moves, each.by, each.kept_by_moving) for each in told.moves] == [
        ("7", 1, 2 * DAY, False),
        ("5", 2, DAY, True),
    ]


def line(*rows: dict[str, object]) -> str:
    """What `check` says of versions at hours of a Monday morning at nine, the source's columns alone."""
    nine = {"opened_at": AT + 3 * DAY + 14 * HOUR, "updated_at": AT + 3 * DAY + 14 * HOUR, "service_type": "leak"}
    versions = frame({"ticket": f"{n}", "department": "Streets"} | nine | row for n, row in enumerate(rows))
    columns = {name: np.array(versions[name].tolist(), object) for name in TICKET_COLUMNS}
    (finding,) = due_findings(columns, SETTINGS, "crm", "main", AT + 30 * DAY)
    assert finding.ok
    return finding.detail


def due(hours: int) -> dict[str, object]:
    return {"due_at": AT + 3 * DAY + (14 + hours) * HOUR}


def test_check_says_how_many_differ_where_and_by_how_much() -> None:
    assert line(due(48), due(20), due(70), due(48) | {"service_type": "else"}) == (
        "4 of the source's own; of 3 to which the settings promise something too 2 differ by more than 60 min (1 earlier and "
        '1 later than promised); most by 28 h, of "1"; by department: Streets 2 of 3; by service type: leak 2 of 3'
    )


def test_check_says_that_nothing_differs_and_that_there_is_nothing_to_compare() -> None:
    assert (
        line(due(48))
        == "1 of the source's own; of 1 to which the settings promise something too none differs by more than 60 min"
    )
    assert line(due(48) | {"service_type": "else"}) == ("1 of the source's own; the settings promise nothing to these")


def test_check_says_what_a_sources_history_tells_of_moves() -> None:
    later = due(60) | {"ticket": "0", "updated_at": AT + 4 * DAY}
    assert line(due(48), later).endswith("; moved later by more than 60 min: 1")
    kept = due(60) | {"ticket": "0", "updated_at": AT + 3 * DAY + 64 * HOUR, "state": "finished"}
    assert line(due(48), later, kept).endswith("; moved later by more than 60 min: 1, kept by that alone: 1")


def test_counts_and_lists_of_many_at_once_are_those_of_each() -> None:
    """In columns, and one by one."""
    rows = [
        {"ticket": f"{n}", "opened_at": AT, "updated_at": AT, "due_at": AT + (n % 97) * HOUR}
        | {"department": "ABC"[n % 3], "service_type": ("leak", "tree", "else")[n % 7 % 3], "priority": "high"}
        for n in range(600)
    ]
    stretch = DueStretch(AT + 9 * DAY, AT, HOUR)
    many = due_facts(frame(rows), PromiseBook(SETTINGS, "main"), stretch, EVERYTHING)
    assert not many.others
    together, each = due_dates(many, HOUR), due_dates(DueFacts(None, [*many.every()]), HOUR)
    assert together.all.differ > 100
    assert replace(together, differences=()) == replace(each, differences=())
    assert [abs(one.apart) for one in together.differences] == [abs(one.apart) for one in each.differences]
