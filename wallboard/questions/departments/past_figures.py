"""The figures of a department's past by name, and the requests behind each: as many as it says (past_lists.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from wallboard.clock import day_start, local_day
from wallboard.model import Micros
from wallboard.questions.departments.chosen_items import NONE_NAMED
from wallboard.questions.handoffs import HandOff, HandOffsQuestion, handed_over
from wallboard.questions.past_lists import (
    Decided,
    Finishing,
    Happened,
    list_decided,
    list_finishing,
    list_flow,
    list_open,
)
from wallboard.questions.requests_past import RequestsPast
from wallboard.questions.time_to_finish import TimeToFinishQuestion

PastRow = Happened | Finishing | Decided | HandOff
ANOTHER = "(another)"  # a department that is not for whoever asks to know


class Family(StrEnum):
    """What a list is of."""

    CHANGES = "changes"  # in the open set: Happened
    PROMISES = "promises"  # that were decided: Decided
    COHORT = "cohort"  # what was opened, as it stands now: Finishing
    OPEN = "open"  # what was open at the end of the last day: Finishing
    HANDED = "handed"  # HandOff


def _all(row: PastRow) -> bool:
    return True


_OPEN: Mapping[str, Callable[[Finishing], bool]] = {
    "open": _all,
    "undecided": lambda row: row.used is not None and row.used <= 1,
    "unpromised": lambda row: row.used is None,
}
_COHORT: Mapping[str, Callable[[Finishing], bool]] = {
    "cohort": _all,
    "cohort_finished": lambda row: row.state == "finished",
    "cohort_open": lambda row: row.state == "open",
    "cohort_first_contact": lambda row: row.first_contact,
    "cohort_promised": lambda row: row.used is not None,
}
_PROMISES: Mapping[str, Callable[[Decided], bool]] = {
    "decided": _all,
    "kept": lambda row: row.kept,
    "missed": lambda row: not row.kept,
}
_HANDED: Mapping[str, Callable[[HandOff], bool]] = {
    "moved": _all,
    "handed": lambda row: row.giver != "",
    "handed_requests": lambda row: row.giver != "",
    "assigned": lambda row: row.giver == "",
    "returned": lambda row: row.returned,
}
CHANGED = "changed"
_CHANGES = (CHANGED, "opened", "finished", "reopened", "moved_in", "moved_out", "removed")
FIGURES: Mapping[str, Family] = (
    dict.fromkeys(_CHANGES, Family.CHANGES)
    | dict.fromkeys(_PROMISES, Family.PROMISES)
    | dict.fromkeys(_COHORT, Family.COHORT)
    | dict.fromkeys(_OPEN, Family.OPEN)
    | dict.fromkeys(_HANDED, Family.HANDED)
)


@dataclass(frozen=True, slots=True)
class PastFigure:
    """`what` is one of FIGURES, of local days from `first` to `last`, both counted (None: from the first that was read, to now).
    Of hand-offs `giver` and `taker` are departments: "" any, NONE_NAMED nobody, ANOTHER one that is not named."""

    what: str
    first: date | None = None
    last: date | None = None
    giver: str = ""
    taker: str = ""

    @property
    def family(self) -> Family:
        return FIGURES[self.what]

    @property
    def unfit(self) -> str:
        """The name of what its list cannot be asked for; "" where all of it is fit. Lists that are not of FIGURES are of now."""
        family = FIGURES.get(self.what)
        if family is not Family.HANDED and (self.giver or self.taker):
            return "giver" if self.giver else "taker"
        if self.first is not None and family in (None, Family.OPEN):
            return "first"
        ordered = self.first is None or self.last is None or self.first <= self.last
        return "" if ordered and (family is not None or self.last is None) else "last"


def requests_behind(figure: PastFigure, past: RequestsPast) -> Sequence[PastRow]:
    """In the order of the lists that they are of: what happened by its time, what is open the oldest first."""
    since, until = bounds(figure, past)
    match figure.family:
        case Family.CHANGES:
            return list_flow(past, since, until, "" if figure.what == CHANGED else figure.what)
        case Family.PROMISES:
            first = figure.first or local_day(past.since, past.zone)
            decided = list_decided(first, figure.last or local_day(past.now, past.zone), past)
            return list(filter(_PROMISES[figure.what], decided))
        case Family.COHORT:
            return list(filter(_COHORT[figure.what], list_finishing(TimeToFinishQuestion(since, until), past)))
        case Family.OPEN:
            return list(filter(_OPEN[figure.what], list_open(past, until - 1)))
        case Family.HANDED:
            return _handed(figure, past, since, until)


def bounds(figure: PastFigure, past: RequestsPast) -> tuple[Micros, Micros]:
    """[since, until): of the past that was read."""
    since = past.since if figure.first is None else day_start(figure.first, past.zone)
    until = past.now + 1
    if figure.last is not None:
        until = min(until, day_start(figure.last + timedelta(days=1), past.zone))
    return max(since, past.since), until


def _handed(figure: PastFigure, past: RequestsPast, since: Micros, until: Micros) -> Sequence[HandOff]:
    found = [
        each
        for each in handed_over(HandOffsQuestion(since), past)
        if each.at < until
        and _HANDED[figure.what](each)
        and figure.giver in ("", side_name(each.giver))
        and figure.taker in ("", side_name(each.taker))
    ]
    found.sort(key=lambda each: (each.at, each.request))
    return list({each.request: each for each in found}.values()) if figure.what == "handed_requests" else found


def side_name(department: str | None) -> str:
    """As `PastFigure` has a department."""
    return ANOTHER if department is None else department or NONE_NAMED
