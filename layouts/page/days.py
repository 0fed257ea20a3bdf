"""From which day to which: two fields of a form, as somebody typed them into it or into the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from wallboard.clock import day_start, local_day
from wallboard.languages import _
from wallboard.model import Micros


class NoSuchFilter(ValueError):
    """What is asked for cannot be looked for; the text says what would be right."""


class NoSuchDays(NoSuchFilter):
    """What was typed are no days, or in no order."""


@dataclass(frozen=True, slots=True)
class Days:
    """As typed. Empty is left out."""

    since: str = ""
    until: str = ""

    def query(self) -> dict[str, str]:
        return {name: value for name, value in (("since", self.since), ("until", self.until)) if value}

    def bounds(self, zone: ZoneInfo, now: Micros, usual: timedelta) -> tuple[Micros, Micros]:
        """From the first instant of the first day to the end of the last one; what is left out is `usual` before the last
        day, and today. Raises NoSuchDays."""
        last = day(self.until) or local_day(now, zone)
        first = day(self.since) or last - usual
        if last < first:
            raise NoSuchDays(_("The last day is before the first one. Change one of them."))
        return day_start(first, zone), day_start(last + timedelta(days=1), zone)


def day(text: str) -> date | None:
    """A day; None where none was typed. Raises NoSuchDays."""
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise NoSuchDays(_("A day is written like {day}.", day="2026-11-20")) from None
    if not 1970 < found.year < 9999:
        raise NoSuchDays(_("A day is written like {day}.", day="2026-11-20"))
    return found
