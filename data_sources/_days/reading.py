"""Rows as a source of days tells them -> days with their numbers.

Every row is accounted for: read = taken + exact repeats + set aside.

- A row whose mapped columns all equal an earlier row's is an exact repeat.
- Of several rows of one day that differ, the last holds where a source has an order of its own, as a file has: it was
  written later. The others are set aside as superseded. Where there is no order, none holds.
- A row with a number that cannot be read is set aside as a whole, and so is one of a day that has not come yet.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from data_sources._days.mapping import DAY, DayMapping
from data_sources._days.written import LARGEST, NumberForm, read_day
from data_sources._text.masking import masked, masked_row
from wallboard.calls.happenings import Happening
from wallboard.calls.whole import VisitVersion
from wallboard.clock import local_day
from wallboard.model import Micros
from wallboard.model.outside_days import OutsideDay
from wallboard.source import SUPERSEDED, SetAside

LONGEST_VALUE = 1_000  # characters
_OTHER_SIGNS = re.compile(r"[+-]?\d[\d.,' ]*", re.ASCII)  # a number, perhaps, by the settings of others
Row = Mapping[str, str]  # the text of each of the mapping's columns
Place = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Days:
    """The rows of one reading. A sample of a source, too."""

    days: tuple[OutsideDay, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    repeats: int = 0
    happenings: tuple[Happening, ...] = ()
    visits: tuple[VisitVersion, ...] = ()
    tickets: None = None

    @property
    def read(self) -> int:
        return len(self.days) + len(self.set_aside) + self.repeats

    def of(self, keys: frozenset[str]) -> Days:
        """Of all rows those that are found under these keys; no repeats."""
        return Days(
            tuple(each for each in self.days if each.key in keys),
            tuple(row for row in self.set_aside if row.key in keys),
        )


class _Odd(Exception):
    """A row that makes no sense: why, and what rows with the same trouble share."""

    def __init__(self, reason: str, group: str) -> None:
        super().__init__(reason)
        self.reason, self.group = reason, group


class _Found(NamedTuple):
    """A row that makes sense by itself."""

    day: OutsideDay
    row: Row


@dataclass(slots=True)
class DayReader:
    """`form`: how numbers are written, and `hint` what to set where they are written otherwise. `ordered`: whether of two
    rows of one day the later one is the newer."""

    mapping: DayMapping
    zone: ZoneInfo
    ordered: bool
    form: NumberForm = field(default_factory=NumberForm)
    hint: str = ""

    def read(self, rows: Sequence[Row], place: Place, now: Micros) -> Days:
        """`place` says where a row is to be found ("line 12")."""
        today, seen = local_day(now, self.zone), set[tuple[str, ...]]()
        found: dict[date, list[_Found]] = defaultdict(list)
        odd: list[SetAside] = []
        for number, untrimmed in enumerate(rows):
            row = {column: text.strip() for column, text in untrimmed.items()}
            if (told := tuple(row.values())) in seen:
                continue
            seen.add(told)
            try:
                day = self._day(row, place(number), today)
                found[day.day].append(_Found(day, row))
            except _Odd as why:
                odd.append(SetAside(place(number), why.reason, masked_row(row), why.group))
        days: list[OutsideDay] = []
        for several in found.values():
            holding, others = self._holding(several)
            days += holding
            odd += others
        return Days(tuple(days), tuple(odd), len(rows) - len(days) - len(odd))

    def _day(self, row: Row, key: str, today: date) -> OutsideDay:
        for column, text in row.items():
            if len(text) > LONGEST_VALUE:
                why = f"{column} has more than {LONGEST_VALUE:,} characters: is a quote left open before it?"
                raise _Odd(why, f"{column} too long")
        day = self._which(row, today)
        numbers = {name: self._number(column, row[column]) for name, column in self.mapping.numbers.items()}
        return OutsideDay(day, {name: number for name, number in numbers.items() if number is not None}, key)

    def _which(self, row: Row, today: date) -> date:
        column = self.mapping.columns[DAY]
        text, formats = row[column], self.mapping.formats
        if not text:
            raise _Odd(f"{column} is empty: a row needs its day", "no day")
        day = read_day(text, formats, self.zone)
        if day is None:
            right = f"no day that {', '.join(formats)} can read, between 1900 and 2199"
            raise _Odd(f'{column} is "{masked(text)}": {right}', f"{column} cannot be read")
        if day > today:
            why = f'{column} is "{masked(text)}", a day that has not come yet: it is taken when it has'
            raise _Odd(why, f"{column} is in the future")
        return day

    def _number(self, column: str, text: str) -> float | None:
        if not text or text in self.mapping.unset:
            return None
        number = self.form.read(text)
        if number is None:
            hint = f"; {self.hint}" if self.hint and _OTHER_SIGNS.fullmatch(text) else ""
            why = f'{column} is "{masked(text)}": {self.form.example} would be a number{hint}'
            raise _Odd(why, f"{column} cannot be read")
        if abs(number) > LARGEST:
            raise _Odd(f'{column} is "{masked(text)}": no more than {LARGEST:,.0f} can be', f"{column} is too large")
        return number

    def _holding(self, several: Sequence[_Found]) -> tuple[list[OutsideDay], list[SetAside]]:
        """What is told of a day, and the rows that are not."""
        if len(several) == 1:
            return [several[0].day], []
        if self.ordered:
            last = several[-1]
            others = (_superseded(each, last) for each in several[:-1])
            return [last.day], list(others)
        why = f"{several[0].day.day} has {len(several)} rows that differ: one row a day would be right"
        return [], [SetAside(each.day.key, why, masked_row(each.row), "a day has several rows") for each in several]


def _superseded(each: _Found, by: _Found) -> SetAside:
    differing = ", ".join(column for column, text in each.row.items() if text != by.row[column])
    reason = f"{SUPERSEDED} {by.day.key}, which has the same day but another {differing}"
    return SetAside(each.day.key, reason, masked_row(each.row), SUPERSEDED)
