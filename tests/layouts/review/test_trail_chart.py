"""Six weeks beside twelve months: what is drawn, and what is said where a period is not whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from layouts.review.amounts import change_words
from layouts.review.trail_chart import trail_chart
from tests.layouts.review.week_by_week import QUIET, reviewed
from wallboard.languages import language, speak
from wallboard.metrics.combining import ChangeBy, Gap, PeriodChange
from wallboard.metrics.xmr import Better

LOST = {date(2026, 11, 4): Gap.SOURCE_LOST, date(2026, 11, 5): Gap.SOURCE_LOST}


def named(drawn: Any, name: str) -> list[dict[str, Any]]:
    return [trace for trace in drawn.plotted["data"] if trace["name"] == name]


def test_weeks_and_months_stand_side_by_side_with_a_gap_the_year_before_beneath() -> None:
    drawn = trail_chart(reviewed(), "Open")
    weeks, months = named(drawn, "actual")
    assert weeks["x"] == [0, 1, 2, 3, 4, 5]
    assert months["x"][0] == 7.0
    assert len(months["x"]) == 12
    order = [trace["name"] for trace in drawn.plotted["data"]]
    assert order == ["the year before"] * 2 + ["actual"] * 2
    assert named(drawn, "the year before")[0]["line"]["width"] < weeks["line"]["width"]
    assert weeks["y"] == list(QUIET[-6:])


def test_the_title_says_what_in_which_unit_and_when() -> None:
    assert trail_chart(reviewed(), "Open").title == (
        "Open (requests), six weeks up to Sun 15 Nov 2026, twelve months up to Oct 2026"
    )
    with speak(language("fr")):
        assert "15 nov. 2026" in trail_chart(reviewed(), "Open").title


def test_counts_of_a_month_are_as_high_as_a_week_of_the_same_pace() -> None:
    layout = trail_chart(reviewed(kind="flow", metric="tickets.opened"), "Opened").plotted["layout"]
    assert layout["yaxis2"]["range"][1] / layout["yaxis"]["range"][1] == 365.25 / 12 / 7
    assert "yaxis2" not in trail_chart(reviewed(), "Open").plotted["layout"]


def test_a_week_that_is_not_whole_is_hollow_and_joined_to_nothing_and_says_why() -> None:
    drawn = trail_chart(reviewed(gaps=LOST), "Open")
    assert named(drawn, "actual")[0]["y"][4] is None
    hollow = named(drawn, "not whole")[0]
    assert hollow["marker"]["symbol"] == "circle-open"
    assert [at for at, value in enumerate(hollow["y"]) if value is not None] == [4]
    assert drawn.words == ("Not whole, drawn hollow: week to Sun 8 Nov 2026 (2 days: the source was lost).",)
    week = next(row for row in drawn.rows if row[0] == "week to Sun 8 Nov 2026")
    assert week[4:] == ("–", "2 days: the source was lost")


def test_a_share_is_drawn_in_per_cent_with_its_target() -> None:
    share = reviewed([0.8] * 12, unit="ratio", kind="ratio", better=Better.MORE, target=0.85)
    drawn = trail_chart(share, "On time")
    assert named(drawn, "actual")[0]["y"] == [80] * 6
    assert named(drawn, "target 85\u202f%")[0]["y"] == [85, 85]
    low, high = drawn.plotted["layout"]["yaxis"]["range"]
    assert 60 < low < 80
    assert 85 < high <= 101


def test_times_are_written_on_the_axis_as_on_walls() -> None:
    axis = trail_chart(reviewed([31.0] * 12, unit="s", kind="mean"), "Speed").plotted["layout"]["yaxis"]
    assert axis["ticktext"][:3] == ["0:00", "0:10", "0:20"]


def test_every_period_is_in_the_table() -> None:
    drawn = trail_chart(reviewed(), "Open")
    assert len(drawn.rows) == 18
    assert all(len(row) == len(drawn.heads) for row in drawn.rows)


@pytest.mark.parametrize(
    ("by", "size", "words"),
    [
        (ChangeBy.POINTS, -0.03, "0.0 points"),
        (ChangeBy.POINTS, 2.14, "+2.1 points"),
        (ChangeBy.PERCENT, -12.4, "−12\u202f%"),
        (ChangeBy.PERCENT, 3.21, "+3.2\u202f%"),
        (ChangeBy.PERCENT, 0.0, "0\u202f%"),
        (ChangeBy.PERCENT, 1234.5, "+1,234\u202f%"),
        (ChangeBy.NEW, None, "new"),
    ],
)
def test_a_change_has_a_sign_unless_it_reads_as_nothing(by: ChangeBy, size: float | None, words: str) -> None:
    assert change_words(PeriodChange(by, size)) == words
