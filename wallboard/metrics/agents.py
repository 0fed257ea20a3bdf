"""The metrics of agents. Who is in which state is kept in wallboard/state/agents.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from wallboard.languages import N_
from wallboard.metrics.registry import Figure, Metric

_SCOPES = ("queue", "site")
_LOG = N_("phone system: membership, pauses and conversations in its log; members named in the settings")


class AgentCounts(Protocol):
    """Who is on duty and doing what, by queue; at the whole site with None."""

    def count(self, state: str, queue: str | None = None) -> int: ...
    def logged_in(self, queue: str | None = None) -> int: ...


class OnDutyIn(NamedTuple):
    """The people of one queue, or of the site; `known` says whether anything ever told who belongs to it."""

    people: AgentCounts
    queue: str | None
    known: bool


def _in_state(state: str) -> Callable[[OnDutyIn], Figure]:
    """Who is free or paused is told only where somebody is known to be there."""
    return lambda there: Figure(there.people.count(state, there.queue) if there.known else None)


def _agents(
    state: str, help: str, definition: str, figures: Callable[[OnDutyIn], Figure] | None = None
) -> Metric[OnDutyIn]:
    counted = figures or _in_state(state)
    return Metric(f"agents.{state}", "agents", help, definition, _LOG, counted, ("now",), _SCOPES)


AGENT_METRICS: tuple[Metric[OnDutyIn], ...] = (
    _agents(
        "logged_in",
        N_("people on duty in the queue"),
        N_(
            "members named in the settings, members that the log added and did not remove or log off, and those seen "
            "today (a call, a pause or a ring without answer). A person in several queues is one at the site. "
            "Unknown, not 0, where none of these ever told of anybody"
        ),
        lambda there: Figure(there.people.logged_in(there.queue) if there.known else None),
    ),
    _agents(
        "on_call",
        N_("people talking"),
        N_("answered visits whose conversation has not ended, one per person"),
        lambda there: Figure(there.people.count("on_call", there.queue)),  # conversations are always told
    ),
    _agents(
        "ringing",
        N_("people whose phone rings"),
        N_("unknown where the source tells of a ring only once it is over"),
        lambda _: Figure(None),
    ),
    _agents("available", N_("people free to take a call"), N_("logged in, not on a call, not in wrap-up, not paused")),
    _agents(
        "wrap_up",
        N_("people finishing up after a call"),
        N_("not on a call, and the last conversation ended less than the queue's wrap-up time ago"),
    ),
    _agents(
        "paused",
        N_("people on a break"),
        N_("logged in, not on a call, not in wrap-up, and paused. At the site: paused in every queue they are in"),
    ),
)
