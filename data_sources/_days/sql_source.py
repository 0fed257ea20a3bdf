"""Days in PostgreSQL, MariaDB, MySQL or SQLite: a table, a view or a query, all of which is asked for at each poll.

Of what it gives, what it gave just so at the poll before is not told again, as long as the ledger took that over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from data_sources._days.mapping import DAY
from data_sources._days.reading import DayReader, Days
from data_sources._days.sql_options import Options
from data_sources._place.keys import keyed
from data_sources._sql.sweep import ToldRows
from data_sources._sql.whole_result import WholeResult
from wallboard.model import Micros
from wallboard.model.outside_days import OutsideDay
from wallboard.source import Again, Batch, Carries, Cursor, Finding, SetAside, row_key

MOST_ROWS = 100_000
_KEY = re.compile(r"(id .+)", re.DOTALL)  # see row_key


class SqlDays:
    carries: Carries = "days"

    def __init__(self, name: str, site: str, zone: ZoneInfo, options: Options) -> None:
        self.name, self.site = name, site
        self._day, self._columns = options.columns[DAY], options.source_columns
        with_iso = options.model_copy(
            update={"formats": tuple(dict.fromkeys((*options.formats, "iso")))}
        )  # as drivers give dates
        self._reader = DayReader(with_iso, zone, ordered=False)
        self._result = WholeResult(name, options, self._columns, self._day)
        self._told = ToldRows()

    def changes(self, since: Cursor | None, now: Micros) -> Batch:
        every, utc, clock = self._result.all(MOST_ROWS)
        days = self._days(every, utc, now)
        cursor: Cursor = {"all": _digest(days)}
        fresh = self._news(days, since)
        self._told.hand(cursor, over=True)
        told = Batch(cursor, days=fresh.days, set_aside=fresh.set_aside, read=fresh.read, repeats=fresh.repeats)
        return replace(told, source_now=clock)

    def sample(self, now: Micros, most: int) -> Days:
        rows, utc, _ = self._result.newest(most)
        return self._days(rows, utc, now)

    def again(self, rows: Collection[SetAside], since: Cursor | None, now: Micros) -> Again:
        keys = frozenset(keyed(rows, _KEY))
        if not keys:
            return Again(Batch(None), frozenset())
        every, utc, _ = self._result.all(MOST_ROWS)
        told = self._days(every, utc, now)
        found = told.of(keys)
        there = {each.key for each in found.days} | {row.key for row in found.set_aside}
        return Again(Batch(None, days=found.days, set_aside=found.set_aside), keys & there)

    def present(self, tickets: Collection[str]) -> set[str]:
        return set(tickets)  # of days nobody asks

    def check(self, now: Micros) -> list[Finding]:
        return self._result.check()

    def close(self) -> None:
        self._result.close()

    def _days(self, rows: Sequence[Sequence[Any]], utc: frozenset[str], now: Micros) -> Days:
        texts = self._result.texts(rows, utc)
        told = [{column: texts[column][number] for column in self._columns} for number in range(len(rows))]
        return self._reader.read(told, lambda number: row_key(texts[self._day][number].strip() or "without a day"), now)

    def _news(self, days: Days, since: Cursor | None) -> Days:
        rows = [*map(_content, days.days), *map(_reason, days.set_aside)]
        untold = self._told.without(rows, since, [True] * len(rows))
        if len(untold) == len(rows):
            return days
        news = set(untold)
        return Days(
            tuple(each for each in days.days if _content(each) in news),
            tuple(row for row in days.set_aside if _reason(row) in news),
        )


def _content(told: OutsideDay) -> tuple[str, ...]:
    return told.key, told.day.isoformat(), *(f"{name}={number!r}" for name, number in told.numbers.items())


def _reason(row: SetAside) -> tuple[str, ...]:
    return row.key, row.reason


def _digest(days: Days) -> str:
    """Changes when anything of it does."""
    told = repr([*map(_content, days.days), *map(_reason, days.set_aside)])
    return blake2b(told.encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()
