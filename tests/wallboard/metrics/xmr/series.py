"""Random series for the tests of charts, and a plain recount of limits and signals: point by point, from the sentences of
docs/xmr.md, with none of the code that it counts again."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence

# `WALLBOARD_SERIES=10000` is the long form, for whoever changed limits or signals
SERIES = int(os.environ.get("WALLBOARD_SERIES", "300"))

Found = tuple[str, int, int, int, int]  # rule, first, noticed, last, direction


def random_series(seed: int) -> list[float | None]:
    """Of 0 to 70 weeks: level or with a shift, a trend or one week that stands out, of whole numbers or not, some weeks
    not whole."""
    chance = random.Random(seed)
    weeks = chance.randrange(71)
    level, noise = chance.choice([0.0, 0.1, 3.0, 50.0, 4000.0]), chance.choice([0.0, 0.5, 1.0, 20.0])
    values = [chance.gauss(level, noise) for _ in range(weeks)]
    shape = chance.randrange(4)
    at = chance.randrange(weeks) if weeks else 0
    for week in range(at, weeks):
        if shape == 1:
            values[week] += noise * chance.choice([1.0, 1.5])
        if shape == 2:
            values[week] -= noise * (week - at) / 6
        if shape == 3 and week == at:
            values[week] += 8 * noise
    if chance.random() < 0.5:
        values = [float(round(value)) for value in values]
    holes = chance.choice([0.0, 0.1])
    return [None if chance.random() < holes else value for value in values]


def plain_limits(values: Sequence[float], screen: bool) -> tuple[float, float] | None:
    """Centre and reach of the first twelve."""
    first = list(values[:12])
    if len(first) < 6:
        return None
    ranges = []
    for at in range(1, len(first)):
        ranges.append(abs(first[at] - first[at - 1]))
    mean = sum(ranges) / len(ranges)
    if screen:
        small = [each for each in ranges if not each > 3.268 * mean]
        mean = sum(small) / len(small)
    centre = first[0] if len(set(first)) == 1 else sum(first) / len(first)
    return centre, 2.66 * mean


def plain_signals(values: Sequence[float], screen: bool, floor: float | None, health_service: bool) -> set[Found]:
    """Of points that count. Every point is asked by itself; what touches is one signal."""
    both = plain_limits(values, screen)
    if both is None:
        return set()
    centre, reach = both
    low = centre - reach if floor is None else max(floor, centre - reach)
    high = centre + reach if floor is None else max(floor, centre + reach)
    found: set[Found] = set()
    for side in (1, -1):
        out = [value > high if side > 0 else value < low for value in values]
        found |= {("beyond_limit", first, first, last, side) for first, last in runs(out)}
        one_side = [(value - centre) * side > 0 for value in values]
        length, row = (7, "seven_in_a_row") if health_service else (8, "eight_in_a_row")
        found |= {
            (row, first, first + length - 1, last, side) for first, last in runs(one_side) if last - first >= length - 1
        }
        near = [(value - centre) * side > (2 / 3 if health_service else 1 / 2) * reach for value in values]
        name = "two_of_three" if health_service else "three_of_four"
        found |= {(name, *spanned, side) for spanned in clusters(near, *((2, 3) if health_service else (3, 4)))}
        if health_service:
            steps = [(after - before) * side > 0 for before, after in zip(values, values[1:], strict=False)]  # noqa: RUF007
            found |= {("trend", first, first + 6, last + 1, side) for first, last in runs(steps) if last - first >= 5}
    return found


def runs(marks: Sequence[bool]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for at, marked in enumerate(marks):
        if marked and at and marks[at - 1]:
            found[-1] = (found[-1][0], at)
        elif marked:
            found.append((at, at))
    return found


def clusters(marks: Sequence[bool], needed: int, window: int) -> list[tuple[int, int, int]]:
    """First, noticed and last of each: windows that end with a mark and hold enough of them, those with a mark in common
    joined."""
    windows = []
    for end, marked in enumerate(marks):
        held = {at for at in range(max(0, end - window + 1), end + 1) if marks[at]}
        if marked and len(held) >= needed:
            windows.append(held)
    joined: list[list[set[int]]] = []
    for held in windows:
        if joined and any(held & earlier for earlier in joined[-1]):
            joined[-1].append(held)
        else:
            joined.append([held])
    return [(min(group[0]), max(group[0]), max(group[-1])) for group in joined]
