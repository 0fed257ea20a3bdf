"""Limits and signals that others have published, reproduced: the figures and their data, each with where it stands.

Some take 3 / 1.128 or 3 / d2 with more digits for 2.66, or rounded on the way: limits may differ by a thousandth of their
distance from the centre, and by what the source rounded to.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from wallboard.metrics.combining import AmountOf
from wallboard.metrics.xmr import Limits, SignalRule, limits, rare_chart, share_chart, xmr_chart
from wallboard.metrics.xmr.chart import ChartLine, point_of
from wallboard.metrics.xmr.shares import Spread
from wallboard.metrics.xmr.signals import signals

FACTOR_ROUNDED = 0.001


class Published(NamedTuple):
    source: str
    values: list[float]
    centre: float
    lower: float
    upper: float
    rounded: float  # half of the last digit that the source tells
    screen: bool = False
    mean_range: float | None = None
    range_limit: float | None = None


VIGNETTE: list[float] = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
VISCOSITY = [
    34.05, 34.40, 33.59, 35.96, 34.70, 33.51, 33.79, 34.04, 34.52, 33.75,
    33.27, 33.71, 34.03, 34.58, 34.02, 33.97, 34.05, 34.04, 33.73, 34.05,
]  # fmt: skip
LOANS: list[float] = [
    310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299, 314, 295, 293, 306, 301, 304,
    305, 282, 305, 296, 314, 295, 287, 301, 298, 311, 310, 292, 305, 299, 304, 310, 304, 305, 333, 328,
]  # fmt: skip
ACCIDENTS_A: list[float] = [43, 40, 37, 33, 30, 33, 34, 35, 29, 33, 31, 39]
ACCIDENTS_B: list[float] = [35, 37, 33, 32, 27, 29, 31, 22, 25, 30, 24, 19]
RECEIVABLE = [
    55.6, 54.7, 54.9, 54.8, 56.9, 55.7, 53.8, 54.8, 53.4, 57.0, 59.4, 63.2,
    60.9, 60.7, 58.6, 57.3, 56.9, 58.1, 58.3, 50.9, 53.3, 52.5, 50.8, 52.9,
]  # fmt: skip
PEAK_FLOW: list[float] = [120, 140, 100, 150, 260, 150, 100, 120, 300, 300, 275, 300, 140, 170, 150, 150, 190, 180]
YIELD: list[float] = [
    1400, 1300, 7000, 7000, 2000, 1900, 1900, 1900, 1900, 2000, 1900, 1900,
    1900, 1900, 2100, 1300, 2200, 1400, 1100, 1900, 1400, 1300, 7000, 7000,
    2000, 1900, 1900, 1900, 1900, 2000, 1900, 1900, 1900, 1800, 2000, 1800,
]  # fmt: skip
NHSR = "NHSRplotthedots, vignette 'deviations'"
SENSE = "Wheeler, Making Sense of Data (2003), as mattmccormick/statprocon tests it"
JASP = "jasp-stats/jaspQualityControl, its tests of charts of individuals, verified with Minitab"
QCC = "R package qcc (Scrucca), its reference pages"

PUBLISHED = [
    Published(f"{NHSR}, screened", VIGNETTE, 1.94, -0.72, 4.6, 0.005, screen=True),
    Published(f"{NHSR}, unscreened", VIGNETTE, 1.94, -3.06, 6.95, 0.005),
    Published(
        "NIST/SEMATECH e-Handbook 6.3.2.2, flow rate of ten batches",
        [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1],
        50.81, 45.8159, 55.8041, 0.00005, mean_range=1.8778,
    ),
    Published(f"{QCC}: viscosity (Montgomery), trial batches", VISCOSITY, 34.088, 32.56504, 35.61096, 0.000005),
    Published(
        f"{QCC}: viscosity, without the batch of the failed controller",
        VISCOSITY[:3] + VISCOSITY[4:],
        33.98947, 32.75425, 35.2247, 0.00005,
    ),
    Published(
        f"{QCC}: water in antifreeze (Wetherill and Brown 1991, p. 120)",
        [
            2.23, 2.53, 2.62, 2.63, 2.58, 2.44, 2.49, 2.34, 2.95, 2.54, 2.60, 2.45, 2.17, 2.58, 2.57, 2.44, 2.38,
            2.23, 2.23, 2.54, 2.66, 2.84, 2.81, 2.39, 2.56, 2.70, 3.00, 2.81, 2.77, 2.89, 2.54, 2.98, 2.35, 2.53,
        ],
        2.569706, 2.031344, 3.108068, 0.0000005,
    ),
    Published(
        "Montgomery, Introduction to Statistical Quality Control (2nd edition, p. 242): viscosity, with the limits of qcc",
        [33.75, 33.05, 34, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84],
        33.52333, 32.24484, 34.80183, 0.000005,
    ),
    Published(
        "qicharts2, its test of Montgomery's example 6.5: cost of loans, limits of the first twenty weeks",
        LOANS[:20], 300.5, 279.78331, 321.21669, 0.000005, screen=True,
    ),
    Published(
        f"{SENSE}: p. 382, data to verify software with",
        [5045, 4350, 4350, 3975, 4290, 4430, 4485, 4285, 3980, 3925, 3645, 3760, 3300, 3685, 3463, 5200],
        4135.50, 3188.72, 5082.28, 0.005, mean_range=355.93, range_limit=1163.19,
    ),
    Published(f"{SENSE}: table 9.1, accidents of group A", ACCIDENTS_A, 34.75, 25.6, 43.9, 0.05),
    Published(f"{SENSE}: table 9.1, accidents of group B", ACCIDENTS_B, 28.7, 18.0, 39.3, 0.05),
    Published(f"{SENSE}: p. 130, peak flow", PEAK_FLOW, 183.1, 43.7, 322.5, 0.15, mean_range=52.4, range_limit=171.3),
    Published(f"{JASP}: yield", YIELD, 2375, 323.33, 4426.67, 0.005, mean_range=771.43, range_limit=2520.48),
    Published(f"{JASP}: yield without its first month", YIELD[1:], 2402.86, 298.66, 4507.05, 0.005),
    Published(f"{JASP}: yield, stage zero", YIELD[:12], 2675, -8.75, 5358.75, 0.005, mean_range=1009.09),
    Published(f"{JASP}: yield, stage one", YIELD[12:24], 2541.67, 99.69, 4983.64, 0.005, mean_range=918.18),
    Published(f"{JASP}: yield, stage two", YIELD[24:], 1908.33, 1714.91, 2101.76, 0.005, mean_range=72.73),
]  # fmt: skip


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda published: published.source)
def test_limits_are_those_that_were_published(published: Published) -> None:
    found = limits(published.values, screen=published.screen)
    assert found is not None
    near = published.rounded + FACTOR_ROUNDED * (published.upper - published.centre)
    assert found.centre == pytest.approx(published.centre, abs=published.rounded * 1.01)
    assert found.lower == pytest.approx(published.lower, abs=near)
    assert found.upper == pytest.approx(published.upper, abs=near)
    if published.mean_range is not None:
        assert found.mean_range == pytest.approx(published.mean_range, abs=published.rounded)
    if published.range_limit is not None:
        assert found.range_limit == pytest.approx(published.range_limit, abs=near)


def test_screening_leaves_out_the_ranges_of_the_one_week_that_stood_out() -> None:
    screened, all_of_them = limits(VIGNETTE), limits(VIGNETTE, screen=False)
    assert screened is not None
    assert all_of_them is not None
    assert [round(each, 2) for each in (screened.upper, screened.centre, screened.lower)] == [4.6, 1.94, -0.72]
    assert [round(each, 2) for each in (all_of_them.upper, all_of_them.centre, all_of_them.lower)] == [
        6.95,
        1.94,
        -3.06,
    ]


def line_of(found: Limits | None) -> ChartLine:
    assert found is not None
    return ChartLine(found.centre, found.lower, found.upper, found.reach)


def beyond(values: list[float], line: ChartLine) -> set[int]:
    found = signals([point_of(value, line) for value in values])
    return {at for each in found if each.rule is SignalRule.BEYOND_LIMIT for at in range(each.first, each.last + 1)}


def test_each_group_of_accidents_lies_beyond_the_limits_of_the_other() -> None:
    """As the book marks them (table 9.1)."""
    group_a, group_b = (line_of(limits(values, screen=False)) for values in (ACCIDENTS_A, ACCIDENTS_B))
    assert beyond(ACCIDENTS_A, group_b) == {0, 1}
    assert beyond(ACCIDENTS_B, group_a) == {7, 8, 10, 11}


def test_accounts_receivable_of_two_years_by_the_limits_of_the_first() -> None:
    """Table 9.2: months 12 to 14 above 60.7 (the last of them by less than is printed), months 20 and 23 below."""
    line = line_of(limits(RECEIVABLE[:12], screen=False))
    assert round(line.upper, 1) == 60.7
    assert beyond(RECEIVABLE, line) == {11, 12, 13, 19, 22}


def test_the_cost_of_loans_leaves_its_limits_in_weeks_39_and_40() -> None:
    """Montgomery's example 6.5: the last two weeks, one signal."""
    chart = xmr_chart(LOANS)
    signal = chart.signals[-1]
    assert beyond(LOANS, line_of(limits(LOANS[:20]))) == {38, 39}
    assert (signal.rule, signal.first, signal.last, signal.direction) == (SignalRule.BEYOND_LIMIT, 38, 39, 1)


def test_smoking_of_seniors_has_eight_in_a_row_below() -> None:
    """Making Sense of Data, table 8.1: the last eight years."""
    percent = [21.3, 20.2, 20.9, 21.0, 18.8, 19.6, 18.7, 18.6, 18.1, 18.9, 19.2, 18.2, 17.3, 19.0]
    line = line_of(limits(percent, screen=False))
    runs = [
        each for each in signals([point_of(value, line) for value in percent]) if each.rule is SignalRule.EIGHT_IN_A_ROW
    ]
    assert [(each.first, each.noticed, each.last, each.direction) for each in runs] == [(6, 13, 13, -1)]


def test_peak_flow_has_four_in_a_row_near_the_limit() -> None:
    """Making Sense of Data, figure 9.9: days 9 to 12."""
    line = line_of(limits(PEAK_FLOW, screen=False))
    near = [
        each
        for each in signals([point_of(value, line) for value in PEAK_FLOW])
        if each.rule is SignalRule.THREE_OF_FOUR
    ]
    assert [(each.first, each.last, each.direction) for each in near] == [(8, 11, 1)]


def test_the_stages_of_a_process_are_its_breaks() -> None:
    """The stages of yield, verified with Minitab; limits of counts would end at 0."""
    chart = xmr_chart(YIELD, breaks=[12, 24], screen=False)
    assert [(phase.first, phase.end) for phase in chart.phases] == [(0, 12), (12, 24), (24, 36)]
    upper = [line.upper for line in chart.lines[::12] if line is not None]
    assert upper == pytest.approx([5358.75, 4983.64, 2101.76], rel=FACTOR_ROUNDED)


def test_hours_between_failures_have_the_limits_of_a_t_chart() -> None:
    """Montgomery's example 7.6 as qicharts2 has it: centre 430.04, upper limit 6937.93, no lower one. It takes all twenty;
    so do we, where limits are not frozen before."""
    hours: list[float] = [
        286, 948, 536, 124, 816, 729, 4, 143, 431, 8, 2837, 596, 81, 227, 603, 492, 1199, 1214, 2831, 96,
    ]  # fmt: skip
    found = limits([value ** (1 / 3.6) for value in hours])
    assert found is not None
    assert found.centre**3.6 == pytest.approx(430.04095)
    assert found.upper**3.6 == pytest.approx(6937.93349, rel=3.6 * FACTOR_ROUNDED)
    assert rare_chart(hours).signals == ()


OF = [150, 153, 170, 226, 154, 130, 190, 165, 176, 144, 132, 144, 156, 158, 142, 212, 155, 138, 141, 130]
AMOUNTS = [21, 16, 30, 31, 24, 33, 32, 29, 23, 17, 14, 31, 29, 25, 15, 43, 20, 26, 23, 28]
PARTS = [AmountOf(amount, of) for amount, of in zip(AMOUNTS, OF, strict=True)]


@pytest.mark.parametrize(("month", "lower", "upper"), [(0, 0.0278, 0.2944), (3, 0.0525, 0.2697), (5, 0.0179, 0.3043)])
def test_shares_have_limits_by_how_many_they_are_of(month: int, lower: float, upper: float) -> None:
    """jaspQualityControl, its Laney p′ chart of twenty months: the lines as its picture draws them, of 150, 226 and 130."""
    line = Spread.of(PARTS, screen=False).line(OF[month])
    assert line.centre == pytest.approx(0.1611, abs=0.00005)
    assert (line.lower, line.upper) == pytest.approx((lower, upper), abs=0.0002)


def test_the_same_shares_as_single_values() -> None:
    """jaspQualityControl, the same months as single values: 0.1615, 0.0282 and 0.29487. None is small, and they are even
    enough for that."""
    found = limits([amount / of for amount, of in PARTS], screen=False)
    assert found is not None
    assert (found.centre, found.lower, found.upper) == pytest.approx((0.1615, 0.0282, 0.29487), abs=0.0001)
    assert not share_chart(PARTS).phases[0].by_count
