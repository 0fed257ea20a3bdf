"""Weeks as they come: quiet, with a shift, a trend or one week that stands out, flat, with holidays, from none, few, with a
source lost, just begun."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from hypothesis import strategies as st

from tests.reviews import WEEK_ENDING, Week, Weekly
from wallboard.metrics.combining import AmountOf, Gap
from wallboard.metrics.xmr import Better
from wallboard.review.table import Kind

_METRICS: dict[Kind, tuple[str, ...]] = {
    "flow": ("calls.offered", "calls.lost", "tickets.opened", "outside.visits"),
    "stock": ("tickets.open", "tickets.breached"),
    "ratio": ("tickets.on_time", "calls.abandon_rate", "calls.service_level"),
    "mean": ("calls.asa_s", "calls.talk_mean_s"),
    "extreme": ("outside.pressure",),
}
_SHAPES = ("quiet", "shift", "trend", "spike", "flat", "from none")


@st.composite
def weekly(draw: st.DrawFn) -> Weekly:
    kind = draw(st.sampled_from(sorted(_METRICS)))
    metric = draw(st.sampled_from(_METRICS[kind]))
    weeks = draw(st.one_of(st.integers(1, 14), st.integers(15, 40), st.just(120)))
    chance = Random(draw(st.integers(0, 100_000)))
    values = _values(weeks, draw(st.sampled_from(_SHAPES)), draw(st.integers(-3, 3)), draw(_LEVELS), chance)
    told: list[Week] = [_week(kind, value, draw(_OF), chance) for value in values]
    for at in draw(st.lists(st.integers(0, weeks - 1), max_size=3)):
        told[at] = draw(st.sampled_from([None, _nothing(kind)]))
    ours = not metric.startswith("outside.")
    better = None if ours else draw(st.sampled_from([Better.MORE, Better.LESS]))
    good = Weekly(metric, told, kind=kind, better=better).good
    target = None if good is Better.NEITHER else draw(_target(kind, values[-1]))
    if target is not None and draw(st.booleans()):
        told[-1] = _near(kind, target, draw(st.integers(-9, 9)))
    return Weekly(
        metric,
        told,
        draw(st.sampled_from([{}, {"department": "STR"}])) if metric.startswith("tickets.") else {},
        target=target,
        kind=kind,
        better=better,
        title="" if ours else "Visits",
        unit="" if ours else draw(st.sampled_from(["", "bar", "s"])),
        seasonal=kind == "flow" and draw(st.booleans()),
        gaps=draw(_GAPS),
    )


@st.composite
def rare(draw: st.DrawFn) -> Weekly:
    """What happens less than once a week, the last time in the week under review."""
    between = draw(st.lists(st.integers(8, 40), min_size=7, max_size=25))
    between += [draw(st.sampled_from([1, 2, 10, 90]))] * draw(st.integers(0, 4))
    days = [WEEK_ENDING - timedelta(days=draw(st.integers(0, 6)))]
    for each in reversed(between):
        days.append(days[-1] - timedelta(days=each))
    weeks = (WEEK_ENDING - days[-1]).days // 7 + 2
    counts = [0.0] * weeks
    for day in days:
        counts[-1 - (WEEK_ENDING - day).days // 7] += 1
    lost = draw(st.sampled_from([None, 0, 1, 5, 30]))
    gaps = {} if lost is None else {WEEK_ENDING - timedelta(weeks=lost): Gap.SOURCE_LOST}
    return Weekly("calls.lost", counts, events=days, gaps=gaps)


_LEVELS = st.sampled_from([0.5, 6.0, 30.0, 300.0, 2_000.0])
_OF = st.sampled_from([0, 3, 9, 40, 300, 1_000])
_GAPS = st.one_of(
    st.just({}),
    st.just({}),
    st.builds(
        lambda days, gap: {WEEK_ENDING - timedelta(days=nth): gap for nth in range(days)},
        st.integers(1, 7),
        st.sampled_from(Gap),
    ),
)


def _values(weeks: int, shape: str, size: int, level: float, chance: Random) -> list[float]:
    noise = 0.0 if shape == "flat" else level / 10
    values = [max(0.0, chance.gauss(level, noise)) for _ in range(weeks)]
    for nth, at in enumerate(range(max(0, weeks - chance.randrange(1, 14)), weeks)):
        if shape == "shift":
            values[at] += size * noise
        if shape == "trend":
            values[at] = level + size * noise * nth
    if shape == "spike":
        values[-1] += 6 * size * noise
    if shape == "from none":
        values = [0.0] * (weeks - 1) + values[-1:]
    return [max(0.0, value) for value in values]


def _week(kind: Kind, value: float, of: int, chance: Random) -> Week:
    if kind == "mean":
        return AmountOf(round(value * of), of)
    if kind == "ratio":
        return AmountOf(min(of, round(of * min(1.0, value / 2_500 + 0.03))), of)
    return value if kind == "extreme" else float(round(value))


def _near(kind: Kind, target: float, off: int) -> Week:
    """So that rounding alone would have it meet the target, or miss it."""
    if kind in ("ratio", "mean"):
        return AmountOf(round(target * 4_000) + off, 4_000)
    return target + off / 1_000 if kind == "extreme" else max(0.0, target + off)


def _nothing(kind: Kind) -> Week:
    return AmountOf(0, 0) if kind in ("mean", "ratio") else 0.0


def _target(kind: Kind, value: float) -> st.SearchStrategy[float | None]:
    near = [0.05, 0.8, 0.85] if kind == "ratio" else [float(round(value)) or 1.0, 30.0, 300.0]
    return st.sampled_from([None, *near])
