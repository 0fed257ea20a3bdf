"""The weekly review of a big city: milliseconds for its page, and for plain SQL over the rows that it is made of.

    python -m tests.bench.bench_review [--folder FOLDER] [--days 77] [--visits 700000] [--requests 200000] [--postgres]

The ledger is that of tests/bench/big_city.py: `--days 1095 --visits 15000000 --requests 10000000` are the three years that are
asked for. Its days are counted first, as the wall counts each when it is over; with --folder both are kept for the next run.
With --postgres its rows and counted days are copied into a PostgreSQL of the benchmark's own, and asked there as well.

A page is made from the question to the JSON that is sent: once by a process that has read no day yet, as after a start, and then
again; one that is asked for twice within a minute is not made twice, which is left out here. Plain SQL counts, for each queue
and department, the same weeks and months once: no limits, no signals.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

import structlog
from dash._utils import to_json
from sqlalchemy import text

from layouts.pages.review.answer import page
from layouts.pages.review.asked import Asked
from layouts.pages.review.shown import Shown
from layouts.web.server import settle
from tests.bench import big_city
from tests.bench.in_postgres import in_postgres
from tests.servers import PostgresServer
from wallboard.clock import day_start, local_day
from wallboard.engine.day_keeper import count, missing_days, stretches
from wallboard.engine.review_days import ReviewDaysReader
from wallboard.ledger import Ledger
from wallboard.model import HOUR, Micros
from wallboard.model.remit import EVERYTHING
from wallboard.periods import Period, PeriodKind, ReviewPeriods
from wallboard.review import Review
from wallboard.review.make import make_review
from wallboard.settings import Settings

Result = TypeVar("Result")
ASKED_MS, ASKED_TIMES, ROUNDS = 1000, 50, 5

_CALLS = """
    select queue, count(*), sum(case when outcome = 'answered' then 1 else 0 end),
           sum(case when outcome = 'answered' and wait_s <= 30 then 1 else 0 end),
           sum(case when outcome = 'abandoned' then 1 else 0 end), sum(case when outcome = 'answered' then wait_s end)
    from visits where site = 'main' and entered >= :since and entered < :until group by queue
"""
_REQUESTS = """
    select department, sum(case when opened_at >= :since then 1 else 0 end),
           sum(case when finished_at >= :since and finished_at < :until then 1 else 0 end),
           sum(case when opened_at < :until and (finished_at < 0 or finished_at >= :until) then 1 else 0 end)
    from ticket_versions where site = 'main' and latest > 0 and began < :until and until >= :since group by department
"""


class Page(NamedTuple):
    """What was sent, and the review that it shows."""

    review: Review
    sent: str


def counted(ledger: Ledger, settings: Settings, now: Micros) -> None:
    """Every day that is not yet, and what one costs."""
    spent: dict[str, tuple[int, float]] = {}
    for stretch in stretches(missing_days(ledger, settings, now)):
        kept, _, cpu_ms = timed(partial(sum, count(ledger, settings, stretch, now)))
        days, before_ms = spent.get(stretch[0].carries, (0, 0.0))
        spent[stretch[0].carries] = days + kept, before_ms + cpu_ms
    for carries, (days, cpu_ms) in spent.items():
        print(f"{days:,} days of {carries} counted: {cpu_ms / days:,.1f} ms of the processor each", flush=True)


def made(reader: ReviewDaysReader, settings: Settings, now: Micros) -> Page:
    today = local_day(now, settings.zone("main"))
    week = settings.sites["main"].periods.last_full(PeriodKind.WEEK, today)
    days = reader.days(settings, "main", now, EVERYTHING)
    review = make_review(settings, "main", week.last, PeriodKind.WEEK, days, now)
    shown = Shown(Asked("main", PeriodKind.WEEK, week.last), review, settings, today)
    return Page(review, str(to_json(page(shown))))  # type: ignore[no-untyped-call]


def shown_periods(periods: ReviewPeriods) -> Iterator[Period]:
    """Every period whose figures the page shows."""
    to_date = (periods.month_to_date, periods.quarter_to_date, periods.year_to_date)
    for pair in (*periods.weeks, *periods.months, *to_date):
        yield from pair


def plain(ledger: Ledger, settings: Settings, review: Review) -> int:
    """Rows that plain SQL told of the same periods."""
    told, zone = 0, settings.zone("main")
    with ledger._store.reading() as connection:
        for period in set(shown_periods(review.periods)):
            since, until = day_start(period.first, zone), day_start(period.last + timedelta(days=1), zone)
            for query in (_CALLS, _REQUESTS):
                told += len(connection.execute(text(query), {"since": since, "until": until}).all())
    return told


def timed(work: Callable[[], Result]) -> tuple[Result, float, float]:
    """What was made, in how many milliseconds, and how many of the processor."""
    begun, cpu = time.perf_counter(), time.thread_time()
    result = work()
    return result, 1000 * (time.perf_counter() - begun), 1000 * (time.thread_time() - cpu)


def measured(what: str, ledger: Ledger, settings: Settings, now: Micros) -> Review:
    reader = ReviewDaysReader(lambda: ledger)
    settle()  # as a wall does that serves
    shown, first_ms, first_cpu = timed(lambda: made(reader, settings, now))
    again = [timed(lambda: made(reader, settings, now))[1:] for _ in range(ROUNDS)]
    ms, cpu = (statistics.median(column) for column in zip(*again, strict=True))
    rows, plain_ms, _ = timed(lambda: plain(ledger, settings, shown.review))
    print(
        f"{what}: {len(shown.review.figures)} figures, {len(shown.sent) / 1e6:.1f} MB; "
        f"first {first_ms:,.0f} ms ({first_cpu:,.0f} of the processor), again {ms:,.0f} ms ({cpu:,.0f}); {ASKED_MS:,} ms is asked\n"
        f"  plain SQL over the rows: {plain_ms:,.0f} ms for {rows:,} rows, {plain_ms / ms:,.0f} times as long; "
        f"{ASKED_TIMES} times is asked",
        flush=True,
    )
    return shown.review


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="where the ledger is kept")
    parser.add_argument("--days", type=int, default=77)
    parser.add_argument("--visits", type=int, default=700_000)
    parser.add_argument("--requests", type=int, default=200_000)
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL too")
    asked = parser.parse_args()
    structlog.configure(processors=[], logger_factory=structlog.ReturnLoggerFactory())
    with tempfile.TemporaryDirectory(prefix="wallboard-review-") as scratch:
        file = (asked.folder or Path(scratch)).resolve() / f"review-{asked.days}-{asked.visits}-{asked.requests}.db"
        if not file.exists():
            a_day = round(asked.requests / asked.days)
            big_city.write(file, big_city.City(asked.days, asked.visits / asked.days, a_day, steps=False))
        settings = big_city.settings(file)
        what = f"{asked.visits:,} calls and {asked.requests:,} requests of {asked.days:,} days"
        with closing(Ledger(settings.ledger)) as ledger:
            ledger.migrate()
            now = (ledger.last_received("pbx") or 0) + HOUR  # all of its days are over
            counted(ledger, settings, now)
            review = measured(f"SQLite, {what}", ledger, settings, now)
        if asked.postgres:
            with closing(PostgresServer()) as server, in_postgres(file, server) as ledger:
                theirs = measured(f"PostgreSQL, {what}", ledger, settings, now)
                print(f"  the same figures: {theirs.figures == review.figures}")


if __name__ == "__main__":
    main()
