"""When things run: APScheduler glue, and nothing else.

Each job has a worker of its own, so that one that hangs delays no other, and arms its next run when it ends, so
that it never overlaps itself. What APScheduler does by default is wrong for a wall (it drops a run that is a second
late, and ten hung jobs stop all others): see docs/decisions/0002-schedule.md.
"""

from __future__ import annotations

import logging
import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from wallboard.clock import Clock, uptime, utc
from wallboard.model import SECOND, Micros

log = structlog.get_logger(__name__)

JITTER = 0.05  # share of a delay by which runs are spread, so that sources are not all asked at once
OVERDUE_S = 2.0  # by the machine's uptime: the clock was set back by less than FURTHEST
FURTHEST = 2.0  # intervals (of half a minute at least) that a run may be ahead: more, and the clock went back


@dataclass
class _Job:
    interval_s: float
    run: Callable[[], float | None]
    worker: ThreadPoolExecutor
    due: Micros = 0
    up_due: Micros = 0  # the same by the uptime
    running: bool = False


class Schedule:
    """Runs each named job again and again; a job may return the seconds until its next run."""

    def __init__(self, clock: Clock, uptime: Clock = uptime) -> None:
        self._clock, self._uptime = clock, uptime
        self._jobs: dict[str, _Job] = {}
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            # Two, because the library counts a run as over only after it has armed the next one; a worker has one
            # thread, so that they still never overlap.
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 2},
        )
        logging.getLogger("apscheduler").setLevel(logging.ERROR)

    def start(self) -> None:
        self._scheduler.start()

    def add(self, name: str, interval_s: float, run: Callable[[], float | None], first_s: float | None = None) -> None:
        """Run `run` every `interval_s`, first after `first_s` (an offset from the name's hash when None)."""
        worker = ThreadPoolExecutor(1)
        self._scheduler.add_executor(worker, alias=name)
        self._jobs[name] = _Job(interval_s, run, worker)
        spread = (zlib.crc32(name.encode()) % 1000) / 1000 * min(interval_s, 1.0)
        self._arm(name, spread if first_s is None else first_s)

    def soon(self, name: str) -> None:
        """Run a job at once, and then at its interval again. One that is under way arms its next run by itself."""
        job = self._jobs.get(name)
        if job is not None and not job.running:
            self._arm(name, 0)

    def remove(self, name: str) -> None:
        """A run that is under way goes on to its end and arms no other."""
        job = self._jobs.pop(name, None)
        if job is None:
            return
        if self._scheduler.get_job(name):
            self._scheduler.remove_job(name)
        self._scheduler.remove_executor(name, shutdown=False)
        job.worker.shutdown(wait=False)

    def rearm(self) -> None:
        """After the clock jumped: a run that is now further off than its interval allows, or that should have been by
        now, is armed anew."""
        for name, job in list(self._jobs.items()):
            further = job.due - self._clock() > FURTHEST * max(job.interval_s, 30.0) * SECOND
            overdue = self._uptime() - job.up_due > OVERDUE_S * SECOND and job.due > self._clock()
            if not job.running and (further or overdue):
                log.warning("clock went back, run armed anew", job=name)
                self._arm(name, 0)

    def stop(self) -> None:
        self._jobs.clear()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _arm(self, name: str, delay_s: float) -> None:
        job = self._jobs.get(name)
        if job is None:
            return
        job.due, job.up_due = (clock() + round(delay_s * SECOND) for clock in (self._clock, self._uptime))
        # A run that repeats in a century, not a single one: the library would remove that after the run, and fails
        # when it is being stopped meanwhile.
        self._scheduler.add_job(
            self._run,
            "interval",
            weeks=5200,
            next_run_time=utc(job.due),
            args=[name],
            id=name,
            executor=name,
            replace_existing=True,
        )

    def _run(self, name: str) -> None:
        job = self._jobs.get(name)
        if job is None:
            return
        began, delay = self._clock(), None
        job.running = True
        try:
            delay = job.run()
        except Exception:  # our own fault: logged with its traceback, and the job goes on
            log.exception("job failed", job=name)
        finally:
            job.running = False
            if delay is None:
                spent_s = (self._clock() - began) / SECOND
                delay = max(0.0, job.interval_s * random.uniform(1 - JITTER, 1 + JITTER) - max(0.0, spent_s))  # noqa: S311
            if self._jobs.get(name) is job:  # else it was taken off meanwhile, and another may have its name
                self._arm(name, delay)
