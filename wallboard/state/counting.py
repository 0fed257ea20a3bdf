"""A fingerprint of what is counted of calls since a start, and how: it changes with any count or rule that gives another
figure, and with nothing else. Counts kept under another fingerprint are of another meaning."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product

from wallboard.model import SECOND, Micros, Outcome, Reason, Visit, VisitKey
from wallboard.state.group import Group
from wallboard.state.tally import COUNTS
from wallboard.state.thresholds import Threshold, Thresholds
from wallboard.state.windows import since_share

_START: Micros = 1000 * SECOND
_THRESHOLDS = Threshold(30, 5), Threshold(30, 0)


def meaning(thresholds: Thresholds) -> dict[str, str]:
    """What gives kept counts their meaning: the promises under which they were counted, and what is counted."""
    return {"thresholds": thresholds.fingerprint(), "counted": fingerprint()}


@cache
def fingerprint() -> str:
    """By what a tally counts of one visit of every kind, asked once for the life of the process."""
    counted = [_counted(visit, threshold) for visit, threshold in product(_visits(), _THRESHOLDS)]
    return hashlib.sha256(json.dumps([sorted(COUNTS), counted]).encode()).hexdigest()[:16]


def _counted(visit: Visit, threshold: Threshold) -> dict[str, object]:
    group = Group()
    group.count(visit, threshold, since_share(visit, _START), 1)
    return group.tally("since_start").as_json()


def _visits() -> Iterator[Visit]:
    """One of every kind: before the start, over it and after it; within a limit, at it and past it."""
    for entered, wait_s in product((_START - 500 * SECOND, _START - 5 * SECOND, _START), (0, 5, 30, 31)):
        waiting = Visit(VisitKey("probe", "1", "probe", 0), "probe", entered)
        yield waiting
        left = replace(waiting, left=entered + wait_s * SECOND, wait_s=wait_s)
        for outcome in (Outcome.ABANDONED, Outcome.LOST):
            yield replace(left, outcome=outcome)
        for reason in Reason:
            yield replace(left, outcome=Outcome.DIVERTED, reason=reason)
        yield from _answered(left)


def _answered(left: Visit) -> Iterator[Visit]:
    talking = replace(left, outcome=Outcome.ANSWERED, agent="probe")
    yield talking
    ended = replace(talking, ended=left.entered + 700 * SECOND)
    yield ended  # cut off by a restart
    for talk_s, transferred in product((None, 0, 60), (False, True)):
        yield replace(ended, completed=True, talk_s=talk_s, transferred=transferred)
