"""Departments, and who owns their process."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wallboard.settings.parts.dated import Dated
from wallboard.settings.parts.hours import Hours
from wallboard.settings.parts.section import Section, Seen
from wallboard.settings.parts.values import Bands

DEFAULT_BANDS_DAYS = (1.0, 3.0, 7.0, 14.0, 30.0, 90.0)


class Owner(Dated):
    """Who owned the process from a day on."""

    name: Seen[str] = Field(description="the owner's name")


class Department(Section):
    """One department; the table's name is the ticket system's own name for it."""

    site: Seen[str] = Field(default="", description="site it belongs to; may be left out where there is one site")
    label: Seen[str] = Field(default="", description="what people call it; the department's own name when empty")
    owner: Seen[str] = Field(
        default="", description="named process owner, shown with the figures; the page *Process owners* names others"
    )
    owners: Seen[tuple[Owner, ...]] = Field(default=(), description="owners by date, where they changed")
    bands_days: Seen[Bands | None] = Field(
        default=None, description="upper edges of its age bands in days; the site's default when left out"
    )
    hours: tuple[Hours, ...] = Field(default=(), description="its business calendar; the site's hours when left out")
    age_in: Seen[Literal["calendar", "business"]] = Field(
        default="calendar", description="days in which its ages are told"
    )
    staffed: bool = Field(default=True, description="false: nobody works on it, its requests count as unassigned")
