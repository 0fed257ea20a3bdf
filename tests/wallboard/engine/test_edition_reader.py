"""A published review stays as it was; a new edition says what differs; and each sees of it what is theirs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.layouts.pack.reviewed import AS_OF, WEEK_ENDING, sample, settings
from wallboard.engine.edition_reader import EditionReader
from wallboard.ledger import Ledger
from wallboard.model.editions import Published
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.review_words import Author
from wallboard.questions.review import ReviewQuestion
from wallboard.review import Review, ReviewedFigure
from wallboard.review.differing import Aspect, differences
from wallboard.review.review_json import frozen, thawed

ADA = Author("Ada", "p1")
QUESTION = ReviewQuestion("centre", WEEK_ENDING)
REVIEW = sample()
QUESTION_PERIOD = Published("centre", REVIEW.under_review.kind, WEEK_ENDING)


def reader(ledger: Ledger, remit: Remit = EVERYTHING) -> EditionReader:
    return EditionReader(ledger.editions, settings(), remit, lambda: AS_OF)


def changed(review: Review, nth: int, figure: ReviewedFigure) -> Review:
    return replace(review, figures=(*review.figures[:nth], figure, *review.figures[nth + 1 :]))


def with_late_rows(review: Review) -> Review:
    """One call more was answered in the week."""
    figure = review.figures[0]
    assert figure.value is not None
    last = replace(figure.box.last, value=figure.value + 1, n=figure.value + 1)
    weeks = (*figure.weeks[:-1], figure.weeks[-1]._replace(now=last))
    return changed(review, 0, replace(figure, box=figure.box._replace(last=last), weeks=weeks))


def test_a_review_comes_back_from_its_frozen_form_as_it_went() -> None:
    assert thawed(frozen(REVIEW)) == REVIEW
    assert frozen(thawed(frozen(REVIEW))) == frozen(REVIEW)


def test_a_published_review_stays_as_it_was(ledger: Ledger) -> None:
    first = reader(ledger).publish(REVIEW, ADA)
    (content,) = [kept.content for kept in ledger.editions.of(QUESTION_PERIOD)]
    late = with_late_rows(REVIEW)
    target = replace(late.figures[1], target=0.9)
    second = reader(ledger).publish(changed(late, 1, target), Author("Grace"))
    assert (first.number, second.number) == (1, 2)
    there = reader(ledger).of(QUESTION)
    assert [each.review for each in there] == [REVIEW, second.review]
    assert ledger.editions.of(QUESTION_PERIOD)[0].content == content == frozen(REVIEW).decode()
    assert [
        (each.figure.key, each.aspect, each.before, each.after) for each in differences(*(e.review for e in there))
    ] == [
        (REVIEW.figures[0].key, Aspect.VALUE, REVIEW.figures[0].value, late.figures[0].value),
        (REVIEW.figures[1].key, Aspect.TARGET, 0.8, 0.9),
    ]


def test_publishing_what_differs_in_nothing_makes_no_edition(ledger: Ledger) -> None:
    first = reader(ledger).publish(REVIEW, ADA)
    again = reader(ledger).publish(replace(REVIEW, as_of=REVIEW.as_of + 1), Author("Grace"))
    assert again == first
    assert reader(ledger).of(QUESTION) == [first]


def test_figures_that_came_or_went_differ() -> None:
    without = replace(REVIEW, figures=REVIEW.figures[1:])
    (added,) = differences(without, REVIEW)
    (gone,) = differences(REVIEW, without)
    assert (added.aspect, added.after) == (Aspect.ADDED, REVIEW.figures[0].value)
    assert (gone.aspect, gone.figure) == (Aspect.GONE, REVIEW.figures[0])
    assert differences(REVIEW, REVIEW) == ()


def test_within_a_remit_an_edition_has_what_is_theirs_and_cannot_be_published(ledger: Ledger) -> None:
    reader(ledger).publish(REVIEW, ADA)
    streets = reader(ledger, Remit(departments=frozenset({"streets"})))
    (edition,) = streets.of(QUESTION)
    assert {figure.key.scope.department for figure in edition.review.figures} == {"streets"}
    assert REVIEW.half_hours
    assert edition.review.half_hours == (), "those are of all calls"
    with pytest.raises(LookupError):
        streets.publish(REVIEW, ADA)
    elsewhere = EditionReader(ledger.editions, settings().model_copy(update={"sites": {}}), EVERYTHING, lambda: AS_OF)
    with pytest.raises(LookupError):
        elsewhere.of(QUESTION)


def test_an_edition_is_found_when_weeks_end_on_another_day(ledger: Ledger) -> None:
    reader(ledger).publish(REVIEW, ADA)
    tuesdays = settings().model_copy(deep=True)
    tuesdays.sites["centre"].__dict__["week_ends"] = "tue"
    then = EditionReader(ledger.editions, tuesdays, EVERYTHING, lambda: AS_OF)
    assert [each.review for each in then.of(QUESTION)] == [REVIEW]
