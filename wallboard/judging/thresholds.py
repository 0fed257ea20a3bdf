"""When a figure turns from calm to watch and from watch to alarm, by its target and settings.alarm.

`margin` is how much better than a threshold a figure must be to count as beyond it: a share of the way from the
threshold to perfect. It is 0 for coming to a tone, and settings.alarm.leave_by for leaving one (see steady.py). Figures of
who waits now have none.
"""

from __future__ import annotations

from wallboard.judging.tone import ALARM, NONE, OK, WATCH, Tone
from wallboard.settings import Alarm

MIN_GONE = 3  # callers who gave up, below which their share is no news: two of 16 are 12 %
MIN_BUSY = 3  # calls waiting below which a queue is never called busy: twice a usual of one is no news


def over(value: float | None, target: float | None, watch: float, alarm: float, margin: float = 0) -> Tone:
    """For figures that must stay low; 0 is perfect. `watch` and `alarm` are times the target."""
    if value is None or target is None:
        return NONE
    if value > target * alarm * (1 - margin):
        return ALARM
    return WATCH if value > target * watch * (1 - margin) else OK


def under(value: float | None, target: float | None, watch: float, alarm: float, margin: float = 0) -> Tone:
    """For shares that must stay high; 1 is perfect."""
    if value is None or target is None:
        return NONE
    if value < _nearer_one(target * alarm, margin):
        return ALARM
    return WATCH if value < _nearer_one(target * watch, margin) else OK


def _nearer_one(threshold: float, margin: float) -> float:
    return threshold + max(0.0, 1 - threshold) * margin


def speed(value: float | None, target: float | None, alarm: Alarm, margin: float = 0) -> Tone:
    """Average speed of answer. Unit: s."""
    return over(value, target, alarm.watch_over, alarm.alarm_over, margin)


def share(value: float | None, target: float | None, alarm: Alarm, margin: float = 0) -> Tone:
    """Share answered, or done, in time."""
    return under(value, target, alarm.watch_under, alarm.alarm_under, margin)


def abandons(value: float | None, target: float | None, alarm: Alarm, margin: float = 0) -> Tone:
    """Share of callers who gave up."""
    return over(value, target, alarm.watch_over, alarm.alarm_over, margin)


def longest(value: float | None, within_s: float | None, alarm: Alarm) -> Tone:
    """The longest wait of now, against the seconds that count as in time."""
    return over(value, within_s, alarm.longest_watch_over, alarm.longest_alarm_over)


def depth(value: float | None, usual: float | None, alarm: Alarm) -> Tone:
    """Callers waiting against the usual of this weekday and time."""
    if value is None or usual is None:
        return NONE
    if value < MIN_BUSY:
        return OK
    return over(value, max(usual, 1), alarm.waiting_watch_over, alarm.waiting_alarm_over)
