"""The days behind what is usual."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from wallboard.clock import local_day
from wallboard.metrics.calls_table import ENTERED_METRICS
from wallboard.metrics.registry import Figure
from wallboard.metrics.surge import SPAN, minute_of
from wallboard.questions.behind.members import Adds, DayMember
from wallboard.questions.behind.question import FigureQuestion
from wallboard.questions.behind.then import Then
from wallboard.questions.usual import UsualDay, past_days, usual_of, usual_readings

if TYPE_CHECKING:
    import pandas as pd

_CAME = frozenset(metric.name for metric in ENTERED_METRICS)
_Days = Mapping[date, "pd.DataFrame"]


def read_days(question: FigureQuestion, then: Then) -> tuple[list[DayMember], Figure | None]:
    """Each with what would be usual by this day alone, of the last minutes with what it had; and the figure of these
    days."""
    today = local_day(question.at, then.settings.zone(question.scope.site))
    known = past_days(then.read_days(), then.settings, question.scope.site, today)
    members = [DayMember(day, _adds(question, _usual(question, then, {day: its}))) for day, its in known.items()]
    return members, _figure(question, _usual(question, then, {member.day: known[member.day] for member in members}))


def _usual(question: FigureQuestion, then: Then, days: _Days) -> UsualDay:
    site, queue = question.scope.site, question.scope.queue
    day = local_day(question.at, then.settings.zone(site))
    return usual_of(days, then.settings, site, day, {queue} if queue else ())


def _adds(question: FigureQuestion, alone: UsualDay) -> Adds:
    if question.key.metric not in _CAME:
        return Adds.of(_figure(question, alone))
    minute = int(minute_of(np.array([question.at]), alone.edges)[0])
    return Adds(alone.coming[question.scope.queue].came_before(minute)[0] if minute >= SPAN else None, 1)


def _figure(question: FigureQuestion, usual: UsualDay) -> Figure | None:
    told = usual_readings(question.scope.site, usual, question.at)
    reading = next((reading for reading in told if reading.key == question.key), None)
    return None if reading is None else Figure(reading.value, reading.n, reading.variant)
