"""A filter change of a department's page of how it goes, beside plain SQL for the same figures, over requests in PostgreSQL.

    python -m tests.bench.bench_department_page [--requests 20000] [--url URL] [--changes 100] [--queries 24]

Each change is of department, and of type, ward, channel or several. Ours is what the page's callback draws, from the columns that
the wall holds, to the JSON that is sent. Plain SQL is four statements with indexes that hold all of their columns: a survival curve,
promises kept by week, the flow by week with moves, and what is open; no chart is drawn of them. Of both the time that passes, in
turns. With --url the requests of tests/bench/years_of_requests.py are there already.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from random import Random
from types import SimpleNamespace
from typing import Any

import numpy as np
import psycopg
from dash._utils import to_json
from sqlalchemy.engine import make_url

from layouts.page.department_past import Narrowed
from layouts.pages.department_course import _parts
from layouts.pages.department_course.asked import Asked
from layouts.web.server import settle
from tests.bench import years_of_requests as years
from tests.bench.years_questions import INDEXES, QUESTIONS, narrowed_by
from tests.servers import PostgresServer
from wallboard.ledger import Ledger
from wallboard.model import DAY
from wallboard.model.remit import EVERYTHING
from wallboard.questions.requests_past import PastQuestion
from wallboard.questions.site_past import SitePast

ASKED = 50  # times as fast as plain SQL
SINCE = years.ENDED - 400 * DAY


def changes(count: int) -> Iterator[tuple[str, Narrowed]]:
    chance = Random(311)
    for n in range(count):
        number, sides = chance.randrange(years.DEPARTMENTS), 1 + n % 7  # each set of sides but none
        kind = f"Type {number * years.TYPES_EACH + chance.randrange(years.TYPES_EACH)}"
        ward, channel = str(1 + chance.randrange(years.WARDS)), chance.choice(years.CHANNELS)
        narrowed = Narrowed(kind if sides & 1 else "", ward if sides & 2 else "", channel if sides & 4 else "")
        yield years.department(number), narrowed


def spent_ms(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    began = clock()
    work()
    return (clock() - began) * 1000


def measure(url: str, count: int, queries: int) -> None:
    settings: Any = years.settings(url)
    reader: Any = SimpleNamespace(settings=settings)
    plain = make_url(url).set(drivername="postgresql").render_as_string(False)
    with closing(Ledger(url)) as ledger, psycopg.connect(plain, autocommit=True) as there:
        for index in INDEXES:
            there.execute(index)
        there.execute("analyze ticket_versions")
        past, began = SitePast(settings, "main", years.ENDED - 402 * DAY), time.process_time()
        for _ in past.read(ledger):
            pass
        print(
            f"held: {past.nbytes / 1e6:.1f} MB, read in {time.process_time() - began:.1f} s of the processor",
            flush=True,
        )

        def ours(department: str, narrowed: Narrowed) -> str:
            words = [value or None for value in (narrowed.service_type, narrowed.ward, narrowed.channel)]
            its = past.of(PastQuestion("main", SINCE, department, *words), ledger, EVERYTHING, years.ENDED)
            return str(to_json(_parts(its, reader, Asked(department, narrowed))))  # type: ignore[no-untyped-call]

        def theirs(department: str, narrowed: Narrowed) -> None:
            told = narrowed.told()
            values = {"department": department, "since": SINCE, "year": years.ENDED - 365 * DAY, "now": years.ENDED}
            for question in QUESTIONS:
                there.execute(narrowed_by(question, told), values | told).fetchall()

        asked = list(changes(count))
        settle()  # as a wall does that serves
        for each in asked[:3]:
            ours(*each)
            theirs(*each)
        page, sql = [], []
        for n, each in enumerate(asked):
            page.append(spent_ms(lambda: ours(*each)))  # noqa: B023 - called here
            if n < queries:
                sql.append(spent_ms(lambda: theirs(*each)))  # noqa: B023 - called here
        processor = [spent_ms(lambda: ours(*each), time.thread_time) for each in asked]  # noqa: B023 - called here
    told(page, sql)
    median, most = np.percentile(processor, (50, 99))
    print(f"the same changes again, one after the other: p50 {median:.1f} ms of the processor, p99 {most:.1f} ms")


def told(page: list[float], sql: list[float]) -> None:
    (our_median, ours), (median, theirs) = (np.percentile(each, (50, 99)) for each in (page, sql))
    print(f"a filter change, {len(page)} of them: p50 {our_median:.1f} ms, p99 {ours:.1f} ms")
    print(f"plain SQL, {len(sql)} of them: p50 {median:.1f} ms, p99 {theirs:.1f} ms")
    print(
        f"p99 of SQL is {theirs / ours:.1f} times that of a change, p50 {median / our_median:.1f} times ({ASKED} is asked)"
    )


@contextmanager
def written(requests: int) -> Iterator[str]:
    with closing(PostgresServer()) as server, server.database() as database:
        years.write(server.url(database), requests)
        yield server.url(database)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--url", help="of a database with such requests")
    parser.add_argument("--changes", type=int, default=100)
    parser.add_argument("--queries", type=int, default=24)
    asked = parser.parse_args()
    if asked.url:
        measure(asked.url, asked.changes, asked.queries)
        return
    with written(asked.requests) as url:
        measure(url, asked.changes, asked.queries)


if __name__ == "__main__":
    main()
