"""A day of the past, as it stood when it ended."""

from __future__ import annotations

from datetime import date

import pytest

from tests.layouts.histories import FixedHistory
from tests.layouts.snapshots import NOW, morning, settings
from wallboard.clock import day_start
from wallboard.model import Micros, Snapshot
from wallboard.questions.day import DayQuestion, read_day

TODAY = date(2026, 11, 24)
YESTERDAY = date(2026, 11, 23)


class Watched(FixedHistory):
    """Notes the instants of which a snapshot was asked."""

    def snapshot_at(self, at: Micros) -> Snapshot:
        self.asked = at
        return morning()


@pytest.mark.parametrize(("day", "past"), [(YESTERDAY, True), (TODAY, False)])
def test_a_day_that_is_over_is_told_as_of_its_last_instant_and_today_as_of_now(day: date, past: bool) -> None:
    """At midnight the counts of a day begin anew: one microsecond later there would be none of its figures."""
    history = Watched(settings())
    told = read_day(DayQuestion("main", day), history, NOW)
    last = day_start(TODAY, history.zone) - 1
    assert told.as_of == history.asked == (last if past else NOW)
