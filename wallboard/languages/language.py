"""A language: its texts, and how it writes numbers, dates and times of day. This one is English, as the house writes it.

Located languages (`located.py`) say all of it by their catalogue and by the Unicode locale data that Babel carries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Language:
    """English. `tag` is its name by BCP 47, such as "fr" or "es-MX", for a page's `lang`; `name` is what it calls itself.

    Methods are asked many times a second for boards: they look up and never parse. Instants come as local datetimes.
    """

    tag = "en"
    name = "English"

    def text(self, text: str, context: str = "") -> str:
        """A text of the code in this language; the text itself where the catalogue has none."""
        return text

    def plural(self, one: str, many: str, number: float) -> str:
        """The form that goes with a number of things."""
        return one if number == 1 else many

    @property
    def script_texts(self) -> Mapping[str, str]:
        """What the page's own scripts say, by the English text."""
        return {}

    @property
    def separators(self) -> str:
        """The decimal sign, then the sign between thousands."""
        return ".,"

    def number(self, written: str) -> str:
        """A number that Python wrote with points and commas, such as 1,231.5, as it is written here."""
        return written

    def together(self, names: Sequence[str]) -> str:
        """Several of something: Ada, Grace and Lin"""
        *first, last = names or [""]
        return f"{', '.join(first)} and {last}" if first else last

    def time(self, at: datetime) -> str:
        """10:42"""
        return f"{at:%H:%M}"

    def time_with_seconds(self, at: datetime) -> str:
        """10:42:07"""
        return f"{at:%H:%M:%S}"

    def weekday_time(self, at: datetime) -> str:
        """Mon 08:00"""
        return f"{at:%a %H:%M}"

    def weekday(self, day: date) -> str:
        """Friday"""
        return f"{day:%A}"

    def month(self, day: date) -> str:
        """Aug"""
        return f"{day:%b}"

    def day_month(self, at: date) -> str:
        """3 Aug"""
        return f"{at.day} {_MONTHS[at.month - 1]}"

    def short_date(self, at: date) -> str:
        """Fri 20 Nov"""
        return f"{_WEEKDAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]}"

    def dated(self, at: date) -> str:
        """Tue 24 Nov 2026"""
        return f"{_WEEKDAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]} {at.year}"


ENGLISH = Language()
