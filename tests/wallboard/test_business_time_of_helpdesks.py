"""Our business time beside that of osTicket and GLPI: due dates that they worked out (tests/data/helpdesk_due_dates/ORIGIN.md)."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from wallboard.calendar import Calendar
from wallboard.clock import instant
from wallboard.model import HOUR, SECOND
from wallboard.settings import Hours

TOLD = Path("tests/data/helpdesk_due_dates/due_dates.csv")
NEW_YORK = ZoneInfo("America/New_York")
OFFICE = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-17:00")
CALENDARS = {
    "osTicket 1.18": Calendar((Hours(**OFFICE, holidays="US"),), NEW_YORK),
    "GLPI 10.0.11": Calendar((Hours(**OFFICE, closed_days=(date(2026, 10, 12), date(2026, 11, 11))),), NEW_YORK),
}


def test_every_due_date_is_theirs_in_open_hours() -> None:
    """In time too, but that what we promise by closing time they promise by some instant before the next opening."""
    rows = list(csv.DictReader(TOLD.read_text("utf-8").splitlines()))
    while_closed = 0
    for row in rows:
        calendar, theirs = CALENDARS[row["system"]], instant(row["due"])
        promised = (
            calendar.business_us(instant(row["began"])) + int(row["open_hours"]) * HOUR + int(row["stood_s"]) * SECOND
        )
        ours = calendar.instant_at(promised)
        assert abs(calendar.business_us(theirs) - promised) <= SECOND, row
        while_closed += abs(theirs - ours) > SECOND
    assert (len(rows), sum(int(row["stood_s"]) > 0 for row in rows), while_closed) == (224, 45, 50)
