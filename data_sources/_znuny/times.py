"""Times as Znuny writes them: of its own zone, without saying so."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from data_sources._helpdesk.rows import utc_instant
from wallboard.model import NO_INSTANT, Micros


class Times:
    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def instant(self, value: object) -> Micros:
        """Of a time as a driver gives it, or as a text; NO_INSTANT for none. In the hour that clocks show twice, the first."""
        if isinstance(value, str):
            value = datetime.fromisoformat(value) if value else None
        if not isinstance(value, datetime):
            return NO_INSTANT
        return utc_instant(value if value.tzinfo else value.replace(tzinfo=self._zone))
