"""Queues of phone systems, and what was promised to callers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wallboard.settings.parts.dated import Dated
from wallboard.settings.parts.section import Section, Seen
from wallboard.settings.parts.values import Share

ServiceLevelVariant = Literal["answered", "offered", "less_short", "less_in_threshold", "handled_in_time"]
SERVICE_LEVEL_VARIANTS: tuple[ServiceLevelVariant, ...] = (
    "answered",
    "offered",
    "less_short",
    "less_in_threshold",
    "handled_in_time",
)


class CallTarget(Dated):
    """What the centre promised, in any of the three forms that cities use."""

    share: Seen[Share | None] = Field(default=None, description="share of calls to answer in time, such as 0.8")
    within_s: Seen[float] = Field(default=30, gt=0, description="seconds that count as in time (T)")
    speed_of_answer_s: Seen[float | None] = Field(
        default=None, gt=0, description="highest average speed of answer, seconds"
    )
    abandon_rate: Seen[Share | None] = Field(default=None, description="highest share of calls that may give up")


class Queue(Section):
    """One queue of the phone system; the table's name is the phone system's own name for it."""

    site: Seen[str] = Field(default="", description="site it belongs to; may be left out where there is one site")
    label: Seen[str] = Field(default="", description="what people call it; the queue's own name when empty")
    targets: Seen[tuple[CallTarget, ...]] = Field(default=(), description="what was promised to callers, by date")
    short_abandon_s: Seen[float] = Field(
        default=0, ge=0, description="abandons after at most this wait are short; 0 is off"
    )
    service_level: Seen[ServiceLevelVariant] = Field(default="offered", description="variant that the wall shows")
    members: tuple[str, ...] = Field(
        default=(), description="agents that the phone system's configuration names and its log never does"
    )
    members_persist: bool = Field(
        default=True,
        description="members added by the log outlive a restart of the phone system (Asterisk's persistentmembers)",
    )
    wrap_up_s: float = Field(
        default=0, ge=0, description="seconds of wrap-up after a call, as the phone system grants them"
    )
