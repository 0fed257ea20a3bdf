"""A score is never a number alone, and its picture says the same."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest

from layouts.review.bullet import WIDTH, bullet_svg
from layouts.review.score_words import cap_sentence, score_number, score_sentences, service_sentence
from tests.reviews import SETTINGS, WEEK_ENDING, Weekly, a_review
from wallboard.languages import language, speak
from wallboard.metrics.combining import AmountOf
from wallboard.review import Review
from wallboard.review.score import ServiceScore, service_scores

REVIEW = a_review(
    Weekly("calls.asa_s", [AmountOf(3_100, 100)], target=30),
    Weekly("calls.abandon_rate", [AmountOf(1, 3)], target=0.05),
    Weekly("tickets.on_time", [AmountOf(2, 4)], {"department": "STR"}, target=0.85),
    Weekly("outside.pressure", [4.0], kind="stock", target=5, title="Pressure", unit="bar"),
)


def services(review: Review = REVIEW) -> tuple[ServiceScore, ...]:
    return service_scores(review, WEEK_ENDING + timedelta(days=3))


def test_a_service_says_from_how_many_targets_until_when_and_how_long_ago() -> None:
    calls, streets, _others = services()
    assert service_sentence(calls, REVIEW, SETTINGS) == (
        "Calls: 0.97, from 1 target of 2. Up to Sun 15 Nov 2026, 3 days ago."
    )
    assert service_sentence(streets, REVIEW, SETTINGS) == "Streets: no score (too few for a share)."
    with speak(language("fr")):
        assert service_sentence(calls, REVIEW, SETTINGS) == (
            "Appels\u00a0: 0,97, d’après 1 objectif sur 2. Jusqu’au dim. 15 nov. 2026, il y a 3 jours."
        )
        assert cap_sentence().endswith("1,5.")


def test_each_of_its_figures_says_of_how_many_or_why_there_is_none() -> None:
    calls, _streets, others = services()
    assert list(score_sentences(calls, REVIEW, SETTINGS)) == [
        "Average speed of answer: 0.97, made of 100, up to Sun 15 Nov 2026.",
        "Share of callers who gave up: no score (too few for a share).",
    ]
    assert list(score_sentences(others, REVIEW, SETTINGS)) == [
        "Pressure: no score (neither more nor less of it is better)."
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.974, "0.97"), (0.9991, "0.99"), (1.0, "1.00"), (1.004, "1.00"), (1.5, "1.50"), (None, "–")],
)
def test_what_missed_its_target_is_not_written_as_met(value: float | None, written: str) -> None:
    assert score_number(value) == written


@pytest.mark.parametrize(("value", "wide"), [(0.75, WIDTH / 2), (1.5, WIDTH), (9.0, WIDTH), (0.0, 0.0)])
def test_the_bar_is_as_long_as_the_score_and_the_mark_stands_at_the_target(value: float, wide: float) -> None:
    drawn = ElementTree.fromstring(bullet_svg(value, 'Calls: "0.75" <of> 1'))
    _track, bar, mark = [each for each in drawn if each.tag.endswith("rect")]
    assert float(bar.attrib["width"]) == wide
    assert float(mark.attrib["x"]) + 1 == WIDTH / 1.5
    assert drawn.attrib["aria-label"] == 'Calls: "0.75" <of> 1'


def test_without_a_score_there_is_no_bar() -> None:
    drawn = ElementTree.fromstring(bullet_svg(None, "no score"))
    assert len([each for each in drawn if each.tag.endswith("rect")]) == 2
