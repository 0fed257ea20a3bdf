"""The flow of a department: what came and went each day or week, the change in open, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from wallboard.clock import day_start, local_day
from wallboard.metrics.little import Stay, stay
from wallboard.model import DAY, Micros
from wallboard.periods import Period
from wallboard.questions.requests_past import RequestsPast
from wallboard.state.flow_counts import FlowCounts, flow_counts
from wallboard.state.open_stretches import open_stretches

DAYS, WEEKS = "day", "week"


@dataclass(frozen=True, slots=True)
class FlowQuestion:
    """By local days, or by weeks as the site counts them (`step`: day | week), from the one that holds `since` (None: the first
    that is whole within the past that was read) to that of now."""

    step: str = DAYS
    since: Micros | None = None


class FlowCount(NamedTuple):
    """What became of requests. None: before we watched sources that keep no history, nobody knows. `net` is the change in open,
    always; of what is not told it counts what could be derived."""

    opened: int
    finished: int
    reopened: int | None
    moved_in: int | None
    moved_out: int | None
    removed: int
    net: int


class FlowRow(NamedTuple):
    """One day or week. `open_after`: how many were open at its end. `came` and `went`: since the first row began, and with what
    was open then, so that the space between them is what is open. `whole`: it is over."""

    period: Period
    flow: FlowCount
    open_after: int
    came: int
    went: int
    whole: bool


class DepartmentFlow(NamedTuple):
    """`rows`: the oldest first. `together`: of all of them; `open_before` + its net = `open_now`. `begun`: in so many rows what is open
    grew as the record began, which says nothing of the department. `stay`: by Little's law, of the rows after them that are
    whole; None where none is."""

    rows: tuple[FlowRow, ...]
    together: FlowCount
    open_before: int
    open_now: int
    begun: int
    stay: Stay | None


def read_flow(question: FlowQuestion, past: RequestsPast) -> DepartmentFlow:
    periods = tuple(_periods(question, past))
    begins = [day_start(period.first, past.zone) for period in periods]
    edges = [*begins, past.now + 1]  # what is of this very instant has happened
    counts = flow_counts(past.plain, past.spans, past.whose, edges)
    stretches = open_stretches(past.plain, past.spans, past.whose)
    open_before = int(np.count_nonzero(stretches.open_at(edges[0] - 1)))
    open_after = [*accumulate(counts.net.tolist(), initial=open_before)][1:]
    all_came = [*accumulate(counts.came.tolist(), initial=open_before)][1:]
    all_went = [*accumulate(counts.went.tolist())]
    ends = [*begins[1:], day_start(periods[-1].last + timedelta(days=1), past.zone)]
    each = zip(*(column.tolist() for column in (*counts, counts.net)), strict=True)
    rows = tuple(
        FlowRow(period, _told(many, past, begin), after, came, went, end <= past.now)
        for period, many, begin, end, after, came, went in zip(
            periods, each, begins, ends, open_after, all_came, all_went, strict=True
        )
    )
    together = _told([int(column.sum()) for column in (*counts, counts.net)], past, edges[0])
    over = sum(row.whole for row in rows)
    begun = 0 if open_before else _begun(counts)
    law = None
    if over > begun:
        since, until = edges[begun], edges[over]
        law = stay(
            mean_open=stretches.mean_open(since, until),
            came=int(counts.came[begun:over].sum()),
            went=int(counts.went[begun:over].sum()),
            days=(until - since) / DAY,
            age_before=stretches.mean_age_days(since - 1),
            age_after=stretches.mean_age_days(until - 1),
        )
    return DepartmentFlow(rows, together, open_before, open_after[-1], begun, law)


def _begun(counts: FlowCounts) -> int:
    """Up to the first row in which anything went, and on until as many have gone as came in that one, where so many ever go. Where
    nothing goes, no row is of a beginning."""
    gone = np.cumsum(counts.went)
    if not gone[-1]:
        return 0
    first = int(np.argmax(gone > 0))
    return first + int(np.argmax(gone[first:] >= counts.came[first])) + 1  # 0 more where it is never


def _periods(question: FlowQuestion, past: RequestsPast) -> Iterator[Period]:
    rules = past.settings.sites[past.question.site].periods
    of = rules.week if question.step == WEEKS else rules.day
    first = of(local_day(past.since if question.since is None else question.since, past.zone))
    if question.since is None and day_start(first.first, past.zone) < past.since:
        first = of(first.last + timedelta(days=1))
    last = of(local_day(past.now, past.zone))
    period = min(first, last, key=lambda each: each.first)
    while period.first <= last.first:
        yield period
        period = of(period.last + timedelta(days=1))


def _told(counts: Sequence[int], past: RequestsPast, begins: Micros) -> FlowCount:
    """By numbers in the order of a `FlowCount`, of what began then."""
    told = FlowCount(*counts)
    if past.watched(begins):
        return told
    return told._replace(reopened=told.reopened if past.tells_reopens else None, moved_in=None, moved_out=None)


def weekly_net(flow: DepartmentFlow) -> Sequence[int]:
    """The changes in open of rows that are whole, without those in which the record began."""
    return [row.flow.net for row in flow.rows[flow.begun :] if row.whole]
