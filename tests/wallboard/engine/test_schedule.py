"""The schedule's traps, on the real APScheduler: nothing overlaps, nothing is skipped, nothing delays its neighbour."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from wallboard.clock import system_clock
from wallboard.engine.schedule import Schedule
from wallboard.model import HOUR, SECOND

PATIENCE_S = 10.0


@pytest.fixture
def schedule() -> Iterator[Schedule]:
    schedule = Schedule(system_clock)
    schedule.start()
    yield schedule
    schedule.stop()


class Counter:
    """Counts runs, notices overlaps, and lets a test wait for the nth."""

    def __init__(self, delay: float | None = None) -> None:
        self.runs = self.inside = self.most_inside = 0
        self.delay = delay
        self.changed = threading.Condition()

    def __call__(self) -> float | None:
        with self.changed:
            self.runs += 1
            self.inside += 1
            self.most_inside = max(self.most_inside, self.inside)
            self.inside -= 1
            self.changed.notify_all()
        return self.delay

    def reached(self, runs: int) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: self.runs >= runs, PATIENCE_S)


def test_a_job_runs_again_and_again_and_never_beside_itself(schedule: Schedule) -> None:
    counter = Counter(delay=0.0)
    schedule.add("pbx", 60, counter, first_s=0)
    assert counter.reached(20)
    assert counter.most_inside == 1


def test_ten_hanging_jobs_do_not_delay_an_eleventh(schedule: Schedule) -> None:
    release = threading.Event()
    for number in range(10):
        schedule.add(f"hang{number}", 60, lambda: release.wait(PATIENCE_S) and None, first_s=0)
    counter = Counter(delay=0.0)
    schedule.add("pbx", 60, counter, first_s=0.05)
    try:
        assert counter.reached(5)
    finally:
        release.set()


def test_a_job_that_raises_goes_on(schedule: Schedule) -> None:
    counter = Counter()

    def fails() -> float | None:
        counter()
        raise RuntimeError("a fault of ours")

    schedule.add("pbx", 0.01, fails, first_s=0)
    assert counter.reached(3)


def test_a_removed_job_runs_no_more(schedule: Schedule) -> None:
    counter = Counter(delay=0.0)
    schedule.add("pbx", 60, counter, first_s=0)
    assert counter.reached(1)
    schedule.remove("pbx")
    seen, other = counter.runs, Counter(delay=0.0)
    schedule.add("other", 60, other, first_s=0)
    assert other.reached(20)
    assert counter.runs <= seen + 1  # one may have been under way


def test_a_clock_that_goes_back_an_hour_does_not_stop_the_polls_for_an_hour() -> None:
    ahead = [HOUR]
    schedule = Schedule(lambda: system_clock() + ahead[0])
    counter = Counter()
    schedule.add("pbx", 3, counter, first_s=3)
    ahead[0] = 0
    schedule.start()
    try:
        schedule.rearm()
        assert counter.reached(1)
    finally:
        schedule.stop()


def test_a_step_of_half_a_minute_back_does_not_stop_the_polls_for_half_a_minute() -> None:
    ahead, up = [30 * SECOND], [0]
    schedule = Schedule(lambda: system_clock() + ahead[0], lambda: up[0])
    counter = Counter()
    schedule.add("pbx", 2, counter, first_s=2)
    ahead[0] = 0
    schedule.start()
    try:
        schedule.rearm()
        assert counter.runs == 0  # it is not due yet
        up[0] = 5 * SECOND
        schedule.rearm()
        assert counter.reached(1)
    finally:
        schedule.stop()


def test_a_job_that_is_wanted_soon_runs_at_once_and_then_at_its_interval(schedule: Schedule) -> None:
    counter = Counter()
    schedule.add("maintenance", 3600, counter, first_s=3600)
    schedule.soon("maintenance")
    assert counter.reached(1)
    schedule.soon("nobody")
