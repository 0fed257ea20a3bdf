"""Whole visits: what a phone system tells of a caller's stay in one row, and tells anew when it has changed.

For sources whose rows are calls and not steps. Each version of a visit is kept as a fact; the last one wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from wallboard.clock import seconds_between
from wallboard.model import Micros, Outcome, Reason, Visit, VisitKey


class VisitVersion(NamedTuple):
    """What a source said of one visit, in UTC and without the caller's number.

    `key` is the source's own key of the row, and so the visit's: whatever a later version says otherwise, its queue
    too, is of the same visit. A call that came into several queues is several visits, each with a key of its own.
    Of versions of one visit that with the latest `updated` holds, and of those the one that came last.
    `left` is None while the caller waits; `ended` is None while they talk, and where nobody answered. `wait_s` and
    `talk_s` are whole seconds where the source tells them; else the instants decide.
    `removed`: the source takes the visit back, which counts no more (a test call, a row marked as deleted).
    """

    source: str
    site: str
    key: str
    queue: str
    updated: Micros  # when this became true at the source, or was written there
    entered: Micros
    outcome: Outcome = Outcome.WAITING
    left: Micros | None = None
    reason: Reason | None = None  # of DIVERTED alone
    agent: str = ""  # of ANSWERED alone
    ended: Micros | None = None
    wait_s: int | None = None
    talk_s: int | None = None
    transferred: bool = False
    removed: bool = False

    @property
    def newest(self) -> Micros:
        """The latest instant of which it tells."""
        return max(at for at in (self.entered, self.left, self.ended) if at is not None)


def unfit(version: VisitVersion) -> str:
    """Why a version makes no sense; "" where it does."""
    if not version.key or not (version.queue or version.removed):
        return f"a visit without its {'queue' if version.key else 'key'}"
    if version.removed:
        return ""
    if (version.left is None) != (version.outcome is Outcome.WAITING):
        return (
            f"a visit is {version.outcome}, and {'no instant says since when' if version.left is None else 'has left'}"
        )
    if (version.reason is None) != (version.outcome is not Outcome.DIVERTED):
        return f"a visit is {version.outcome}, and its reason is {version.reason or 'not told'}"
    if version.ended is not None and version.outcome is not Outcome.ANSWERED:
        return f"a visit is {version.outcome}, and a conversation ended"
    if min(version.wait_s or 0, version.talk_s or 0) < 0:
        return "a wait or a conversation is shorter than nothing"
    return ""


def visit_of(version: VisitVersion) -> Visit:
    """The visit as this version, which is not `removed`, tells it. Instants never run backwards in it."""
    key = VisitKey(version.source, version.key, version.queue, 0)
    if version.left is None:
        return Visit(key, version.site, version.entered)
    left = max(version.left, version.entered)
    ended = None if version.ended is None else max(version.ended, left)
    talk_s = version.talk_s if ended is None or version.talk_s is not None else seconds_between(left, ended)
    return Visit(
        key,
        version.site,
        version.entered,
        version.outcome,
        left,
        seconds_between(version.entered, left) if version.wait_s is None else version.wait_s,
        version.reason,
        version.agent or None,
        ended,
        ended is not None,
        None if ended is None else talk_s,
        version.transferred and ended is not None,
    )


def winner(versions: Iterable[VisitVersion]) -> VisitVersion:
    """The one that holds, of versions of one visit in the order in which they came; there is at least one."""
    best: VisitVersion | None = None
    for version in versions:
        if best is None or version.updated >= best.updated:
            best = version
    assert best is not None  # noqa: S101 - said above
    return best
