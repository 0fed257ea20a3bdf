"""The agents of the live page: a row each. Times are told up to the beginning of what somebody does now, with the instant at
which that began: what goes on counts in the browser, and nothing travels for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from layouts.page.live_grid import GridColumn, wide_enough
from layouts.pages.live.queues import key
from layouts.pages.live.sites import SiteFloor
from wallboard.judging.floor import pause_allowed_s
from wallboard.languages import N_, _, pgettext
from wallboard.model.floor import AgentNow

ID = "agents"
STATES: Mapping[str, str] = {
    "on_call": N_("on a call"),
    "wrap_up": N_("finishing up"),
    "paused": N_("on a break"),
}


def states() -> dict[str, str]:
    """What one agent does, in words; "free" is one agent here and several on the walls."""
    return {**{state: _(word) for state, word in STATES.items()}, "available": pgettext("an agent", "free")}


def columns() -> list[GridColumn]:
    return [
        GridColumn("agent", _("Agent"), _("As the phone system names them"), "text", 150),
        GridColumn("state", _("State"), _("What they do now"), "doing", wide_enough(118, states().values())),
        GridColumn("since", _("For"), _("How long they have been doing it"), "since", 82),
        GridColumn("reason", _("Reason"), _("Why they are on a break, where the phone system tells it"), "text", 100),
        GridColumn("allowed", _("Allowed"), _("How long such a break may last, by the settings"), "amount", 86),
        GridColumn("queues", _("Queues"), _("Whose calls they take"), "text", 160),
        GridColumn("calls", _("Calls"), _("Calls taken today"), "number", 70),
        GridColumn("talk", _("Talk"), _("Time on calls today"), "running", 82),
        GridColumn("wrap", _("Wrap-up"), _("Time after calls today; empty where no queue grants any"), "running", 92),
        GridColumn("idle", _("Idle"), _("Time free today; empty where no row told when they came"), "running", 82),
        GridColumn("occupancy", _("Occupancy"), _("Busy time of busy and idle time today; breaks are left out"), "occupancy", 104),
    ]  # fmt: skip


def rows(floors: Iterable[SiteFloor]) -> dict[str, dict[str, object]]:
    return {f"{floor.at.site}/{agent.agent}": dict(_row(floor, agent)) for floor in floors for agent in floor.agents}


def _row(floor: SiteFloor, agent: AgentNow) -> Iterator[tuple[str, object]]:
    at, day = floor.at, agent.day
    yield from (("agent", agent.agent), ("state", agent.state), ("calls", day.calls))
    yield "since", None if agent.since is None else agent.since // 1000
    paused = agent.state == "paused"
    yield "reason", (agent.reason or None) if paused else ""
    yield "allowed", pause_allowed_s(agent, at.settings) if paused else ""
    yield "queues", ", ".join(at.queue_label(queue) for queue in agent.queues)
    yield "in", [key(at, queue) for queue in agent.queues]
    yield from (("talk", round(day.talk_s)), ("wrap", _whole(day.wrap_up_s)), ("idle", _whole(day.idle_s)))
    yield "site_key", at.site


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)
