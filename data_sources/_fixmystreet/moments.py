"""How a report stood from each of its confirmed comments on, and how it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from data_sources._helpdesk.life import Moment
from wallboard.model import MINUTE, NO_INSTANT, Micros

OPENED = "confirmed"  # as every report begins
DUPLICATE = "duplicate"
# its own words, with a hyphen between blanks
FIXED_BY_COUNCIL, FIXED_BY_USER = (" - ".join(("fixed", who)) for who in ("council", "user"))
_SETTLES_IN = MINUTE


class Said(NamedTuple):
    """What a confirmed comment says of its report; "" where it says nothing of its state."""

    at: Micros
    state: str


class Report(NamedTuple):
    number: int
    opened_at: Micros
    updated_at: Micros
    state: str
    department: str
    duplicate_of: str


def state_said(problem_state: str, mark_fixed: object, mark_open: object) -> str:
    """As FixMyStreet sets it itself: a mark of being fixed, the state over it, and over both that its reporter opened it."""
    return OPENED if mark_open else problem_state or (FIXED_BY_USER if mark_fixed else "")


def is_settled(report: Report, said: Sequence[Said], now: Micros) -> bool:
    """A comment is written before its report is: between the two the report's row is still the old one."""
    if not said or said[-1].at <= report.updated_at or now - said[-1].at >= _SETTLES_IN:
        return True
    return said[-1].state in ("", report.state)


def moments_of(report: Report, said: Sequence[Said], usually: Mapping[str, str], *, settled: bool) -> list[Moment]:
    """`said`: by their instants. `usually`: what each state means. Where the comments do not tell how the report stands, it does
    since it was last touched, as far as is known."""
    stood, last = [(report.opened_at, OPENED)], OPENED
    for each in said:
        if each.state and each.state != last:
            stood.append((max(each.at, stood[-1][0]), each.state))
            last = each.state
    if settled:
        stood.append((max(report.updated_at, stood[-1][0]), report.state))
    return [_moment(report, at, state, usually) for at, state in stood]


def finished_before(moments: Sequence[Moment], first: int, is_over: Callable[[Moment], bool]) -> Micros:
    """Since when it had been finished at moment `first`; NO_INSTANT where it was not."""
    at = NO_INSTANT
    for moment in moments[: first + 1]:
        at = (moment.at if at == NO_INSTANT else at) if is_over(moment) else NO_INSTANT
    return at


def _moment(report: Report, at: Micros, state: str, usually: Mapping[str, str]) -> Moment:
    parent = report.duplicate_of if state == DUPLICATE else ""
    return Moment(
        at,
        state,
        report.department,
        parent=parent,
        relation="duplicate" if parent else "",
        usually=usually.get(state.casefold(), ""),
    )
