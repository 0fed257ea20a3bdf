"""With whom a department hands requests over, which come back, and for how long it has had those that it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from wallboard.ledger import RequestKey
from wallboard.model import Micros
from wallboard.questions.requests_past import About, RequestsPast
from wallboard.state.lives import between
from wallboard.state.moves import Move, moves
from wallboard.state.span_columns import moved, returned, there_since
from wallboard.state.timeline import Version
from wallboard.state.values import Flags, Floats, Instants
from wallboard.state.whose import Whose


@dataclass(frozen=True, slots=True)
class HandOffsQuestion:
    """Of what was handed over in [since, now] (None: of all of the past that was read)."""

    since: Micros | None = None


class HandOff(NamedTuple):
    """One request that changed hands. "" is nobody; None a department that is not for whoever asks to know. `returned`: to one
    that already had it."""

    request: RequestKey
    at: Micros
    giver: str | None
    taker: str | None
    returned: bool
    about: About  # as the side that is for them to know had it; as its taker did where both are


class Between(NamedTuple):
    """How often requests went from one department to another, and how often they so returned to it."""

    giver: str | None
    taker: str | None
    handed: int
    returned: int


class TimeThere(NamedTuple):
    """For how long those that are open have been where they are, in days of `clock` (calendar | business), interpolated
    linearly. None where there is none."""

    n: int
    clock: str
    median: float | None
    most: float | None  # 85 of 100 came later
    longest: float | None


class HandOffs(NamedTuple):
    """`known_since`: before it, nobody knows of any. `handed`: hand-offs between two departments; `assigned`: from nobody to one;
    `requests`: how many changed hands. `between`: those that most went between first."""

    known_since: Micros
    handed: int
    assigned: int
    returned: int
    requests: int
    between: tuple[Between, ...]
    there: TimeThere


def read_handoffs(question: HandOffsQuestion, past: RequestsPast) -> HandOffs:
    found = _counted(question, past)
    return HandOffs(
        known_since=max(_since(question, past), past.observed_since or past.since),
        handed=sum(each.handed for each in found.between if each.giver != ""),
        assigned=sum(each.handed for each in found.between if each.giver == ""),
        returned=sum(each.returned for each in found.between),
        requests=found.requests,
        between=found.between,
        there=_time_there(past),
    )


class _Found(NamedTuple):
    between: tuple[Between, ...]
    requests: int


def _counted(question: HandOffsQuestion, past: RequestsPast) -> _Found:
    its, since = past.spans, _since(question, past)
    rows, has = moved(its), past.whose.rows(its.words)
    rows = rows[(has[rows - 1] | has[rows]) & _between(its.start[rows], since, past.now)]
    names = its.words["department"]
    visible = Whose(past.within).rows(its.words) | names.equal(
        ""
    )  # nobody is no department that is not for them to know
    unseen = len(names.values)
    giver, taker = (np.where(visible[each], names.codes[each], unseen) for each in (rows - 1, rows))
    told = [*names.values, None]
    pairs, place = np.unique(giver * (unseen + 1) + taker, return_inverse=True)
    handed, back = np.bincount(place), np.bincount(place, weights=returned(its, rows)).astype(np.int64)
    between = [
        Between(told[pair // (unseen + 1)], told[pair % (unseen + 1)], count, again)
        for pair, count, again in zip(pairs.tolist(), handed.tolist(), back.tolist(), strict=True)
    ]
    given = np.array([name != "" for name in told], bool)[giver]
    requests = int((np.diff(its.request[rows[given]], prepend=-1) > 0).sum())
    return _Found(tuple(sorted(between, key=lambda each: (-each.handed, str(each[:2])))), requests)


def handed_over(question: HandOffsQuestion, past: RequestsPast) -> Iterator[HandOff]:
    """One by one: the list behind the counts."""
    since, visible = _since(question, past), Whose(past.within)
    rows = moved(past.spans)
    for move in moves(past.histories(rows[_between(past.spans.start[rows], since, past.now)]), past.whose):
        if since <= move.at <= past.now:
            yield _told(move, visible)


def _between(at: Instants, first: Micros, last: Micros) -> Flags:
    return (at >= first) & (at <= last)


def _since(question: HandOffsQuestion, past: RequestsPast) -> Micros:
    return past.since if question.since is None else max(question.since, past.since)


def _told(move: Move, visible: Whose) -> HandOff:
    def name(version: Version) -> str | None:
        return version.department if not version.department or visible.has(version) else None

    request = RequestKey(move.after.ticket, move.after.source)
    about = About.of(move.after if visible.has(move.after) else move.before)
    return HandOff(request, move.at, name(move.before), name(move.after), move.returned, about)


def _time_there(past: RequestsPast) -> TimeThere:
    _places, days = days_there(past)
    clock = "calendar" if past.clock is None else "business"
    if not len(days):
        return TimeThere(0, clock, None, None, None)
    median, most = np.quantile(days, (0.5, 0.85)).tolist()
    return TimeThere(len(days), clock, median, most, float(days.max()))


def days_there(past: RequestsPast) -> tuple[Instants, Floats]:
    """Of those that are open, their places as in `Lives`, and for how many days each has been where it is, without those for
    which it was closed since."""
    plain = past.plain
    ours = np.flatnonzero(past.whose.rows(plain.words) & (plain.opened <= past.now) & (plain.end > past.now))
    requests, last = past.spans.last_by(past.now)
    has = (past.whose.rows(past.spans.words) & past.spans.is_open)[last]
    since = np.append(plain.opened[ours], there_since(past.spans)[last[has]])
    days = between(past.clock, since, np.full_like(since, past.now)) / past.day_us(past.now)
    return np.append(ours, -1 - requests[has]), days
