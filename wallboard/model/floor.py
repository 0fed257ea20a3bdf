"""The floor of a call centre at one instant: everybody on duty, and every caller who waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from wallboard.model.calls import CalledBefore, VisitKey
from wallboard.model.instants import Micros


class AgentDay(NamedTuple):
    """What an agent did since midnight, up to the beginning of what they do now: that goes on. None is what the phone
    system does not tell.

    `calls` are those answered that entered today, the present one among them. `wrap_up_s` is known where a queue grants
    wrap-up (`wrap_up_s` of the settings), `idle_s` (on duty, not paused, not busy) where a row told when they came today.
    """

    calls: int = 0
    talk_s: float = 0
    wrap_up_s: float | None = None
    idle_s: float | None = None


class AgentNow(NamedTuple):
    """One agent on duty: one of agents.STATES and since when, where that is known. `reason` is of a pause, in the phone
    system's own words; "" where it gives none."""

    site: str
    agent: str
    state: str
    since: Micros | None
    queues: tuple[str, ...]
    reason: str = ""
    day: AgentDay = AgentDay()


class CallerNow(NamedTuple):
    """One caller who waits: `position` is 1 for whoever has waited longest in the queue. `called_before` is None where nobody
    knows who it is: the number is withheld, or callers are not recognised."""

    site: str
    key: VisitKey
    entered: Micros
    position: int
    called_before: CalledBefore | None = None

    @property
    def queue(self) -> str:
        return self.key.queue


@dataclass(frozen=True, slots=True)
class Floor:
    """Agents by name, callers by queue and position."""

    agents: tuple[AgentNow, ...] = ()
    callers: tuple[CallerNow, ...] = ()
