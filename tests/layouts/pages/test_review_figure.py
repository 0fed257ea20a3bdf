"""The page of one figure of the review."""

from __future__ import annotations

import pytest

from layouts.pages.review.asked import asked
from layouts.pages.review.shown import figure_address
from layouts.pages.review_figure import answer as figure_answer
from tests.layouts.pages.made_up_review import (
    NOW,
    OPEN_STREETS,
    context,
    said,
    shown,
)
from tests.reviews import SETTINGS


def test_a_figure_opens_with_both_charts_its_definition_and_its_days() -> None:
    streets = next(each for each in shown().review.figures if each.key == OPEN_STREETS)
    search = figure_address(asked("", SETTINGS, NOW), streets).partition("?")[2]
    text = said(figure_answer.content(context(search)))
    assert text.count('"type": "Graph"') == 2
    assert "Open requests (Streets) (requests), by week up to Sun 15 Nov 2026" in text
    assert "decided by state, never by a closing time" in text
    assert "/figure/tickets.open/main/now?department=STR&at=2026-11-16T00" in text
    assert "The storm of the 11th." in text
    assert "/review/figure?metric=tickets.open&department=STR&site=main&week=2026-11-08" in text


def test_a_flow_leads_to_each_of_its_days() -> None:
    text = said(figure_answer.content(context("metric=calls.offered&week=2026-11-15")))
    assert text.count("/figure/calls.offered/main/today?at=") == 7


def test_a_share_of_promises_leads_to_those_that_were_decided_as_they_stood_at_its_end() -> None:
    text = said(figure_answer.content(context("metric=tickets.on_time&department=STR&week=2026-11-15")))
    assert "/figure/tickets.on_time/main/7d?department=STR&at=2026-11-16T00" in text
    assert "as they stood at the end of its last day" in text
    clocks_set = said(figure_answer.content(context("metric=tickets.on_time&department=STR&week=2026-11-01")))
    assert clocks_set.count("/today?day=") == 7


def test_an_outside_figure_has_its_title_and_no_list() -> None:
    text = said(figure_answer.content(context("metric=outside.visits")))
    assert "Visits of the web site" in text
    assert "What makes it" not in text


@pytest.mark.parametrize("search", ["", "metric=tickets.open", "metric=tickets.open&department=elsewhere"])
def test_a_figure_that_there_is_not_says_so(search: str) -> None:
    assert "There is no such figure here, or not at that time." in said(figure_answer.content(context(search)))
