"""How long requests take until they are finished, with those counted that are not: survival curves of a department and of its
parts.

A cohort is what was opened in a stretch of time, as it stood at one instant; whoever has a request then, or had it when it ended,
has it in its cohort, from when it was opened. Finished is every outcome. What is open, or was removed, is censored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from wallboard.calendar import NEVER, Calendar
from wallboard.clock import local_day
from wallboard.metrics.survival import (
    HALF,
    MOST,
    QUARTER,
    THREE_QUARTERS,
    Survival,
    Told,
    Untold,
    share_finished,
    survival,
)
from wallboard.model import DAY, HOUR, NAMELESS, Micros
from wallboard.questions.first_contact import at_first_contact
from wallboard.questions.requests_past import RequestsPast
from wallboard.state.lives import Cohort, Lives, lives_of
from wallboard.state.postings import SITE, GroupKey
from wallboard.state.values import Flags, Instants
from wallboard.state.whose import Whose

_ONE_PROMISE: Micros = HOUR  # apart at most: where clocks change, the same number of days is an hour more or less


@dataclass(frozen=True, slots=True)
class TimeToFinishQuestion:
    """Of what was opened in [since, until), as it stood `at` an instant (None: now). `by`: besides for each department,
    service_type or ward of it; "" for none."""

    since: Micros
    until: Micros
    at: Micros | None = None
    by: str = ""


class Quantiles(NamedTuple):
    """The days by which a quarter, half, three quarters and 85 of 100 are finished."""

    quarter: Told
    half: Told
    three_quarters: Told
    most: Told

    @classmethod
    def of(cls, curve: Survival) -> Quantiles:
        return cls(*(curve.days_until(share) for share in (QUARTER, HALF, THREE_QUARTERS, MOST)))


class TimeToFinish(NamedTuple):
    """Of one group (`SITE`: of all that was asked for). All days are those of `clock`: calendar | business.

    `first_contact`: closed at once, by one department (first_contact.py). `curve`: all of its steps, which `drawn` makes fewer. `in_promise`: the share finished within what each was promised, of the `promised` that
    were promised anything. `promise_days`: where one promise holds for all of them, how long it is.
    """

    group: GroupKey
    cohort: Cohort
    clock: str
    n: int
    finished: int
    open: int
    removed: int
    curve: Survival
    days: Quantiles
    promised: int
    first_contact: int
    in_promise: Told
    promise_days: float | None


def read_time_to_finish(question: TimeToFinishQuestion, past: RequestsPast) -> tuple[TimeToFinish, ...]:
    """The whole first, then its parts, the largest first. Nothing is told of what was opened before `past.since`."""
    cohort = cohort_of(question, past)
    lives = past.lives(cohort)
    whole = _told(SITE, lives, cohort, past.clock, past)
    return (whole, *sorted(_parts(question.by, lives, cohort, past), key=lambda part: (-part.n, part.group.name)))


def cohort_of(question: TimeToFinishQuestion, past: RequestsPast) -> Cohort:
    """Without what was opened before the past that was read."""
    at = past.now if question.at is None else question.at
    return Cohort(max(question.since, past.since), question.until, at)


def of_group(group: GroupKey, cohort: Cohort, past: RequestsPast) -> tuple[Lives, Micros]:
    """Those of one group, by its clock, and how long a day of it is."""
    lives = past.lives(cohort)
    if not group.dimension:
        return lives, _day(past.clock, cohort, past)
    names = frozenset({group.name, "" if group.name == NAMELESS[group.dimension] else group.name})
    its, clock = _part(group.dimension, group.name, lives.words[group.dimension].among(names), lives, cohort, past)
    return its, _day(clock, cohort, past)


def _parts(dimension: str, lives: Lives, cohort: Cohort, past: RequestsPast) -> Iterator[TimeToFinish]:
    if not dimension:
        return
    words = lives.words[dimension]
    for code, name in enumerate(words.values):
        rows = words.codes == code
        if rows.any():
            its, clock = _part(dimension, name, rows, lives, cohort, past)
            yield _told(GroupKey(dimension, name or NAMELESS[dimension]), its, cohort, clock, past)


def _part(
    dimension: str, name: str, rows: Flags, lives: Lives, cohort: Cohort, past: RequestsPast
) -> tuple[Lives, Calendar | None]:
    """These rows; of a department by its own clock."""
    clock = past.rules.book.ages_in(name) if dimension == "department" else past.clock
    if clock is past.clock:
        return lives.of(rows), clock
    narrower = past.whose.remit.narrowed(past.whose.remit.of(departments=[name]))
    return lives_of(past.plain, past.spans, Whose(narrower, past.whose.service_type), cohort, clock), clock


def _day(clock: Calendar | None, cohort: Cohort, past: RequestsPast) -> Micros:
    return DAY if clock is None else clock.mean_open_day_us(local_day(cohort.at, past.zone))


def _told(group: GroupKey, lives: Lives, cohort: Cohort, clock: Calendar | None, past: RequestsPast) -> TimeToFinish:
    day = _day(clock, cohort, past)
    curve = survival(lives.lasted / day, lives.finished)
    promised = int(np.count_nonzero(~np.isnan(lives.used)))
    finished, removed = int(lives.finished.sum()), int(lives.removed.sum())
    return TimeToFinish(
        group=group,
        cohort=cohort,
        clock="calendar" if clock is None else "business",
        n=len(lives.opened),
        finished=finished,
        open=len(lives.opened) - finished - removed,
        removed=removed,
        curve=curve,
        days=Quantiles.of(curve),
        promised=promised,
        first_contact=int(at_first_contact(lives, past).sum()),
        in_promise=_in_promise(lives, promised),
        promise_days=_one_promise(lives.promised, day),
    )


def _in_promise(lives: Lives, promised: int) -> Told:
    """Each by the share of its own promise that it used up: within the promise is up to 1."""
    if not promised:
        return Told(None, why=Untold.NO_PROMISE if len(lives.used) else Untold.NOTHING)
    return share_finished(lives.used, lives.finished, 1.0)


def _one_promise(promised: Instants, day: Micros) -> float | None:
    if not len(promised) or (promised == NEVER).any() or promised.max() - promised.min() > _ONE_PROMISE:
        return None
    return float(np.median(promised)) / day
