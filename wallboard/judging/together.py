"""The figures of several queues as one: what a board tells that shows some of a site's queues.

What their figures do not tell of all of them together is not known: it is never the site's instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from wallboard.model import Reading, Scope, State

Value = float | int | None
LONGEST = frozenset({"calls.longest_wait_s"})
_PERCENTILE = re.compile(r"_p\d+_")


def together(parts: Sequence[Reading], about: Scope) -> Reading | None:
    """One reading of those of several queues: counts added up, shares and means each weighted by its calls, of the longest
    the longest. UNKNOWN are percentiles, and people, for somebody who serves two queues is in the count of both. None of
    none; of a single one what it says."""
    if len(parts) < 2:
        return parts[0] if parts else None
    told = [part for part in parts if part.value is not None]
    if not told:
        return _nothing(parts, about)
    metric = told[0].metric
    join = (
        _longest
        if metric in LONGEST
        else _unknown
        if _PERCENTILE.search(metric)
        else _JOINS.get(told[0].unit, _unknown)
    )
    return join(told, about)


def _nothing(parts: Sequence[Reading], about: Scope) -> Reading:
    """Why none of them has a value: that nobody called, where that is so of any."""
    no_calls = next((part for part in parts if part.state is State.NO_CALLS), parts[0])
    return no_calls._replace(scope=about)


def _sum(told: Sequence[Reading], about: Scope) -> Reading:
    return told[0]._replace(scope=about, value=sum(part.value or 0 for part in told), n=None)


def _mean(told: Sequence[Reading], about: Scope) -> Reading:
    n = sum(part.n or 0 for part in told)
    if not n:
        return _unknown(told, about)
    return told[0]._replace(scope=about, value=sum((part.value or 0) * (part.n or 0) for part in told) / n, n=n)


def _longest(told: Sequence[Reading], about: Scope) -> Reading:
    longest = max(told, key=lambda part: part.value or 0)
    return longest._replace(scope=about, n=sum(part.n or 0 for part in told))


def _unknown(told: Sequence[Reading], about: Scope) -> Reading:
    return told[0]._replace(scope=about, value=None, n=None, state=State.UNKNOWN, since=None)


_JOINS: Mapping[str, Callable[[Sequence[Reading], Scope], Reading]] = {"calls": _sum, "ratio": _mean, "s": _mean}
