"""Random calendars around the days on which clocks change, and random lives of requests in them: by a seed, the same every time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from tests.business_recount import WEEKDAYS, ClockSpan, Life, Week

# Half an hour, at midnight, a whole day, in Ramadan, never: each has its own way to change its clocks.
ZONES = {
    "America/Chicago": range(2019, 2028),
    "Europe/Berlin": range(2019, 2028),
    "America/St_Johns": range(2005, 2028),
    "Australia/Lord_Howe": range(2010, 2028),
    "America/Sao_Paulo": range(2008, 2019),
    "America/Havana": range(2013, 2028),
    "Africa/Casablanca": range(2019, 2027),
    "Pacific/Apia": range(2010, 2014),
    "Asia/Kathmandu": range(2020, 2028),
}
COUNTRIES = ("", "", "US-IL", "DE-BY", "BR", "AU-NSW", "FR")
_OFFICE: list[ClockSpan] = [(480, 720), (780, 1020)]
_SPANS: list[list[ClockSpan]] = [
    _OFFICE,
    _OFFICE,
    _OFFICE,
    [(0, 1440)],
    [(1320, 360)],
    [(1380, 150)],
    [(0, 90), (105, 165), (180, 1439)],
    [(60, 120), (135, 150)],
    [(120, 180)],
    [(1350, 1440)],
    [],
]


@cache
def changes(zone: str) -> list[int]:
    """The hours since 1970 in which its clocks changed, in its years."""
    place, years = ZoneInfo(zone), ZONES[zone]
    first, last = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) // 3600 for year in (years[0], years[-1] + 1))
    offsets = [datetime.fromtimestamp(hour * 3600, place).utcoffset() for hour in range(first, last)]
    return [first + i for i in range(1, len(offsets)) if offsets[i] != offsets[i - 1]] or [first + 5000]


def window(random: Random) -> tuple[str, int, int]:
    """A zone, the first minute of some days there, nearly always with a change of clocks in them, and how many minutes."""
    zone = random.choice([*ZONES])
    days = random.randint(4, 16)
    first = random.choice(changes(zone)) * 60 - random.randint(1440, (days - 1) * 1440)
    return zone, first, days * 1440


def weeks(random: Random, zone: str, first: int, minutes: int) -> list[Week]:
    """One or more, the last of which come into force within the window."""
    begins = datetime.fromtimestamp(first * 60, ZoneInfo(zone)).date()
    days = [begins + timedelta(days=n) for n in range(-2, minutes // 1440 + 2)]
    starts = [date(1970, 1, 1), *random.sample(days, random.choice((0, 0, 1, 2)))]
    return [_week(random, start, days) for start in starts]


def _week(random: Random, begins: date, days: Sequence[date]) -> Week:
    every = {name: random.choice(_SPANS) for name in WEEKDAYS}
    if random.random() < 0.5:
        every = dict.fromkeys(WEEKDAYS, random.choice([*_SPANS[:-1], *(_by_night(random) for _ in _SPANS)]))
    special = {day: random.choice(_SPANS) for day in random.sample(days, random.choice((0, 0, 1, 2)))}
    closed = frozenset(random.sample(days, random.choice((0, 1, 2)))) - special.keys()
    return Week(begins, every, random.choice(COUNTRIES), closed, special)


def _by_night(random: Random) -> list[ClockSpan]:
    """Two spans that begin and end about when clocks change."""
    first, second, third, fourth = sorted(random.sample(range(0, 300, 15), 4))
    return [(first, second), (third, fourth)]


def life(random: Random, first: int, minutes: int) -> Life:
    """Opened early in the window; taken up, paused, finished and reopened at some of its minutes."""
    opened = first + random.randrange(minutes // 2)
    at = sorted(random.sample(range(opened + 1, first + minutes), random.randint(0, 5)))
    told: list[tuple[int, str]] = [(opened, "open")]
    for minute in at:
        told.append((minute, random.choice([each for each in ("open", "paused", "finished") if each != told[-1][1]])))
    return told


def local_date(minute: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(minute * 60, zone).date()
