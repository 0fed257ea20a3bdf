"""What was promised of a figure on its day."""

from __future__ import annotations

from wallboard.clock import local_day
from wallboard.judging.instant import instant
from wallboard.judging.recent import LEVELS, RATES, SPEEDS
from wallboard.judging.targets import kept_share
from wallboard.model import Snapshot
from wallboard.questions.behind.question import FigureQuestion
from wallboard.questions.call_rules import CallRules
from wallboard.settings import CallTarget, Settings, in_force

_PROMISED = {promised.metric: promised for promised in (LEVELS, SPEEDS, RATES)}


def target_of(question: FigureQuestion, settings: Settings) -> float | None:
    """In the figure's own unit; None where nothing is promised, or not the same by all queues or for all requests."""
    metric, scope, _window, _variant = question.key
    if metric in _PROMISED:
        promise = call_target(question, settings)
        return None if promise is None else _PROMISED[metric].target(promise)
    if metric == "tickets.on_time":
        at = instant(Snapshot(question.at, question.at, {}), settings, scope.site)
        return kept_share(at, scope.department)
    return None


def call_target(question: FigureQuestion, settings: Settings) -> CallTarget | None:
    """Of the queue, or what all queues promise alike."""
    scope, day = question.scope, local_day(question.at, settings.zone(question.scope.site))
    if scope.queue:
        return in_force(settings.queue(scope.queue).targets, day)
    return CallRules(settings, scope.site).target(day)
