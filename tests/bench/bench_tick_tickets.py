"""What a tick costs over a million open tickets, beside one pandas group-quantile over the same tickets.

Run: python -m tests.bench.bench_tick_tickets [OPEN TICKETS]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd

from wallboard.engine.halves.ticket_readings import ticket_readings
from wallboard.model import DAY, MINUTE, NO_INSTANT, NOT_KNOWN, SECOND, VERSION_COLUMNS
from wallboard.settings import Promise, Settings
from wallboard.state.tickets import TicketState

NOW = 1_790_000_000 * SECOND
DEPARTMENTS = [f"Department {n}" for n in range(24)]
TYPES = [f"Type {n}" for n in range(120)]
RUNS = 5


def settings() -> Settings:
    promises = tuple(Promise(service_type=name, days=3 + n % 20) for n, name in enumerate(TYPES))
    return Settings(sites={"main": {"name": "City", "zone": "America/Chicago"}}, promises=promises)


def versions(count: int, finished: int = 0, first: int = 0) -> pd.DataFrame:
    """One version of each: `finished` of them finished in the year before, the others open for up to a year."""
    chance = np.random.default_rng(311 + first)
    opened = NOW - (chance.gamma(1.2, 40, count) * DAY).astype(np.int64) - MINUTE
    done = np.arange(count) < finished
    ended = np.where(done, np.minimum(opened + (chance.gamma(1.1, 3, count) * DAY).astype(np.int64), NOW), NO_INSTANT)
    columns = {
        "source": "requests",
        "ticket": [str(n) for n in range(first, first + count)],
        "site": "main",
        "opened_at": opened,
        "updated_at": np.where(done, ended, opened),
        "state": np.where(done, "finished", "open"),
        "finished_at": ended,
        "department": np.array(DEPARTMENTS)[chance.integers(0, len(DEPARTMENTS), count)],
        "service_type": np.array(TYPES)[chance.integers(0, len(TYPES), count)],
        "ward": chance.integers(1, 51, count).astype(str),
        "received_at": NOW - MINUTE,
    }
    blank = {"str": "", "int64": NO_INSTANT}
    rest = {name: blank[kind] for name, kind in VERSION_COLUMNS.items() if name not in columns}
    return pd.DataFrame({**columns, **rest, "reopens": NOT_KNOWN, "paused_s": NOT_KNOWN, "batch": 1})[
        [*VERSION_COLUMNS]
    ]


def seconds(job: Callable[[], object]) -> float:
    start = perf_counter()
    job()
    return perf_counter() - start


def tick(state: TicketState, config: Settings, n: int) -> float:
    """A tick a second later, by department and for the site."""
    return seconds(lambda: list(ticket_readings(state, config, NOW + n * SECOND)))


def change(state: TicketState, rows: pd.DataFrame, n: int) -> float:
    """One new ticket arrives and another one, one of the million, is finished."""
    new = versions(1, first=10_000_000 + n)
    ended = rows.iloc[[n]].assign(state="finished", updated_at=NOW + SECOND, finished_at=NOW, received_at=NOW + SECOND)
    batch = pd.concat([new, rows.iloc[[n]], ended], ignore_index=True)
    return seconds(lambda: state.apply(batch))


def loaded(config: Settings, rows: pd.DataFrame) -> TicketState:
    state = TicketState(config, "main")
    state.advance(NOW)
    print(f"  {len(rows):>9,} tickets taken in {seconds(lambda: state.apply(rows)):.2f} s")
    return state


def pandas_group_quantile(rows: pd.DataFrame) -> float:
    frame = pd.DataFrame({"g": rows["department"], "age": (NOW - rows["opened_at"]) / DAY})
    return seconds(lambda: frame.groupby("g")["age"].quantile(np.array([0.5, 0.85])))


def main(count: int) -> None:
    config, rows = settings(), versions(count)
    print(f"{count:,} open tickets in {len(DEPARTMENTS)} departments, medians of {RUNS}")
    state = loaded(config, rows)
    tick(state, config, 0)
    changes = [change(state, rows, n) for n in range(20)]
    ticks = [median(tick(state, config, n + 1) for n in range(20)) for _ in range(RUNS)]
    quantile = median(pandas_group_quantile(rows) for _ in range(RUNS))
    few = ("tickets.open", "tickets.in_band", "tickets.age_p50_days", "tickets.age_p85_days")
    searches = median(
        seconds(lambda: list(ticket_readings(state, config, NOW + 60 * SECOND, want=few))) for _ in range(20)
    )
    print(f"  one ticket opened, one finished: {median(changes) * 1e3:.2f} ms")
    print(f"  a tick, every reading:           {median(ticks) * 1e3:.2f} ms")
    print(f"  the same, keeping four metrics:  {searches * 1e3:.2f} ms")
    print(f"  one pandas group-quantile:       {quantile * 1e3:.2f} ms, {quantile / median(ticks):.0f} times a tick")
    short, long = (tick_with_history(config, days) for days in (1, 10))
    print(f"  a tick with 10 times the history: {long / short:.2f} times ({short * 1e3:.2f} -> {long * 1e3:.2f} ms)")


def tick_with_history(config: Settings, times: int) -> float:
    """A tenth of the tickets open, and `times` as many finished ones."""
    opened = versions(100_000)
    state = loaded(config, pd.concat([opened, versions(100_000 * times, finished=100_000 * times, first=1_000_000)]))
    tick(state, config, 0)
    return median(tick(state, config, n + 1) for n in range(100))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
