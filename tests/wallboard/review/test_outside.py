"""Figures of other systems in a review: of a file alone, against a plain recount of that file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from data_sources import csv_days
from tests.empty_databases import lay_ledger
from wallboard.clock import day_start
from wallboard.engine.importing import import_all
from wallboard.engine.review_days import ReviewDaysReader
from wallboard.ledger import Ledger
from wallboard.metrics.combining import Gap, Scale
from wallboard.model import HOUR, Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.periods import Period, PeriodKind
from wallboard.review import FigureState, Review, ReviewedFigure
from wallboard.review.make import make_review
from wallboard.settings import WEEKDAYS, Settings, Weekday

ZONE = ZoneInfo("America/Chicago")
FIRST, LAST = date(2024, 9, 2), date(2026, 11, 21)
NOW: Micros = day_start(LAST + timedelta(days=1), ZONE) + 9 * HOUR
FIGURES: dict[str, dict[str, Any]] = {
    "visits": {"column": "visits", "kind": "flow", "unit": "visits", "better": "more"},
    "absence": {"column": "absent", "of": "staff", "kind": "ratio", "better": "less", "targets": [{"value": 0.06}]},
    "wait": {"column": "waited", "of": "visits", "kind": "mean", "unit": "s", "better": "less"},
    "pressure": {"column": "bar", "kind": "mean", "unit": "bar"},
    "vacancies": {"column": "absent", "kind": "last"},
    "lowest": {"column": "bar", "kind": "smallest", "unit": "bar"},
    "highest": {"column": "bar", "kind": "largest", "unit": "bar"},
}
COLUMNS = ("visits", "absent", "staff", "waited", "bar")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of days, of which one is missing."""
    chance, path = Random(311), tmp_path_factory.mktemp("figures") / "days.csv"
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    days.remove(date(2026, 9, 9))
    rows = (
        (chance.randint(800, 1400), chance.randint(0, 9), 60 + chance.randint(0, 3), chance.randint(10_000, 30_000), round(chance.uniform(3, 6), 2))
        for _ in days
    )  # fmt: skip
    lines = [f"{day:%d.%m.%Y};{';'.join(map(str, row)).replace('.', ',')}" for day, row in zip(days, rows, strict=True)]
    path.write_text("\n".join([f"tag;{';'.join(COLUMNS)}", *lines, ""]), encoding="cp1252")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


@pytest.fixture(scope="module")
def ledger(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    folder = tmp_path_factory.mktemp("ledger")
    lay_ledger(folder / "ledger.db")
    opened = Ledger(f"sqlite:///{folder}/ledger.db")
    source = csv_days.KIND.open("city", "main", ZONE, settings(file).sources["city"])
    assert import_all(source, opened, lambda: NOW, lambda share: None).set_aside == 0
    yield opened
    opened.close()


def settings(file: Path, week_ends: Weekday = "sun", year_ends: int = 12) -> Settings:
    options = csv_days.KIND.options(
        kind="csv_days",
        path=file,
        delimiter=";",
        decimal=",",
        formats="%d.%m.%Y",
        columns={"day": "tag"} | {name: name for name in COLUMNS},
    )
    site = {"name": "City", "zone": str(ZONE), "week_ends": week_ends, "year_ends": year_ends}
    figures = {name: {"source": "city", **figure} for name, figure in FIGURES.items()}
    return Settings.model_validate({"sites": {"main": site}, "sources": {"city": options}, "figures": figures})


def reviewed(ledger: Ledger, of: Settings, day: date, kind: PeriodKind = PeriodKind.WEEK) -> Review:
    days = ReviewDaysReader(lambda: ledger).days(of, "main", NOW, EVERYTHING)
    return make_review(of, "main", day, kind, days, NOW)


def recount(told: pd.DataFrame, name: str, period: Period) -> float | None:
    """What anybody would work out of the file."""
    days = told.loc[str(period.first) : str(period.last)]
    if days.empty:
        return None
    column, of = days[FIGURES[name]["column"]], FIGURES[name].get("of")
    match FIGURES[name]["kind"]:
        case "flow":
            return float(column.sum())
        case "ratio" | "mean" if of:
            return float(column.sum() / days[of].sum())
        case "mean":
            return float(column.mean())
        case "last":
            return float(column.iloc[-1]) if days.index[-1].date() == period.last else None
        case "smallest":
            return float(column.min())
    return float(column.max())


def figures_of(figure: ReviewedFigure) -> Iterator[Any]:
    box = figure.box
    yield from (box.last, box.before, box.year_before)
    for compared in (*figure.weeks, *figure.months, box.month_to_date, box.quarter_to_date, box.year_to_date):
        yield from (compared.now, compared.year_before)


@pytest.mark.parametrize(
    "week_ends", [day if day in ("wed", "sun") else pytest.param(day, marks=pytest.mark.slow) for day in WEEKDAYS]
)
def test_every_period_is_what_a_plain_recount_of_the_file_gives(file: Path, ledger: Ledger, week_ends: Weekday) -> None:
    told = pd.read_csv(file, sep=";", decimal=",", index_col="tag", parse_dates=["tag"], date_format="%d.%m.%Y")
    of = settings(file, week_ends, year_ends=1 + WEEKDAYS.index(week_ends))
    week = of.sites["main"].periods.last_full(PeriodKind.WEEK, LAST)
    for kind in (PeriodKind.WEEK, PeriodKind.QUARTER):
        review = reviewed(ledger, of, week.last, kind)
        assert [figure.key.metric for figure in review.figures] == [f"outside.{name}" for name in FIGURES]
        for figure in review.figures:
            name = figure.key.metric.removeprefix("outside.")
            for each in figures_of(figure):
                expected = recount(told, name, each.period)
                assert each.value == (None if expected is None else pytest.approx(expected)), (name, each.period)


def test_what_is_missing_is_said_and_compared_with_nothing(file: Path, ledger: Ledger) -> None:
    by_name = {figure.key.metric: figure for figure in reviewed(ledger, settings(file), date(2026, 9, 13)).figures}
    visits, stock = by_name["outside.visits"], by_name["outside.vacancies"]
    assert (visits.box.last.gaps, visits.box.on_before) == ({Gap.UNKNOWN: 1}, None)
    assert stock.box.last.whole, "how it stood at the end of the week is known"
    current = {figure.key.metric: figure for figure in reviewed(ledger, settings(file), LAST).figures}["outside.visits"]
    assert current.box.last.gaps == {Gap.NOT_OVER: 1}
    first = {figure.key.metric: figure for figure in reviewed(ledger, settings(file), FIRST).figures}["outside.visits"]
    assert first.box.before.gaps == {Gap.BEFORE_FIRST: 7}


def test_a_figure_has_its_words_its_unit_its_target_and_its_limits(file: Path, ledger: Ledger) -> None:
    review = reviewed(ledger, settings(file), date(2026, 11, 15))
    by_name = {figure.key.metric.removeprefix("outside."): figure for figure in review.figures}
    assert [(figure.kind, figure.unit) for figure in by_name.values()] == [
        ("flow", "visits"),
        ("ratio", "ratio"),
        ("mean", "s"),
        ("mean", "bar"),
        ("stock", ""),
        ("extreme", "bar"),
        ("extreme", "bar"),
    ]
    absence = by_name["absence"]
    assert (absence.scale, absence.target, absence.state) == (Scale.SHARE, 0.06, FigureState.FINE)
    assert absence.assurance is not None
    assert all(figure.chart is not None for figure in by_name.values())


@pytest.mark.parametrize(("remit", "some"), [(Remit.of(["main"]), True), (Remit.of(["main"], ["Roads"]), False)])
def test_somebody_limited_to_departments_reviews_none(file: Path, ledger: Ledger, remit: Remit, some: bool) -> None:
    """Even where everybody's settings are at hand."""
    assert bool(ReviewDaysReader(lambda: ledger).days(settings(file), "main", NOW, remit).outside) is some
