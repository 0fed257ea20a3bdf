"""The queue visits of one day, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from wallboard.ledger import OutOfRetention
from wallboard.model import NO_INSTANT, NOT_KNOWN, Micros
from wallboard.questions.day import DayQuestion
from wallboard.questions.errors import NotKept
from wallboard.questions.past import Past

if TYPE_CHECKING:
    import pandas as pd


class DayVisit(NamedTuple):
    """One caller's stay in one queue. Texts are the phone system's own and hostile; `agent` is "" where nobody
    answered, and to whom agents are not named."""

    queue: str
    entered: Micros
    left: Micros | None  # None: still waiting
    outcome: str
    reason: str
    wait_s: int | None
    agent: str


@dataclass(frozen=True, slots=True)
class VisitsQuestion:
    """Of which day of which site, and of which queue (None: of all; one that does not exist has none)."""

    of: DayQuestion
    queue: str | None = None


def read_visits(question: VisitsQuestion, past: Past, now: Micros) -> tuple[DayVisit, ...]:
    """All that entered on the day, by what is known now, ordered by entry. Raises NoSuchSite and NoSuchDay."""
    question.of.check(past.settings, now)
    begins, ends = question.of.bounds(past.settings.zone(question.of.site))
    try:
        visits = past.visits_between(question.of.site, begins, ends)
    except OutOfRetention:
        raise NotKept(question.of.day) from None
    return tuple(_rows(visits if question.queue is None else visits[visits["queue"] == question.queue]))


def _rows(visits: pd.DataFrame) -> list[DayVisit]:
    rows = map(DayVisit._make, zip(*(visits[name].tolist() for name in DayVisit._fields), strict=True))
    return [
        row._replace(
            left=None if row.left == NO_INSTANT else row.left,
            wait_s=None if row.wait_s == NOT_KNOWN else row.wait_s,
        )
        for row in rows
    ]
