"""How fast the ledger takes in a first import, against the database doing nothing else.

Tickets: 1,000,000 in batches of 50,000, against raw sqlite3 executemany of the same rows into the same table
with the same indexes. Call events: 500,000 in batches of 10,000, folded into visits; in turns with the same events as
rows of a log that are read first, with their callers' numbers left alone and hashed. Medians of five runs.

    python -m tests.bench.bench_import [--tickets N] [--events N] [--runs N]
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data_sources._asterisk.queue_log import Taking, five
from tests.queue_log import logged
from wallboard.calls.callers import CallerHash
from wallboard.calls.happenings import Happening
from wallboard.ledger import Ledger
from wallboard.ledger.tables import ticket_versions
from wallboard.ledger.tickets_rows import STORED, first_rows
from wallboard.model import DAY, HOUR, NO_INSTANT, NOT_KNOWN, SECOND, TICKET_COLUMNS
from wallboard.source import Batch

START = 1_700_000_000 * SECOND
FAR_LATER = START + 400 * DAY
KEY = b"k" * 64
BATCH_TICKETS, BATCH_EVENTS = 50_000, 10_000


def tickets(count: int) -> pd.DataFrame:
    """Three years of requests of which every tenth is open."""
    chance = np.random.default_rng(311)
    opened = START + np.sort(chance.integers(0, 3 * 365 * DAY, count))
    is_open = chance.random(count) < 0.1
    finished = np.where(is_open, NO_INSTANT, opened + chance.integers(HOUR, 30 * DAY, count))
    texts = {name: np.full(count, "", dtype=object) for name, kind in TICKET_COLUMNS.items() if kind == "str"}
    numbers = {name: np.full(count, NO_INSTANT) for name, kind in TICKET_COLUMNS.items() if kind == "int64"}
    return pd.DataFrame(
        {
            **texts,
            **numbers,
            "ticket": [f"25-{number:08d}" for number in chance.permutation(count)],
            "site": "main",
            "opened_at": opened,
            "updated_at": np.where(is_open, opened, finished),
            "finished_at": finished,
            "first_finished_at": finished,
            "state": np.where(is_open, "open", "finished"),
            "outcome": np.where(is_open, "", "done"),
            "reopens": np.full(count, NOT_KNOWN),
            "paused_s": np.zeros(count, dtype=np.int64),
            "department": chance.choice(["Streets", "Water", "Parks", "Forestry"], count),
            "service_type": chance.choice([f"Service type number {i}" for i in range(60)], count),
            "ward": chance.choice([str(i) for i in range(1, 29)], count),
            "channel": chance.choice(["phone", "web", "app"], count),
            "status": np.where(is_open, "Open", "Closed"),
        }
    )[list(TICKET_COLUMNS)].astype(dict(TICKET_COLUMNS))


def events(count: int) -> list[Happening]:
    """Calls of four events: entered, rung, answered, over."""
    told = []
    for call in range(count // 4):
        at, callid, queue = START + call * 30 * SECOND, f"{START // SECOND + call * 30}.{call}", f"queue {call % 4}"
        steps = (
            (0, "NONE", "ENTERQUEUE", ("", "", "1")),
            (3, f"agent {call % 30}", "RINGNOANSWER", ("3000",)),
            (20, f"agent {call % 29}", "CONNECT", ("20", callid, "3")),
            (200, f"agent {call % 29}", "COMPLETECALLER", ("20", "180", "1")),
        )
        for place, (after, agent, event, data) in enumerate(steps):
            seq = call * 4 + place + 1
            told.append(logged("pbx", "main", seq, at + after * SECOND, callid, queue, agent, event, data))
    return told


def rows(count: int) -> list[tuple[Any, ...]]:
    """The same events as rows of a queue_log: what `Taking.row` takes, every call with a caller's number."""
    asked = []
    for event in events(count):
        verb, *data = event.raw.split("|")
        if verb == "ENTERQUEUE":
            data[1:2] = [f"312555{event.seq % 10_000:04}"]
        words = event.callid, event.queue, event.agent or "NONE", verb, five(data)
        asked.append((f"id {event.seq}", event.seq, event.at, "", *words))
    return asked


def read_and_recorded(folder: Path, asked: list[tuple[Any, ...]], hashed: CallerHash | None) -> float:
    """Processor time, for the differences are small."""
    ledger = Ledger(f"sqlite:///{folder}/ledger.db")
    ledger.migrate()
    begun = time.process_time()
    for start in range(0, len(asked), BATCH_EVENTS):
        taking = Taking("pbx", "main", FAR_LATER, hashed)
        for row in asked[start : start + BATCH_EVENTS]:
            taking.row(*row)
        batch = Batch({"seq": start}, tuple(taking.happenings), callers=taking.callers, read=BATCH_EVENTS)
        ledger.record("pbx", "main", batch, START)
    took = time.process_time() - begun
    ledger.close()
    return took


def recognising(count: int, runs: int) -> Iterator[str]:
    """What it costs to recognise callers: of none, of those of the last 35 days of 400 as an import has them, of all."""
    asked, first, last = rows(count), START, START + count // 4 * 30 * SECOND
    recent = CallerHash(lambda: KEY, max(1, (FAR_LATER - last + (last - first) * 35 // 400) // DAY))
    kinds = {"nobody": None, "35 of 400 days": recent, "everybody": CallerHash(lambda: KEY, 10_000)}
    took: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(runs):  # in turns
        for name, hashed in kinds.items():
            took[name].extend(in_folders(1, partial(read_and_recorded, asked=asked, hashed=hashed)))
    for name, each in took.items():
        ratio = statistics.median(a / b for a, b in zip(each, took["nobody"], strict=True))
        yield f"rows read and recorded, recognising {name}: {count / statistics.median(each):,.0f}/s, {ratio:.3f} times"


def through_the_ledger(folder: Path, batches: list[Batch], source: str) -> float:
    ledger = Ledger(f"sqlite:///{folder}/ledger.db")
    ledger.migrate()
    begun = time.perf_counter()
    for batch in batches:
        ledger.record(source, "main", batch, START)
    took = time.perf_counter() - begun
    ledger.close()
    return took


def raw(folder: Path, batches: list[list[tuple[object, ...]]]) -> float:
    """The same rows, made beforehand, into the same table with the same settings."""
    file = folder / "raw.db"
    ledger = Ledger(f"sqlite:///{file}")
    ledger.migrate()
    ledger.close()
    names, places = ", ".join(f'"{name}"' for name in STORED), ", ".join("?" * len(STORED))
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in ("synchronous=NORMAL", "temp_store=MEMORY", "cache_size=-65536"):
            connection.execute(f"PRAGMA {pragma}")
        begun = time.perf_counter()
        for rows in batches:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(f"INSERT INTO {ticket_versions.name} ({names}) VALUES ({places})", rows)
            connection.execute("COMMIT")
        return time.perf_counter() - begun


def in_folders(runs: int, measure: Callable[[Path], float]) -> Iterator[float]:
    for _ in range(runs):
        folder = Path(tempfile.mkdtemp(prefix="wallboard-bench-"))
        try:
            yield measure(folder)
        finally:
            shutil.rmtree(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=500_000)
    parser.add_argument("--runs", type=int, default=5)
    wanted = parser.parse_args()

    frame = tickets(wanted.tickets)
    parts = [frame.iloc[start : start + BATCH_TICKETS] for start in range(0, len(frame), BATCH_TICKETS)]
    batches = [Batch({"rows": i}, tickets=part, read=len(part)) for i, part in enumerate(parts)]
    rows = [list(first_rows("requests", part, START, i + 1)) for i, part in enumerate(parts)]
    # In turns, so that what else the machine does meets both alike.
    plain: list[float] = []
    ours: list[float] = []
    for _ in range(wanted.runs):
        plain.extend(in_folders(1, lambda folder: raw(folder, rows)))
        ours.extend(in_folders(1, lambda folder: through_the_ledger(folder, batches, "requests")))
    ratio = statistics.median(a / b for a, b in zip(plain, ours, strict=True))
    print(f"tickets: raw executemany {wanted.tickets / statistics.median(plain):,.0f} rows/s")
    print(f"tickets: ledger          {wanted.tickets / statistics.median(ours):,.0f} rows/s")
    print(f"tickets: ledger / raw    {ratio:.2f} (at least 0.50 is asked)")

    told = events(wanted.events)
    call_batches = [
        Batch({"seq": start}, happenings=tuple(told[start : start + BATCH_EVENTS]), read=BATCH_EVENTS)
        for start in range(0, len(told), BATCH_EVENTS)
    ]
    took = statistics.median(in_folders(wanted.runs, lambda folder: through_the_ledger(folder, call_batches, "pbx")))
    print(f"call events: {len(told) / took:,.0f}/s, folded into visits ({took:.1f} s; 50,000/s is asked)")
    for line in recognising(wanted.events, wanted.runs):
        print(line)


if __name__ == "__main__":
    main()
