"""Calls of years, cheaply: each day of the past is a day that was simulated whole, told again under another date.

Drawn by weekday from the days of the same rules, so that weeks differ as weeks of the city do, and nothing of what makes
a queue long is made up beside it.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays
import simpy
import sqlalchemy as sa

from wallboard.simulate import city, queue_log_table
from wallboard.simulate.call_centre import CallCentre, LogRow
from wallboard.simulate.city_life import CityLife
from wallboard.simulate.years import DAY, NEW_SPEAKERS, Years

LIVED, BEFORE = "phones.db", "phones_before.db"  # what the city lives through, and the years before
OF_CALLS = ("ENTERQUEUE", "CONNECT", "COMPLETECALLER", "COMPLETEAGENT", "BLINDTRANSFER", "ABANDON", "EXITWITHKEY", "EXITWITHTIMEOUT")  # fmt: skip
_ENDS = frozenset(OF_CALLS) - {"ENTERQUEUE", "CONNECT"}
_HOLIDAY = 7  # beside the weekdays
Row = Sequence[str]  # as the table has them, the local time first


class ToldCall(NamedTuple):
    """One whole call: the rows with their time of the day."""

    rows: tuple[tuple[str, tuple[str, ...]], ...]


Day = Sequence[ToldCall]
Days = Mapping[int, Sequence[Day]]  # by weekday; `_HOLIDAY` of holidays


def told_days(rows: Iterable[Row]) -> Days:
    """Days of a log by their weekday: every call that was over on the day on which it began. Days on which clocks change
    are left out."""
    calls: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row[4] in OF_CALLS:
            calls[row[1]].append(row)
    by_day: defaultdict[str, list[ToldCall]] = defaultdict(list)
    for told in calls.values():
        began = told[0][0][:10]
        if told[0][4] == "ENTERQUEUE" and told[-1][4] in _ENDS and told[-1][0][:10] == began:
            by_day[began].append(ToldCall(tuple((row[0][10:], tuple(row[2:])) for row in told)))
    found: defaultdict[int, list[Day]] = defaultdict(list)
    closed = holidays.country_holidays(city.COUNTRY)
    for text, day_calls in by_day.items():
        day = date.fromisoformat(text)
        if not _change_clocks(day):
            found[_HOLIDAY if day in closed else day.weekday()].append(day_calls)
    return found


class FewerSpeakers(CallCentre):
    """As it was before more people spoke Spanish."""

    def skills(self, name: str) -> tuple[str, ...]:
        spoken = super().skills(name)
        return tuple(queue for queue in spoken if queue != "espanol") if name in NEW_SPEAKERS else spoken


class PhonesAlone(CityLife):
    """Days of the phones that nobody polls and that lead to no request."""

    def __init__(self, seed: int, first: date, days: int, centre: type[CallCentre] = FewerSpeakers) -> None:
        super().__init__(seed)
        self.env = simpy.Environment(initial_time=self.at(first, 0))
        self.centre = centre(self.env, self.chance, self._say, lambda queue: None)
        self._until = self.at(first + days * DAY, 0)
        self._log: list[Row] = []

    def rows(self) -> list[Row]:
        self.env.process(self.days())
        self.env.run(until=self._until)
        return self._log

    def _say(self, row: LogRow) -> None:
        local = datetime.fromtimestamp(self.env.now, UTC).astimezone(self.zone)
        self._log.append((queue_log_table.time_text(local), *row))


def past_rows(days: Iterable[date], told: Days, seed: int, kept: float = 1.0) -> Iterator[list[Row]]:
    """The rows of each of these days, in order. `kept`: the share of calls that is told, by chance."""
    closed = holidays.country_holidays(city.COUNTRY)
    for day in days:
        chance = Random(f"{seed} {day} before")
        of_such = told.get(_HOLIDAY if day in closed else day.weekday(), ())
        if of_such:
            calls: Iterable[ToldCall] = chance.choice(of_such)
            if kept < 1:
                calls = [call for call in calls if chance.random() < kept]
            yield _rows_of(day, calls, skipped="02" if _change_clocks(day) else "")


def _rows_of(day: date, calls: Iterable[ToldCall], skipped: str) -> list[Row]:
    """`skipped`: an hour that the day may lack, or have twice."""
    begins, short = day.isoformat(), f"2{day:%Y%m%d}"
    found: list[Row] = []
    for number, call in enumerate(calls, 1):
        if not skipped or call.rows[0][0][1:3] != skipped:
            callid = f"{short}.{number}"
            found.extend((begins + time, callid, *rest) for time, rest in call.rows)
    found.sort(key=lambda row: row[0])
    return found


class PastCalls:
    """The table of the years before a city lives: whole, or not there."""

    def __init__(self, folder: Path, years: Years, weeks: int, seed: int, kept: float = 1.0) -> None:
        """`weeks`: that the city lives through itself, of which it tells. `kept`: the share of calls that is told of the
        others."""
        self._folder, self._years, self._weeks, self._seed, self._kept = folder, years, weeks, seed, kept
        self._file = folder / BEFORE
        self._making = self._file.with_suffix(".making")

    @property
    def there(self) -> bool:
        return self._file.exists()

    def begun(self) -> subprocess.Popen[bytes]:
        """Those of before it improved are written by a process of its own, beside the city that lives meanwhile."""
        years = self._years
        words = (self._folder.resolve(), years.first, years.today, self._weeks, self._seed, self._kept)
        command = [sys.executable, "-m", __name__, *map(str, words)]
        return subprocess.Popen(command, cwd=Path(__file__).parents[2])  # noqa: S603

    def write_before(self) -> None:
        """Until it improved: the same days as those that the city lives, by the rules of before."""
        self._making.unlink(missing_ok=True)
        lived = PhonesAlone(self._seed, self._years.weeks_back(self._weeks), self._weeks * 7)
        self._write(told_days(lived.rows()), self._years.first, self._years.improved)

    def write_since(self) -> None:
        """From then on as the city has lived since, of its own table."""
        with closing(sqlite3.connect(self._folder / LIVED)) as connection:
            columns = ", ".join(queue_log_table.COLUMNS)
            told = told_days(connection.execute(f"SELECT {columns} FROM queue_log ORDER BY id"))  # noqa: S608 # ours
        self._write(told, self._years.improved, self._years.lived(self._weeks))
        self._making.rename(self._file)

    def _write(self, told: Days, first: date, end: date) -> None:
        """From one day until before another, but of those that were lost."""
        days = (first + n * DAY for n in range((end - first).days))
        engine = sa.create_engine(f"sqlite:///{self._making}")
        with engine.begin() as connection:
            queue_log_table.create(connection)
            there = [day for day in days if not self._years.is_lost(day)]
            for rows in past_rows(there, told, self._seed, self._kept):
                queue_log_table.insert(connection, rows)
        engine.dispose()


def _change_clocks(day: date) -> bool:
    zone = ZoneInfo(city.ZONE)
    begins = datetime(day.year, day.month, day.day, tzinfo=zone)
    return begins.utcoffset() != (begins + timedelta(days=1)).utcoffset()


def main(folder: str, first: str, today: str, weeks: str, seed: str, kept: str) -> None:
    years = Years(date.fromisoformat(first), date.fromisoformat(today))
    PastCalls(Path(folder), years, int(weeks), int(seed), float(kept)).write_before()


if __name__ == "__main__":
    main(*sys.argv[1:])
