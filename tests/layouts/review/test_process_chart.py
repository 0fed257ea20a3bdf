"""The chart by which signal is told from noise: lines, marks, words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from layouts.pack.compose import compose
from layouts.review.chart_look import OF_TENDENCY, TRIAL_DASH, Drawn
from layouts.review.process_chart import process_chart
from layouts.review.sentences import figure_sentences
from tests.layouts.review.week_by_week import LAST, QUIET, RULES, reviewed, without_chart
from wallboard.metrics.combining import AmountOf
from wallboard.metrics.xmr import Better, Tendency, rare_chart, share_chart, xmr_chart
from wallboard.review import Review, ReviewedFigure, Season
from wallboard.review.told import told
from wallboard.settings import Settings

HIGH = (*QUIET, 50.0, 51, 90)
SHIFTED = (*QUIET, *(53.0,) * 8)


def drawn(figure: ReviewedFigure) -> Drawn:
    made = process_chart(figure, "Open")
    assert made is not None
    return made


SETTINGS = Settings.model_validate({"sites": {"main": {"name": "City", "zone": "America/Chicago"}}})


def a_review(*figures: ReviewedFigure) -> Review:
    periods = RULES.review(LAST)
    return Review("main", periods.week.period, periods, 0, figures)


def named(chart: Drawn, start: str) -> list[dict[str, Any]]:
    return [trace for trace in chart.plotted["data"] if trace.get("name", "").startswith(start)]


def test_a_week_beyond_a_limit_is_marked_by_shape_and_colour_with_its_rule() -> None:
    chart = drawn(reviewed(HIGH))
    (mark,) = named(chart, "worse")
    assert mark["name"] == "worse: beyond a limit"
    assert mark["marker"] == {"symbol": ["diamond"], "color": OF_TENDENCY[Tendency.WORSE], "size": 11}
    assert mark["x"] == [14]
    assert mark["y"] == [90]
    assert chart.rows[0][-1] == "worse: beyond a limit"
    assert [row[-1] for row in chart.rows[1:]] == [""] * 14


def test_what_is_better_has_another_colour_and_another_rule_another_shape() -> None:
    (mark,) = named(drawn(reviewed(SHIFTED, better=Better.MORE)), "better")
    assert mark["marker"]["color"] == OF_TENDENCY[Tendency.BETTER]
    assert set(mark["marker"]["symbol"]) == {"square"}
    assert len(mark["x"]) >= 8


def test_limits_of_few_weeks_are_dashed_and_said_to_be_on_trial() -> None:
    chart = drawn(reviewed(QUIET[:8]))
    assert {trace["line"]["dash"] for trace in named(chart, "trial limits")} == {TRIAL_DASH}
    assert chart.words[0].startswith("Trial limits")
    assert drawn(reviewed(QUIET[:4])).words == ("There are no limits yet: they need at least six points.",)


def test_lines_break_where_limits_were_made_anew() -> None:
    values = (*QUIET, *(value + 30 for value in QUIET))
    chart = drawn(reviewed(values, chart=xmr_chart(values, breaks=[12])))
    upper = [trace for trace in named(chart, "limits") if trace["showlegend"]]
    assert len(upper) == 1, "one line of the legend for both"
    lines = [trace for trace in named(chart, "limits") if trace["y"][0] == max(trace["y"])]
    assert {trace["x"][0] for trace in lines} == {-0.5, 11.5}
    assert [shape["x0"] for shape in chart.plotted["layout"]["shapes"]] == [11.5]
    assert chart.words[-1] == "Limits were made anew from Sun 30 Aug 2026, by decision."


def test_a_share_of_few_has_limits_of_its_own_each_week() -> None:
    parts = [AmountOf(8, 10), AmountOf(18, 20), AmountOf(9, 12)] * 5
    chart = share_chart(parts)
    figure = reviewed(list(chart.values), unit="ratio", kind="ratio", better=Better.MORE, target=0.8, chart=chart)
    shown = drawn(figure)
    (upper, lower) = (named(shown, "limits")[0], named(shown, "limits")[1])
    assert len(set(lower["y"])) == 3
    assert max(upper["y"]) <= 100
    assert shown.words[0].startswith("Each point has limits of its own")
    assert "Target 80\u202f%: met by chance within these limits." in shown.words


def test_limits_that_a_signal_has_left_say_that_they_speak_of_before_as_everything_else_does() -> None:
    usual, changed = reviewed(QUIET, target=60), reviewed(HIGH, target=60)
    assert "Target 60: always met within these limits." in drawn(usual).words
    before = "Before this change target 60 was always met."
    for said in (drawn(changed).words, list(figure_sentences(changed, SETTINGS))):
        assert before in said
        assert not [words for words in said if "within these limits" in words]
    (part,) = compose(a_review(changed), SETTINGS).figures
    assert part.xmr is not None
    assert before in part.xmr.names.note
    week = date(2026, 11, 15)
    as_json = told(a_review(usual, changed), week)["figures"]
    assert [(each["assurance"], each["assured_before"]) for each in as_json] == [("always", False), ("always", True)]


def test_weeks_that_do_not_count_are_left_out_and_counted() -> None:
    chart = drawn(reviewed((*QUIET, None, 51.0)))
    assert "1 week is left out: it is not whole, or too few." in chart.words
    assert named(chart, "week by week")[0]["y"][12] is None


def test_a_difference_to_the_usual_is_told_with_its_sign_and_has_no_target() -> None:
    figure = reviewed([value - 50 for value in HIGH], target=40.0, chart=xmr_chart([value - 50 for value in HIGH]))
    assert figure.chart is not None
    shown = drawn(replace(figure, chart=replace(figure.chart, season=Season.TAKEN_OUT)))
    assert shown.plotted["layout"]["yaxis"]["title"]["text"] == "requests more or less than usual"
    assert shown.plotted["layout"]["yaxis"]["range"][0] < 0
    assert shown.rows[0][1] == "+40"
    assert named(shown, "target") == []
    assert any("difference to what is usual" in words for words in shown.words)


def test_days_between_tell_that_rarer_is_better() -> None:
    between = (9.0, 5, 12, 8, 3, 10, 7, 6, 11, 9, 4, 8, 70)
    figure = reviewed(between, metric="calls.lost", kind="flow", unit="calls", chart=rare_chart(between), rare=True)
    shown = drawn(figure)
    assert "days between" in shown.title
    assert named(shown, "better")[0]["y"] == [70]
    assert shown.rows[0][1] == "70 days"
    assert figure.tendency is Tendency.BETTER


def test_a_year_and_a_half_is_drawn_and_all_is_in_the_table() -> None:
    values = QUIET * 9
    shown = drawn(reviewed(values))
    assert len(named(shown, "week by week")[0]["x"]) == 78
    assert len(shown.rows) == len(values)


def test_a_figure_without_a_chart_has_none() -> None:
    assert process_chart(without_chart(reviewed()), "Open") is None


def test_limits_of_their_own_end_where_a_week_has_none() -> None:
    parts = [AmountOf(8, 10), AmountOf(18, 20), AmountOf(9, 12)] * 5
    chart = share_chart([*parts[:9], AmountOf(1, 2), *parts[9:]])
    figure = reviewed(list(chart.values), unit="ratio", kind="ratio", better=Better.MORE, chart=chart)
    lower = named(drawn(figure), "limits")[1]
    assert lower["x"].count(None) == 1
    assert lower["x"][lower["x"].index(None) - 1 :][0:3:2] == [8.5, 9.5]
