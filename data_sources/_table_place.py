"""Where reading of a table by its growing id stands, and what became of the table meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from data_sources._id_gaps import IdGaps
from data_sources._marks import Marks
from wallboard.clock import local
from wallboard.model import DAY, Micros
from wallboard.source import Cursor, Recheck

GENERATION = 2**40  # seq of a table that is no longer the same starts above all before
_TEXTS = frozenset({"gaps", "old_gaps", "marks", "became"})
TOLD_FOR: Micros = DAY

# What a table can become, in words.
ANOTHER, EARLIER = "another", "earlier"
_WORDS = {
    ANOTHER: "since {at} its table is another one (emptied, replaced or numbered anew)",
    EARLIER: "at {at} its table was set back to an earlier state",
}
_KEPT = "what it told before stays counted, and rows that are the same count once; what it wrote and lost in between cannot be known"


@dataclass(frozen=True, slots=True)
class Place:
    """How far a table has been read, and by which rows it is known to be the same one."""

    generation: int = 0
    high: int = 0  # highest id read
    gaps: str = ""  # see IdGaps
    old_gaps: str = ""
    old_asked: Micros = 0
    last: Micros | None = None  # instant of the row before
    polled: Micros | None = None  # when the table was last read to its end
    first: int | None = None  # a first read goes from here ...
    until: int | None = None  # ... to here
    marks: str = ""  # see Marks
    newest: Micros | None = None  # the latest instant of all rows read
    recheck: Micros | None = None  # rows up to here may have been told under other numbers ...
    below: int = 0  # ... than from this seq on
    became: str = ""  # what the table has become ...
    became_at: Micros = 0  # ... and when that was noticed

    @classmethod
    def of(cls, cursor: Cursor) -> Place:
        told: dict[str, Any] = {n: str(cursor.get(n) or "") for n in _TEXTS}
        told |= {n: int(v) for n in cls.__slots__ if n not in _TEXTS and (v := cursor.get(n)) is not None}
        return cls(**told)

    def cursor(self) -> dict[str, str | int | float | None]:
        return {name: value for name in self.__slots__ if (value := getattr(self, name)) not in (None, "")}

    def progress(self) -> float | None:
        if self.first is None or self.until is None or self.high >= self.until:
            return None
        return (self.high - self.first) / max(1, self.until - self.first)

    def known_gaps(self) -> IdGaps:
        return IdGaps.from_text(self.gaps, self.old_gaps, self.old_asked)

    def is_of(self, rows: Sequence[Sequence[Any]]) -> bool:
        """Whether the row read last is among those from `high` on, as it was. Not known (True) where it has no mark:
        nothing was read yet, or by an older version."""
        mark = Marks.from_text(self.marks).of.get(self.high)
        return mark is None or Marks({self.high: mark}).newest_of(rows) is not None

    def in_another(self, start: Place, now: Micros) -> Place:
        """From the beginning of another table."""
        return replace(self._anew(ANOTHER, now), high=start.high, first=start.first, until=start.until)

    def set_back(self, common: int, now: Micros) -> Place:
        """From the newest row that the table still has as it was."""
        marks = Marks.from_text(self.marks).until(common).to_text()
        return replace(self._anew(EARLIER, now), high=common, marks=marks)

    def cleared_below(self) -> Place:
        """In the same table, whose rows read so far were deleted; should it be another, nothing counts twice."""
        return replace(self, marks="", recheck=self.newest, below=self.generation * GENERATION + self.high + 1)

    def looked_again(self) -> Recheck | None:
        return None if self.recheck is None else Recheck(self.recheck, self.below)

    def notice(self, now: Micros, zone: ZoneInfo) -> str:
        """What people should know of the table, for a day."""
        if self.became not in _WORDS or not 0 <= now - self.became_at < TOLD_FOR:
            return ""
        return f"{_WORDS[self.became].format(at=format(local(self.became_at, zone), '%Y-%m-%d %H:%M'))}; {_KEPT}"

    def _anew(self, became: str, now: Micros) -> Place:
        generation = self.generation + 1
        return Place(
            generation=generation,
            newest=self.newest,
            recheck=self.newest,
            below=generation * GENERATION,
            became=became,
            became_at=now,
        )
