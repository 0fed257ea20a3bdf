"""The heart of the wall: what is done every second, whatever the sources and the machine's clock do."""

from __future__ import annotations

import threading

import structlog

from wallboard.engine.polls import Polls
from wallboard.engine.present import Present
from wallboard.engine.schedule import Schedule
from wallboard.engine.standing import Standing

log = structlog.get_logger(__name__)

TICK_S = 1.0


class Heart:
    """Beats in a thread of its own, by a clock that never jumps. `start` and `stop` once each."""

    def __init__(self, standing: Standing, present: Present, polls: Polls, schedule: Schedule) -> None:
        self._standing, self._present, self._polls, self._schedule = standing, present, polls, schedule
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._beat_for_ever, name="tick", daemon=True)
        self.start = self._thread.start
        self.is_beating = self._thread.is_alive

    def stop(self) -> None:
        self._stopping.set()
        if self.is_beating():
            self._thread.join(timeout=2 * TICK_S)

    def _beat_for_ever(self) -> None:
        while not self._stopping.wait(TICK_S):
            try:
                self._beat()
            except Exception:  # it must go on beating; what failed is in the log and on no screen as new
                log.exception("tick failed")

    def _beat(self) -> None:
        self._standing.look_at_clock()
        self._present.publish()
        self._polls.leave_behind()
        self._schedule.rearm()
