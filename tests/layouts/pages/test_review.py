"""*Review*: which week an address asks for, what its page shows of made-up weeks, and what where there is nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest

from layouts.page import PageContext
from layouts.pages.review import answer
from layouts.pages.review.asked import Asked, NoSuchReview, asked
from layouts.pages.review.blocks import BLOCKS, asked_of
from layouts.pages.review.present import screens
from layouts.pages.review_figure import answer as figure_answer
from tests.layouts.pages.made_up_review import (
    FIGURES,
    GROWN,
    NOW,
    OPEN_STREETS,
    QUIET,
    WEEK,
    Reviews,
    Written,
    context,
    entry,
    page,
    said,
    shown,
)
from tests.layouts.scope_city import EVERY_DEPARTMENT, EVERY_WARD, SITES, ScopeCity
from tests.layouts.snapshots import HEALTHY
from tests.reviews import SETTINGS, Weekly
from wallboard.access.visitor import MACHINE, Visitor
from wallboard.engine.day_keeper import count_missing
from wallboard.metrics.combining import Gap
from wallboard.model.remit import Remit
from wallboard.model.review_words import Action, ActionState, EntryKind, Expected, Owner, Standard
from wallboard.periods import PeriodKind
from wallboard.settings import MeetingMinutes


@pytest.mark.parametrize(
    ("search", "wanted"),
    [
        ("", Asked("main", PeriodKind.WEEK, WEEK)),
        ("?week=2026-11-11", Asked("main", PeriodKind.WEEK, WEEK)),
        ("?week=2026-11-17", Asked("main", PeriodKind.WEEK, date(2026, 11, 22))),
        ("?month=2026-10&exceptions=1", Asked("main", PeriodKind.MONTH, date(2026, 10, 31), exceptions=True)),
        ("?week=2026-11-15&minutes=1", Asked("main", PeriodKind.WEEK, WEEK, minutes=True)),
        ("?quarter=2026-08&present=1", Asked("main", PeriodKind.QUARTER, date(2026, 9, 30), present=True)),
    ],
)
def test_the_address_says_which_period_and_how_it_is_looked_at(search: str, wanted: Asked) -> None:
    assert asked(search, SETTINGS, NOW) == wanted
    assert asked(wanted.address().partition("?")[2], SETTINGS, NOW) == wanted


@pytest.mark.parametrize(
    ("search", "words"),
    [
        ("?week=tomorrow", "This is no day"),
        ("?week=9999-12-31", "This is no day"),
        ("?month=2026-13", "This is no month"),
        ("?week=2026-11-24", "That has not begun yet"),
        ("?site=nowhere", "There is no such site"),
        ("?week=%ff", "The address cannot be read"),
        ("?site=" + "x" * 1_001, "The address cannot be read"),
    ],
)
def test_what_cannot_be_shown_says_what_would_be_right(search: str, words: str) -> None:
    with pytest.raises(NoSuchReview, match=words):
        asked(search, SETTINGS, NOW)
    assert words in page(search)


def test_the_parts_stand_in_the_order_of_the_meeting() -> None:
    order = [block.name for block, _parts in asked_of(shown())]
    assert order == ["actions", "headline", "calls", "departments", "outside", "signals", "hurts", "decisions"]
    assert [block.name for block in BLOCKS] == [*MeetingMinutes.model_fields]
    planned = MeetingMinutes().model_dump()
    assert sum(planned.values()) - planned["deep_dive"] == 60


def test_last_weeks_actions_come_first_with_owner_day_and_state() -> None:
    text = page()
    assert "overdue" in text
    assert "Grace, due Tue 10 Nov 2026" in text
    assert "Two crews work on <b>Saturdays</b>" in text
    assert "Open requests (Streets)" in text
    assert "On the web site" in text


IMPROVED = Action(
    "Callers are told of the web site",
    Owner("Grace"),
    date(2026, 9, 1),
    ActionState.DONE,
    expected=Expected(OPEN_STREETS, -10, date(2026, 11, 13)),
    improvement=True,
    since=date(2026, 8, 1),
)
DUE = Written(
    (
        entry(7, EntryKind.ACTION, OPEN_STREETS, IMPROVED, date(2026, 8, 2)),
        entry(8, EntryKind.STANDARD, OPEN_STREETS, Standard("Night crew", "A day", Owner("Rui"), date(2026, 7, 14))),
    )
)


def test_improvements_whose_day_has_come_return_to_be_judged_though_they_are_done() -> None:
    reader = Reviews(review=DUE)
    parts = said([parts for block, parts in asked_of(shown(reader=reader)) if block.name == "actions"])
    assert "Improvements to be judged" in parts
    assert "Callers are told of the web site" in parts
    assert "expected of Open requests (Streets): −10 by Fri 13 Nov 2026" in parts
    assert "Cannot be said" in parts
    assert "Improvements to be judged" in page("?week=2026-11-15&minutes=1", reader)
    assert "Improvements to be judged" in said(screens(shown("?present=1", reader)))
    assert "Improvements to be judged" not in page()


@pytest.mark.parametrize("search", ["", "?quarter=2026-09", "?present=1"])
def test_standards_that_nobody_reviewed_for_long_stand_in_the_review(search: str) -> None:
    text = page(search, Reviews(review=DUE))
    assert "Standards to be reviewed" in text
    assert "Rui · last review on Tue 14 Jul 2026" in text
    assert "Standards to be reviewed" not in page(search)


def test_a_figure_stands_against_its_target_with_how_many_it_is_of() -> None:
    text = page()
    assert "missed, target 85\u202f%" in text
    assert "met, target 70\u202f%" in text
    assert '["td",{"class":"many","data-label":"Made of"},"100"]' in text


def test_exceptions_only_fold_what_is_as_usual_into_one_line_and_keep_what_was_missed() -> None:
    whole, odd = page(), page("?exceptions=1")
    assert "Callers who entered the queue" in whole
    assert "Callers who entered the queue" not in odd
    assert "1 figure within its usual range" in odd
    assert "missed, target 85\u202f%" in odd
    assert "Show all figures" in odd


def test_signals_are_told_with_whoever_owns_them() -> None:
    parts = next(parts for block, parts in asked_of(shown()) if block.name == "signals")
    text = said(parts)
    assert "Open requests (Streets)" in text
    assert "Worse: 39.5 above its centre of 50.5, in the week to Sun 15 Nov 2026." in text
    assert "Not explained yet by Grace." in text
    assert "/review/words?" in text


def test_a_signal_of_a_ward_is_owed_by_nobody_and_named_as_one() -> None:
    """Processes are owned by department and site: that nobody owns it would not be true of it."""
    text = page(reader=Reviews([Weekly("tickets.open", GROWN, {"ward": "2"})]))
    assert "Open requests (ward 2)" in text
    assert '"Not explained yet."' in text


def test_where_it_hurts_has_departments_with_something_past_due() -> None:
    parts = next(parts for block, parts in asked_of(shown()) if block.name == "hurts")
    assert "Streets" in said(parts)
    assert "Sanitation" not in said(parts)


def test_the_ways_lead_to_the_week_before_and_to_the_one_that_is_going_on() -> None:
    text = page()
    assert "/review?site=main&week=2026-11-08" in text
    assert "/review?site=main&week=2026-11-22" in text
    assert "Week after" not in page("?week=2026-11-22")


def test_a_month_has_no_actions_and_leads_to_its_last_week() -> None:
    text = page("?month=2026-10")
    assert "Oct 2026" in text
    assert "Last week's actions" not in text
    assert "/review?site=main&week=2026-10-25" in text


def test_a_month_has_notes_and_leads_to_where_they_are_written() -> None:
    text = page("?month=2026-10")
    assert "The storm took all of the month." in text
    assert "/review/words?site=main&period=month&week_ending=2026-10-31" in text
    assert "The storm took all of the month." not in page()


def test_a_week_that_is_not_over_says_so() -> None:
    running = replace(FIGURES[0], gaps={date(2026, 11, day): Gap.NOT_OVER for day in range(17, 23)})
    text = page("?week=2026-11-17", Reviews([running]))
    assert "This is not over: figures so far" in text
    assert "6 days: not over yet" in text
    assert text.count('"not whole"') == 1  # its year, of which the first months are not known


def test_a_count_of_which_no_day_is_known_is_a_dash_and_never_0() -> None:
    lost = {WEEK - timedelta(days=n): Gap.SOURCE_LOST for n in range(7)}
    reader = Reviews([Weekly("calls.offered", [*QUIET, 0.0], gaps=lost)])
    assert shown(reader=reader).review.figures[0].value == 0
    assert '["b",{},"\u2013"]' in page(reader=reader)


def test_the_first_weeks_say_that_limits_are_still_to_come() -> None:
    text = page(reader=Reviews([Weekly("calls.offered", [500.0, 510])]))
    assert "These are the first weeks" in text
    assert "no limits yet" in text
    assert "Signal and noise cannot be told apart yet" in text


def test_a_site_without_calls_or_without_requests_says_so() -> None:
    assert "No calls are told at this site." in page(reader=Reviews([Weekly("tickets.open", QUIET)]))
    assert "No requests are told at this site." in page(reader=Reviews([Weekly("calls.offered", QUIET)]))


def test_where_there_are_no_figures_the_page_says_when_there_will_be_some() -> None:
    text = page(reader=Reviews(()))
    assert "There are no figures of this time yet" in text
    assert "week 46 of 2026" in text
    assert "Two crews work on" in text, "what people wrote needs no figures"


def test_while_history_is_read_the_page_says_that_figures_are_not_whole() -> None:
    reading = (replace(HEALTHY[0], catching_up=0.5),)
    assert "History is still being read: these figures are not whole yet." in page(reader=Reviews(sources=reading))
    assert "Load this page again in a few minutes." in page(reader=Reviews((), sources=reading))
    of_requests = page(reader=Reviews([Weekly("tickets.open", QUIET)], sources=reading))
    assert "None are counted yet: history is still being read." in of_requests
    assert "No calls are told" not in of_requests


def test_what_is_not_whole_to_date_says_so_and_why() -> None:
    """Records began with the first of these weeks: no month, quarter or year before them is known."""
    began = WEEK - timedelta(weeks=14)
    gaps = {began - timedelta(days=n): Gap.BEFORE_FIRST for n in range(1000)}
    reader = Reviews([Weekly("tickets.opened", QUIET, gaps=gaps)])
    assert '["small",{"title":"221 days: before the first records"},"not whole"]' in page(reader=reader)
    figure = said(figure_answer.content(context("?metric=tickets.opened&week=2026-11-15", reader)))
    assert "221 days: before the first records; the year before – (319 days: before the first records)" in figure


def test_whoever_may_not_write_is_given_no_form_to_write_actions() -> None:
    assert "/actions/new?" in page()
    assert "/actions/new?" not in said(answer.content(context(may_write=False)))


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScopeCity]:
    """A city whose days are counted."""
    with closing(ScopeCity(tmp_path_factory.mktemp("counted"))) as city:
        ledger = city.wall.ledger
        assert all(count_missing(ledger, city.settings, city.now()))
        yield city


@pytest.mark.slow
@pytest.mark.parametrize(
    "remit",
    [
        Remit.of(["north"]),
        Remit.of(None, ["dept-parks"]),
        Remit.of(["south"], None, ["ward-two"]),
        Remit.of((), (), ()),
    ],
)
def test_nobody_is_shown_figures_of_others(counted: ScopeCity, remit: Remit) -> None:
    reader = counted.readers.within(remit)
    visitor = replace(MACHINE, remit=remit)
    theirs = said([_real(counted, visitor, site) for site in reader.settings.sites])
    everything = said([_real(counted, MACHINE, site) for site in SITES])
    names = {*EVERY_DEPARTMENT, *EVERY_WARD}
    told = {name for name in names if name in everything}
    assert told >= {"dept-parks", "dept-water"}
    allowed = set(reader.departments()) | (set(EVERY_WARD) if remit.wards is None else set(remit.wards))
    assert {name for name in names if name in theirs} <= allowed
    assert remit.whole_sites or "calls." not in theirs
    assert remit.whole_sites or "No calls are told" not in theirs
    assert ("(ward-two)" in theirs) == (remit.wards == frozenset(["ward-two"]))


def _real(city: ScopeCity, visitor: Visitor, site: str) -> object:
    context = PageContext(visitor, {}, "/review", city.web.services, f"?site={site}&week=2026-11-22")
    return [
        answer.content(context),
        figure_answer.content(replace(context, search=f"{context.search}&metric=tickets.open")),
    ]
