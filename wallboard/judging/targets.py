"""What was promised, where several promises hold at once."""

from __future__ import annotations

from wallboard.judging.instant import Instant
from wallboard.settings.in_common import kept_share as share_kept
from wallboard.settings.in_common import promises_in_force


def kept_share(at: Instant, department: str = "") -> float | None:
    """The share of requests that was promised to be done in time, where all promises in force agree; for a department, of
    its own and everybody's."""
    return at.daily(("kept share", department), lambda: share_kept(at.settings.promises, at.today, department))


def promised_days(at: Instant, department: str) -> float | None:
    """The days promised, where one promise holds for all requests of a department and is told in the department's own
    days."""
    return at.daily(("promised days", department), lambda: _promised_days(at, department))


def _promised_days(at: Instant, department: str) -> float | None:
    ours = [promise for promise in at.settings.promises if promise.department == department]
    own_hours = {name for name, service_type in at.settings.service_types.items() if service_type.hours}
    terms = {
        (promise.days, promise.business, promise.business and promise.service_type in own_hours)
        for promise in promises_in_force(ours, at.today)
    }
    if len(terms) != 1:
        return None
    days, business, in_own_hours = terms.pop()
    if in_own_hours:
        return None
    named = at.settings.departments.get(department)
    return days if business == (named is not None and named.age_in == "business") else None
