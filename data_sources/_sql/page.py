"""Bounds and pages over (updated, id) in the column's own terms, and database values as text."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from wallboard.clock import utc
from wallboard.model import SECOND, Micros

_HOUR = timedelta(hours=1)
Key = str | int


class NotSortable(Exception):
    """The cursor column's values do not sort as time does. The text says what would."""


class CursorForm(NamedTuple):
    """How the cursor column writes an instant: `kind` aware, wall, date, number or text.

    `utc` is for walls and texts that mean UTC (a MariaDB TIMESTAMP, a text ending in Z), whatever the source's zone.
    `scale` is how many of a number's units make a second; `separator` stands between a text's date and time.
    """

    kind: str
    utc: bool = False
    scale: int = 1
    separator: str = " "

    def bounds(self, low: Micros, high: Micros, zone: ZoneInfo) -> tuple[Any, Any]:
        """Values between which every row lies that was updated from `low` to `high`; sometimes a little wider."""
        if self.kind == "number":
            return low * self.scale // SECOND, high * self.scale // SECOND
        if self.kind == "aware":
            return utc(low), utc(high)
        at = UTC if self.utc else zone
        first, last = utc(low).astimezone(at), utc(high).astimezone(at)
        begin, end = first.replace(tzinfo=None), last.replace(tzinfo=None)
        if first.utcoffset() != last.utcoffset():  # the clock was changed in between: it may have shown an hour twice
            begin, end = min(begin, end) - _HOUR, max(begin, end) + _HOUR
        if self.kind == "date":
            return begin.date(), end.date()
        if self.kind == "text":
            return begin.isoformat(self.separator, "seconds"), end.isoformat(self.separator, "microseconds")
        return begin, end

    def stored(self, value: Any) -> Key:
        """A cursor value as plain JSON."""
        if isinstance(value, datetime):
            return value.isoformat()
        return value.isoformat() if isinstance(value, date) else plain(value)

    def restored(self, value: Key) -> Any:
        if self.kind in ("aware", "wall"):
            return datetime.fromisoformat(str(value))
        return date.fromisoformat(str(value)) if self.kind == "date" else value


def cursor_form(sample: Any, utc_column: bool, formats: Collection[str]) -> CursorForm:
    """How a column writes instants, told from one of its values. Raises NotSortable."""
    if isinstance(sample, datetime):
        return CursorForm("aware") if sample.tzinfo else CursorForm("wall", utc=utc_column)
    if isinstance(sample, date):
        return CursorForm("date")
    if isinstance(sample, (int, float, Decimal)) and not isinstance(sample, bool):
        return CursorForm("number", scale=1000 if "epoch_ms" in formats else 1)
    return _text_form(str(sample))


def _text_form(sample: str) -> CursorForm:
    try:
        read = datetime.fromisoformat(sample)
    except ValueError:
        raise NotSortable("is text that does not sort as time; it must be a time, a number or ISO 8601") from None
    if read.utcoffset() not in (None, timedelta(0)):
        raise NotSortable("is text with an offset, which does not sort as time; store UTC or a time type")
    return CursorForm("text", utc=read.tzinfo is not None, separator=sample[10:11] or " ")


def plain(value: Any) -> Key:
    if isinstance(value, (float, Decimal)):
        return int(value) if Decimal(value).is_finite() and value == int(value) else str(value)
    return value if isinstance(value, int) else str(value)


def as_text(value: Any, utc_column: bool = False) -> str:
    """A database value as a file would write it: "" for NULL, ISO 8601 for times, true and false."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\0", "") if "\0" in value else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") + ("+00:00" if utc_column and value.tzinfo is None else "")
    if isinstance(value, bytes):
        return value.decode(errors="replace").replace("\0", "")
    return value.isoformat() if isinstance(value, date) else str(plain(value))
