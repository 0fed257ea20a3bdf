"""Departments side by side: worst first, and none ranked by what chance alone may say."""

from __future__ import annotations

from tests.layouts import snapshots
from tests.layouts.snapshots import reading
from wallboard.judging.instant import instant
from wallboard.model import Reading, State
from wallboard.questions.departments.rows import DepartmentRow, Unranked, departments_of, ranked


def rows(*extra: Reading) -> dict[str, DepartmentRow]:
    found = departments_of(instant(snapshots.morning(*extra), snapshots.settings(), "main"))
    return {row.department: row for row in found}


def kept(department: str, share: float | None, n: int) -> Reading:
    state = State.TOO_FEW if share is None else State.LIVE
    return reading("tickets.on_time", share, "7d", department=department, n=n, state=state)


def test_an_open_emergency_comes_before_everything_and_then_what_is_late() -> None:
    late = sorted(rows().values(), key=lambda row: -(row.late or 0))
    assert next(iter(rows().values())) == late[0]
    urgent = rows(reading("tickets.emergency", 1, department="Waste"))
    assert list(urgent)[:2] == ["Waste", late[0].department]
    assert urgent["Waste"].bands[0].open == 61


def test_a_share_of_few_has_a_wide_interval_and_one_of_fewer_has_none() -> None:
    told = rows(kept("Parks", 0.8, 10))
    assert told["Parks"].kept.interval is not None
    assert told["Parks"].kept.interval.high - told["Parks"].kept.interval.low > 0.4
    assert told["Animal care"].kept[:] == (None, 3, None)


def test_only_those_are_ranked_that_more_than_chance_tells_apart() -> None:
    told = rows(kept("Parks", 0.5, 1000), kept("Water", 0.9, 1000), kept("Waste", 0.91, 12))
    chosen = ranked([told[name] for name in ("Parks", "Water", "Waste", "Animal care")])
    said = {each.row.department: (each.place, each.why, each.alike) for each in chosen}
    assert said == {
        "Parks": (3, None, ()),
        "Water": (None, Unranked.CHANCE, ("Waste",)),
        "Waste": (None, Unranked.CHANCE, ("Water",)),
        "Animal care": (None, Unranked.TOO_FEW, ()),
    }


def test_a_department_of_which_nothing_was_decided_is_not_ranked() -> None:
    told = rows(kept("Parks", None, 0))
    assert [each.why for each in ranked([told["Parks"]])] == [Unranked.NOTHING]
