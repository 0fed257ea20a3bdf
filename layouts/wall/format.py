"""How numbers are written on a screen. `None` is always an en dash: nothing is never 0."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wallboard.clock import local
from wallboard.languages import _, ngettext, speaking, write_number
from wallboard.model import Micros

NOTHING = "–"
PERCENT = "\u202f%"  # a narrow space that does not break
MINUS = "−"  # as wide as a digit; a hyphen joins words


def duration(seconds: float | None) -> str:
    """Seconds as 0:42, 12:07 or 1:02:03; halves round up."""
    if seconds is None:
        return NOTHING
    whole = max(0, int(seconds + 0.5))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def number(written: str) -> str:
    """A number that Python wrote, with the sign that stands before numbers, as the spoken language writes it."""
    signed = write_number(written)
    return signed.replace("-", MINUS, 1) if signed.startswith("-") else signed


def count(value: float | None) -> str:
    """1,231"""
    return NOTHING if value is None else number(f"{round(value):,}")


def percent_digits(share: float | None, target: float | None = None) -> str:
    """`percent_points` as the spoken language writes them."""
    return NOTHING if share is None else number(percent_points(share, target))


def percent_points(share: float, target: float | None = None) -> str:
    """A share of 0 to 1 without its sign: one decimal under 10 %, none above, and never 100 for less than all.
    A share below its `target` is never rounded up to it, nor one that reaches it written below it."""
    points = share * 100
    if target is not None and share < target <= round(points) / 100:
        return f"{int(points)}"
    if 99.5 <= points < 100:
        return "99"
    whole = f"{points:.0f}"
    fine = 0 < points < 9.95 or (target is not None and share >= target > float(whole) / 100)
    return f"{points:.1f}" if fine else whole


def percent(share: float | None, target: float | None = None) -> str:
    return NOTHING if share is None else percent_digits(share, target) + PERCENT


def target_percent(share: float) -> str:
    """A promised share as people say it: 80 %, 2.5 %; of several promises together with at most one decimal."""
    return number(f"{round(share * 100, 1):g}") + PERCENT


def days(value: float | None) -> str:
    """An age in days: hours under one day, one decimal under ten, whole days above."""
    if value is None:
        return NOTHING
    if value < 1:
        return _("{n} h", n=int(value * 24))
    return _("{n} d", n=number(f"{value:.1f}" if value < 9.95 else f"{max(int(value), 10):,}"))


def signed(value: float | None) -> str:
    """A change of a count: +4, −12; 0 has no sign."""
    return NOTHING if value is None else number(f"{round(value):+,}") if round(value) else count(0)


def edge(value: float) -> str:
    """A band's edge in days without superfluous zeros: 1, 0.5, 90."""
    return number(f"{value:g}")


def clock_time(instant: Micros, zone: ZoneInfo) -> str:
    return speaking().time(local(instant, zone))


def short_date(instant: Micros, zone: ZoneInfo) -> str:
    return speaking().short_date(local(instant, zone))


def date_by(instant: Micros, zone: ZoneInfo, now: Micros) -> str:
    """With its year where that is another one than now: Fri 20 Nov, Fri 20 Nov 2025."""
    at, language = local(instant, zone), speaking()
    return language.short_date(at) if at.year == local(now, zone).year else language.dated(at)


def past_words(instant: Micros, zone: ZoneInfo) -> str:
    """What says that another instant than now is shown: PAST: Fri 20 Nov, 10:42"""
    return _("PAST: {date}, {time}", date=short_date(instant, zone), time=clock_time(instant, zone))


_CLOCKED = re.compile(r"\b(?:(\d+):)?(\d{1,2}):(\d\d)\b")


def spoken(text: str) -> str:
    """What is written, as it is read aloud: "1:44" is 1 minute 44, "0:42" is 42 seconds, "–" is no figure."""
    if text.strip() in ("", NOTHING):
        return _("no figure")
    return _CLOCKED.sub(lambda found: _aloud(*(int(part or 0) for part in found.groups())), text)


def _aloud(hours: int, minutes: int, seconds: int) -> str:
    parts = [ngettext("{n} hour", "{n} hours", hours, n=hours)] if hours else []
    if minutes:
        parts.append(ngettext("{n} minute", "{n} minutes", minutes, n=minutes))
    if not parts:
        return ngettext("{n} second", "{n} seconds", seconds, n=seconds)
    return " ".join(parts) + ("" if hours or not seconds else f" {seconds}")


def near_time(instant: Micros, now: Micros, zone: ZoneInfo) -> str:
    """A time of day, with its weekday when it is another day, and its date when that is far: 08:00, Mon 08:00, 3 Aug."""
    at, here = local(instant, zone), local(now, zone)
    language = speaking()
    if at.date() == here.date():
        return language.time(at)
    near = abs(_midnight(at) - _midnight(here)) < timedelta(days=7)
    return language.weekday_time(at) if near else language.day_month(at)


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)


def ago(seconds: float) -> str:
    """How long ago, in steps that do not flicker: under 10 s, 10 s, 4 min, 3 h, 2 d."""
    if seconds < 10:
        return _("<10 s ago")
    if seconds < 60:
        return _("{n} s ago", n=int(seconds // 10) * 10)
    if seconds < 3600:
        return _("{n} min ago", n=int(seconds // 60))
    if seconds < 86_400:
        return _("{n} h ago", n=int(seconds // 3600))
    return _("{n} d ago", n=int(seconds // 86_400))
