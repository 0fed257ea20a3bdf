"""The recipe of a snapshot: what it is made of, whether it is live, full, of the past or within a remit.

Of each half of each site its readings (with the usual and what came in since closing beside them), its people and its
series; shown as its source's state allows; put together with how the sources are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from wallboard.engine.halves import HalfState, Wanted
from wallboard.engine.halves.source_state import under
from wallboard.model import (
    Asks,
    Demand,
    Health,
    Micros,
    OnDuty,
    Reading,
    ReadingKey,
    Snapshot,
    State,
    Trouble,
    readings_by_key,
)
from wallboard.model.alerts import Alert


@dataclass(frozen=True, slots=True)
class HalfFigures:
    """What one half of one site gives to a snapshot, all of one instant."""

    readings: Mapping[ReadingKey, Reading] = field(default_factory=dict)
    people: tuple[OnDuty, ...] = ()
    series: Mapping[ReadingKey, tuple[float | None, ...]] = field(default_factory=dict)

    def under(self, state: State, told: Micros | None = None) -> HalfFigures:
        """As they may be shown in that state of their source; `told` as for `showing.under`."""
        people = () if state is State.NO_DATA else self.people
        return replace(self, readings=under(state, self.readings, told), people=people)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the figures."""

    as_of: Micros
    known: Micros  # what had arrived by then is in it
    health: tuple[Health, ...]
    demo: bool
    troubles: tuple[Trouble, ...] = ()
    demand: Demand | None = None  # what it was taken by, and notes what is missing; None: all
    asks: Asks | None = None
    alerts: tuple[Alert, ...] = ()


def take(half: HalfState, now: Micros, wanted: Wanted) -> HalfFigures:
    """The figures of a half that was moved on to `now`."""
    return HalfFigures(readings_by_key(half.readings(now, wanted)), half.people(), half.series())


def compose(figures: Iterable[HalfFigures], frame: Frame) -> Snapshot:
    """One snapshot of the figures of several halves."""
    readings: dict[ReadingKey, Reading] = {}
    people: list[OnDuty] = []
    series: dict[ReadingKey, tuple[float | None, ...]] = {}
    for each in figures:
        readings.update(each.readings)
        people.extend(each.people)
        series.update(each.series)
    return Snapshot(
        frame.as_of,
        frame.known,
        readings,
        frame.health,
        frame.demo,
        series,
        tuple(people),
        frame.troubles,
        frame.alerts,
        frame.demand,
        frame.asks,
    )
