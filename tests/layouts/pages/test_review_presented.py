"""The review before a meeting: one thought per screen, its deep dive, its scores and its minutes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from layouts.pages.review import answer
from layouts.pages.review.blocks import BLOCKS
from layouts.pages.review.present import screens
from tests.layouts.pages.made_up_review import (
    OPEN_STREETS,
    Reviews,
    Written,
    context,
    page,
    said,
    shown,
)
from tests.reviews import SETTINGS
from wallboard.settings import MeetingMinutes, ReviewSettings


def test_one_thought_per_screen_in_the_same_order() -> None:
    drawn: Any = screens(shown("?present=1", Reviews(review=Written(dived=True))))
    *made, _plotly, foot = drawn.children
    assert "/review?site=main&week=2026-11-15" in said(foot), "the way out"
    blocks = [getattr(part, "data-block") for part in made]
    assert list(dict.fromkeys(blocks)) == [block.name for block in BLOCKS]
    charts = [said(part).count('"data-plot"') for part in made]
    assert max(charts) == 1
    assert "planned 15 min" in said(drawn)


def test_the_minutes_that_are_planned_are_those_of_the_settings() -> None:
    assert "planned 15 min" in page("?present=1")
    planned = ReviewSettings(minutes=MeetingMinutes(signals=20))
    told = page("?present=1", Reviews(settings=SETTINGS.model_copy(update={"review": planned})))
    assert "planned 20 min" in told
    assert "planned 15 min" not in told


def test_the_deep_dive_stands_between_signals_and_where_it_hurts_with_all_that_was_said_of_it() -> None:
    text = page(reader=Reviews(review=Written(dived=True)))
    at = [text.index(f"#{name}") for name in ("signals", "deep_dive", "hurts")]
    assert at == sorted(at)
    assert "Streets, prepared by Grace: Does a second crew help?" in text
    assert "Open requests (Streets), week to Sun 8 Nov 2026" in text
    assert "Trees were down." in text
    assert "What is done about it" in text
    assert text.count("/review/deep-dive?site=main&week_ending=2026-11-15") == 1
    assert "deep_dive" not in page()


def test_whoever_may_not_write_chooses_no_deep_dive_and_what_is_chosen_is_not_chosen_again() -> None:
    assert "/review/deep-dive" not in said(answer.content(context(may_write=False)))
    text = page(reader=Reviews(review=Written(chosen=True)))
    assert "/review/deep-dive" not in text
    assert "Next week's deep dive" in text
    assert "Callers who entered the queue, prepared by Rui" in text
    for search in ("?present=1", "?minutes=1"):
        assert "Callers who entered the queue, prepared by Rui" in page(search, Reviews(review=Written(chosen=True)))


def test_a_deep_dive_of_one_figure_has_its_chart_on_a_screen_of_its_own() -> None:
    drawn: Any = screens(shown("?present=1", Reviews(review=Written(dived=True, about=OPEN_STREETS))))
    first, *_others = [each for each in drawn.children if getattr(each, "data-block", "") == "deep_dive"]
    assert "Open requests (Streets), prepared by Grace" in said(first)
    assert said(first).count('"data-plot"') == 1
    assert "planned 10 min" in said(first)


def test_minutes_write_themselves() -> None:
    text = page("?minutes=1")
    assert text.index("A second agent from December.") < text.index("Two crews work on")
    assert text.index("Open requests (Streets)") < text.index("The storm of the 11th.")
    assert "Promises of calls" not in text
    assert "311 Centre: Minutes, week to Sun 15 Nov 2026" in text
    assert "311 Centre: To be reviewed, week to Sun 15 Nov 2026" in text
    assert "Minutes are of a week" in page("?month=2026-10&minutes=1")


def with_scores() -> Reviews:
    scored = SETTINGS.model_copy(update={"review": SETTINGS.review.model_copy(update={"scores": True})})
    return Reviews(settings=scored)


def test_a_city_that_wants_scores_sees_one_for_each_service_with_what_it_is_made_of() -> None:
    text = page(reader=with_scores())
    assert "Streets: 1.17, from 1 target of 1. Up to Sun 15 Nov 2026, 2 days ago." in text
    assert "Share of promises kept (Streets): 1.17, made of 100, up to Sun 15 Nov 2026." in text
    assert "data:image/svg+xml;base64," in text
    assert "no figure counts for more than 1.5" in text
    assert "from 1 target of 1" not in page()


def test_scores_have_a_screen_of_their_own() -> None:
    text = page("?present=1", reader=with_scores())
    assert '"Scores"' in text
    assert '"Scores"' not in page("?present=1")


def test_while_presenting_whoever_may_write_has_ways_to_write_and_nobody_else() -> None:
    told = said(screens(shown("?present=1")))
    assert "/actions/new?site=main&department=STR&metric=tickets.open" in told
    assert "Notes and decisions of this week" in told
    others = said(screens(replace(shown("?present=1"), may_write=False)))
    assert "/actions/new?" not in others
    assert "/review/words?" not in others
