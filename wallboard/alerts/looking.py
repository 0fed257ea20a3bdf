"""All conditions of one site at one instant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wallboard.alerts import built_in, readings
from wallboard.alerts.condition import Condition
from wallboard.judging.instant import Instant
from wallboard.model.floor import AgentNow


def conditions(at: Instant, agents: Sequence[AgentNow]) -> Iterator[Condition]:
    """Of the built-in alerts and of every rule of the settings. `agents` are those on duty at the site."""
    yield from built_in.conditions(at, agents)
    for name, rule in at.settings.alerts.items():
        if at.settings.site_of(rule) == at.site:
            yield from readings.conditions(at, name, rule)
