"""Charts equal a plain recount over random series (`WALLBOARD_SERIES=10000` counts more of them)."""

from __future__ import annotations

import pytest

from tests.wallboard.metrics.xmr.series import SERIES, plain_limits, plain_signals, random_series
from wallboard.metrics.xmr import ANY_VALUE, COUNT_OR_TIME, Chart, RuleSet, xmr_chart

CASES = [(screen, counts, rules) for screen in (True, False) for counts in (True, False) for rules in RuleSet]


@pytest.mark.parametrize(("screen", "counts", "rules"), CASES)
def test_limits_and_signals_equal_a_plain_recount(screen: bool, counts: bool, rules: RuleSet) -> None:
    seen = 0
    for seed in range(SERIES // len(CASES) + 1):
        values = random_series(seed)
        bounds = COUNT_OR_TIME if counts else ANY_VALUE
        chart = xmr_chart(values, bounds=bounds, screen=screen, rules=rules)
        known = [value for value in values if value is not None]
        weeks = [week for week, value in enumerate(values) if value is not None]
        expected = plain_signals(known, screen, 0.0 if counts else None, rules is RuleSet.HEALTH_SERVICE)
        assert {
            (signal.rule.value, *map(weeks.index, (signal.first, signal.noticed, signal.last)), signal.direction)
            for signal in chart.signals
        } == expected, f"series {seed}"
        assert_lines(chart, plain_limits(known, screen), seed)
        seen += len(expected)
    assert seen, "series without a single signal would hold nothing"


def assert_lines(chart: Chart, expected: tuple[float, float] | None, seed: int) -> None:
    for line in chart.lines:
        if expected is None or line is None:
            assert (expected, line) == (None, None), f"series {seed}"
        else:
            assert (line.centre, line.reach) == pytest.approx(expected), f"series {seed}"
