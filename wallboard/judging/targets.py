"""What was promised, where several promises hold at once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from wallboard.judging.instant import Instant
from wallboard.settings import Promise, in_force


def kept_share(at: Instant, department: str = "") -> float | None:
    """The share of requests that was promised to be done in time, where all promises in force agree; for a department, of
    its own and everybody's."""
    return at.daily(("kept share", department), lambda: _kept_share(at, department))


def _kept_share(at: Instant, department: str) -> float | None:
    ours = [promise for promise in at.settings.promises if not department or promise.department in ("", department)]
    shares = {promise.share for promise in _in_force(at, ours)}
    return shares.pop() if len(shares) == 1 else None


def promised_days(at: Instant, department: str) -> float | None:
    """The days promised, where one promise holds for all requests of a department and is told in the department's own
    days."""
    return at.daily(("promised days", department), lambda: _promised_days(at, department))


def _promised_days(at: Instant, department: str) -> float | None:
    ours = [promise for promise in at.settings.promises if promise.department == department]
    terms = {(promise.days, promise.business) for promise in _in_force(at, ours)}
    if len(terms) != 1:
        return None
    days, business = terms.pop()
    named = at.settings.departments.get(department)
    return days if business == (named is not None and named.age_in == "business") else None


def _in_force(at: Instant, promises: Sequence[Promise]) -> Iterator[Promise]:
    """Those of today: of each type, department and priority the newest one."""
    of_each: dict[Hashable, list[Promise]] = {}
    for promise in promises:
        of_each.setdefault((promise.service_type, promise.department, promise.priority), []).append(promise)
    newest = (in_force(each, at.today) for each in of_each.values())
    return (promise for promise in newest if promise is not None)
