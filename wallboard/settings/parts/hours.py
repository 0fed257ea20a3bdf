"""Business calendars: opening hours by weekday and on single days, and what is closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from wallboard.settings.parts.dated import Dated
from wallboard.settings.parts.section import Section, Seen
from wallboard.settings.parts.values import DayHours, opening_hours

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _days(table: Any) -> Any:
    """{ 2026-12-24 = "08:00-12:00" } as pairs in the order of the days: calendars are told apart by their hours."""
    if not isinstance(table, Mapping):
        return table
    return tuple(sorted(_on(day, hours) for day, hours in table.items()))


def _on(text: Any, hours: Any) -> tuple[date, Any]:
    try:
        day = text if isinstance(text, date) else date.fromisoformat(str(text))
    except ValueError:
        raise ValueError(f'"{text}" is no day; write one like 2026-12-24 = "08:00-12:00"') from None
    try:
        return day, opening_hours(hours)
    except ValueError as error:
        raise ValueError(f"{day}: {error}") from None


SpecialDays = Annotated[tuple[tuple[date, DayHours], ...], BeforeValidator(_days)]


class Hours(Dated):
    """Opening hours of a site or a business calendar, by local weekday."""

    mon: Seen[DayHours] = Field(default=(), description='"08:00-20:00", "08:00-12:00, 13:00-17:00" or "closed"')
    tue: Seen[DayHours] = Field(default=(), description="the same")
    wed: Seen[DayHours] = Field(default=(), description="the same")
    thu: Seen[DayHours] = Field(default=(), description="the same")
    fri: Seen[DayHours] = Field(default=(), description="the same")
    sat: Seen[DayHours] = Field(default=(), description="the same")
    sun: Seen[DayHours] = Field(default=(), description="the same")
    holidays: Seen[str] = Field(
        default="",
        description='country or "country-subdivision" whose public holidays are closed days, such as "US-IL"',
    )
    closed_days: Seen[tuple[date, ...]] = Field(default=(), description="further closed days")
    special_days: Seen[SpecialDays] = Field(
        default=(),
        description='hours of single days, which win over weekdays and holidays: `{ 2026-12-24 = "08:00-12:00" }`',
    )

    @property
    def opens_ever(self) -> bool:
        return any(getattr(self, day) for day in WEEKDAYS) or any(spans for _, spans in self.special_days)


class ServiceType(Section):
    """One service type; the table's name is the ticket system's own name for it."""

    hours: Seen[tuple[Hours, ...]] = Field(
        default=(), description="business calendar of its promises; that of the department when left out"
    )
