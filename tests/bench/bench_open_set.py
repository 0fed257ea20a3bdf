"""What the open set of a large backlog costs: to age it again, to start with it, and to look at it as it was.

    python -m tests.bench.bench_open_set [--folder FOLDER] [--requests 250000] [--open 250000]

`--requests 5000000 --open 1000000` is what is asked for: the ledger has 5 million requests of three years, 640,000 of them open
(tests/bench/backlog.py; 1.8 GB, 80 s to write; with --folder it is kept for the next run), and 1,000,000 open ones are aged again.

Aged again: a tick a second later of open requests in 24 departments, each with a calendar of its own in which its ages and half
of its promises are told, a tenth of them paused: every reading of the site and its departments, beside one pandas
group-quantile over the same requests. A start: a process of its own, which imports the whole server, takes from the
ledger all that a live wall needs of requests, and every figure of the site and of its departments; the promises by the site's own
hours. A past instant, with the same figures: restored in a process that has a live wall; the first that is looked at, which reads
once what was over since, and five others. Medians of five. Beside the time that passed stands that of the processor.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from statistics import median

import structlog

from tests.bench import backlog
from wallboard.model import Demand

RUNS = 5
ASKED_TENTH, ASKED_START_S, ASKED_MB, ASKED_PAST_S = 0.1, 5.0, 400, 1.0


def spent(job: Callable[[], object]) -> tuple[float, float]:
    """Seconds that passed, and of the processor."""
    begun, cpu = time.perf_counter(), time.process_time()
    job()
    return time.perf_counter() - begun, time.process_time() - cpu


def aged_again(count: int) -> None:
    import numpy as np

    from tests.bench import bench_tick_tickets as million
    from wallboard.state.plain_rows import PlainRows
    from wallboard.state.tickets import TicketState
    from wallboard.state.version_columns import VersionColumns

    config = backlog.settings(Path("none.db"), own_hours=True)
    rows = million.versions(count)
    paused = np.random.default_rng(1).random(count) < 0.1
    rows["state"] = np.where(paused, "paused", "open")
    rows["updated_at"] = np.where(paused, (rows["opened_at"] + million.NOW) // 2, rows["opened_at"])
    state = TicketState(config, "main")
    state.advance(million.NOW)
    state.apply_columns([PlainRows.all(VersionColumns.of(rows))])
    million.tick(state, config, 0)
    ticks = [median(million.tick(state, config, n + 1) for n in range(10)) for _ in range(RUNS)]
    quantiles = [million.pandas_group_quantile(rows) for _ in range(RUNS)]
    tick, quantile = median(ticks), median(quantiles)
    print(
        f"{count:,} open requests aged again, 24 calendars, a tenth paused: {1000 * tick:.1f} ms; one pandas group-quantile "
        f"{1000 * quantile:.1f} ms: {tick / quantile:.2f} of it ({ASKED_TENTH} is asked)",
        flush=True,
    )


def started(file: Path) -> dict[str, float]:
    """A start in this process. Seconds, and resident megabytes."""
    begun, cpu = time.perf_counter(), time.process_time()
    from layouts.site import composition  # noqa: F401 - what a server imports

    imported, imported_mb = time.perf_counter() - begun, resident("VmRSS")
    from wallboard.engine.halves import Wanted
    from wallboard.engine.live import Live
    from wallboard.ledger import Ledger
    from wallboard.model import ReadingKey, Scope

    settings = backlog.settings(file)
    with closing(Ledger(settings.ledger)) as ledger:
        live = Live(settings, ledger, {("main", "tickets"): backlog.ENDED}, backlog.ENDED, of_departments())
        took, cpu = time.perf_counter() - begun, time.process_time() - cpu
        of_site = ReadingKey("tickets.open", Scope("main"), "now", "")
        told = live.halves["main", "tickets"].readings(backlog.ENDED, Wanted())
        is_open = next(each.value for each in told if each.key == of_site)
    return {
        "imports": imported,
        "live": took - imported,
        "cpu": cpu,
        "mb": resident("VmRSS"),
        "peak_mb": resident("VmHWM"),
        "imported_mb": imported_mb,
        "open": float(is_open or 0),
    }


def of_departments() -> Demand:
    """Every figure of requests, of the site and its departments: what the departments board asks for."""
    from wallboard.metrics import METRICS, WINDOWS

    demand = Demand(WINDOWS)
    for name, metric in METRICS.items():
        for window in metric.windows if name.startswith("tickets.") else ():
            demand.note(name, window, "department")
    return demand


def resident(which: str) -> float:
    """Megabytes of this process: VmRSS now, VmHWM at most so far."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(which)) / 1024


def starts(file: Path) -> None:
    command = [sys.executable, "-m", "tests.bench.bench_open_set", "--start", str(file)]
    found: list[dict[str, float]] = []
    for _ in range(RUNS):
        out = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
        found.append(json.loads(out.stdout.splitlines()[-1]))
    its = {name: median(each[name] for each in found) for name in found[0]}
    print(
        f"a start with {its['open']:,.0f} open: live after {its['live']:.2f} s and {its['imports']:.2f} s of imports before it, "
        f"{its['cpu']:.2f} s of the processor in all ({ASKED_START_S} s is asked); resident {its['mb']:.0f} MB with its "
        f"imports, which are {its['imported_mb']:.0f} MB ({ASKED_MB} MB is asked), {its['peak_mb']:.0f} MB at its peak",
        flush=True,
    )


def past_instants(file: Path) -> None:
    from layouts.web.server import settle
    from wallboard.engine.live import Live
    from wallboard.engine.replay import Replay
    from wallboard.ledger import Ledger
    from wallboard.model import DAY, Micros
    from wallboard.model.remit import EVERYTHING

    settings, demand = backlog.settings(file), of_departments()
    with closing(Ledger(settings.ledger)) as ledger:
        live = Live(settings, ledger, {("main", "tickets"): backlog.ENDED}, backlog.ENDED, demand)

        def look(at: Micros) -> None:
            Replay(ledger, settings, backlog.CARRIED, EVERYTHING, demand).snapshot(at)

        look(backlog.ENDED - DAY)  # what is loaded once
        settle()
        chance = Random(311)
        for what, since, until in (
            ("of the last half year, by what had arrived then", backlog.LISTENED + DAY, backlog.ENDED - DAY),
            ("of before, by all that is known", backlog.BEGAN + 365 * DAY, backlog.LISTENED - DAY),
        ):
            first = spent(lambda: look(since))  # noqa: B023 - called here
            took = [spent(lambda: look(chance.randrange(since, until))) for _ in range(RUNS)]  # noqa: B023
            passed, cpu = (median(column) for column in zip(*took, strict=True))
            print(
                f"a past instant {what}: {passed:.2f} s, {cpu:.2f} of the processor ({ASKED_PAST_S} s is asked); the first "
                f"{first[0]:.2f} s, {first[1]:.2f} of the processor; resident {resident('VmRSS'):.0f} MB",
                flush=True,
            )
        assert live.halves


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="where the ledger is kept")
    parser.add_argument("--requests", type=int, default=250_000)
    parser.add_argument("--open", type=int, default=250_000, help="of those that are aged again")
    parser.add_argument("--start", type=Path, help="of this ledger, in this process: for the benchmark itself")
    asked = parser.parse_args(arguments)
    structlog.configure(processors=[], logger_factory=structlog.ReturnLoggerFactory())
    if asked.start:
        print(json.dumps(started(asked.start)))
        return
    aged_again(asked.open)
    with tempfile.TemporaryDirectory(prefix="wallboard-backlog-") as scratch:
        file = (asked.folder or Path(scratch)).resolve() / f"backlog-{asked.requests}.db"
        if not file.exists():
            backlog.write(file, asked.requests)
        starts(file)
        past_instants(file)


if __name__ == "__main__":
    main()
