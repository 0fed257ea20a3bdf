"""What a ticket adds to the figures of its groups, declared once: which series, on which condition, at which instant.

Two walk these tables: `postings` for one ticket with its whole history, `posting_columns` for a million tickets at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from wallboard.state.timeline import DIMENSIONS
from wallboard.state.values import Flags

# Series of instants. OPEN holds when each open item was opened, plus its closed time; in the department's own
# clock for departments. The marks are those of open items, NEVER included, so that each holds every promised one.
OPEN_SINCE = "open_since"
# The same instants, by when each is due: those that are late tell how old they are.
OVERDUE_SINCE = "overdue_since"
MARKS = ("at75", "at90", "due", "at300")
ON_TIME, LATE = "on_time", "late"
# Counts of open items, posted with any value.
NO_PROMISE, UNSTAFFED, NOBODY, EMERGENCY = "no_promise", "unstaffed", "nobody:", "emergency"
# Of open emergencies: when each was opened, when 75 % of its promise is used, and when it is due.
EMERGENCY_OPENED, EMERGENCY_AT75, EMERGENCY_DUE = "emergency_opened", "emergency_at75", "emergency_due"
_EMERGENCIES = (EMERGENCY, EMERGENCY_OPENED, EMERGENCY_AT75, EMERGENCY_DUE)
STANDING = frozenset({OPEN_SINCE, OVERDUE_SINCE, *MARKS, NO_PROMISE, UNSTAFFED, *_EMERGENCIES})

_COUNTS = frozenset({NO_PROMISE, UNSTAFFED, EMERGENCY})


def is_count(series: str) -> bool:
    """Of which there is only how many, with no instant."""
    return series in _COUNTS or series.startswith(NOBODY)


def is_flow(series: str) -> bool:
    """What happened once, and is no longer told after some time."""
    return series not in STANDING and not series.startswith(NOBODY)


# The dimensions in whose groups something is posted; "" is the whole site.
EVERYONE = ("", *DIMENSIONS)
DEPARTMENT = ("department",)
OTHERS = tuple(dimension for dimension in EVERYONE if dimension not in DEPARTMENT)

# Of whom something is posted: who has the ticket now, or who had it when it fell due.
HAS_NOW, HAD_WHEN_DUE = "has_now", "had_when_due"

Flag = TypeVar("Flag", bool, Flags)
Instant = TypeVar("Instant")


class RequestCase(NamedTuple, Generic[Flag]):
    """What decides which postings there are, of one ticket (bool) or of many (columns). `in_time` is ended no later than
    it was due, `falls_due` promised and due at an instant that will come, `unassigned` with nobody although its
    department has people."""

    open: Flag
    finished: Flag
    in_time: Flag
    promised: Flag
    falls_due: Flag
    unstaffed: Flag
    unassigned: Flag
    emergency: Flag


class Moments(NamedTuple, Generic[Instant]):
    """The instants at which something is posted, of one ticket (int) or of many (columns). Those of open tickets
    alone mean nothing for others: `open_since` and `department_since` leave out the time closed, the latter is told in
    the department's own clock. `late` is the instant after it was due."""

    none: Instant
    opened: Instant
    open_since: Instant
    department_since: Instant
    at75: Instant
    at90: Instant
    due: Instant
    at300: Instant
    ended: Instant
    late: Instant


class Name(NamedTuple):
    """A series' name. With `column`, it goes on with the ticket's word there, or with `otherwise` where that is empty."""

    name: str
    column: str = ""
    otherwise: str = ""

    def of(self, word: str) -> str:
        return self.name + (word or self.otherwise)


class PostingRule(NamedTuple):
    """Where `which` holds, a ticket posts the instant `at` (a field of Moments), with another one as what it is `by`."""

    series: Name
    which: Callable[[RequestCase[Flags]], Flags]
    at: str = "none"
    dimensions: tuple[str, ...] = EVERYONE
    by: str = ""  # of OVERDUE_SINCE
    of: str = HAS_NOW


# Of what is open now.
OPEN = (
    PostingRule(Name(OPEN_SINCE), lambda case: case.open, "open_since", OTHERS),
    PostingRule(Name(OPEN_SINCE), lambda case: case.open, "department_since", DEPARTMENT),
    PostingRule(Name(OVERDUE_SINCE), lambda case: case.open & case.falls_due, "open_since", OTHERS, "due"),
    PostingRule(Name(OVERDUE_SINCE), lambda case: case.open & case.falls_due, "department_since", DEPARTMENT, "due"),
    *(PostingRule(Name(mark), lambda case: case.open & case.promised, mark) for mark in MARKS),
    PostingRule(Name(NO_PROMISE), lambda case: case.open & ~case.promised),
    PostingRule(Name(UNSTAFFED), lambda case: case.open & case.unstaffed),
    PostingRule(Name(NOBODY, "source"), lambda case: case.open & case.unassigned),
    PostingRule(Name(EMERGENCY), lambda case: case.open & case.emergency),
    PostingRule(Name(EMERGENCY_OPENED), lambda case: case.open & case.emergency, "opened"),
    PostingRule(Name(EMERGENCY_AT75), lambda case: case.open & case.emergency & case.promised, "at75"),
    PostingRule(Name(EMERGENCY_DUE), lambda case: case.open & case.emergency & case.promised, "due"),
)  # fmt: skip

# Once for each promise, at the earlier of being ended and being due, for who had it then. What is removed before it is due
# was never decided.
DECIDED = (
    PostingRule(Name(ON_TIME), lambda case: case.promised & case.finished & case.in_time, "ended"),
    PostingRule(Name(LATE), lambda case: case.falls_due & ~case.in_time, "late", of=HAD_WHEN_DUE),
)

# Each change of the open set, by its kind.
FLOW: Mapping[str, tuple[Name, ...]] = {
    "opened": (Name("opened"),),
    "finished": (Name("finished"), Name("finished:", "outcome", "done")),
    "reopened": (Name("reopened"),),
    "moved_in": (Name("moved_in"),),
    "moved_out": (Name("moved_out"),),
    "removed": (Name("removed"),),
}


@lru_cache(maxsize=2048)
def rules_of(case: RequestCase[bool]) -> tuple[tuple[PostingRule, ...], tuple[PostingRule, ...]]:
    """Those of OPEN and of DECIDED that hold. There are some dozen cases, so that each rule is asked once for each and
    not for each ticket."""
    alone = RequestCase(*(np.array([flag]) for flag in case))
    opened, decided = (tuple(rule for rule in rules if rule.which(alone)[0]) for rules in (OPEN, DECIDED))
    return opened, decided
