"""What every source has, of whatever kind."""

from __future__ import annotations

from pydantic import Field

from wallboard.settings.parts.section import Section
from wallboard.settings.parts.source_says import Pace
from wallboard.settings.parts.values import Share, Zone


class SourceBase(Section):
    """Keys that every source has. Each kind adds its own; see below."""

    kind: str = Field(description="which outside system: the name of a module in data_sources")
    site: str = Field(default="", description="site it belongs to; may be left out where there is one site")
    zone: Zone | None = Field(
        default=None, description="zone of the source's times that carry none; the site's when left out"
    )
    poll_every: Pace[float] = Field(default=2, ge=1, description="seconds between polls")
    deadline_s: Pace[float] = Field(default=20, gt=0, description="seconds after which a poll is cut off")
    first_days: Pace[int] = Field(default=400, ge=0, le=36_500, description="days of history read at the first connect")
    late_after_s: Pace[float | None] = Field(
        default=None,
        gt=0,
        description="seconds without an answer after which it is late; three intervals when left out",
    )
    silent_after_s: Pace[float | None] = Field(
        default=None,
        gt=0,
        description="seconds of opening hours without anything new after which a source that answers is silent; when left out, that is judged by what came at the same hours of the weeks before",
    )
    set_aside_share: Pace[Share] = Field(
        default=0.05,
        description="share of rows that may make no sense and be set aside; above it `check` fails and the wall says so",
    )
