"""The requests behind figures of a department's past, one by one: as many as are counted, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from math import isnan
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from wallboard.clock import day_start
from wallboard.ledger import RequestKey
from wallboard.model import NO_INSTANT, Micros
from wallboard.questions.first_contact import at_first_contact
from wallboard.questions.handoffs import days_there
from wallboard.questions.promises_kept import decided_between
from wallboard.questions.requests_past import About, RequestsPast, about_each
from wallboard.questions.time_to_finish import TimeToFinishQuestion, cohort_of, of_group
from wallboard.state.flow_counts import changes
from wallboard.state.lives import Cohort, Lives
from wallboard.state.postings import SITE, GroupKey


class Happened(NamedTuple):
    """One change that a flow counts. One that is finished, reopened and finished again is there three times."""

    request: RequestKey
    at: Micros
    kind: str  # opened | finished | reopened | moved_in | moved_out | removed
    about: About


class Finishing(NamedTuple):
    """One request of a cohort: for how many days of its clock it was open, and how it stood at the instant. `used`: the share of its
    promise that was used up by then, over 1 where it is late; None where nothing was promised. `there`: for how many days it has
    been where it is, without those for which it was closed since; None of one that is not open. `first_contact`: closed at once, by one department (first_contact.py)."""

    request: RequestKey
    opened: Micros
    days: float
    state: str  # open | finished | removed
    used: float | None
    about: About
    there: float | None = None
    first_contact: bool = False


class Decided(NamedTuple):
    """One promise, and when it was decided."""

    request: RequestKey
    at: Micros
    kept: bool
    about: About


def list_flow(past: RequestsPast, since: Micros, until: Micros, kind: str = "") -> tuple[Happened, ...]:
    """What happened in [since, until), of one kind or of all."""
    found = _happened(past, since, min(until, past.now + 1), kind)
    return tuple(
        sorted(found, key=lambda each: (each.at, each.request))
    )  # of one instant in the order in which it happened


def _happened(past: RequestsPast, since: Micros, until: Micros, kind: str) -> Iterator[Happened]:
    plain, ours = past.plain, past.whose.rows(past.plain.words)
    there = (("opened", plain.opened, ours), ("finished", plain.end, ours & plain.finished))
    for name, at, which in (*there, ("removed", plain.end, ours & plain.removed)):
        if kind in ("", name):
            places = np.flatnonzero(which & (at >= since) & (at < until))
            columns = zip(past.requests(places), places.tolist(), at[places].tolist(), strict=True)
            yield from (Happened(request, at, name, past.about(place)) for request, place, at in columns)
    its = past.spans
    for flow in changes(past.histories((its.start >= since) & (its.start < until)), past.whose):
        if since <= flow.at < until and kind in ("", flow.kind):
            yield Happened(
                RequestKey(flow.version.ticket, flow.version.source), flow.at, flow.kind, About.of(flow.version)
            )


def list_finishing(question: TimeToFinishQuestion, past: RequestsPast, group: GroupKey = SITE) -> tuple[Finishing, ...]:
    """Those that a `TimeToFinish` is of; the shortest first."""
    return tuple(sorted(_finishing(*of_group(group, cohort_of(question, past), past), past), key=_by_days))


def list_open(past: RequestsPast, at: Micros) -> tuple[Finishing, ...]:
    """What was open at an instant; the oldest first. For how long it has been where it is, is told of now."""
    lives = past.lives(Cohort(NO_INSTANT, at + 1, at))
    there = dict(zip(*(column.tolist() for column in days_there(past)), strict=True)) if at == past.now else {}
    found = _finishing(lives.of(~(lives.finished | lives.removed)), past.day_us(at), past, there)
    return tuple(sorted(found, key=_by_days, reverse=True))


def _by_days(row: Finishing) -> tuple[float, RequestKey]:
    return row.days, row.request


def _finishing(
    lives: Lives, day: float, past: RequestsPast, there: Mapping[int, float] = MappingProxyType({})
) -> Iterator[Finishing]:
    """`there`: by place, for how many days it has been there."""
    states = np.where(lives.finished, "finished", np.where(lives.removed, "removed", "open")).tolist()
    requests, abouts = past.requests(lives.place), about_each(lives.words)
    columns = (lives.place.tolist(), lives.opened.tolist(), (lives.lasted / day).tolist(), states, lives.used.tolist())
    soon = at_first_contact(lives, past).tolist()
    for request, about, place, opened, days, state, used, at_once in zip(requests, abouts, *columns, soon, strict=True):
        of_promise = None if isnan(used) else used
        yield Finishing(request, opened, days, state, of_promise, about, there.get(place), at_once)


def list_decided(first: date, last: date, past: RequestsPast, group: GroupKey = SITE) -> tuple[Decided, ...]:
    """Promises that a `Kept` is of."""
    since, until = day_start(first, past.zone), day_start(last + timedelta(days=1), past.zone)
    decided = decided_between(past, since, until, group)
    columns = (past.requests(decided.place), decided.at.tolist(), decided.kept.tolist(), about_each(decided.groups))
    return tuple(sorted(map(Decided, *columns), key=lambda row: (row.at, row.request)))
