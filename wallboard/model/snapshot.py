"""Everything that is known of one instant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from wallboard.model.alerts import Alert, without_names
from wallboard.model.demand import Asks, Demand, dimension_of
from wallboard.model.health import Health, Trouble
from wallboard.model.instants import Micros
from wallboard.model.readings import Reading, ReadingKey, Scope
from wallboard.model.wall_messages import WallMessage


class OnDuty(NamedTuple):
    """One agent by name, with what they are doing: one of agents.STATES, and since when where that is known."""

    site: str
    agent: str
    state: str
    since: Micros | None = None
    queues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that the boards and the API may show of one instant. Immutable; replaced, never changed.

    With a `demand` it has only readings of what was in the `asks` when it was taken. What it is asked for besides is noted
    there, and is in the next one."""

    as_of: Micros
    known: Micros
    readings: Mapping[ReadingKey, Reading]
    health: tuple[Health, ...] = ()
    demo: bool = False
    series: Mapping[ReadingKey, tuple[float | None, ...]] = field(default_factory=dict)
    people: tuple[OnDuty, ...] = ()  # of sites where a board shows agents by name, by name
    troubles: tuple[Trouble, ...] = ()
    alerts: tuple[Alert, ...] = ()  # that are on, the oldest first
    demand: Demand | None = field(default=None, compare=False, repr=False)
    asks: Asks | None = field(default=None, compare=False, repr=False)
    messages: tuple[WallMessage, ...] = ()  # that people have written on walls

    @property
    def complete(self) -> bool:
        """Whether it has everything that it, and those taken with it, were asked for: else another should be taken."""
        return self.demand is None or self.demand.asks is self.asks

    def unnamed(self) -> Snapshot:
        """Without the people in it, for whoever may not know them by name."""
        if not (self.people or self.alerts):
            return self
        return replace(self, people=(), alerts=tuple(map(without_names, self.alerts)))

    def ask(self, metric: str, window: str = "now", dimension: str = "") -> None:
        """For whoever goes through the readings, or found one missing: the metric is wanted."""
        if self.demand is not None:
            self.demand.note(metric, window, dimension)

    def get(self, metric: str, scope: Scope, window: str = "now", variant: str = "") -> Reading | None:
        found = self.readings.get(ReadingKey(metric, scope, window, variant))
        if found is None:
            self.ask(metric, window, dimension_of(scope))
        return found

    def of(self, metric: str, window: str = "now", variant: str = "", dimension: str = "") -> Iterator[Reading]:
        """All readings of one metric, any scope, those of the scopes of one `dimension` certainly."""
        self.ask(metric, window, dimension)
        return (r for r in self.readings.values() if (r.metric, r.window, r.variant) == (metric, window, variant))
