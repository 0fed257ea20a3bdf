"""What the chart of made-up weeks says of an improvement."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from layouts.review.improvement_words import improvement_words
from tests.reviews import WEEK_ENDING, Weekly, a_figure
from wallboard.languages import language, offered, speak
from wallboard.metrics.combining import AmountOf
from wallboard.metrics.xmr import Effect
from wallboard.review import ReviewedFigure
from wallboard.review.improvement import judged

BEFORE = [20.0, 22, 19, 21, 20, 23, 18, 21, 20, 22, 19, 21, 20, 22, 19, 21]


def waits(*since: float) -> ReviewedFigure:
    return a_figure(Weekly("calls.asa_s", [AmountOf(seconds * 100, 100) for seconds in (*BEFORE, *since)]))


def said(since: list[float]) -> str:
    figure = waits(*since)
    judgement = judged(figure, begun(len(since)))
    assert judgement is not None
    return improvement_words(figure, judgement)


def begun(weeks: int) -> date:
    """The first day of the first week of so many up to the last."""
    return WEEK_ENDING - timedelta(days=7 * weeks - 1)


@pytest.mark.parametrize(
    ("since", "words"),
    [
        ([12.0, 13, 11] * 4, "It held: −0:09 on average in the 12 weeks since"),
        ([20.0, 21, 19] * 4, "It did not hold:"),
        ([12.0, 13, 11], "Cannot be said yet: 3 weeks have passed since, 8 are needed."),
        ([20.0, 21, 19] * 3, "Cannot be said yet:"),
        ([12.0] * 8 + [21.0] * 4, "It did not hold: it came, and fell back in the last weeks."),
    ],
)
def test_an_improvement_is_judged_by_the_weeks_since(since: list[float], words: str) -> None:
    assert said(since).startswith(words)


@pytest.mark.parametrize("tag", offered())
def test_in_every_language_no_value_is_left_unsaid(tag: str) -> None:
    with speak(language(tag)):
        for since in ([12.0] * 12, [20.0, 21, 19] * 4, [12.0], [20.0, 21, 19] * 3):
            assert "{" not in said(since)


def test_of_the_week_in_which_it_began_neither_side_is_told() -> None:
    figure = waits(*[12.0] * 12)
    on_the_day, a_day_later = (judged(figure, begun(12) + timedelta(days=n)) for n in (0, 1))
    assert on_the_day is not None
    assert a_day_later is not None
    assert (on_the_day.weeks, a_day_later.weeks) == (12, 11)
    assert on_the_day.effect is Effect.HELD
