"""With whom a department hands requests over, which come back, and for how long it has had those that it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from wallboard.ledger import RequestKey
from wallboard.model import Micros
from wallboard.questions.requests_past import RequestsPast
from wallboard.state.lives import between
from wallboard.state.moves import Move, moves, there_since
from wallboard.state.timeline import Version, until
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
    found = tuple(handed_over(question, past))
    counts = Counter((each.giver, each.taker) for each in found)
    returned = Counter((each.giver, each.taker) for each in found if each.returned)
    pairs = sorted(counts, key=lambda pair: (-counts[pair], str(pair)))
    assigned = sum(each.giver == "" for each in found)
    return HandOffs(
        known_since=max(_since(question, past), past.observed_since or past.since),
        handed=len(found) - assigned,
        assigned=assigned,
        returned=sum(returned.values()),
        requests=len({each.request for each in found if each.giver != ""}),
        between=tuple(Between(*pair, counts[pair], returned[pair]) for pair in pairs),
        there=_time_there(past),
    )


def handed_over(question: HandOffsQuestion, past: RequestsPast) -> Iterator[HandOff]:
    """One by one: the list behind the counts."""
    since, visible = _since(question, past), Whose(past.within)
    for move in moves(past.others, past.whose):
        if since <= move.at <= past.now:
            yield _told(move, visible)


def _since(question: HandOffsQuestion, past: RequestsPast) -> Micros:
    return past.since if question.since is None else max(question.since, past.since)


def _told(move: Move, visible: Whose) -> HandOff:
    def name(version: Version) -> str | None:
        return version.department if visible.has(version) else None

    request = RequestKey(move.after.ticket, move.after.source)
    return HandOff(request, move.at, name(move.before), name(move.after), move.returned)


def _time_there(past: RequestsPast) -> TimeThere:
    ours = past.whose.rows(past.plain.words) & (past.plain.opened <= past.now) & (past.plain.end > past.now)
    begun = (until(spans, past.now) for spans in past.others)
    standing = (spans for spans in begun if spans and spans[-1].in_open_set and past.whose.has(spans[-1].version))
    since = np.append(past.plain.opened[ours], np.array([there_since(spans) for spans in standing], np.int64))
    clock = "calendar" if past.clock is None else "business"
    if not len(since):
        return TimeThere(0, clock, None, None, None)
    now = np.full_like(since, past.now)
    days = between(past.clock, since, now) / past.day_us(past.now)
    median, most = np.quantile(days, (0.5, 0.85)).tolist()
    return TimeThere(len(days), clock, median, most, float(days.max()))
