"""A centre, and how it counts its weeks and years."""

from __future__ import annotations

from pydantic import Field

from wallboard.periods import PeriodRules
from wallboard.settings.parts.hours import WEEKDAYS, Hours, Weekday
from wallboard.settings.parts.section import Section, Seen
from wallboard.settings.parts.values import LanguageTag, Zone


class Site(Section):
    """One centre: its name on the wall, its time zone and when it is open."""

    name: Seen[str] = Field(description="what the wall's header says")
    zone: Seen[Zone] = Field(description='IANA time zone of the site, such as "America/Chicago"')
    hours: Seen[tuple[Hours, ...]] = Field(default=(), description="opening hours; none means always open")
    language: Seen[LanguageTag] = Field(
        default="en",
        description='its language where nobody chose another: "en", "fr", "es", or with a region, such as "es-MX"',
    )
    week_ends: Seen[Weekday] = Field(default="sun", description='the weekday with which its weeks end, such as "sat"')
    year_ends: Seen[int] = Field(
        default=12, ge=1, le=12, description="the month with which its year ends, 6 for a fiscal year until June"
    )

    @property
    def periods(self) -> PeriodRules:
        """How it counts weeks, months, quarters and years."""
        return PeriodRules(WEEKDAYS.index(self.week_ends), self.year_ends)
