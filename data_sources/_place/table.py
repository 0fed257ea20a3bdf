"""Where reading of a table by its growing id stands, and by which rows it is known to be the same table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from data_sources._place.became import ANOTHER, EARLIER, Became
from data_sources._place.id_gaps import IdGaps
from data_sources._place.marks import Marks
from wallboard.model import Micros
from wallboard.source import Cursor

GENERATION = 2**40  # seq of a table that is no longer the same starts above all before
_TEXTS = frozenset({"gaps", "old_gaps", "blocks", "given_up", "marks"})


@dataclass(frozen=True, slots=True)
class TablePlace:
    """How far a table has been read."""

    generation: int = 0
    high: int = 0  # highest id read
    gaps: str = ""  # see IdGaps
    old_gaps: str = ""
    old_asked: Micros = 0
    blocks: str = ""
    given_up: str = ""
    last: Micros | None = None  # instant of the row before
    polled: Micros | None = None  # when the table was last read to its end
    first: int | None = None  # a first read goes from here ...
    until: int | None = None  # ... to here
    marks: str = ""  # see Marks
    log: Became = field(default_factory=Became)

    @classmethod
    def of(cls, cursor: Cursor) -> TablePlace:
        parts: dict[str, Any] = {name: str(cursor.get(name) or "") for name in _TEXTS}
        numbers = (name for name in cls.__slots__ if name not in _TEXTS and name != "log")
        parts |= {name: int(value) for name in numbers if (value := cursor.get(name)) is not None}
        return cls(**parts, log=Became.of(cursor))

    def cursor(self) -> dict[str, str | int | float | None]:
        own = ((name, getattr(self, name)) for name in self.__slots__ if name != "log")
        return {name: value for name, value in own if value not in (None, "")} | self.log.cursor()

    def progress(self) -> float | None:
        if self.first is None or self.until is None or self.high >= self.until:
            return None
        return (self.high - self.first) / max(1, self.until - self.first)

    def known_gaps(self) -> IdGaps:
        return IdGaps.from_text(self.gaps, self.old_gaps, self.old_asked, self.blocks, self.given_up)

    def waiting_for(self, gaps: IdGaps) -> TablePlace:
        return replace(
            self,
            gaps=gaps.to_text(),
            old_gaps=gaps.old_text(),
            old_asked=gaps.old_asked,
            blocks=gaps.blocks_text(),
            given_up=gaps.given_up_text(),
        )

    def is_of(self, rows: Sequence[Sequence[Any]]) -> bool:
        """Whether the row read last is among those from `high` on, as it was. Not known (True) where it has no mark:
        nothing was read yet, or by an older version."""
        mark = Marks.from_text(self.marks).of.get(self.high)
        return mark is None or Marks({self.high: mark}).newest_of(rows) is not None

    def in_another(self, start: TablePlace, now: Micros) -> TablePlace:
        """From the beginning of another table."""
        return replace(self._anew(ANOTHER, now), high=start.high, first=start.first, until=start.until)

    def set_back(self, common: int, now: Micros) -> TablePlace:
        """From the newest row that the table still has as it was."""
        marks = Marks.from_text(self.marks).until(common).to_text()
        return replace(self._anew(EARLIER, now), high=common, marks=marks)

    def cleared_below(self) -> TablePlace:
        """In the same table, whose rows read so far were deleted; should it be another, nothing counts twice."""
        return replace(self, marks="", log=self.log.doubtful(self.generation * GENERATION + self.high + 1))

    def _anew(self, became: str, now: Micros) -> TablePlace:
        generation = self.generation + 1
        return TablePlace(generation=generation, log=self.log.turned(became, generation * GENERATION, now))
