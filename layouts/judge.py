"""When a figure turns from calm to watch and from watch to act, by its target and settings.alarm."""

from __future__ import annotations

from collections.abc import Sequence

from layouts.theme import ALARM, NONE, OK, WATCH
from wallboard.settings import Alarm, CallTarget

MIN_BUSY = 3  # calls waiting below which a queue is never called busy: twice a usual of one is no news


def over(value: float | None, target: float | None, watch: float, alarm: float) -> str:
    """For figures that must stay low. `watch` and `alarm` are times the target."""
    if value is None or target is None:
        return NONE
    if value > target * alarm:
        return ALARM
    return WATCH if value > target * watch else OK


def under(value: float | None, target: float | None, watch: float, alarm: float) -> str:
    """For figures that must stay high."""
    if value is None or target is None:
        return NONE
    if value < target * alarm:
        return ALARM
    return WATCH if value < target * watch else OK


def speed(value: float | None, target: CallTarget, alarm: Alarm) -> str:
    return over(value, target.speed_of_answer_s, alarm.watch_over, alarm.alarm_over)


def share(value: float | None, target: CallTarget, alarm: Alarm) -> str:
    return under(value, target.share, alarm.watch_under, alarm.alarm_under)


def abandons(value: float | None, target: CallTarget, alarm: Alarm) -> str:
    return over(value, target.abandon_rate, alarm.watch_over, alarm.alarm_over)


def longest(value: float | None, target: CallTarget, alarm: Alarm) -> str:
    return over(value, target.within_s, alarm.longest_watch_over, alarm.longest_alarm_over)


def depth(value: float | None, usual: float | None, alarm: Alarm) -> str:
    """Callers waiting against the usual of this weekday and time."""
    if value is None or usual is None:
        return NONE
    if value < MIN_BUSY:
        return OK
    return over(value, max(usual, 1), alarm.waiting_watch_over, alarm.waiting_alarm_over)


def common(targets: Sequence[CallTarget]) -> CallTarget | None:
    """The target that all of these share; None where they differ: a mean of promises is nobody's promise."""
    if not targets:
        return None
    facts = {(t.share, t.within_s, t.speed_of_answer_s, t.abandon_rate) for t in targets}
    return targets[0] if len(facts) == 1 else None
