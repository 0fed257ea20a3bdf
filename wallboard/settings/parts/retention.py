"""For how long records are kept."""

from __future__ import annotations

from pydantic import Field

from wallboard.settings.parts.section import Section, Seen


class Retention(Section):
    """How long each kind of record is kept, in days. Open items are never purged."""

    call_events_days: Seen[int] = Field(
        default=800, ge=35, le=36_500, description="days for which events of calls are kept"
    )
    tickets_days: int = Field(
        default=3660, ge=35, le=36_500, description="days for which versions of finished requests are kept"
    )
    set_aside_days: int = Field(
        default=90, ge=1, le=36_500, description="days for which rows that made no sense are kept"
    )
    audit_days: int = Field(
        default=800, ge=35, le=36_500, description="days for which the log of what people did is kept"
    )
    alerts_days: int = Field(default=800, ge=35, le=36_500, description="days for which alerts that are over are kept")
    checkpoints_days: int = Field(
        default=800,
        ge=35,
        le=36_500,
        description="days for which daily checkpoints are kept; they make a past instant cheap to ask for",
    )
