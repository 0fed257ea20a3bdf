"""Everything that is known of one instant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from wallboard.model.health import Health, Trouble
from wallboard.model.instants import Micros
from wallboard.model.readings import Reading, ReadingKey, Scope


class OnDuty(NamedTuple):
    """One agent by name, with what they are doing: one of agents.STATES, and since when where that is known."""

    site: str
    agent: str
    state: str
    since: Micros | None = None
    queues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that the boards and the API may show of one instant. Immutable; replaced, never changed."""

    as_of: Micros
    known: Micros
    readings: Mapping[ReadingKey, Reading]
    health: tuple[Health, ...] = ()
    demo: bool = False
    series: Mapping[ReadingKey, tuple[float | None, ...]] = field(default_factory=dict)
    people: tuple[OnDuty, ...] = ()  # of sites where a board shows agents by name, by name
    troubles: tuple[Trouble, ...] = ()

    def get(self, metric: str, scope: Scope, window: str = "now", variant: str = "") -> Reading | None:
        return self.readings.get(ReadingKey(metric, scope, window, variant))

    def of(self, metric: str, window: str = "now", variant: str = "") -> Iterator[Reading]:
        """All readings of one metric, any scope."""
        return (r for r in self.readings.values() if (r.metric, r.window, r.variant) == (metric, window, variant))
