"""The calls behind a figure of callers: who is owed a call, and who had called before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wallboard.metrics.callers import AGAIN_METRICS, OWED_METRICS, Owed
from wallboard.metrics.registry import Figure
from wallboard.model import CalledAgain, Micros, Visit
from wallboard.questions.behind.formula import figure
from wallboard.questions.behind.members import Adds, CallMember
from wallboard.questions.behind.question import FigureQuestion
from wallboard.questions.behind.then import Then
from wallboard.state.windows import OFFERED

_OWED = frozenset(metric.name for metric in OWED_METRICS)
CALLERS = _OWED | {metric.name for metric in AGAIN_METRICS}


def caller_members(question: FigureQuestion, then: Then) -> list[CallMember]:
    """By when they asked, or called."""
    thresholds = then.visits(False).calls.thresholds
    counted = _owed(question, then) if question.key.metric in _OWED else _again(question, then)
    members = (CallMember(visit, thresholds.of(visit.queue, visit.entered), OFFERED, adds) for visit, adds in counted)
    return [member for member in members if member.adds.counts]


def recounted_callers(question: FigureQuestion, members: Sequence[CallMember]) -> Figure | None:
    """The figure of these calls alone."""
    if question.key.metric in _OWED:
        return figure(OWED_METRICS, question, Owed(tuple(_asked(member.visit) for member in members), question.at))
    again = sum(1 for member in members if member.adds.value)
    return figure(AGAIN_METRICS, question, CalledAgain(len(members), again))


def _owed(question: FigureQuestion, then: Then) -> Iterator[tuple[Visit, Adds]]:
    queue = question.scope.queue
    for visit in sorted(then.owed(), key=_asked):
        if queue in ("", visit.queue):
            yield visit, Adds.of(figure(OWED_METRICS, question, Owed((_asked(visit),), question.at)))


def _again(question: FigureQuestion, then: Then) -> Iterator[tuple[Visit, Adds]]:
    for visit, again in then.recognised(question.key.window):
        yield visit, Adds.of(figure(AGAIN_METRICS, question, CalledAgain(1, int(again))))


def _asked(visit: Visit) -> Micros:
    """They ask as they leave."""
    return visit.entered if visit.left is None else visit.left
