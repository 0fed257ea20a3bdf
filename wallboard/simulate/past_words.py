"""What people of the city have written in its weekly reviews: who owned what, what was agreed, and how it went."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from wallboard.clock import day_start
from wallboard.model import HOUR, Micros, Scope
from wallboard.model.review_words import (
    Action,
    ActionState,
    Author,
    Content,
    EntryKind,
    Expected,
    FigureKey,
    NewEntry,
    Owner,
    Ownership,
    Standard,
    Verdict,
    Words,
)
from wallboard.simulate import city
from wallboard.simulate.years import DAY, FELL_BEHIND, IMPROVED, TRIED, WEEK, Years

SITE = "main"
HEAD, STREETS, BEFORE_HIM, WATER = "K. Whitfield", "R. Okafor", "G. Halloran", "D. Ruiz"
PERMITS, LIGHTING = "P. Adeyemi", "S. Brandt"


class Edit(NamedTuple):
    content: Content
    by: str
    on: date


class Said(NamedTuple):
    """One entry, as it was written on a day, and as it was edited since."""

    new: NewEntry
    by: str
    on: date
    edits: tuple[Edit, ...] = ()


def written_at(day: date) -> Micros:
    """Reviews are held at ten."""
    return day_start(day, ZoneInfo(city.ZONE)) + 10 * HOUR


def author(name: str) -> Author:
    return Author(name)


def past_words(years: Years, service_level: str) -> Iterator[Said]:
    """`service_level`: which of its formulas the queues are measured by."""
    figures = _Figures(service_level)
    yield from _owners(years)
    yield from _standards(years)
    yield from _improvements(years, figures)
    yield from _of_streets(years, figures)
    yield from _of_the_city(years, figures)


class _Figures:
    def __init__(self, service_level: str) -> None:
        self.answered = FigureKey("calls.service_level", Scope(SITE, queue=IMPROVED), service_level)
        self.asa = FigureKey("calls.asa_s", Scope(SITE, queue=TRIED))
        self.offered = FigureKey("calls.offered", Scope(SITE))
        self.open = FigureKey("tickets.open", Scope(SITE, department=FELL_BEHIND))


def about(department: str = "") -> FigureKey:
    """A department as a whole, or the site."""
    return FigureKey("", Scope(SITE, department=department) if department else Scope(SITE))


def week_of(day: date) -> date:
    """The last day of the week that holds a day."""
    return day + timedelta(days=6 - day.weekday())


def reviewed(week: date) -> date:
    """When the week that ends on a day is looked at: the Tuesday after."""
    return week + 2 * DAY


def _said(kind: EntryKind, figure: FigureKey, content: Content, by: str, week: date, *edits: Edit) -> Said:
    return Said(NewEntry(kind, figure, content, week), by, reviewed(week), edits)


def _owners(years: Years) -> Iterator[Said]:
    named = (
        ("", HEAD, years.first),
        (FELL_BEHIND, BEFORE_HIM, years.first),
        (FELL_BEHIND, STREETS, years.weeks_back(40)),
        ("Water", WATER, years.first),
    )
    for department, name, since in named:
        owner = NewEntry(EntryKind.OWNER, about(department), Ownership(Owner(name), since))
        yield Said(owner, HEAD, since)


def _standards(years: Years) -> Iterator[Said]:
    promised = (
        ("", "Contact centre", "Eight of ten callers are answered within 30 seconds", HEAD, 6),
        (FELL_BEHIND, "Patching", "Nine of ten potholes are closed within 7 days", STREETS, 3),
        ("Water", "Emergency crew", "Whoever has no water has some again within a day", WATER, 19),
    )
    for department, team, target, owner, weeks in promised:
        on = years.weeks_back(weeks) + DAY
        standard = Standard(team, target, Owner(owner), on)
        yield Said(NewEntry(EntryKind.STANDARD, about(department), standard), owner, on)


def _improvements(years: Years, figures: _Figures) -> Iterator[Said]:
    agreed, judged = week_of(years.improved - 3 * WEEK), years.improved + 13 * WEEK + DAY
    helped = Action(
        "Four more people who speak Spanish answer at the hot hours",
        Owner(HEAD),
        years.improved,
        expected=Expected(figures.answered, 0.1, years.improved + 12 * WEEK),
        improvement=True,
        since=years.improved,
    )
    begun = helped._replace(
        state=ActionState.DONE, why="All four answer since Monday", closed_at=written_at(years.improved)
    )
    yield _said(
        EntryKind.ACTION,
        figures.answered,
        helped,
        HEAD,
        agreed,
        Edit(begun, HEAD, years.improved),
        Edit(begun._replace(verdict=Verdict.HELD), HEAD, judged),
    )
    tried = Action(
        "A new greeting tells callers about permits that they can ask on the web",
        Owner(PERMITS),
        years.tried,
        expected=Expected(figures.asa, -10.0, years.weeks_back(1) + 4 * DAY),
        improvement=True,
        since=years.tried,
    )
    done = tried._replace(state=ActionState.DONE, why="The greeting is on", closed_at=written_at(years.tried))
    yield _said(
        EntryKind.ACTION, figures.asa, tried, HEAD, week_of(years.tried - 2 * WEEK), Edit(done, PERMITS, years.tried)
    )


def _of_streets(years: Years, figures: _Figures) -> Iterator[Said]:
    noticed, last = week_of(years.weeks_back(5)), week_of(years.weeks_back(1))
    yield _said(
        EntryKind.EXPLANATION,
        figures.open,
        Words("One of three patching crews is lent to the bridge works, and reports come in as before."),
        STREETS,
        noticed,
    )
    crew = Action(
        "Hire a patching crew of the contractor until the bridge is open",
        Owner(STREETS),
        years.weeks_back(1) + 2 * DAY,
        expected=Expected(figures.open, -150.0, years.weeks_back(-8)),
    )
    yield _said(EntryKind.ACTION, figures.open, crew, HEAD, noticed)
    yield _said(
        EntryKind.EXPLANATION,
        figures.open,
        Words("The contractor's offer came late; the crew is to begin in December."),
        STREETS,
        last,
    )
    inspections = Action(
        "Lighting inspects sidewalks with its own rounds until the backlog is gone",
        Owner(LIGHTING),
        years.weeks_back(-2) + 4 * DAY,
    )
    yield _said(EntryKind.ACTION, figures.open, inspections, HEAD, last)


def _of_the_city(years: Years, figures: _Figures) -> Iterator[Said]:
    lost = week_of(years.lost[1])
    yield _said(
        EntryKind.NOTE,
        figures.offered,
        Words("For three weeks the phone system wrote no log: its disk was full. Calls were taken as ever."),
        HEAD,
        lost,
    )
    yield _said(
        EntryKind.DECISION,
        about(),
        Words("The disk of the phone system is watched, and somebody is told when a source is silent."),
        HEAD,
        lost,
    )
    week = week_of(years.weeks_back(3))
    yield _said(
        EntryKind.NOTE,
        figures.offered,
        Words("Leaf collection was announced on Monday."),
        HEAD,
        week,
        Edit(Words("Leaf collection was announced on Tuesday, not on Monday."), HEAD, reviewed(week) + DAY),
    )
    yield _said(
        EntryKind.DECISION,
        about(FELL_BEHIND),
        Words("Potholes on bus routes go first until the backlog is gone."),
        HEAD,
        week_of(years.weeks_back(2)),
    )
    form = Action(
        "Ask the makers of the web form for permits why it is left half filled in",
        Owner(PERMITS),
        years.weeks_back(-4) + 4 * DAY,
    )
    yield _said(EntryKind.ACTION, about(), form, HEAD, week_of(years.weeks_back(1)))
