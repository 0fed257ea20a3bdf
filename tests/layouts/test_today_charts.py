"""The charts of the Today page: what they draw of a day and of the usual, and what they say where one points."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from layouts.pages.today import charts
from layouts.pages.today.day import asked, shown_slots
from layouts.wall.format import duration
from tests.layouts.histories import FixedHistory
from tests.layouts.snapshots import HOSTILE, NOW, hostile, morning, reading, settings
from tests.layouts.test_today import TUESDAY, said
from wallboard.clock import day_start
from wallboard.questions.day import Day, DayQuestion, read_day
from wallboard.questions.stock import stock


def test_hovering_tells_totals() -> None:
    day = read_day(DayQuestion("main", TUESDAY), FixedHistory(settings()), NOW)
    calls, gone = charts.arrivals(day)["data"][-2:]
    slot = next(nth for nth, value in enumerate(gone["y"]) if value)
    assert calls["customdata"][slot] == day.course.offered[shown_slots(day)[slot]]
    assert calls["hovertemplate"] == "%{customdata} calls<extra></extra>"
    ages = charts.ages(day.stock, settings())["data"][0]
    assert ages["customdata"][-1] == ["≤1 d", "336"]


def day_with_usual_speed(**changed: tuple[slice | int, float]) -> Day:
    """Today, with some quarters of the usual speed of answer replaced."""
    whole = settings()
    day = read_day(asked("", whole, NOW), FixedHistory(whole), NOW)
    assert day.usual is not None
    band = day.usual.asa_s
    for name, (slots, value) in changed.items():
        values = getattr(band, name).copy()
        values[slots] = value
        band = replace(band, **{name: values})
    usual = day.usual
    return replace(day, usual=replace(usual, asa_s=band))


def test_the_usual_band_does_not_bridge_what_is_not_known() -> None:
    day = day_with_usual_speed(low=(slice(40, 44), np.nan))
    band = next(trace for trace in charts.speed(day)["data"] if trace["name"] == "usual Tuesday")
    assert band["x"].count(None) == 2, "two shapes, each closed"
    assert "2026-11-24T10:15" not in band["x"]


def test_a_few_calls_at_night_do_not_flatten_the_day() -> None:
    day = day_with_usual_speed(high=(33, 9000))
    low, high = charts.speed(day)["layout"]["yaxis"]["range"]
    assert (low, high < 500) == (0, True)


def test_requests_of_no_department_are_called_unassigned() -> None:
    nobody = morning(reading("tickets.open", 9, department="(none)"))
    named = charts.ages(stock(nobody, settings(), "main"), settings())["data"][0]["y"]
    assert any("Unassigned" in name for name in named)


def test_quarters_that_have_not_begun_have_no_figure() -> None:
    whole = settings()
    day = read_day(asked("", whole, NOW), FixedHistory(whole), NOW)
    bars = next(trace for trace in charts.arrivals(day)["data"] if trace["name"] == "calls")
    known = [y is not None for y in bars["y"]]
    assert bars["x"][0] == "2026-11-24T08:00"
    assert known == [x < "2026-11-24T10:45" for x in bars["x"]]


def test_what_missed_the_target_is_shaded_between_line_and_target() -> None:
    whole = settings()
    evening = day_start(TUESDAY, whole.zone("main")) + 20 * 3600 * 1_000_000
    day = read_day(asked("", whole, evening), FixedHistory(whole), evening)
    traces = {trace["name"]: trace for trace in charts.speed(day)["data"]}
    for line, missed in zip(traces["this day"]["y"], traces["target missed"]["y"], strict=True):
        assert missed == max(30, line if line is not None else 0)


def test_hostile_names_are_text_in_charts_too() -> None:
    whole = settings()
    figure = charts.ages(stock(hostile(), whole, "main"), whole)
    labels = " ".join(figure["data"][0]["y"])
    assert "<script" not in labels
    assert "<img" not in labels
    assert "&lt;script&gt;" in labels
    assert all(len(label) < 120 for label in figure["data"][0]["y"]), "endless names leave room for the bars"
    assert HOSTILE[0] in said("", FixedHistory(whole, hostile())), "the table has the whole name"


def test_waits_are_written_alike_on_axis_card_and_hover() -> None:
    shown = read_day(DayQuestion("main", TUESDAY), FixedHistory(settings()), NOW)
    figure = charts.speed(shown)
    axis = figure["layout"]["yaxis"]
    assert axis["ticktext"] == [duration(value) for value in axis["tickvals"]]
    assert 2 <= len(axis["tickvals"]) <= 8
    (line,) = [trace for trace in figure["data"] if trace["name"] == "this day"]
    assert line["hovertemplate"] == "%{customdata}"
    assert all(told == "" or ":" in told for told in line["customdata"])
