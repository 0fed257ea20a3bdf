"""The agents' numbers. Who is in which state is kept in wallboard/state/agents.py."""

from __future__ import annotations

from wallboard.metrics.registry import Metric

_SCOPES = ("queue", "site")
_LOG = "phone system: membership, pauses and conversations in its log; members named in the settings"


def _agents(state: str, help: str, definition: str) -> Metric:
    return Metric(f"agents.{state}", "agents", help, definition, _LOG, ("now",), _SCOPES)


AGENT_METRICS = (
    _agents(
        "logged_in",
        "people on duty in the queue",
        "members named in the settings, members that the log added and did not remove or log off, and those seen "
        "today (a call, a pause or a ring without answer). A person in several queues is one at the site. "
        "Unknown, not 0, where none of these ever told of anybody",
    ),
    _agents("on_call", "people talking", "answered visits whose conversation has not ended, one per person"),
    _agents("ringing", "people whose phone rings", "unknown where the source tells of a ring only once it is over"),
    _agents("available", "people free to take a call", "logged in, not on a call, not in wrap-up, not paused"),
    _agents(
        "wrap_up",
        "people finishing up after a call",
        "not on a call, and the last conversation ended less than the queue's wrap-up time ago",
    ),
    _agents(
        "paused",
        "people on a break",
        "logged in, not on a call, not in wrap-up, and paused. At the site: paused in every queue they are in",
    ),
)
