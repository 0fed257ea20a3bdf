"""Declared figures: each day as its kind wants it, and a week of them as anybody would work it out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger_told import NOON
from wallboard.ledger import Ledger
from wallboard.metrics.combining import AmountOf, Gap, PeriodFigure, combine
from wallboard.metrics.xmr import Better
from wallboard.model.outside_days import OutsideDay
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.periods import PeriodRules
from wallboard.questions.outside_figures import gaps_of, kind_of, outside_days, outside_figures, target_of
from wallboard.settings import DeclaredFigure, Settings, SourceBase
from wallboard.settings.within import within
from wallboard.source import Batch

MONDAY, TODAY = date(2026, 11, 16), date(2026, 11, 22)
DECLARED: dict[str, dict[str, Any]] = {
    "visits": {"column": "visits", "kind": "flow", "unit": "visits", "better": "more"},
    "absence": {"column": "absent", "of": "staff", "kind": "ratio", "better": "less", "title": "Staff absent"},
    "wait": {"column": "waited", "of": "visits", "kind": "mean", "unit": "s"},
    "pressure": {"column": "bar", "kind": "mean", "unit": "bar"},
    "stock": {"column": "bar", "kind": "last"},
    "lowest": {"column": "bar", "kind": "smallest"},
    "highest": {"column": "bar", "kind": "largest"},
}


def settings(**changed: Any) -> Settings:
    sites = {name: {"name": name, "zone": "UTC"} for name in ("main", "north")}
    sources = {"web": SourceBase(kind="csv_days", site="main"), "other": SourceBase(kind="csv_days", site="north")}
    figures = {name: {"source": "web", **figure} for name, figure in DECLARED.items()} | {
        "north": {"source": "other", "column": "visits", "kind": "flow"}
    }
    return Settings.model_validate({"sites": sites, "sources": sources, "figures": figures | changed})


def record(ledger: Ledger, told: Mapping[date, Mapping[str, float]], after: int = 0, source: str = "web") -> None:
    days = tuple(OutsideDay(day, numbers, f"line {number}") for number, (day, numbers) in enumerate(told.items(), 2))
    site = {"web": "main", "other": "north"}[source]
    ledger.record(source, site, Batch({"n": after}, days=days, read=len(days)), NOON + after)


def test_each_day_is_as_its_kind_wants_it_and_one_that_lacks_a_number_is_not_there(ledger: Ledger) -> None:
    whole = {"visits": 10.0, "absent": 1.0, "staff": 20.0, "waited": 300.0, "bar": 4.5}
    record(ledger, {MONDAY: whole, MONDAY + timedelta(1): {"absent": 2.0, "waited": 5.0}})
    found = {name: outside_days(ledger, settings(), "main", name) for name in DECLARED}
    assert found == {
        "visits": {MONDAY: 10},
        "absence": {MONDAY: AmountOf(1, 20)},
        "wait": {MONDAY: AmountOf(300, 10)},
        "pressure": {MONDAY: AmountOf(4.5, 1)},
        "stock": {MONDAY: 4.5},
        "lowest": {MONDAY: 4.5},
        "highest": {MONDAY: 4.5},
    }


def test_a_past_instant_knows_what_had_arrived_by_then(ledger: Ledger) -> None:
    record(ledger, {MONDAY: {"visits": 10}})
    record(ledger, {MONDAY: {"visits": 12}, TODAY: {"visits": 1}}, after=5)
    assert outside_days(ledger, settings(), "main", "visits", known=NOON + 4) == {MONDAY: 10}
    assert outside_days(ledger, settings(), "main", "visits") == {MONDAY: 12, TODAY: 1}


def test_a_figure_is_of_its_site_alone(ledger: Ledger) -> None:
    record(ledger, {MONDAY: {"visits": 10}})
    record(ledger, {MONDAY: {"visits": 7}}, source="other")
    assert outside_days(ledger, settings(), "north", "visits") == {}
    assert outside_days(ledger, settings(), "north", "north") == {MONDAY: 7}
    assert outside_days(ledger, settings(), "main", "nothing") == {}
    assert [figure.name for figure in outside_figures(ledger, settings(), "main", TODAY)] == list(DECLARED)
    assert [figure.name for figure in outside_figures(ledger, settings(), "north", TODAY)] == ["north"]


@pytest.mark.parametrize(
    ("remit", "seen"),
    [
        (EVERYTHING, [*DECLARED, "north"]),
        (Remit.of(["main"]), list(DECLARED)),
        (Remit.of(["main"], ["Roads"]), []),
        (Remit.of(["main"], None, ["4"]), []),
    ],
)
def test_somebody_limited_to_departments_or_wards_is_told_none(ledger: Ledger, remit: Remit, seen: list[str]) -> None:
    for source in ("web", "other"):
        record(ledger, {MONDAY: {"visits": 10}}, source=source)
    theirs = within(settings(), remit)
    assert [each.name for site in theirs.sites for each in outside_figures(ledger, theirs, site, TODAY)] == seen
    days = [outside_days(ledger, theirs, site, name) for site, name in (("main", "visits"), ("north", "north"))]
    assert [bool(told) for told in days] == ["visits" in seen, "north" in seen]


def test_what_it_is_called_and_which_way_is_good(ledger: Ledger) -> None:
    targets = [{"value": 0.06}, {"from": TODAY, "value": 0.05}]
    absence = {"source": "web", **DECLARED["absence"], "targets": targets}
    told = {each.name: each for each in outside_figures(ledger, settings(absence=absence), "main", TODAY)}
    assert (told["absence"].title, told["absence"].better) == ("Staff absent", Better.LESS)
    assert (told["visits"].title, told["visits"].better, told["pressure"].better) == (
        "visits",
        Better.MORE,
        Better.NEITHER,
    )
    assert [target_of(told["absence"].declared, day) for day in (MONDAY, TODAY)] == [0.06, 0.05]
    assert target_of(told["visits"].declared, TODAY) is None
    neither = told["absence"].declared.model_copy(update={"better": "neither"})
    assert target_of(neither, TODAY) is None


def test_days_before_the_first_and_from_today_on_say_why_they_are_not_whole() -> None:
    gaps = gaps_of([MONDAY, TODAY], TODAY)
    first = MONDAY - timedelta(1)
    assert (gaps[first], gaps[first - timedelta(800)]) == (Gap.BEFORE_FIRST, Gap.BEFORE_FIRST)
    assert {day: gaps.get(day) for day in (MONDAY, MONDAY + timedelta(1))} == {
        MONDAY: None,
        MONDAY + timedelta(1): None,
    }
    assert (gaps[TODAY], gaps[TODAY + timedelta(6)]) == (Gap.NOT_OVER, Gap.NOT_OVER)
    nothing = gaps_of([], TODAY)
    assert (nothing[MONDAY], nothing[TODAY]) == (Gap.BEFORE_FIRST, Gap.NOT_OVER)


NUMBERS = st.floats(0, 1e6).map(lambda number: round(number, 3))
WEEKS = st.dictionaries(st.integers(0, 6), st.fixed_dictionaries({}, optional={"a": NUMBERS, "b": NUMBERS}), max_size=7)


def week_of(kind: str, week: Mapping[int, Mapping[str, float]], of: str = "") -> PeriodFigure:
    """Of a figure over days that a ledger would give."""
    figure = DeclaredFigure.model_validate({"source": "web", "column": "a", "of": of, "kind": kind})

    class Told:
        def outside_days(self, site: str, source: str, known: int | None) -> dict[date, Mapping[str, float]]:
            return {MONDAY + timedelta(day): numbers for day, numbers in sorted(week.items())}

    declared = settings().model_copy(update={"figures": {"it": figure}})
    days = outside_days(Told(), declared, "main", "it")  # type: ignore[arg-type]
    return combine(kind_of(figure), PeriodRules().week(MONDAY), days)


@given(WEEKS)
def test_a_week_is_what_anybody_would_work_out(week: dict[int, dict[str, float]]) -> None:
    both = [day for day in week.values() if "a" in day and "b" in day]
    told = [week[day]["a"] for day in sorted(week) if "a" in week[day]]
    total, by = sum(day["a"] for day in both), sum(day["b"] for day in both)
    assert week_of("flow", week).value == pytest.approx(sum(told))
    for kind in ("ratio", "mean"):
        assert week_of(kind, week, of="b").value == (pytest.approx(total / by) if by else None)
    assert week_of("mean", week).value == (pytest.approx(fmean(told)) if told else None)
    assert week_of("smallest", week).value == min(told, default=None)
    assert week_of("largest", week).value == max(told, default=None)
    assert week_of("last", week).value == week.get(6, {}).get("a")
    assert week_of("flow", week).whole is (len(told) == 7)
    assert week_of("last", week).whole is ("a" in week.get(6, {}))
