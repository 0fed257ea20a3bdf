"""Days and numbers as people and programs write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
LARGEST = 1e15  # beyond it a number is no count of anything, and floats no longer tell every whole one
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?", re.ASCII)
_BLANKS = " \u00a0\u202f"  # between thousands, as some languages have them
_SIGN = "[+\u2212-]?"


def read_day(text: str, formats: Sequence[str], zone: ZoneInfo) -> date | None:
    """By the first format that reads it. An instant with its offset is the day that the `zone` has then. None where there
    is none between 1900 and 2199."""
    for form in formats:
        try:
            day = _iso_day(text, zone) if form == "iso" else datetime.strptime(text, form).date()  # noqa: DTZ007
        except (ValueError, OverflowError):
            continue
        if day is not None and EARLIEST <= day <= LATEST:
            return day
    return None


def _iso_day(text: str, zone: ZoneInfo) -> date | None:
    if not _ISO.fullmatch(text):
        return None
    at = datetime.fromisoformat(text)
    return (at.astimezone(zone) if at.tzinfo else at).date()


class NumberForm(NamedTuple):
    """The signs with which numbers are written."""

    decimal: str = "."
    thousands: str = ""

    def read(self, text: str) -> float | None:
        """None for what is no number in this form; infinite for one that no float can hold."""
        if not self._pattern().fullmatch(text):
            return None
        plain = text.translate({ord(sign): None for sign in self._between}).replace("\u2212", "-")
        return float(plain.replace(self.decimal, "."))

    @property
    def example(self) -> str:
        return f"1{self.thousands}234{self.decimal}5"

    @property
    def _between(self) -> str:
        return _BLANKS if self.thousands == " " else self.thousands

    def _pattern(self) -> re.Pattern[str]:
        decimal = re.escape(self.decimal)
        whole = rf"\d{{1,3}}(?:[{re.escape(self._between)}]\d{{3}})+|\d+" if self._between else r"\d+"
        return re.compile(rf"{_SIGN}(?:(?:{whole})(?:{decimal}\d*)?|{decimal}\d+)(?:[eE][+-]?\d{{1,3}})?", re.ASCII)
