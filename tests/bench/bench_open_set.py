"""What the open set of a large backlog costs: to age it again, to start with it, and to look at it as it was.

    python -m tests.bench.bench_open_set [--folder FOLDER] [--requests 250000] [--open 250000]

`--requests 5000000 --open 1000000` is what is asked for: the ledger has 5 million requests of three years, 640,000 of them open
(tests/bench/backlog.py; 1.8 GB, 80 s to write; with --folder it is kept for the next run), and 1,000,000 open ones are aged again.

Aged again: a tick a second later of open requests in 24 departments, each with a calendar of its own in which its ages and half
of its promises are told, a tenth of them paused: every reading of the site and its departments, beside one pandas
group-quantile over the same requests. A start: a process of its own, which imports the whole server, takes from the
ledger all that a live wall needs of requests, and every figure of the site and of its departments; the promises by the site's own
hours. A past instant, with the same figures, restored in a process that has a live wall: the first that is looked at where nothing
was read ahead; what an engine reads ahead, a step at a time (wallboard/engine/looking_back.py); then a first one and five others.
Medians of five. Beside the time that passed stands that of the processor, and how much of it was spent waiting for one.
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
from typing import TYPE_CHECKING, NamedTuple

import structlog

from tests.bench import backlog
from wallboard.model import DAY, Demand, Micros

if TYPE_CHECKING:
    from wallboard.ledger import Ledger
    from wallboard.settings import Settings

RUNS = 5
ASKED_TENTH, ASKED_START_S, ASKED_MB, ASKED_PAST_S = 0.1, 5.0, 400, 1.0


class Spent(NamedTuple):
    """Seconds: that passed, of the processor, and in which this thread waited for one."""

    passed: float
    cpu: float
    waited: float

    def __str__(self) -> str:
        return (
            f"{self.passed:.2f} s ({self.waited:.2f} of them waiting for a processor), {self.cpu:.2f} of the processor"
        )


def spent(job: Callable[[], object]) -> Spent:
    begun, cpu, waited = time.perf_counter(), time.process_time(), _waited()
    job()
    return Spent(time.perf_counter() - begun, time.process_time() - cpu, _waited() - waited)


def medians(several: Sequence[Spent]) -> Spent:
    return Spent(*map(median, zip(*several, strict=True)))


def _waited() -> float:
    return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9


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
        mb, peak_mb = resident("VmRSS"), resident("VmHWM")
        looker = Looker(ledger, settings, of_departments())
        looker.look(backlog.ENDED - DAY)  # what is loaded once
        first = spent(lambda: looker.look(backlog.LISTENED + DAY))
    return {
        "imports": imported,
        "live": took - imported,
        "cpu": cpu,
        "mb": mb,
        "peak_mb": peak_mb,
        "imported_mb": imported_mb,
        "open": float(is_open or 0),
    } | {f"first_{name}": value for name, value in first._asdict().items()}


class Looker:
    """Looks at past instants, each time anew."""

    def __init__(self, ledger: Ledger, settings: Settings, demand: Demand) -> None:
        self._ledger, self._settings, self._demand = ledger, settings, demand

    def look(self, at: Micros) -> None:
        from wallboard.engine.replay import Replay
        from wallboard.model.remit import EVERYTHING

        Replay(self._ledger, self._settings, backlog.CARRIED, EVERYTHING, self._demand).snapshot(at)


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
    first = Spent(*(its[f"first_{name}"] for name in Spent._fields))
    print(f"the first past instant of the last half year, with nothing read ahead: {first}", flush=True)


def past_instants(file: Path) -> None:
    from layouts.web.server import settle
    from wallboard.engine.live import Live
    from wallboard.ledger import Ledger

    settings, demand = backlog.settings(file), of_departments()
    with closing(Ledger(settings.ledger)) as ledger:
        live = Live(settings, ledger, {("main", "tickets"): backlog.ENDED}, backlog.ENDED, demand)
        looker = Looker(ledger, settings, demand)
        looker.look(backlog.ENDED - DAY)  # what is loaded once
        settle()
        read_ahead(ledger, settings)
        chance = Random(311)
        for what, since, until in (
            ("of the last half year, by what had arrived then", backlog.LISTENED + DAY, backlog.ENDED - DAY),
            ("of before, by all that is known", backlog.BEGAN + 365 * DAY, backlog.LISTENED - DAY),
        ):
            first = spent(lambda: looker.look(since))  # noqa: B023 - called here
            took = [spent(lambda: looker.look(chance.randrange(since, until))) for _ in range(RUNS)]  # noqa: B023
            print(
                f"a past instant {what}: {medians(took)} ({ASKED_PAST_S} s is asked); the first {first}; "
                f"resident {resident('VmRSS'):.0f} MB",
                flush=True,
            )
        assert live.halves


def read_ahead(ledger: Ledger, settings: Settings) -> None:
    """As an engine does, without its rests."""
    from wallboard.engine.looking_back import LookingBack

    ahead, steps = LookingBack(ledger, lambda: settings, lambda: backlog.ENDED), list[Spent]()
    more: float | None = 0.0
    while more is not None:
        before = time.process_time()
        more = ahead.run()
        steps.append(Spent(0.0, time.process_time() - before, 0.0))
    print(
        f"read ahead of the last half year, in {len(steps)} steps: {sum(step.cpu for step in steps):.2f} s of the processor, "
        f"{max(step.cpu for step in steps):.2f} of them at once; resident {resident('VmRSS'):.0f} MB",
        flush=True,
    )


def migrate(file: Path) -> None:
    """One that was written by an earlier version."""
    from wallboard.ledger import Ledger

    with closing(Ledger(f"sqlite:///{file}")) as ledger:
        ledger.migrate()


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
        migrate(file)
        starts(file)
        past_instants(file)


if __name__ == "__main__":
    main()
