"""The other calls that the caller of one call made on the same day: it is known that it was the same caller, not who."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from wallboard.model import Micros, Visit
from wallboard.questions.day import DayQuestion
from wallboard.settings import Settings


@dataclass(frozen=True, slots=True)
class SameCallerQuestion:
    """Of which day of which site, and of which call of which source."""

    of: DayQuestion
    source: str
    callid: str


class KnowsCallers(Protocol):
    """What is known within one remit."""

    @property
    def settings(self) -> Settings: ...

    def same_caller(self, site: str, source: str, callid: str, since: Micros, until: Micros) -> Sequence[Visit] | None:
        """As `Ledger.same_caller` gives them."""


def read_same_caller(question: SameCallerQuestion, past: KnowsCallers, now: Micros) -> tuple[Visit, ...] | None:
    """The visits of the others, ordered by entry. None where the caller is not known: the number was withheld, callers are
    not recognised, or the call is longer ago than whose it was is kept. Raises NoSuchSite and NoSuchDay."""
    question.of.check(past.settings, now)
    if not past.settings.callers.days:
        return None
    begins, ends = question.of.bounds(past.settings.zone(question.of.site))
    visits = past.same_caller(question.of.site, question.source, question.callid, begins, ends)
    return None if visits is None else tuple(visits)
