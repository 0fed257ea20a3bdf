"""What is in a pack: which figures have charts, where it hurts, what was said, and what where there is nothing."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from layouts.pack.compose import Beside, compose
from layouts.pack.document import (
    Document,
    Heat,
    Shade,
    Told,
)
from layouts.pack.forms import FORMS, Form
from layouts.pack.page import page_bytes
from layouts.pack.pdf import pdf_bytes
from layouts.pack.people_words import notes_apart
from layouts.pack.slides import slides_bytes
from layouts.pack.told import told_period
from layouts.pack.workbook import workbook_bytes
from tests.layouts.pack.read_back import Page, read_page, read_slides
from tests.layouts.pack.reviewed import HOSTILE, entries, sample, settings, tables_of
from wallboard.languages import language, speak
from wallboard.metrics.combining import Gap
from wallboard.model import Scope
from wallboard.model.review_words import EntryKind
from wallboard.periods import PeriodKind
from wallboard.review import FigureKey


def test_the_whole_site_and_exceptions_have_charts_and_all_figures_are_in_the_table() -> None:
    review = sample()
    document = compose(review, settings(), exceptions_only=True)
    exceptions = [
        each for each in review.figures if each.signals or each.met is False or each.key.scope == Scope("centre")
    ]
    assert 0 < len(document.figures) == len(exceptions) < len(review.figures)
    assert next(len(table.rows) for table in tables_of(document) if table.name == "All figures") == len(review.figures)


def test_the_hot_hours_have_room_on_a_page_and_none_is_lost(english: Document) -> None:
    heat = next(block for block in english.blocks if isinstance(block, Heat))
    assert len(heat.heads) == 37, "from six to midnight"
    bands = heat.bands()
    assert [len(band.heads) for band in bands] == [19, 19]
    for whole, *parts in zip(heat.rows, *(band.rows for band in bands), strict=True):
        assert list(whole) == [whole[0], *(cell for part in parts for cell in part[1:])]
    shaded = {
        shade
        for row, shades in zip(heat.rows, heat.shades, strict=True)
        for cell, shade in zip(row, shades, strict=True)
        if isinstance(cell, Told) and cell.number is not None and cell.number < 80
    }
    assert shaded == {Shade.BELOW, Shade.FAR_BELOW}


def test_departments_hurt_by_what_is_past_due(english: Document) -> None:
    table = next(table for table in tables_of(english) if table.name == "Departments with requests past due")
    assert [row[0] for row in table.rows] == [HOSTILE[1], "streets"], "parks has none, others tell none"


def test_what_is_said_of_no_chart_stands_among_the_notes_and_of_a_longer_period_which_week_it_is_of() -> None:
    review = sample()
    week, month = review.under_review, review.periods.months[-1].period
    whole = FigureKey("", Scope("centre"))
    billing = FigureKey("calls.service_level", Scope("centre", queue="billing"), "offered")
    storm = entries()[2]
    said = [
        replace(storm, kind=EntryKind.NOTE, about=whole),
        replace(storm, kind=EntryKind.NOTE, about=billing, week=month.last, period=PeriodKind.MONTH),
    ]
    notes = list(notes_apart(said, week, {billing}, settings()))
    assert notes == ["A storm on Tuesday. (Grace Hopper)"]
    of_month = list(notes_apart(said, month, set(), settings()))
    assert of_month == [
        "A storm on Tuesday. (Grace Hopper, week to Sun 15 Nov 2026)",
        "Share of calls answered in time (billing): A storm on Tuesday. (Grace Hopper)",
    ]
    document = compose(review, settings(), Beside(said), exceptions_only=True)
    assert notes[0] in read_page(page_bytes(document)).text


@pytest.mark.slow
def test_scores_stand_in_the_pack_of_a_city_that_wants_them() -> None:
    scored = settings().model_copy(update={"review": settings().review.model_copy(update={"scores": True})})
    assert "no figure counts for more than 1.5" in read_page(page_bytes(compose(sample(), scored))).text
    assert "no figure counts for more than 1.5" not in read_page(page_bytes(compose(sample(), settings()))).text


def test_axes_are_in_the_language_of_the_pack_whoever_asks_for_it(english: Document) -> None:
    with speak(language("fr")):
        french = compose(sample(), settings())
        asked_in_french = read_page(FORMS[Form.PAGE].make(english))
    assert "2\u202f000" in read_page(FORMS[Form.PAGE].make(french)).drawings[0]
    assert "2,000" in asked_in_french.drawings[0]


@pytest.mark.whole
def test_an_empty_review_is_a_pack_that_says_so() -> None:
    document = compose(replace(sample(), figures=()), settings())
    page: Page = read_page(page_bytes(document))
    assert "There are no figures of this period." in page.text
    assert pdf_bytes(document).startswith(b"%PDF")
    assert read_slides(slides_bytes(document))
    assert openpyxl.load_workbook(io.BytesIO(workbook_bytes(document))).sheetnames


def test_a_period_of_which_no_day_is_known_is_no_zero() -> None:
    figure = sample().figures[0]
    month = figure.months[0].now
    unknown = replace(month, value=0.0, n=0.0, gaps={Gap.BEFORE_FIRST: month.period.length})
    assert told_period(figure, unknown).text == "–"
    partly = replace(unknown, value=12.0, gaps={Gap.BEFORE_FIRST: month.period.length - 1})
    assert told_period(figure, partly).text == "12*"
