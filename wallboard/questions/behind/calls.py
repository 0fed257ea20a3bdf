"""The visits behind a figure of calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from wallboard.metrics.calls_table import (
    ENTERED_IN,
    ENTERED_METRICS,
    TALLY_METRICS,
    WAITING_METRICS,
    EnteredIn,
    WaitingNow,
)
from wallboard.metrics.registry import Figure
from wallboard.model import Visit
from wallboard.questions.behind.formula import figure
from wallboard.questions.behind.members import Adds, CallMember
from wallboard.questions.behind.question import FigureQuestion
from wallboard.questions.behind.then import Then
from wallboard.questions.since_closing import WINDOW as SINCE_CLOSING
from wallboard.questions.since_closing import closed_at
from wallboard.state.calls import CallState
from wallboard.state.tally import Tally, VisitCase, case_of
from wallboard.state.thresholds import Threshold
from wallboard.state.windows import OFFERED, steps_in

_WAITING, _ENTERED = (frozenset(metric.name for metric in table) for table in (WAITING_METRICS, ENTERED_METRICS))


class _Counted(NamedTuple):
    """A visit that may be counted, and with which steps in the question's window."""

    visit: Visit
    threshold: Threshold
    steps: int


def call_members(question: FigureQuestion, then: Then) -> list[CallMember]:
    queue = question.scope.queue
    counted = (each for each in _counted(question, then) if not queue or each.visit.queue == queue)
    adds = _adding(question)
    members = (CallMember(*each, adds(each)) for each in counted)
    return [member for member in members if member.adds.counts]


def recounted_calls(question: FigureQuestion, members: Sequence[CallMember]) -> Figure | None:
    """The figure of these visits alone."""
    if question.key.metric in _WAITING:
        oldest = min((member.visit.entered for member in members), default=None)
        return figure(WAITING_METRICS, question, WaitingNow(len(members), oldest, question.at))
    if question.key.metric in _ENTERED:
        return figure(ENTERED_METRICS, question, EnteredIn(len(members)))
    tally = Tally()
    for visit, threshold, steps, _ in members:
        tally.take(visit, case_of(visit, threshold), steps)
    return figure(TALLY_METRICS, question, tally)


def _counted(question: FigureQuestion, then: Then) -> Iterator[_Counted]:
    window = question.key.window
    if window == SINCE_CLOSING:
        return _since_closing(question, then)
    calls, visits = then.visits(window == "since_start")
    if question.key.metric in _ENTERED:
        return _entered(calls, visits, ENTERED_IN[window])
    return _waiting(calls, visits) if question.key.metric in _WAITING else _in_window(calls, visits, window)


def _since_closing(question: FigureQuestion, then: Then) -> Iterator[_Counted]:
    closed = closed_at(then.settings, question.scope.site, question.at)
    if closed is not None:
        thresholds = then.visits(False).calls.thresholds
        for visit in then.entered(closed, question.at):
            yield _Counted(visit, thresholds.of(visit.queue, visit.entered), OFFERED)


def _in_window(calls: CallState, visits: Sequence[Visit], window: str) -> Iterator[_Counted]:
    for visit in visits:
        counted = calls.counted(visit)
        if counted is not None and (steps := steps_in(counted.share, window)):
            yield _Counted(counted.visit, counted.threshold, steps)


def _waiting(calls: CallState, visits: Sequence[Visit]) -> Iterator[_Counted]:
    for visit in visits:
        counted = calls.counted(visit)
        if counted is not None and counted.visit.left is None:
            yield _Counted(counted.visit, counted.threshold, OFFERED)


def _entered(calls: CallState, visits: Sequence[Visit], minutes: int) -> Iterator[_Counted]:
    last = calls.group().minutes
    for visit in visits:
        counted = calls.counted(visit)
        if counted is not None and last.has_entered(visit.entered, minutes):
            yield _Counted(counted.visit, counted.threshold, OFFERED)


def _adding(question: FigureQuestion) -> Callable[[_Counted], Adds]:
    """What a visit adds."""
    if question.key.metric in _WAITING:
        return lambda counted: Adds.of(
            figure(WAITING_METRICS, question, WaitingNow(1, counted.visit.entered, question.at))
        )
    if question.key.metric in _ENTERED:
        return lambda counted: Adds.of(figure(ENTERED_METRICS, question, EnteredIn(1)))
    return _Added(question).of


class _Added:
    """What visits add to counts, each kind of visit worked out once: there are some hundred of them."""

    def __init__(self, question: FigureQuestion) -> None:
        self._question = question
        self._kinds: dict[tuple[VisitCase, int, int | None, int | None], Adds] = {}

    def of(self, counted: _Counted) -> Adds:
        visit, threshold, steps = counted
        case = case_of(visit, threshold)
        kind = case, steps, visit.wait_s, visit.talk_s
        if kind not in self._kinds:
            alone = Tally()
            alone.take(visit, case, steps)
            self._kinds[kind] = Adds.of(figure(TALLY_METRICS, self._question, alone))
        return self._kinds[kind]
