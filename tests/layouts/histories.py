"""A past for the pages: eight Tuesdays of calls that never change, and a Tuesday that misses its target at noon."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

import numpy as np
import pandas as pd

from tests.layouts.snapshots import NOW, morning
from tests.spans import span_by_span
from wallboard.clock import local_day, micros
from wallboard.engine.known_names import UnknownName
from wallboard.ledger import OutOfRetention
from wallboard.metrics.usual import Usual
from wallboard.model import NO_INSTANT, SECOND, Health, Micros, Outcome, Snapshot
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.questions.day import Day, DayQuestion, read_day
from wallboard.questions.usual import usual_of_site
from wallboard.settings import Settings

COLUMNS = ("queue", "entered", "left", "outcome", "reason", "wait_s", "talk_s", "ended", "completed", "agent")


@cache
def day_of_calls(start: datetime, hot: bool) -> pd.DataFrame:
    """Calls from 8 to 20 o'clock, most before noon; on a hot day those from 11 to 13 wait long and some give up."""
    draw = np.random.default_rng(start.toordinal())
    seconds = np.sort(np.concatenate([draw.uniform(8, 20, 700), draw.normal(11, 1.2, 400)]) * 3600)
    seconds = seconds[(seconds > 8 * 3600) & (seconds < 20 * 3600)]
    wait = draw.exponential(18, len(seconds))
    if hot:
        wait[(seconds > 11 * 3600) & (seconds < 13 * 3600)] *= 4
    entered = micros(start) + (seconds * SECOND).astype(np.int64)
    left = entered + (wait * SECOND).astype(np.int64)
    gone = draw.uniform(size=len(seconds)) < np.clip(wait / 900, 0, 0.3)
    return pd.DataFrame(
        {
            "queue": np.where(draw.uniform(size=len(seconds)) < 0.5, "roads", "water"),
            "entered": entered,
            "left": left,
            "outcome": np.where(gone, Outcome.ABANDONED.value, Outcome.ANSWERED.value),
            "reason": "",
            "wait_s": wait.astype(np.int64),
            "talk_s": 180,
            "ended": left + 180 * SECOND,
            "completed": ~gone,
            "agent": "a",
        }
    )


class FixedHistory:
    """Answers like a reader, of a past that never changes."""

    def __init__(
        self, settings: Settings, snapshot: Snapshot | None = None, *, calls: bool = True, now: Micros = NOW
    ) -> None:
        self.settings, self.now = settings, now
        self.zone = settings.zone("main")
        self.snapshot = snapshot or morning()
        self.calls = calls
        self.oldest: Micros | None = None
        self.told_remit: Remit = EVERYTHING
        self.strange: tuple[UnknownName, ...] = ()

    def unknown(self) -> tuple[UnknownName, ...]:
        return self.strange

    def day(self, question: DayQuestion) -> Day:
        return read_day(question, self, self.now)

    def usual(self, site: str, day: date) -> Usual | None:
        return usual_of_site(span_by_span(self.visits_between), self.settings, site, day)

    def visits_between(self, site: str, since: Micros, until: Micros) -> pd.DataFrame:
        assert site == "main"
        if self.oldest is not None and since < self.oldest:
            raise OutOfRetention("calls", self.oldest)
        day = local_day(since, self.zone)
        whole = day_of_calls(
            datetime(day.year, day.month, day.day, tzinfo=self.zone), hot=day == local_day(NOW, self.zone)
        )
        told = (whole["entered"] >= since) & (whole["entered"] < min(until, NOW))
        if not self.calls or day.weekday() > 4:
            told &= False
        frame = whole[told].reset_index(drop=True)
        frame.loc[frame["left"] > NOW, "left"] = NO_INSTANT
        return frame

    def health(self) -> tuple[Health, ...]:
        return self.snapshot.health

    def snapshot_at(self, at: Micros) -> Snapshot:
        return self.snapshot
