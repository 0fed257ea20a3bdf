"""When what the wall shows is watched, and when it is an alarm."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wallboard.settings.parts.section import Section, Seen


class Alarm(Section):
    """When a tile turns from neutral to watch, and from watch to alarm.

    Promises to callers are judged by the last minutes, never by the day so far.
    """

    window: Seen[Literal["15m", "30m"]] = Field(
        default="30m", description="how far back calls are judged: those that ended in the last 15 or 30 minutes"
    )
    least_calls: Seen[int] = Field(
        default=10, ge=1, le=1000, description="calls in that window under which a figure is shown but not judged"
    )
    leave_by: Seen[float] = Field(
        default=0.1,
        ge=0,
        lt=1,
        description="how much better than a threshold a figure must be for its colour to go at once: a share of the "
        "way from the threshold to perfect (from 80 % in time to 100 %, from 30 s to 0); not of who waits now",
    )
    leave_after_s: Seen[float] = Field(
        default=180,
        ge=0,
        le=3600,
        description="seconds of being better by less than that after which it goes as well; of who waits now, seconds of "
        "being better at all, or nobody waiting any more",
    )
    watch_over: Seen[float] = Field(
        default=1.0, gt=0, description="times the target at which a speed or rate is watched"
    )
    alarm_over: Seen[float] = Field(default=1.5, gt=0, description="times the target at which it is an alarm")
    watch_under: Seen[float] = Field(default=1.0, gt=0, description="times the target share under which it is watched")
    alarm_under: Seen[float] = Field(
        default=0.85, gt=0, description="times the target share under which it is an alarm"
    )
    waiting_watch_over: Seen[float] = Field(
        default=1.5, gt=0, description="times the usual depth at which waiting is watched"
    )
    waiting_alarm_over: Seen[float] = Field(
        default=2.5, gt=0, description="times the usual depth at which waiting is an alarm"
    )
    longest_watch_over: Seen[float] = Field(
        default=2, gt=0, description="times the seconds that count as in time at which the longest wait is watched"
    )
    longest_alarm_over: Seen[float] = Field(
        default=4, gt=0, description="times the seconds that count as in time at which the longest wait is an alarm"
    )
    emergency_new_min: Seen[float] = Field(
        default=15, ge=0, le=1440, description="minutes for which an emergency is watched because it is new"
    )
