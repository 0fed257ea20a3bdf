"""The happenings of one call become its queue visits. Definitions: docs/metrics.md.

Pure, and blind to the order in which rows arrive: the phone system's own order (`seq`, then `part`) decides, and what
is told twice counts once. Instants never run backwards within a visit, even where the phone system's clock did.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import NamedTuple

from wallboard.calls.happenings import TRANSFERRED, Happening, What, place
from wallboard.clock import seconds_between
from wallboard.model import SECOND, Micros, Outcome, Reason, Visit, VisitKey


class Restart(NamedTuple):
    """The phone system behind `source` started: whatever was open before `seq` is over."""

    source: str
    seq: int
    at: Micros


_REASONS = {reason.value: reason for reason in Reason}
_by_seq = attrgetter("seq")


class _Stay:
    """A visit while it is being folded. `assumed`: its ending was never told, only implied by what came next."""

    __slots__ = (
        "agent", "assumed", "completed", "ended", "entered", "key", "left",
        "outcome", "reason", "site", "talk_s", "transferred", "wait_s",
    )  # fmt: skip

    def __init__(self, key: VisitKey, site: str, entered: Micros) -> None:
        self.key = key
        self.site = site
        self.entered = entered
        self.outcome = Outcome.WAITING
        self.left: Micros | None = None
        self.wait_s: int | None = None
        self.reason: Reason | None = None
        self.agent: str | None = None
        self.ended: Micros | None = None
        self.completed = False
        self.talk_s: int | None = None
        self.transferred = False
        self.assumed = False

    @property
    def waiting(self) -> bool:
        return self.left is None

    @property
    def talking(self) -> bool:
        return self.outcome is Outcome.ANSWERED and self.ended is None

    def leave(self, outcome: Outcome, at: Micros, wait_s: int | None = None) -> None:
        self.outcome = outcome
        self.left = max(at, self.entered)
        self.wait_s = seconds_between(self.entered, self.left) if wait_s is None else wait_s
        self.assumed = False

    def visit(self) -> Visit:
        return Visit(
            self.key, self.site, self.entered, self.outcome, self.left, self.wait_s, self.reason,
            self.agent, self.ended, self.completed, self.talk_s, self.transferred,
        )  # fmt: skip


def fold_call(happenings: Sequence[Happening], restarts: Sequence[Restart] = ()) -> list[Visit]:
    """The visits of one call, in the order in which it entered.

    `happenings` are those of ONE callid of ONE source, in any order, repeats allowed. `restarts` are those of the
    same source, in the order of `seq`; they may be all that are known. An ending whose beginning is not in the
    log makes no visit.
    """
    ordered = _in_order(happenings)
    stays: list[_Stay] = []
    upcoming = (
        iter(restarts[bisect_left(restarts, ordered[0].seq, key=_by_seq) :]) if ordered and restarts else iter(())
    )
    restart = next(upcoming, None)
    for happening in ordered:
        while restart is not None and restart.seq < happening.seq:
            _cut_off(stays, restart.at)
            restart = next(upcoming, None)
        handle = _HANDLERS.get(happening.what)
        if handle is not None:
            handle(stays, happening)
    if restart is not None:
        _cut_off(stays, restart.at)
    return [stay.visit() for stay in stays]


def _in_order(happenings: Sequence[Happening]) -> Sequence[Happening]:
    """Each once, in the phone system's own order."""
    seqs = [happening.seq for happening in happenings]
    if sorted(set(seqs)) == seqs:  # as they nearly always come
        return happenings
    return sorted({place(happening): happening for happening in happenings}.values(), key=place)


def clip(visit: Visit, at: Micros) -> Visit | None:
    """What was true of this visit at that instant; None before it entered."""
    if visit.entered > at:
        return None
    if visit.left is None or (visit.left <= at and (visit.ended is None or visit.ended <= at)):
        return visit
    if visit.left > at:
        return Visit(visit.key, visit.site, visit.entered)
    return replace(visit, ended=None, completed=False, talk_s=None, transferred=False)


def _enter(stays: list[_Stay], happened: Happening) -> None:
    last = stays[-1] if stays else None
    if last is not None:
        if last.waiting and last.key.queue == happened.queue and last.entered == happened.at:
            return  # written twice
        _move_on(last, happened.at)
    ordinal = len([stay for stay in stays if stay.key.queue == happened.queue])
    stays.append(_Stay(VisitKey(happened.source, happened.callid, happened.queue, ordinal), happened.site, happened.at))


def _move_on(stay: _Stay, at: Micros) -> None:
    """A call waits in one queue at a time: entering again proves that the stay before is over."""
    if stay.waiting:
        stay.leave(Outcome.LOST, at)
        stay.assumed = True
    elif stay.talking:
        stay.ended = max(at, stay.left or stay.entered)
        stay.completed = True
        stay.assumed = True


def _cut_off(stays: list[_Stay], at: Micros) -> None:
    for stay in stays:
        if stay.waiting:
            stay.leave(Outcome.LOST, at)
        elif stay.talking:
            # A restart is written when the system is up again, so how long they talked is not known.
            stay.ended = max(at, stay.left or stay.entered)


def _open_in(stays: list[_Stay], queue: str) -> _Stay | None:
    """The stay in this queue whose way out is not told yet."""
    for stay in reversed(stays):
        if stay.key.queue == queue:
            return stay if stay.waiting or (stay.assumed and stay.outcome is Outcome.LOST) else None
    return None


def _connect(stays: list[_Stay], happened: Happening) -> None:
    stay = _open_in(stays, happened.queue)
    if stay is not None:
        _answer(stay, happened.agent, happened.at, happened.wait_s)


def _answer(stay: _Stay, agent: str, at: Micros, wait_s: int | None) -> None:
    stay.leave(Outcome.ANSWERED, at, wait_s)
    stay.agent = agent


def _hang_up(stays: list[_Stay], happened: Happening) -> None:
    stay = _conversation_in(stays, happened.queue)
    if stay is None:
        return
    if stay.outcome is not Outcome.ANSWERED:  # the row that told of the answer is missing
        _answer(stay, happened.agent, happened.at - (happened.talk_s or 0) * SECOND, happened.wait_s)
    left = stay.left if stay.left is not None else stay.entered
    stay.ended = max(happened.at, left)
    stay.talk_s = seconds_between(left, stay.ended) if happened.talk_s is None else happened.talk_s
    stay.completed, stay.transferred, stay.assumed = True, happened.detail == TRANSFERRED, False


def _conversation_in(stays: list[_Stay], queue: str) -> _Stay | None:
    """The conversation of this queue that is not told to be over: a transfer may be written just after the
    caller has entered the next queue, or the same one again."""
    for stay in reversed(stays):
        if stay.key.queue == queue and (stay.talking or (stay.assumed and stay.outcome is Outcome.ANSWERED)):
            return stay
    return _open_in(stays, queue)


def _leave(stays: list[_Stay], happened: Happening) -> None:
    stay = _open_in(stays, happened.queue)
    if stay is not None:
        stay.reason = _REASONS.get(happened.detail)
        stay.leave(Outcome.DIVERTED if stay.reason else Outcome.ABANDONED, happened.at, happened.wait_s)


_HANDLERS: dict[What, Callable[[list[_Stay], Happening], None]] = {
    What.ENTERED: _enter,
    What.ANSWERED: _connect,
    What.ENDED: _hang_up,
    What.LEFT: _leave,
}
