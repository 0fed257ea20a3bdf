"""One tick of everything live: 100,000 visits today and 1,000,000 open requests, beside one pandas group-quantile
over the same requests, and beside a tick over ten times the history. Readings are those of the default wall.

Run: python -m tests.bench.bench_tick
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import thread_time

import pandas as pd

from tests.bench import bench_tick_calls as call_side
from tests.bench import bench_tick_tickets as request_side
from tests.bench.asking import ask_as_boards_do
from wallboard.calls.fold import Restart
from wallboard.engine.halves.calls import SiteCalls
from wallboard.engine.halves.requests import SiteRequests
from wallboard.engine.live import Live
from wallboard.ledger import Ledger
from wallboard.metrics import WINDOWS
from wallboard.model import DAY, SECOND, Demand, Health, State
from wallboard.settings import Settings
from wallboard.state.calls import CallState
from wallboard.state.tickets import TicketState

RUNS, TICKS = 5, 20
OPEN = 1_000_000
HEALTH = tuple(
    Health(carries, "main", carries, State.LIVE, as_of=None, since=0, interval_s=1) for carries in ("calls", "tickets")
)
MIDNIGHT = request_side.NOW - request_side.NOW % DAY
NOW = MIDNIGHT + 20 * 3600 * SECOND


def settings() -> Settings:
    """The queues of the one side's benchmark, the promises of the other's."""
    queues = {queue: {"members": [f"agent {i}" for i in range(400)]} for queue in call_side.QUEUES}
    promises = [{"service_type": name, "days": 3 + n % 20} for n, name in enumerate(request_side.TYPES)]
    sites = {"main": {"name": "City", "zone": "UTC"}}
    return Settings.model_validate({"sites": sites, "queues": queues, "promises": promises})


def sides(live: Live) -> tuple[CallState, TicketState]:
    calls, requests = live.halves["main", "calls"], live.halves["main", "tickets"]
    assert isinstance(calls, SiteCalls)
    assert isinstance(requests, SiteRequests)
    calls.told = True  # as by a poll: else its figures are no data
    return calls.calls, requests.tickets


def loaded(ledger: Ledger, rows: pd.DataFrame, days_before: int) -> Live:
    """At 20:00 of a day with 100,000 visits, after some days of as many."""
    live = Live(settings(), ledger, {}, MIDNIGHT - days_before * DAY, Demand(WINDOWS))
    calls, tickets = sides(live)
    chance = random.Random(1)
    calls.restart(Restart("pbx", 0, MIDNIGHT - 400 * DAY))
    for day in range(days_before, -1, -1):
        start, span = MIDNIGHT - day * DAY, DAY if day else NOW - MIDNIGHT
        entered = sorted(start + int(chance.random() * span) for _ in range(call_side.TODAY))
        calls.apply(call_side.visit(day * call_side.TODAY + i, at, chance) for i, at in enumerate(entered))
        for second in range(call_side.TODAY // 100 + 1 if day else 1):  # seconds in which the day before goes
            calls.advance(start + span + second)
    tickets.advance(NOW)
    tickets.apply(rows)
    live.refresh("main", "calls", NOW)
    live.refresh("main", "tickets", NOW)
    ask_as_boards_do(settings(), lambda: live.snapshot(HEALTH, NOW))
    return live


def milliseconds(job: Callable[[], object]) -> float:
    start = thread_time()
    job()
    return (thread_time() - start) * 1e3


def tick(live: Live, second: int, chance: random.Random) -> float:
    """Two calls enter, two are answered, two conversations end; all readings are taken; a snapshot is made."""
    now = NOW + second * SECOND
    numbers = (10**9 + 2 * second + i for i in range(6))
    changed = [call_side.visit(n, now, chance, left=i > 1, ended=i > 3) for i, n in enumerate(numbers)]

    calls, _ = sides(live)

    def work() -> None:
        calls.apply(changed)
        live.refresh("main", "calls", now)
        live.refresh("main", "tickets", now)
        live.snapshot(HEALTH, now)

    return milliseconds(work)


def ticks(lives: tuple[Live, ...]) -> list[float]:
    """The median of five medians for each, taken in turns, so that whatever else the machine does meets all alike."""
    chance = random.Random(2)
    found: list[list[float]] = [[] for _ in lives]
    for run in range(RUNS):
        spent: list[list[float]] = [[] for _ in lives]
        for second in range(run * TICKS, (run + 1) * TICKS):
            for live, taken in zip(lives, spent, strict=True):
                taken.append(tick(live, second + 1, chance))
        for taken, medians in zip(spent, found, strict=True):
            medians.append(median(taken))
    return [median(medians) for medians in found]


def history(times: int) -> pd.DataFrame:
    """A tenth of the requests open, and `times` as many finished ones."""
    finished = request_side.versions(OPEN // 10 * times, finished=OPEN // 10 * times, first=OPEN)
    return pd.concat([request_side.versions(OPEN // 10), finished])


def main() -> None:
    rows = request_side.versions(OPEN)
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(f"sqlite:///{Path(folder) / 'ledger.db'}")
        ledger.migrate()
        (one,) = ticks((loaded(ledger, rows, 0),))
        quantile = median(milliseconds(lambda: request_side.pandas_group_quantile(rows)) for _ in range(RUNS))
        short, long = ticks((loaded(ledger, history(1), 0), loaded(ledger, history(10), 9)))
        ledger.close()
    print(f"{call_side.TODAY:,} visits today, {OPEN:,} open requests; processor ms, medians of {RUNS}")
    print(f"  {'one tick':<48}{one:>9.2f}")
    print(f"  {'one pandas group-quantile over the requests':<48}{quantile:>9.2f}{quantile / one:>7.1f} ticks")
    print(f"  {'a tick, a tenth open, one day and as many ended':<48}{short:>9.2f}")
    print(f"  {'the same with ten times the history':<48}{long:>9.2f}{long / short:>7.2f} times")


if __name__ == "__main__":
    main()
