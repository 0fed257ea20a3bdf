"""What was promised of a figure on a day."""

from __future__ import annotations

from datetime import date

from wallboard.questions.outside_figures import target_of as declared_target
from wallboard.review.records import OUTSIDE, FigureKey
from wallboard.settings import CallTarget, Settings, in_force
from wallboard.settings.in_common import common_target, kept_share


def target_of(settings: Settings, key: FigureKey, day: date) -> float | None:
    """In the figure's unit; None where nothing is promised, or where its parts were promised different things."""
    if key.metric == "tickets.on_time":
        return kept_share(settings.promises, day, key.scope.department) if not key.scope.ward else None
    if key.metric.startswith(OUTSIDE):
        figure = settings.figures.get(key.metric.removeprefix(OUTSIDE))
        return None if figure is None else declared_target(figure, day)
    if not key.metric.startswith("calls."):
        return None
    target = _to_callers(settings, key, day)
    return None if target is None else _of(target, key.metric)


def _to_callers(settings: Settings, key: FigureKey, day: date) -> CallTarget | None:
    if key.scope.queue:
        return in_force(settings.queue(key.scope.queue).targets, day)
    queues = (queue for queue in settings.queues.values() if settings.site_of(queue) == key.scope.site)
    return common_target([target for queue in queues if (target := in_force(queue.targets, day)) is not None])


def _of(target: CallTarget, metric: str) -> float | None:
    return {
        "calls.service_level": target.share,
        "calls.asa_s": target.speed_of_answer_s,
        "calls.abandon_rate": target.abandon_rate,
    }.get(metric)
