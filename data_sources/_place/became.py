"""What a log has become that is no longer the one that was read before, and what of it may have been told already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal
from zoneinfo import ZoneInfo

from wallboard.calls.happenings import Happening
from wallboard.clock import local
from wallboard.languages import N_, Message, in_turn
from wallboard.model import DAY, Micros
from wallboard.source import Cursor, Recheck

TOLD_FOR: Micros = DAY
ANOTHER, EARLIER = "another", "earlier"
_WORDS = {
    (ANOTHER, "table"): N_("since {at} its table is another one (emptied, replaced or numbered anew)"),
    (ANOTHER, "file"): N_("since {at} its file is another one (emptied, replaced or numbered anew)"),
    (EARLIER, "table"): N_("at {at} its table was set back to an earlier state"),
    (EARLIER, "file"): N_("at {at} its file was set back to an earlier state"),
}
_KEPT = N_(
    "what it told before stays counted, and rows that are the same count once; what it wrote and lost in between "
    "cannot be known"
)


@dataclass(frozen=True, slots=True)
class Became:
    """A part of a cursor."""

    newest: Micros | None = None  # the latest instant of all rows read
    recheck: Micros | None = None  # rows up to here may have been told under other numbers ...
    below: int = 0  # ... than from this seq on
    became: str = ""  # what the log has become ...
    became_at: Micros = 0  # ... and when that was noticed

    @classmethod
    def of(cls, cursor: Cursor) -> Became:
        newest, recheck = (None if cursor.get(n) is None else int(cursor[n] or 0) for n in ("newest", "recheck"))
        below, at = int(cursor.get("below") or 0), int(cursor.get("became_at") or 0)
        return cls(newest, recheck, below, str(cursor.get("became") or ""), at)

    def cursor(self) -> dict[str, str | int | float | None]:
        return {name: value for name in self.__slots__ if (value := getattr(self, name)) not in (None, "")}

    def after(self, happenings: Iterable[Happening]) -> Became:
        newest = max((happening.at for happening in happenings), default=None)
        return self if newest is None else replace(self, newest=max(newest, self.newest or newest))

    def doubtful(self, below: int) -> Became:
        """Rows of before may come again, under numbers from `below` on."""
        return replace(self, recheck=self.newest, below=below)

    def turned(self, became: str, below: int, now: Micros) -> Became:
        return replace(self.doubtful(below), became=became, became_at=now)

    def looked_again(self) -> Recheck | None:
        return None if self.recheck is None else Recheck(self.recheck, self.below)

    def lasts(self, now: Micros) -> bool:
        """Whether it is so recent that people should know."""
        return self.became in (ANOTHER, EARLIER) and 0 <= now - self.became_at < TOLD_FOR

    def notice(self, log: Literal["table", "file"], now: Micros, zone: ZoneInfo) -> str:
        """What people should know of the log, for a day."""
        if not self.lasts(now):
            return ""
        at = f"{local(self.became_at, zone):%Y-%m-%d %H:%M}"
        return in_turn((Message(_WORDS[self.became, log], at=at), Message(_KEPT)))
