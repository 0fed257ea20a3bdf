"""The events of one call become its queue visits. Definitions: docs/metrics.md; verbs: Asterisk's queue_log.

Pure, and blind to the order in which rows arrive: the phone system's own order (`seq`) decides, a repeated
`seq` counts once. Instants never run backwards within a visit, even where the phone system's clock did.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import NamedTuple

from wallboard.clock import seconds_between
from wallboard.model import SECOND, CallEvent, Micros, Outcome, Reason, Visit, VisitKey


class Restart(NamedTuple):
    """The phone system behind `source` started: whatever was open before `seq` is over."""

    source: str
    seq: int
    at: Micros


RESTART_VERB = "QUEUESTART"

# Verbs that tell of agents and not of one visit; an answered call tells of its agent too, through its visit.
AGENT_VERBS = frozenset(
    {
        "ADDMEMBER",
        "REMOVEMEMBER",
        "PAUSE",
        "UNPAUSE",
        "PAUSEALL",
        "UNPAUSEALL",
        "AGENTLOGIN",
        "AGENTCALLBACKLOGIN",
        "AGENTLOGOFF",
        "AGENTCALLBACKLOGOFF",
        "RINGNOANSWER",
    }
)

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


def fold_call(events: Sequence[CallEvent], restarts: Sequence[Restart] = ()) -> list[Visit]:
    """The visits of one call, in the order in which it entered.

    `events` are those of ONE callid of ONE source, in any order, repeats allowed. `restarts` are those of the
    same source, in the order of `seq`; they may be all that are known. An ending whose beginning is not in the
    log makes no visit.
    """
    ordered = sorted({event.seq: event for event in events}.values(), key=_by_seq)
    stays: list[_Stay] = []
    upcoming = (
        iter(restarts[bisect_left(restarts, ordered[0].seq, key=_by_seq) :]) if ordered and restarts else iter(())
    )
    restart = next(upcoming, None)
    for event in ordered:
        while restart is not None and restart.seq < event.seq:
            _cut_off(stays, restart.at)
            restart = next(upcoming, None)
        handle = _HANDLERS.get(event.event)
        if handle is not None:
            handle(stays, event)
    if restart is not None:
        _cut_off(stays, restart.at)
    return [stay.visit() for stay in stays]


def clip(visit: Visit, at: Micros) -> Visit | None:
    """What was true of this visit at that instant; None before it entered."""
    if visit.entered > at:
        return None
    if visit.left is None or (visit.left <= at and (visit.ended is None or visit.ended <= at)):
        return visit
    if visit.left > at:
        return Visit(visit.key, visit.site, visit.entered)
    return replace(visit, ended=None, completed=False, talk_s=None, transferred=False)


def _enter(stays: list[_Stay], event: CallEvent) -> None:
    last = stays[-1] if stays else None
    if last is not None:
        if last.waiting and last.key.queue == event.queue and last.entered == event.at:
            return  # written twice
        _move_on(last, event.at)
    ordinal = sum(stay.key.queue == event.queue for stay in stays)
    stays.append(_Stay(VisitKey(event.source, event.callid, event.queue, ordinal), event.site, event.at))


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


def _connect(stays: list[_Stay], event: CallEvent) -> None:
    stay = _open_in(stays, event.queue)
    if stay is not None:
        _answer(stay, event.agent, event.at, _whole(event.data[0]))


def _answer(stay: _Stay, agent: str, at: Micros, wait_s: int | None) -> None:
    stay.leave(Outcome.ANSWERED, at, wait_s)
    stay.agent = agent


def _complete(stays: list[_Stay], event: CallEvent) -> None:
    _hang_up(stays, event, _whole(event.data[0]), _whole(event.data[1]), transferred=False)


def _transfer(stays: list[_Stay], event: CallEvent) -> None:
    _hang_up(stays, event, _whole(event.data[2]), _whole(event.data[3]), transferred=True)


def _attended_transfer(stays: list[_Stay], event: CallEvent) -> None:
    # The LINK form names two channels, and what no longer fits stands joined in the last column.
    wait, talk = event.data[3:5] if event.data[0] == "LINK" else event.data[2:4]
    _hang_up(stays, event, _whole(wait), _whole(talk.partition("|")[0]), transferred=True)


def _hang_up(
    stays: list[_Stay], event: CallEvent, wait_s: int | None, talk_s: int | None, *, transferred: bool
) -> None:
    stay = _conversation_in(stays, event.queue)
    if stay is None:
        return
    if stay.outcome is not Outcome.ANSWERED:  # the row that told of the answer is missing
        _answer(stay, event.agent, event.at - (talk_s or 0) * SECOND, wait_s)
    left = stay.left if stay.left is not None else stay.entered
    stay.ended = max(event.at, left)
    stay.talk_s = seconds_between(left, stay.ended) if talk_s is None else talk_s
    stay.completed, stay.transferred, stay.assumed = True, transferred, False


def _conversation_in(stays: list[_Stay], queue: str) -> _Stay | None:
    """The conversation of this queue that is not told to be over: a transfer may be written just after the
    caller has entered the next queue, or the same one again."""
    for stay in reversed(stays):
        if stay.key.queue == queue and (stay.talking or (stay.assumed and stay.outcome is Outcome.ANSWERED)):
            return stay
    return _open_in(stays, queue)


def _abandon(stays: list[_Stay], event: CallEvent) -> None:
    stay = _open_in(stays, event.queue)
    if stay is not None:
        stay.leave(Outcome.ABANDONED, event.at, _whole(event.data[2]))


def _divert(reason: Reason, wait_column: int) -> Callable[[list[_Stay], CallEvent], None]:
    def handle(stays: list[_Stay], event: CallEvent) -> None:
        stay = _open_in(stays, event.queue)
        if stay is not None:
            stay.leave(Outcome.DIVERTED, event.at, _whole(event.data[wait_column]))
            stay.reason = reason

    return handle


def _whole(text: str) -> int | None:
    """A count of seconds as the phone system wrote it; None where it wrote none."""
    return int(text) if len(text) < 10 and text.isascii() and text.isdigit() else None


_HANDLERS: dict[str, Callable[[list[_Stay], CallEvent], None]] = {
    "ENTERQUEUE": _enter,
    "CONNECT": _connect,
    "COMPLETEAGENT": _complete,
    "COMPLETECALLER": _complete,
    "TRANSFER": _transfer,
    "BLINDTRANSFER": _transfer,
    "ATTENDEDTRANSFER": _attended_transfer,
    "ABANDON": _abandon,
    "EXITWITHTIMEOUT": _divert(Reason.TIMEOUT, 2),
    "EXITEMPTY": _divert(Reason.EMPTY, 2),
    "EXITWITHKEY": _divert(Reason.KEY, 3),
    "WITHDRAW": _divert(Reason.WITHDRAWN, 2),
}

VISIT_VERBS = frozenset(_HANDLERS)
