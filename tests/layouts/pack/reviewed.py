"""A week of a made-up centre with everything that a pack must be able to show: made by the very rules of the house from days
that chance made up."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from layouts.pack.document import Document, Heat, Table
from wallboard.metrics.combining import (
    AmountOf,
    FigureKind,
    FlowKind,
    Gap,
    MeanKind,
    PeriodFigure,
    RatioKind,
    Scale,
    StockKind,
    change,
    combine,
)
from wallboard.metrics.xmr import (
    COUNT_OR_TIME,
    SHARE,
    Better,
    Chart,
    assurance,
    days_between,
    rare_chart,
    xmr_chart,
)
from wallboard.model import Scope
from wallboard.model.review_words import (
    Action,
    ActionState,
    Author,
    Content,
    EntryKind,
    Owner,
    ReviewEntry,
    Version,
    Words,
)
from wallboard.periods import PeriodRules, WithYearBefore
from wallboard.review import Box, Compared, FigureKey, FigureState, HalfHour, Review, ReviewedFigure, Season, WeekChart
from wallboard.settings import Settings

WEEK_ENDING = date(2026, 11, 15)
AS_OF = 1_794_844_800 * 1_000_000  # Monday after, 16:00 UTC
RULES = PeriodRules()
PERIODS = RULES.review(WEEK_ENDING)
FIRST = date(2024, 10, 7)
DAYS = [FIRST + timedelta(days=nth) for nth in range((WEEK_ENDING - FIRST).days + 1)]
HOSTILE = ('=HYPERLINK("http://evil.example")', "#import <script>alert(1)</script> $x$ \\ *", "مكتب الطرق")
CHART_WEEKS = 40
HALF_HOURS = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)]

Days = Mapping[date, Any]
Gaps = Mapping[date, Gap]


def settings() -> Settings:
    return Settings.model_validate(
        {"sites": {"centre": {"name": "311 Centre", "zone": "America/Chicago"}}, "departments": {"streets": {}}}
    )


def sample() -> Review:
    return Review("centre", PERIODS.week.period, PERIODS, AS_OF, tuple(_figures()), tuple(_half_hours()))


def _half_hours() -> Iterator[HalfHour]:
    """From six to midnight on weekdays, from ten at weekends."""
    chance = random.Random(7)
    for weekday in range(7):
        for begins in HALF_HOURS[12 if weekday < 5 else 20 :]:
            offered = chance.randint(0, 60)
            missed = min(offered, round(offered * chance.random() ** 3))
            yield HalfHour(weekday, begins, offered, (offered - missed) / offered if offered else None, offered, missed)


def entries() -> list[ReviewEntry]:
    site = Scope("centre")
    asa = FigureKey("calls.asa_s", site)
    action = Action("Two more agents on Mondays", Owner("Ada Lovelace"), date(2026, 11, 30))
    done = Action(HOSTILE[0], Owner(HOSTILE[1]), date(2026, 11, 9), ActionState.DONE, why="the form is shorter")
    explanation, decision = Words("A storm on Tuesday."), Words("The second line opens at seven.")
    made: tuple[tuple[EntryKind, FigureKey, Content], ...] = (
        (EntryKind.ACTION, asa, action),
        (EntryKind.ACTION, asa, done),
        (EntryKind.EXPLANATION, asa, explanation),
        (EntryKind.DECISION, FigureKey("", site), decision),
    )
    return [
        ReviewEntry(nth, kind, about, WEEK_ENDING, "Grace", AS_OF, Version(1, content, Author("Grace Hopper"), AS_OF))
        for nth, (kind, about, content) in enumerate(made)
    ]


def many(figures: int, seed: int = 0) -> Review:
    """So many figures by queue, for whoever measures."""
    kinds = (_share, _wait, _calls)
    return Review(
        "centre",
        PERIODS.week.period,
        PERIODS,
        AS_OF,
        tuple(kinds[nth % 3](f"queue {nth}", random.Random(seed * 1000 + nth)) for nth in range(figures)),
    )


def _figures() -> list[ReviewedFigure]:
    chance = random.Random(311)
    lost = {WEEK_ENDING - timedelta(days=2): Gap.SOURCE_LOST}
    return [
        _calls("", chance),
        _share("", chance),
        _wait("", chance),
        _share("billing", chance, start=0.6, shift=0.12),
        _calls(HOSTILE[0], chance),
        _rare(chance),
        _department("streets", chance),
        _department(HOSTILE[1], chance, gaps=lost),
        _department(HOSTILE[2], chance),
        _open(chance),
        _past_due("streets", chance, 40),
        _past_due(HOSTILE[1], chance, 310),
        _past_due("parks", chance, 0),
        _oldest("streets", chance),
        _few(),
        _nothing(),
        _outside(chance),
        _season(chance),
    ]


def _calls(queue: str, chance: random.Random) -> ReviewedFigure:
    days = {day: float(round(_season_of(day) * chance.gauss(420, 40))) for day in DAYS}
    return _made(_key("calls.offered", queue=queue), "calls", FlowKind(), days, Better.NEITHER)


def _share(queue: str, chance: random.Random, start: float = 0.82, shift: float = 0.0) -> ReviewedFigure:
    def day_of(day: date) -> AmountOf:
        share = start + (shift if day > WEEK_ENDING - timedelta(weeks=5) else 0.0)
        return AmountOf(round(400 * min(1.0, max(0.0, chance.gauss(share, 0.03)))), 400)

    key = _key("calls.service_level", "offered", queue=queue)
    return _made(key, "ratio", RatioKind(), {day: day_of(day) for day in DAYS}, Better.MORE, target=0.8)


def _wait(queue: str, chance: random.Random) -> ReviewedFigure:
    days = {day: AmountOf(400 * max(5.0, chance.gauss(31, 6)), 400) for day in DAYS}
    return _made(_key("calls.asa_s", queue=queue), "s", MeanKind(), days, Better.LESS, target=30)


def _department(name: str, chance: random.Random, gaps: Gaps | None = None) -> ReviewedFigure:
    days = {day: AmountOf(round(min(60.0, max(0.0, chance.gauss(44, 5)))), 60) for day in DAYS}
    key = _key("tickets.on_time", department=name)
    return _made(key, "ratio", RatioKind(), days, Better.MORE, target=0.85, gaps=gaps)


def _open(chance: random.Random) -> ReviewedFigure:
    grown = {day: max(0, (day - WEEK_ENDING + timedelta(weeks=9)).days) for day in DAYS}
    days = {day: float(round(12_400 + 16 * grown[day] + chance.gauss(0, 25))) for day in DAYS}
    return _made(_key("tickets.open"), "tickets", StockKind(), days, Better.LESS)


def _past_due(department: str, chance: random.Random, usual: int) -> ReviewedFigure:
    days = {day: float(round(usual * chance.uniform(0.8, 1.2))) for day in DAYS}
    return _made(_key("tickets.breached", department=department), "tickets", StockKind(), days, Better.LESS)


def _oldest(department: str, chance: random.Random) -> ReviewedFigure:
    days = {day: 60 + 20 * chance.random() for day in DAYS}
    return _made(_key("tickets.age_max_days", department=department), "days", StockKind(), days, Better.LESS)


def _rare(chance: random.Random) -> ReviewedFigure:
    days = {day: float(chance.random() < 0.02) for day in DAYS}
    happened = [day for day in DAYS if days[day]]
    made = _made(_key("calls.lost"), "calls", FlowKind(), days, Better.LESS)
    chart = rare_chart(days_between(happened))
    points = tuple(happened[len(happened) - len(chart.values) :])
    return replace(made, chart=WeekChart(points, chart, rare=True), signals=())


def _few() -> ReviewedFigure:
    days = {day: AmountOf(0, 1) if day.weekday() == 2 else AmountOf(0, 0) for day in DAYS}
    made = _made(_key("calls.abandon_rate", queue="interpreter"), "ratio", RatioKind(), days, Better.LESS)
    return replace(made, state=FigureState.TOO_FEW, chart=None, signals=())


def _nothing() -> ReviewedFigure:
    days = {day: AmountOf(0, 0) for day in DAYS}
    made = _made(_key("calls.talk_mean_s"), "s", MeanKind(), days, Better.NEITHER)
    return replace(made, state=FigureState.NOTHING, chart=None, signals=())


def _outside(chance: random.Random) -> ReviewedFigure:
    days = {day: AmountOf(chance.gauss(61.5, 1.2), 1) for day in DAYS}
    made = _made(FigureKey("outside.pressure", Scope("centre")), "psi", MeanKind(), days, Better.MORE, target=60)
    return replace(made, title="water pressure")


def _season(chance: random.Random) -> ReviewedFigure:
    days = {day: float(round(_season_of(day) * chance.gauss(900, 30))) for day in DAYS}
    made = _made(_key("tickets.opened"), "tickets", FlowKind(), days, Better.NEITHER)
    assert made.chart
    off = [None if value is None else value - 6300.0 for value in made.chart.chart.values]
    return replace(made, chart=WeekChart(made.chart.points, xmr_chart(off), Season.TAKEN_OUT), signals=())


def _season_of(day: date) -> float:
    return (0.55 if day.weekday() > 4 else 1.1) * (1 + 0.15 * math.sin(day.timetuple().tm_yday / 58))


def _key(metric: str, variant: str = "", **scope: str) -> FigureKey:
    return FigureKey(metric, Scope("centre", **{name: value for name, value in scope.items() if value}), variant)


_NAMES: Mapping[type, str] = {FlowKind: "flow", RatioKind: "ratio", MeanKind: "mean", StockKind: "stock"}


def _made(
    key: FigureKey,
    unit: str,
    kind: FigureKind,
    days: Days,
    better: Better,
    target: float | None = None,
    gaps: Gaps | None = None,
) -> ReviewedFigure:
    scale = Scale.SHARE if type(kind) is RatioKind else Scale.AMOUNT

    def compared(pair: WithYearBefore) -> Compared:
        now, before = (combine(kind, period, days, gaps) for period in pair)
        return Compared(now, before, change(scale, now, before))

    weeks, months = (tuple(map(compared, pairs)) for pairs in (PERIODS.weeks, PERIODS.months))
    last, before = weeks[-1], weeks[-2]
    box = Box(
        last.now,
        before.now,
        change(scale, last.now, before.now),
        last.year_before,
        last.change,
        *map(compared, (PERIODS.month_to_date, PERIODS.quarter_to_date, PERIODS.year_to_date)),
    )
    trailing = [combine(kind, period, days, gaps) for period in RULES.trailing(PERIODS.week.period, CHART_WEEKS)]
    chart = _chart(trailing, scale)
    line = chart.lines[-1]
    whole = last.now.whole
    return ReviewedFigure(
        key=key,
        title="",
        kind=_NAMES[type(kind)],
        unit=unit,
        scale=scale,
        better=better,
        state=FigureState.FINE if whole else FigureState.NOT_WHOLE,
        box=box,
        weeks=weeks,
        months=months,
        chart=WeekChart(tuple(each.period.last for each in trailing), chart),
        signals=chart.now(),
        target=target,
        assurance=None if target is None or line is None else assurance(line, target, better),
    )


def _chart(trailing: list[PeriodFigure], scale: Scale) -> Chart:
    values = [each.value if each.whole else None for each in trailing]
    bounds = SHARE if scale is Scale.SHARE else COUNT_OR_TIME
    return xmr_chart(values, bounds=bounds, breaks=(26,))


def tables_of(document: Document, *, paged: bool = True) -> Iterator[Table | Heat]:
    """The hot hours in parts, where they stand on a page."""
    for block in document.blocks:
        if isinstance(block, Table):
            yield block
        if isinstance(block, Heat):
            yield from block.bands() if paged else [block]
