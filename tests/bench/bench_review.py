"""The weekly review of a big city: milliseconds for every figure of it, and for plain SQL over the rows that they are made of.

    python -m tests.bench.bench_review [--folder FOLDER] [--visits 700000]

The ledger is that of tests/bench/big_city.py: ten million visits are three years with 2.6 million requests. Its days are
counted first, as the wall counts each when it is over; with --folder both are kept for the next run. A review is made once
by a process that has read no day yet, and then again; one that is asked for twice within a minute is not made twice, which is
left out here. Plain SQL counts, for each queue and department, the same weeks and months once: no limits, no signals.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import text

from tests.bench import big_city
from wallboard.clock import day_start, local_day
from wallboard.engine.day_keeper import count, missing_days
from wallboard.engine.review_days import ReviewDaysReader
from wallboard.ledger import Ledger
from wallboard.model import DAY, Micros
from wallboard.model.remit import EVERYTHING
from wallboard.periods import Period, PeriodKind, ReviewPeriods
from wallboard.review import Review
from wallboard.review.make import make_review
from wallboard.settings import Settings

ASKED_MS, ROUNDS = 1000, 5

_CALLS = """
    select queue, count(*), sum(outcome = 'answered'), sum(outcome = 'answered' and wait_s <= 30), sum(outcome = 'abandoned'),
           sum(case when outcome = 'answered' then wait_s end)
    from visits where site = 'main' and entered >= :since and entered < :until group by queue
"""
_REQUESTS = """
    select department, sum(opened_at >= :since), sum(finished_at >= :since and finished_at < :until),
           sum(opened_at < :until and (finished_at < 0 or finished_at >= :until))
    from ticket_versions where site = 'main' and latest > 0 and began < :until and until >= :since group by department
"""


def _counted(ledger: Ledger, settings: Settings, now: Micros) -> None:
    begun, done = time.perf_counter(), 0
    for missing in missing_days(ledger, settings, now):
        count(ledger, settings, missing, now)
        done += 1
    if done:
        passed = time.perf_counter() - begun
        print(f"{done:,} days of calls and of requests counted in {passed:,.0f} s: {1000 * passed / done:,.0f} ms each")


def _reviewed(reader: ReviewDaysReader, settings: Settings, now: Micros) -> Review:
    week = settings.sites["main"].periods.last_full(PeriodKind.WEEK, local_day(now, settings.zone("main")))
    days = reader.days(settings, "main", now, EVERYTHING)
    return make_review(settings, "main", week.last, PeriodKind.WEEK, days, now)


def _shown(periods: ReviewPeriods) -> Iterator[Period]:
    """Every period whose figures the page shows."""
    to_date = (periods.month_to_date, periods.quarter_to_date, periods.year_to_date)
    for pair in (*periods.weeks, *periods.months, *to_date):
        yield from pair


def _plain(ledger: Ledger, settings: Settings, review: Review) -> int:
    """Rows that plain SQL told of the same periods."""
    told, zone = 0, settings.zone("main")
    with ledger._store.reading() as connection:
        for period in set(_shown(review.periods)):
            since, until = day_start(period.first, zone), day_start(period.last + timedelta(days=1), zone)
            for query in (_CALLS, _REQUESTS):
                told += len(connection.execute(text(query), {"since": since, "until": until}).all())
    return told


def _timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    begun, cpu = time.perf_counter(), time.thread_time()
    made = work()
    return made, 1000 * (time.perf_counter() - begun), 1000 * (time.thread_time() - cpu)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="where the ledger is kept")
    parser.add_argument("--visits", type=int, default=700_000)
    asked = parser.parse_args()
    structlog.configure(processors=[], logger_factory=structlog.ReturnLoggerFactory())
    with tempfile.TemporaryDirectory(prefix="wallboard-review-") as scratch:
        file = (asked.folder or Path(scratch)).resolve() / f"big-{asked.visits}.db"
        if not file.exists():
            big_city.write(file, asked.visits)
        settings = big_city.settings(file)
        with closing(Ledger(settings.ledger)) as ledger:
            _measure(ledger, settings, asked.visits)


def _measure(ledger: Ledger, settings: Settings, visits: int) -> None:
    ledger.migrate()
    now = (ledger.last_received("pbx") or 0) + DAY
    _counted(ledger, settings, now)
    reader = ReviewDaysReader(lambda: ledger)
    review, first_ms, first_cpu = _timed(lambda: _reviewed(reader, settings, now))
    again = [_timed(lambda: _reviewed(reader, settings, now))[1:] for _ in range(ROUNDS)]
    ms, cpu = (statistics.median(column) for column in zip(*again, strict=True))
    rows, plain_ms, _ = _timed(lambda: _plain(ledger, settings, review))
    what = f"{len(review.figures)} figures over {visits:,} visits"
    print(
        f"{what}: first {first_ms:,.0f} ms ({first_cpu:,.0f} of the processor), again {ms:,.0f} ms ({cpu:,.0f}); ",
        end="",
    )
    print(
        f"{ASKED_MS:,} ms is asked. Plain SQL over the rows: {plain_ms:,.0f} ms for {rows:,} rows, {plain_ms / ms:,.0f} times as long"
    )


if __name__ == "__main__":
    main()
