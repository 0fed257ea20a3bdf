"""From the start of the poll that finds a committed call to its pixels: PostgreSQL, the real application, Chromium.

    python -m tests.bench.bench_latency [--samples 100] [--visits 20000]

Calls are committed one by one at random instants. Each is timed from the beginning of the poll that read it (which the
debug log tells) over the recorded row, the snapshot and the changed figure to the frame after the one that painted it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import statistics
import tempfile
import time
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

from tests.browser.board_page import LIVE
from tests.browser.live_wall import ZONE, Calls, Wallboard, city
from tests.chromium import chromium_options
from tests.servers import PostgresServer
from wallboard.clock import local, system_clock
from wallboard.model import MINUTE, SECOND, Micros
from wallboard.simulate import queue_log_table

# When the figure changed, and when the frame that shows it had been painted; milliseconds since the epoch.
WATCH = """() => {
  const figure = document.getElementById("waiting-now-value");
  window.painted = [];
  new MutationObserver(() => {
    const seen = [figure.textContent, Date.now()];
    requestAnimationFrame(() => requestAnimationFrame(() => window.painted.push([...seen, Date.now()])));
  }).observe(figure, {childList: true, characterData: true, subtree: true});
}"""


class Sample(NamedTuple):
    """Milliseconds from the start of the poll."""

    recorded: float
    changed: float
    painted: float


def history(calls: Calls, visits: int) -> None:
    """Calls of the last two hours that came, were answered and ended."""
    now, rows = system_clock(), []
    for n in range(visits):
        at = now - 120 * MINUTE + n * 115 * MINUTE // max(1, visits)
        for after, agent, event, *data in (
            (0, "NONE", "ENTERQUEUE", "", "", "1", "", ""),
            (12, f"Agent/{n % 60}", "CONNECT", "12", "x", "2", "", ""),
            (90, f"Agent/{n % 60}", "COMPLETECALLER", "12", "78", "1", "", ""),
        ):
            told = local(at + after * SECOND, ZONE).strftime("%Y-%m-%d %H:%M:%S.%f")
            rows.append((told, f"h{n}", f"queue{n % 8}", agent, event, *data))
    with calls.engine.begin() as connection:
        queue_log_table.insert(connection, sorted(rows))


def polls(wall: Wallboard) -> list[tuple[float, float]]:
    """(began, recorded) of every poll of the phones that brought rows, in milliseconds since the epoch."""
    found: list[tuple[float, float]] = []
    for line in wall.log.read_text().splitlines():
        told = json.loads(line) if line.startswith("{") else {}
        if told.get("event") == "polled" and told["source"] == "phones" and told["new"]:
            began, recorded = (datetime.fromisoformat(told[n]).timestamp() * 1000 for n in ("began", "timestamp"))
            found.append((began, recorded))
    return found


def measure(page: Page, calls: Calls, wall: Wallboard, samples: int) -> list[Sample]:
    page.evaluate(WATCH)
    for n in range(samples):
        time.sleep(random.uniform(0.2, 1.2))
        calls.enters()
        ends = time.monotonic() + 15
        while page.evaluate("painted.length") <= n:  # the page's policy lets no test evaluate by itself
            assert time.monotonic() < ends, "a committed call never reached the pixels"
            time.sleep(0.1)
    painted: list[tuple[str, float, float]] = page.evaluate("painted")
    assert all(int(late[0]) == int(early[0]) + 1 for early, late in pairwise(painted)), painted
    begun = polls(wall)
    found = []
    for _, changed, shown in painted:
        began, recorded = max(poll for poll in begun if poll[0] <= changed)
        found.append(Sample(recorded - began, changed - began, shown - began))
    return found


def figures(name: str, values: list[float]) -> str:
    ranked = sorted(values)
    p95 = ranked[min(len(ranked) - 1, round(0.95 * (len(ranked) - 1)))]
    return f"{name:<28} p50 {statistics.median(ranked):6.1f}   p95 {p95:6.1f}   max {ranked[-1]:6.1f}  ms"


def wait_for(wall: Wallboard, rows: int) -> None:
    ends: Micros = system_clock() + 5 * MINUTE
    while system_clock() < ends:
        if (
            sum(h["rows"] for h in json.loads(wall.ask("/api/snapshot")[1])["health"] if h["source"] == "phones")
            >= rows
        ):
            return
        time.sleep(0.5)
    raise TimeoutError("the history was not read")


def main() -> None:
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--samples", type=int, default=100)
    ask.add_argument("--visits", type=int, default=20_000, help="calls of the last two hours, already in the ledger")
    asked = ask.parse_args()
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(contextlib.closing(PostgresServer()))
        phones = server.url(stack.enter_context(server.database()))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        made = stack.enter_context(city(folder, phones, poll_every=1))
        history(made.calls, asked.visits)
        made.wall.start(WALLBOARD_LOG_LEVEL="DEBUG")
        wait_for(made.wall, 3 * asked.visits)
        browser = stack.enter_context(sync_playwright()).chromium.launch(**chromium_options())
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.goto(f"{made.wall.address}/board/wall")
        page.locator(LIVE).wait_for(state="attached")
        time.sleep(5)  # until the start is over
        found = measure(page, made.calls, made.wall, asked.samples)
        browser.close()
    print(
        f"{len(found)} committed calls over {asked.visits:,} calls of today, from the start of the poll that read them"
    )
    for name in Sample._fields:
        print(figures(f"until {name}", [getattr(sample, name) for sample in found]))


if __name__ == "__main__":
    main()
