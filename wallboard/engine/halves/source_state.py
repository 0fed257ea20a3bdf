"""A figure is only as good as the source that feeds it: readings as they may be shown in each state of their source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wallboard.model import SECOND, Micros, Reading, ReadingKey, State

_FROM_BEST_TO_WORST = (State.LIVE, State.LATE, State.SILENT, State.LOST, State.ERROR)


def worst(states: Iterable[State]) -> State:
    """The state of a figure that several sources feed. One that has nothing to tell yet takes nothing from the others."""
    telling = [state for state in states if state is not State.NO_DATA]
    return max(telling, key=_FROM_BEST_TO_WORST.index, default=State.NO_DATA)


def under(
    state: State, readings: Mapping[ReadingKey, Reading], told: Micros | None = None
) -> dict[ReadingKey, Reading]:
    """What a lost or late source told last keeps its value and its own instant; what was never told has no value.
    What counts on from an instant stops where a silent source `told` something last."""
    if state is State.LIVE:
        return dict(readings)
    if state is State.NO_DATA:
        return {key: nothing_yet(reading) for key, reading in readings.items()}
    return {key: r._replace(state=state, value=_as_told(r, told)) for key, r in readings.items()}


def nothing_yet(reading: Reading) -> Reading:
    """Of a source that never told anything."""
    return reading._replace(value=None, n=None, since=None, state=State.NO_DATA)


def _as_told(reading: Reading, told: Micros | None) -> float | int | None:
    if told is None or reading.since is None:
        return reading.value
    return max(0, told - reading.since) / SECOND
