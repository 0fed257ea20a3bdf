"""What single values of the settings may be: time zones, shares, age bands and opening hours."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from datetime import time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

from wallboard.languages import language


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f'"{name}" is not a time zone; write one like "America/Chicago" or "UTC"') from None
    return name


def _ascending(edges: Sequence[float]) -> tuple[float, ...]:
    if not edges or any(b <= a for a, b in zip((0.0, *edges), edges, strict=False)):
        raise ValueError("age bands must be days above 0 in rising order, such as [1, 3, 7, 14, 30, 90]")
    return tuple(edges)


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text))
    except ValueError:
        raise ValueError(f'"{text}" is no address or network; write one like "10.20.0.2" or "10.20.0.0/24"') from None


def _language(tag: str) -> str:
    language(tag)  # says itself what would be right
    return tag


_SPAN = re.compile(r"\s*(\d\d?:\d\d)\s*[-–]\s*(\d\d?:\d\d)\s*")


def opening_hours(text: Any) -> Any:
    """'08:00-20:00', several joined by ', '; 'closed' or '' for none; '00:00-24:00' is all day."""
    if isinstance(text, tuple):
        return text
    if isinstance(text, str) and text.strip() in ("", "closed"):
        return ()
    spans = [_SPAN.fullmatch(part) for part in str(text).split(",")]
    try:
        if all(spans):
            return tuple((_clock(span[1]), _clock(span[2])) for span in spans if span)
    except ValueError:
        pass
    raise ValueError(f'"{text}" are no opening hours; write "08:00-20:00" or "closed"')


def _times(text: Any) -> Any:
    """The same of any times of a day, also over midnight: '22:00-06:00'."""
    try:
        return opening_hours(text)
    except ValueError:
        raise ValueError(f'"{text}" are no times of a day; write "09:00-11:30" or "22:00-06:00"') from None


def _cut_at_midnight(spans: Sequence[tuple[time, time]]) -> tuple[tuple[time, time], ...]:
    """What ends before it begins goes on after midnight: two spans of one day each."""
    pairs = (((start, time.max), (time.min, end)) if end < start else ((start, end),) for start, end in spans)
    return tuple(span for pair in pairs for span in pair)


_CLOCK = re.compile(r"\d?\d:\d\d")


def clock_of(text: str) -> time:
    """'8:00' or '08:00' as a clock on a wall shows it. Raises ValueError, also for 8.30, which Python takes for 8:00:00.3."""
    if not _CLOCK.fullmatch(text):
        raise ValueError(f'"{text}" is no time of a day; write "08:00"')
    return time.fromisoformat(text.zfill(5))


def _clock(text: str) -> time:
    return time.max if text == "24:00" else time.fromisoformat(text.zfill(5))


def pause_key(reason: str) -> str:
    """By which reasons of pauses are the same: agents and phone systems write them as they like."""
    return reason.strip().casefold()


ANY_PAUSE = "*"  # in place of a reason
Zone = Annotated[str, AfterValidator(_zone)]
PauseSeconds = Annotated[float, Field(gt=0, le=86_400)]
Share = Annotated[float, Field(ge=0, le=1)]
Bands = Annotated[tuple[float, ...], AfterValidator(_ascending)]
DayHours = Annotated[tuple[tuple[time, time], ...], BeforeValidator(opening_hours)]
TimesOfDay = Annotated[tuple[tuple[time, time], ...], BeforeValidator(_times), AfterValidator(_cut_at_midnight)]
LanguageTag = Annotated[str, AfterValidator(_language)]
Network = Annotated[str, AfterValidator(_network)]
