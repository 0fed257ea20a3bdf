"""The Today page: every day by its address, and what it says when there is nothing to show."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from dash import Dash
from dash.exceptions import PreventUpdate
from plotly.utils import PlotlyJSONEncoder

from layouts.pages import today
from layouts.pages.today import tables
from layouts.pages.today.day import NoSuchPage, address, asked
from layouts.pages.today.stock import breach
from layouts.pages.today.verdicts import verdicts
from layouts.wall.format import count
from layouts.web import rules
from layouts.web.routes import Nav, Route, navigation
from tests.layouts.histories import FixedHistory
from tests.layouts.opened import opened
from tests.layouts.snapshots import DEPARTMENTS, HOSTILE, NOW, empty, health, morning, reading, settings
from tests.spans import span_by_span
from wallboard.access.visitor import MACHINE, NOBODY, Visitor, VisitorKind
from wallboard.clock import day_start
from wallboard.judging.recent import LEVEL
from wallboard.model import HOUR, Snapshot, readings_by_key
from wallboard.model.remit import NOTHING
from wallboard.model.roles import Right
from wallboard.questions.day import DayQuestion, read_day
from wallboard.questions.stock import stock
from wallboard.questions.usual import usual_day, usual_readings
from wallboard.settings.within import within

TUESDAY = date(2026, 11, 24)
WAYS = (
    Route("/people", None, rules.whoever_may(Right.PEOPLE), nav=Nav("People")),  # type: ignore[arg-type]
    Route("/account", None, rules.people, nav=Nav("Account")),  # type: ignore[arg-type]
)


def said(search: str, history: FixedHistory | None = None) -> str:
    whole = settings()
    shown, _ = today.content(search, history or FixedHistory(whole), lambda: NOW)
    return json.dumps(shown, cls=PlotlyJSONEncoder, ensure_ascii=False)


def test_the_address_says_which_day() -> None:
    assert asked("?day=2026-11-20", settings(), NOW) == DayQuestion("main", date(2026, 11, 20))
    assert asked("", settings(), NOW) == DayQuestion("main", TUESDAY)
    assert address(DayQuestion("main", TUESDAY)) == "/today?day=2026-11-24&site=main"


@pytest.mark.parametrize(
    ("search", "words"),
    [
        ("?day=2026-11-25", "Wed 25 Nov 2026 has not begun yet."),
        ("?day=2024-01-01", "is out of retention: calls are kept for 800 days."),
        ("?day=<script>", "This is no day. Write it as in ?day=2026-11-20."),
        ("?day=2026-11-31", "This is no day."),
        ("?site=elsewhere", "There is no such site. There are: main."),
    ],
)
def test_an_address_without_an_answer_says_why_and_where_to_go(search: str, words: str) -> None:
    with pytest.raises(NoSuchPage):
        asked(search, settings(), NOW)
    shown = said(search)
    assert words in shown
    assert "Go to today" in shown
    assert "<script>" not in shown


def test_the_usual_is_the_walls() -> None:
    """The same days, the same function: at 10:42, between two quarters, on both."""
    whole, history = settings(), FixedHistory(settings())
    shown = read_day(DayQuestion("main", TUESDAY), history, NOW)
    wall = usual_day(span_by_span(history.visits_between), whole, "main", TUESDAY)
    told = next(r for r in usual_readings("main", wall, NOW) if r.metric == "calls.offered" and not r.scope.queue)
    assert shown.usual_calls == told.value
    assert shown.usual is not None
    assert shown.usual.days == told.n
    assert f"usual {count(told.value)}" in said("")


def test_the_table_tells_the_usual_of_an_hour_by_the_rule_of_the_card() -> None:
    """The median of the days, each with its whole hour."""
    whole, history = settings(), FixedHistory(settings())
    shown = read_day(DayQuestion("main", TUESDAY), history, NOW)
    days = [TUESDAY - timedelta(weeks=week) for week in range(1, 9)]
    nine = [day_start(day, whole.zone("main")) + 9 * HOUR for day in days]
    told = [len(history.visits_between("main", since, since + HOUR)) for since in nine]
    rows = json.loads(json.dumps(tables.calls_table(shown, ""), cls=PlotlyJSONEncoder))
    cells = next(row for row in flat(rows) if row[0] == "09:00")
    assert cells[-1] == count(float(np.median(told)))
    assert shown.usual is not None
    assert cells[-1] != count(float(shown.usual.offered.middle[36:40].sum())), "which is less"


def flat(part: Any) -> list[list[str]]:
    """The rows of a table, as texts."""
    if isinstance(part, dict) and part.get("type") == "Tr":
        return [[cell["props"]["children"] for cell in part["props"]["children"]]]
    if isinstance(part, dict):
        return flat(part.get("props", {}).get("children"))
    return [row for each in part for row in flat(each)] if isinstance(part, list) else []


def test_the_days_figures_are_judged_by_the_rules_of_the_wall() -> None:
    """81 % against 80 % is kept so far, whoever looks: the wall's own verdict on the same snapshot."""
    whole = settings()
    shown = read_day(DayQuestion("main", TUESDAY), FixedHistory(whole), NOW)
    found = verdicts(shown, whole)
    assert found[LEVEL] == "kept so far"
    assert "target 80\u202f% in 0:30 · kept so far" in said("")
    missed = [
        r._replace(value=0.2) if r.metric == "calls.service_level" and r.window == "today" else r
        for r in shown.snapshot.readings.values()
    ]
    bad = replace(shown, snapshot=replace(shown.snapshot, readings=readings_by_key(missed)))
    assert verdicts(bad, whole)[LEVEL] in ("lost", "can be kept", "")
    assert verdicts(bad, whole)[LEVEL] != found[LEVEL]


@pytest.mark.parametrize(
    ("search", "changes"), [("", True), ("?day=2026-11-24", True), ("?day=2026-11-20", False), ("?day=x", False)]
)
def test_only_the_day_that_goes_on_is_read_anew(search: str, changes: bool) -> None:
    assert today.is_of_today(search, settings(), NOW) is changes


def test_a_purged_day_is_out_of_retention_and_not_a_day_without_calls() -> None:
    whole = settings()
    history = FixedHistory(whole)
    history.oldest = day_start(TUESDAY, whole.zone("main"))
    assert "out of retention" in said("?day=2026-11-20", history)
    assert "There is no usual to compare with yet." in said("", history), "the usual needs weeks that are gone"


def test_a_day_without_anything_says_what_to_do() -> None:
    shown = said("?day=2026-11-22", FixedHistory(settings(), empty(), calls=False))
    assert "Nothing is recorded of this day." in shown
    assert "ask whoever looks after it to see whether its sources were read that day" in shown
    assert "app.py" not in shown
    assert "day=2026-11-21" in shown


def test_a_page_of_half_read_history_says_so() -> None:
    busy = (health(catching_up=0.42), health("requests", "tickets"))
    assert "History is still being read (phones 42\u202f%)" in said("", FixedHistory(settings(), morning(health=busy)))
    assert "still being read" not in said("")


def test_a_day_before_the_first_record_shows_no_chart_of_nothing() -> None:
    """Every department is known, and none of them has anything open."""
    nothing = [reading("tickets.open", 0, department=name) for name in DEPARTMENTS]
    before = Snapshot(NOW, NOW, readings_by_key(nothing), ())
    shown = said("?day=2026-11-22", FixedHistory(settings(), before, calls=False))
    assert "Nothing is recorded of this day." in shown
    assert "Open requests by age" not in shown


def test_a_day_with_requests_and_no_calls_shows_the_requests() -> None:
    shown = said("?day=2026-11-22", FixedHistory(settings(), calls=False))
    assert "No calls are known of Sun 22 Nov 2026" in shown
    assert "Open requests by age" in shown


def test_today_ends_now_and_tomorrow_has_no_link() -> None:
    shown = said("")
    assert "Tue 24 Nov 2026, until 10:42" in shown
    assert "Day after" not in shown
    assert "Day after" in said("?day=2026-11-20")


def test_the_usual_is_of_the_same_weekday() -> None:
    whole = settings()
    day = read_day(asked("", whole, NOW), FixedHistory(whole), NOW)
    assert day.usual is not None
    assert day.usual.days == 8
    assert "usual Tuesday, from 8 of them" in said("")


def test_departments_stand_worst_first_and_tell_their_breach() -> None:
    rows = stock(morning(), settings(), "main").rows
    assert [row.department for row in rows[:3]] == ["Streets", "Forestry", "Inspections"]
    assert breach(rows[0]) == "157 past due"
    assert rows[0].open == 336


def test_every_chart_has_its_figures_as_a_table() -> None:
    shown = said("?day=2026-11-20")
    assert shown.count("Figures as a table") == 4
    assert shown.count('"type": "Graph"') == 4


def test_picking_a_day_changes_the_address_once() -> None:
    whole = settings()
    assert today.go_to("2026-11-20", "", whole, lambda: NOW) == "?day=2026-11-20&site=main"
    for shown in ("?day=2026-11-20", "?day=2026-11-20&site=main"):
        with pytest.raises(PreventUpdate):
            today.go_to("2026-11-20", shown, whole, lambda: NOW)


def test_whoever_may_see_no_site_is_told_so_and_nothing_else() -> None:
    whole = settings()
    history = FixedHistory(whole)
    history.settings = within(whole, NOTHING)
    shown = said("", history)
    assert "No site is yours to see." in shown
    assert whole.sites["main"].name not in shown
    with pytest.raises(PreventUpdate):
        today.go_to("2026-11-20", "", history.settings, lambda: NOW)


@pytest.mark.parametrize("day", ["", None, "tomorrow", "2026-11-20T00:00:00", 7, "0000-00-00"])
def test_what_is_no_day_changes_nothing(day: str | None) -> None:
    with pytest.raises(PreventUpdate):
        today.go_to(day, "", settings(), lambda: NOW)


def ways(visitor: Visitor) -> str:
    """The page's own part for a visitor."""
    token = navigation.set(WAYS)
    try:
        return json.dumps(
            today.layout(opened(FixedHistory(settings()), visitor)), cls=PlotlyJSONEncoder, ensure_ascii=False
        )
    finally:
        navigation.reset(token)


def test_only_who_signed_in_is_given_a_way_out() -> None:
    ada = Visitor(VisitorKind.PERSON, "p", HOSTILE[0], rights=frozenset({Right.READ}), credential="session:1")
    assert "Sign out" in ways(ada)
    assert "/account" in ways(ada)
    assert "/people" not in ways(ada)
    assert "Sign out" not in ways(MACHINE)
    assert "Sign out" not in ways(NOBODY)


def test_two_applications_in_one_process_have_a_page_each() -> None:
    whole = settings()
    apps = [Dash(f"page{n}") for n in range(2)]
    for app in apps:
        app.layout = today.layout(opened(FixedHistory(whole)))
        today.callbacks(app, lambda: opened(FixedHistory(whole)))
    assert [len(app.callback_map) for app in apps] == [4, 4]
