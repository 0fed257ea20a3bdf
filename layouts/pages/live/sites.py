"""The sites of a remit at one instant, as the rows of the live page look at them."""

from __future__ import annotations

from dataclasses import dataclass

from layouts.page import StreamContext
from layouts.wall.tile import Context
from wallboard.calendar import calendar
from wallboard.judging.tone import CATCHING_UP, LOST, NO_DATA, SILENT, Tone
from wallboard.model import Micros, Snapshot
from wallboard.model.floor import AgentNow, CallerNow, Floor
from wallboard.settings import Board

STOPPED = (LOST, SILENT)  # what was told before says nothing of now: times stand still
UNKNOWN_NOW = (CATCHING_UP, NO_DATA)  # nothing is known yet


@dataclass(frozen=True)
class SiteFloor:
    """One site: judged as boards judge it, with its people. `tone` is that of its phone system, NONE while it is live."""

    at: Context
    tone: Tone
    agents: tuple[AgentNow, ...]
    callers: tuple[CallerNow, ...]

    @property
    def stopped(self) -> Micros | None:
        """When its phone system told something last, where that is no news."""
        health = self.at.source("calls")
        if self.tone not in STOPPED or health is None:
            return None
        return health.since if self.tone == SILENT else health.as_of or health.since


def site_floors(context: StreamContext) -> list[SiteFloor]:
    snapshot, floor = context.floor
    floors = []
    for site in context.settings.sites:
        at = _context(context, snapshot, site)
        tone = at.obstacle(at.get("calls.waiting"), "calls")
        known = Floor() if tone in UNKNOWN_NOW else floor
        agents = tuple(agent for agent in known.agents if agent.site == site)
        floors.append(SiteFloor(at, tone, agents, tuple(each for each in known.callers if each.site == site)))
    return floors


def _context(context: StreamContext, snapshot: Snapshot, site: str) -> Context:
    """As a board of the whole site would have it."""
    settings = context.settings
    return Context(
        settings=settings,
        site=site,
        snapshot=snapshot,
        calendar=calendar(settings.sites[site].hours, settings.zone(site)),
        memory=context.moment.memory(site),
        board=Board(rows=()),
    )
