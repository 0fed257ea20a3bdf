"""Numbers of a figure read as they are: no rounding says another thing than the figure."""

from __future__ import annotations

import pytest

from layouts.review.values import apart, size_words, target_words, told_apart, value_words
from tests.reviews import Weekly, a_figure
from wallboard.languages import language, speak
from wallboard.metrics.combining import AmountOf
from wallboard.review import ReviewedFigure

P = "\u202f%"


def share(amount: float, of: float, target: float | None = 0.85) -> ReviewedFigure:
    return a_figure(Weekly("tickets.on_time", [AmountOf(amount, of)], target=target))


def wait(seconds: float, target: float | None = 30) -> ReviewedFigure:
    return a_figure(Weekly("calls.asa_s", [AmountOf(seconds * 1_000, 1_000)], target=target))


@pytest.mark.parametrize(
    ("figure", "written"),
    [
        (share(780, 1_000), f"78{P}"),
        (share(8_496, 10_000), f"84.96{P}"),
        (share(8_496, 10_000, None), f"85{P}"),
        (share(850, 1_000), f"85{P}"),
        (share(8_504, 10_000), f"85.04{P}"),
        (share(9_996, 10_000, 1.0), f"99{P}"),
        (wait(31), "0:31"),
        (wait(30.4), "0:30.4"),
        (wait(29.96), "0:29.96"),
        (wait(30), "0:30"),
        (wait(30.4, None), "0:30"),
    ],
)
def test_near_its_target_a_figure_has_the_digits_that_tell_them_apart(figure: ReviewedFigure, written: str) -> None:
    assert value_words(figure) == written


def test_a_target_is_written_as_it_was_promised() -> None:
    assert target_words(share(1, 10, 0.855)) == f"85.5{P}"
    assert target_words(wait(31, 30)) == "0:30"
    assert target_words(wait(31, 22.5)) == "0:22.5"


def test_numbers_that_differ_are_told_apart_and_equal_ones_are_not() -> None:
    assert told_apart("calls", [3.0, 2.6]) == ("3", "2.6")
    assert told_apart("calls", [300.4, 300.2]) == ("300.4", "300.2")
    assert told_apart("calls", [300.4, 300.4]) == ("300", "300")
    assert told_apart("days", [0.51, 0.52]) == ("0.51 d", "0.52 d")
    assert told_apart("days", [12.2, 12.9]) == ("12.2 d", "12.9 d")
    assert apart(wait(31), 31.0, 29.9) == ("0:31.0", "0:29.9")


@pytest.mark.parametrize(
    ("unit", "size", "written"),
    [
        ("ratio", 0.117, "11.7 points"),
        ("ratio", 0.01, "1.0 point"),
        ("ratio", -0.0004, "0.04 points"),
        ("s", 0.2, "0.2 s"),
        ("s", 75, "1:15"),
        ("days", 0.01, "0.01 d"),
        ("calls", 112.4, "112"),
        ("calls", 0.0012, "0.0012"),
    ],
)
def test_a_size_that_is_not_nothing_is_not_written_as_nothing(unit: str, size: float, written: str) -> None:
    assert size_words(unit, size) == written


def test_each_language_writes_them_its_own_way() -> None:
    with speak(language("fr")):
        assert value_words(share(8_496, 10_000)) == f"84,96{P}"
        assert value_words(wait(30.4)) == "0:30,4"
        assert size_words("ratio", 0.015) == "1,5 points"
