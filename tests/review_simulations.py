"""How often the weekly review cries wolf, how soon it sees a shift, and how well it judges improvements.

    python -m tests.review_simulations

prints its tables (two minutes). tests/wallboard/metrics/xmr/test_promises.py holds the same to what was promised.
The rules are counted a second time by `bare_alarms`: columns of numbers, no code of ours, no merging of signals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from statistics import mean, median
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wallboard.metrics.combining import AmountOf
from wallboard.metrics.xmr import (
    COUNT_OR_TIME,
    Better,
    Chart,
    Effect,
    RuleSet,
    SignalRule,
    judge_improvement,
    rare_chart,
    share_chart,
    xmr_chart,
)
from wallboard.metrics.xmr.chart import point_of
from wallboard.metrics.xmr.improvement import DECIDED, FIRST_LOOK, SIGMAS
from wallboard.metrics.xmr.signals import signals

Values = npt.NDArray[np.float64]
BASELINE, YEAR = 12, 52
YEARS = 1_000
SEED = 20_261_127


class Quiet(NamedTuple):
    """A figure of which nothing changes: `draw` makes so many years of it with the twelve weeks before (one row a
    year), `chart` is how the review draws one of them, `lines` the bare limits of each row."""

    name: str
    draw: Callable[[np.random.Generator, int], tuple[Values, Values | None]]
    chart: Callable[[Values, Values | None], Chart]
    floor: float
    ceiling: float


def _weeks(years: int) -> tuple[int, int]:
    return years, BASELINE + YEAR


def _offered(rng: np.random.Generator, years: int) -> tuple[Values, None]:
    """Calls of a week: weeks differ by five per cent besides chance."""
    return rng.poisson(4_000 * rng.normal(1, 0.05, _weeks(years))).astype(float), None


def _waits(rng: np.random.Generator, years: int) -> tuple[Values, None]:
    """Mean speed of answer in seconds, skewed as waits are."""
    return rng.lognormal(3.6, 0.25, _weeks(years)), None


def _service_level(rng: np.random.Generator, years: int) -> tuple[Values, Values]:
    of = rng.poisson(3_500, _weeks(years)).astype(float)
    return rng.binomial(of.astype(int), np.clip(rng.normal(0.8, 0.03, of.shape), 0, 1)).astype(float), of


def _abandoned(rng: np.random.Generator, years: int) -> tuple[Values, Values]:
    of = rng.poisson(4_000, _weeks(years)).astype(float)
    return rng.binomial(of.astype(int), np.clip(rng.normal(0.05, 0.01, of.shape), 0, 1)).astype(float), of


def _small_department(rng: np.random.Generator, years: int) -> tuple[Values, Values]:
    """On time in a department of some dozen requests a week."""
    of = np.maximum(rng.poisson(14, _weeks(years)), 5).astype(float)
    return rng.binomial(of.astype(int), 0.75).astype(float), of


def _open(rng: np.random.Generator, years: int) -> tuple[Values, None]:
    return np.round(rng.normal(620, 25, _weeks(years))), None


def _between(rng: np.random.Generator, years: int) -> tuple[Values, None]:
    return rng.exponential(17, _weeks(years)), None


def _xmr(values: Values, _: Values | None) -> Chart:
    return xmr_chart(values.tolist(), bounds=COUNT_OR_TIME)


def _shares(values: Values, of: Values | None) -> Chart:
    assert of is not None
    return share_chart([AmountOf(amount, count) for amount, count in zip(values.tolist(), of.tolist(), strict=True)])


QUIET = (
    Quiet("calls offered", _offered, _xmr, 0, np.inf),
    Quiet("speed of answer", _waits, _xmr, 0, np.inf),
    Quiet("service level", _service_level, _shares, 0, 1),
    Quiet("abandoned", _abandoned, _shares, 0, 1),
    Quiet("on time, small department", _small_department, _shares, 0, 1),
    Quiet("open requests", _open, _xmr, 0, np.inf),
    Quiet("days between rare events", _between, lambda values, _: rare_chart(values.tolist()), 0, np.inf),
)


class Alarms(NamedTuple):
    """Shares of weeks at which a rule says something: any, and each by itself."""

    any: float
    by_rule: tuple[float, float, float]


_PLACES = {SignalRule.BEYOND_LIMIT: 0, SignalRule.THREE_OF_FOUR: 1, SignalRule.EIGHT_IN_A_ROW: 2}


def bare_alarms(figure: Quiet, amounts: Values, of: Values | None, baseline: int = BASELINE) -> Alarms:
    """The rules over all years at once, from the formulas alone."""
    away, beyond = _bare_places(figure, amounts, of, baseline)
    weeks = away.shape[1]
    counts = np.zeros((3, *away.shape), bool)
    counts[0] = beyond != 0
    for side in (1, -1):
        out, there = side * away > 0.5, side * away > 0
        for at in range(weeks):
            counts[1][:, at] |= out[:, at] & (out[:, max(0, at - 3) : at + 1].sum(axis=1) >= 3)
            if at >= 7:
                counts[2][:, at] |= there[:, at - 7 : at + 1].all(axis=1)
    year = counts[:, :, baseline:]
    return Alarms(float(year.any(axis=0).mean()), tuple(float(rule.mean()) for rule in year))  # type: ignore[arg-type]


def _bare_places(figure: Quiet, amounts: Values, of: Values | None, baseline: int) -> tuple[Values, Values]:
    """How many reaches each week lies from the centre, and beyond which limit."""
    values, chance = (amounts, np.ones_like(amounts)) if of is None else (amounts / of, 1 / np.sqrt(of))
    centre = values[:, :baseline].mean(axis=1, keepdims=True)
    if figure.chart not in (_xmr, _shares):  # days between
        values = amounts ** (1 / 3.6)
        centre = values[:, :baseline].mean(axis=1, keepdims=True)
    elif of is not None and (of.min() < 30 or of.max() > 3 * of.min()):
        centre = amounts[:, :baseline].sum(axis=1, keepdims=True) / of[:, :baseline].sum(axis=1, keepdims=True)
        chance = np.sqrt(centre * (1 - centre) / of)
    else:
        chance = np.ones_like(values)
    ranges = np.abs(np.diff(((values - centre) / chance)[:, :baseline], axis=1))
    kept = ranges <= 3.268 * ranges.mean(axis=1, keepdims=True)
    reach = 2.66 * ((ranges * kept).sum(axis=1) / kept.sum(axis=1))[:, None] * chance
    above = (values > np.minimum(centre + reach, figure.ceiling)).astype(float)
    return (values - centre) / reach, above - (values < np.maximum(centre - reach, figure.floor))


def review_alarms(figure: Quiet, amounts: Values, of: Values | None) -> tuple[Alarms, float]:
    """The same as every week's own review says it, which knows no later week; and how many signals a year begin."""
    years = len(amounts)
    weeks = np.zeros((3, years, YEAR), bool)
    begun = 0
    for year in range(years):
        for week in range(YEAR):
            known = slice(0, BASELINE + week + 1)
            chart = figure.chart(amounts[year, known], None if of is None else of[year, known])
            for signal in chart.now():
                weeks[_PLACES[signal.rule], year, week] = True
                begun += signal.noticed == signal.last
    by_rule = tuple(float(rule.mean()) for rule in weeks)
    return Alarms(float(weeks.any(axis=0).mean()), by_rule), begun / years  # type: ignore[arg-type]


def quiet_years(figure: Quiet, years: int = YEARS) -> tuple[Alarms, Alarms, float]:
    """What the review and the bare rules say of the same years, and signals a year."""
    amounts, of = figure.draw(np.random.default_rng(SEED), years)
    review, begun = review_alarms(figure, amounts, of)
    return review, bare_alarms(figure, amounts, of), begun


def weeks_until_seen(shift: float, rules: RuleSet, series: int = YEARS, longest: int = 104) -> list[int]:
    """From a shift of so many sigma to the first signal in its direction that was noticed after it; `longest` for those
    that were not seen by then."""
    rng = np.random.default_rng(SEED)
    return [_until_seen(rng.normal(0, 1, BASELINE + longest), shift, rules, longest) for _ in range(series)]


def _until_seen(values: Values, shift: float, rules: RuleSet, longest: int) -> int:
    values[BASELINE:] += shift
    noticed = [
        signal.noticed
        for signal in xmr_chart(values.tolist(), rules=rules).signals
        if signal.direction > 0 and signal.noticed >= BASELINE
    ]
    return min(noticed) - BASELINE + 1 if noticed else longest


def improvements_held(effect: float, count: int = 200, *, before: int = BASELINE, seed: int = SEED) -> int:
    """How many of so many improvements of so many sigma are judged held at any of the looks within twelve weeks."""
    rng = np.random.default_rng(seed)
    return sum(_ever_held(rng.normal(0, 1, before + 12), effect, before) for _ in range(count))


def _ever_held(values: Values, effect: float, before: int) -> bool:
    values[before:] += effect
    weeks: Sequence[float] = values.tolist()
    return any(
        judge_improvement(weeks[:before], weeks[before : before + since], Better.MORE).effect is Effect.HELD
        for since in range(1, 13)
    )


class Judged(NamedTuple):
    """Shares of improvements judged held within twelve weeks: of those without effect, and of real ones."""

    without: float
    real: float


def other_ways_of_judging(count: int = 2_000, real: float = 1.5) -> dict[str, Judged]:
    """What other rules would have said of the same improvements, twelve weeks before each."""
    quiet = np.random.default_rng(SEED).normal(0, 1, (count, BASELINE + DECIDED))
    ways: dict[str, Callable[[list[float]], bool]] = {
        "eight in a row": partial(_signalled, rules={SignalRule.EIGHT_IN_A_ROW}),
        "any rule of the chart": partial(_signalled, rules=set(_PLACES)),
        **{f"mean since beyond {sigmas} sigma": partial(_beyond, sigmas=sigmas) for sigmas in (2.0, 2.5, 3.0)},
    }
    shifted = quiet + np.where(np.arange(BASELINE + DECIDED) < BASELINE, 0.0, real)
    return {
        name: Judged(*(sum(map(way, weeks.tolist())) / count for weeks in (quiet, shifted)))
        for name, way in ways.items()
    }


def _signalled(weeks: list[float], rules: set[SignalRule]) -> bool:
    """Whether the weeks since say it by themselves, by the limits of those before."""
    line = xmr_chart(weeks[:BASELINE]).lines[0]
    assert line is not None
    since = signals([point_of(week, line) for week in weeks[BASELINE:]])
    return any(signal.rule in rules and signal.direction > 0 for signal in since)


def _beyond(weeks: list[float], sigmas: float) -> bool:
    for end in range(BASELINE + FIRST_LOOK, len(weeks) + 1):
        judged = judge_improvement(weeks[:BASELINE], weeks[BASELINE:end], Better.MORE)
        if judged.size is not None and judged.needed is not None and judged.size > judged.needed * sigmas / SIGMAS:
            return True
    return False


def print_quiet_years() -> None:
    print(f"Quiet weeks at which a rule says something, {YEARS:,} years of each figure (seed {SEED})")
    print(f"{'':28}{'review':>9}{'bare':>9}{'times':>8}   beyond   3 of 4    8 in a row   signals a year")
    for figure in QUIET:
        review, bare, begun = quiet_years(figure)
        rules = "".join(f"{share:9.2%}" for share in review.by_rule)
        print(f"{figure.name:28}{review.any:9.2%}{bare.any:9.2%}{review.any / bare.any:8.3f}{rules}{begun:13.2f}")


def print_longer_baselines() -> None:
    print("\nThe same of limits from more weeks: open requests, bare rules, 20,000 years")
    amounts, of = QUIET[5].draw(np.random.default_rng(SEED), 20 * YEARS)
    for weeks in (12, 18, 24):
        print(f"  {weeks} weeks: {bare_alarms(QUIET[5], amounts, of, weeks).any:.2%}")


def print_shifts() -> None:
    print("\nWeeks until a shift is seen, limits from 12 weeks, 1,000 shifts")
    for rules in RuleSet:
        for shift in (1.0, 1.5, 2.0):
            weeks = weeks_until_seen(shift, rules)
            soon = sum(each <= DECIDED for each in weeks) / len(weeks)
            told = f"median {median(weeks):2.0f}, mean {mean(weeks):4.1f}, within 12 weeks {soon:.0%}"
            print(f"  {rules.value:15} {shift} sigma: {told}")


def print_improvements() -> None:
    print("\nImprovements judged held within 12 weeks, of 200 (and of 5,000)")
    for before in (12, 24):
        for effect in (0.0, 1.0, 1.5, 2.0):
            few, many = improvements_held(effect, before=before), improvements_held(effect, 5_000, before=before)
            print(f"  {before} weeks before, {effect} sigma: {few:3} ({few / 200:.1%}), {many / 5_000:.1%}")
    print("\nOther ways of judging, 2,000 improvements after 12 weeks: held without effect, and of 1.5 sigma")
    for name, judged in other_ways_of_judging().items():
        print(f"  {name:28}{judged.without:7.1%}{judged.real:8.1%}")


if __name__ == "__main__":
    print_quiet_years()
    print_longer_baselines()
    print_shifts()
    print_improvements()
