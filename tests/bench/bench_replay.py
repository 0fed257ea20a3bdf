"""The first frame of the past: milliseconds from a request for a random instant to the board's view of it.

    python -m tests.bench.bench_replay [--folder FOLDER] [--frames 50] [--visits 10000000]

The ledger is that of a wall which listened to the demo city for 16 weeks, second by second (tests/lived_city.py); with
--folder it is kept there, and read again by the next run. Every frame is of an instant of its own, by a replay of its own:
nothing is left of the frame before, but what the process has loaded. A step is the next frame of a replay that is played at
60 times: a minute later. With --visits the same is asked of a big city with so many calls (tests/bench/big_city.py; ten
millions are three years with 2.6 million requests, 9 GB and some ten minutes to write), for which three times as long is
allowed: of its calls alone, and with its requests.

Beside the time that passed stand milliseconds of the processor: on a machine that does other things too, they tell more.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from typing import NamedTuple

import structlog

import app
from layouts.wall.boards import Memory, view
from layouts.web.server import settle
from tests.bench import big_city
from tests.lived_city import lived
from wallboard.engine.replay import Replay
from wallboard.ledger import Ledger
from wallboard.metrics import WINDOWS
from wallboard.model import DAY, MINUTE, Demand, Micros
from wallboard.model.remit import EVERYTHING
from wallboard.settings import Settings
from wallboard.simulate.demo_city import WRITTEN
from wallboard.source import Carries

BOARD, STEPS = "wall", 5
ASKED_MS = 300


class Spent(NamedTuple):
    """Milliseconds: that passed, and of the processor."""

    ms: float
    cpu_ms: float


class Past:
    """One ledger, and the instants of which it is asked."""

    def __init__(
        self, settings: Settings, carried: Mapping[str, Carries], ledger: Ledger, began: Micros, ended: Micros
    ) -> None:
        self._settings, self._carried, self._ledger, self._began, self._ended = settings, carried, ledger, began, ended
        self._demand = Demand(WINDOWS)

    def frames(self, count: int) -> Iterator[tuple[Spent, list[Spent]]]:
        """Of random instants: what the first frame took, and each step after it."""
        chance = Random(311)
        for _ in range(count):
            at = chance.randrange(self._began, self._ended - STEPS * MINUTE)
            replay = Replay(self._ledger, self._settings, self._carried, EVERYTHING, self._demand)
            memory = Memory()
            first = self._frame(replay, at, memory)
            yield first, [self._frame(replay, at + (n + 1) * MINUTE, memory) for n in range(STEPS)]

    def _frame(self, replay: Replay, at: Micros, memory: Memory) -> Spent:
        begun, cpu = time.perf_counter(), time.thread_time()
        snapshot = replay.snapshot(at)
        view(BOARD, self._settings, snapshot, memory)
        while not snapshot.complete:  # the first of all: until then nobody had asked for anything
            snapshot = replay.snapshot(at)
            view(BOARD, self._settings, snapshot, memory)
        return Spent(1000 * (time.perf_counter() - begun), 1000 * (time.thread_time() - cpu))


def told(what: str, past: Past, count: int, asked_ms: float) -> None:
    next(past.frames(1))  # what is loaded once
    settle()  # as the server does
    frames = list(past.frames(count))
    first = [spent for spent, _ in frames]
    steps = [spent for _, all_of_them in frames for spent in all_of_them]
    longest = max(spent.ms for spent in first)
    print(
        f"{what}: first frame {_median(first)}, median of {count}; {longest:,.0f} ms at most; {asked_ms:,.0f} ms is asked; "
        f"a step of a minute {_median(steps)}",
        flush=True,
    )


def _median(spent: Sequence[Spent]) -> str:
    ms, cpu_ms = (statistics.median(column) for column in zip(*spent, strict=True))
    return f"{ms:,.0f} ms ({cpu_ms:,.0f} of the processor)"


def demo_city(folder: Path, count: int) -> None:
    if not (folder / WRITTEN).exists():
        lived(folder)
    settings = app.load(folder / WRITTEN)
    with closing(Ledger(settings.ledger)) as ledger:
        ledger.migrate()
        began = ledger.first_arrival("main") or 0
        ended = ledger.last_received("phones") or 0
        past = Past(settings, app.carried(settings), ledger, began, ended)
        told("16 weeks of the demo city", past, count, ASKED_MS)


def a_big_city(folder: Path, count: int, visits: int) -> None:
    file = folder / f"big-{visits}.db"
    if not file.exists():
        big_city.write(file, big_city.City(big_city.days_of(visits)))
    settings = big_city.settings(file)
    with closing(Ledger(settings.ledger)) as ledger:
        began = big_city.BEGAN + 60 * DAY  # with the usual weeks behind it
        ended = ledger.last_received("pbx") or 0
        for what, sources in (("calls alone", ["pbx"]), ("requests too", ["pbx", "crm"])):
            carried = {source: big_city.CARRIED[source] for source in sources}
            past = Past(settings, carried, ledger, began, ended - DAY)
            told(f"a big city with {visits:,} calls, {what}", past, count, 3 * ASKED_MS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="where the ledger is kept")
    parser.add_argument("--frames", type=int, default=50)
    parser.add_argument("--visits", type=int, help="of a big city; left out where it is not given")
    asked = parser.parse_args()
    structlog.configure(processors=[], logger_factory=structlog.ReturnLoggerFactory())
    with tempfile.TemporaryDirectory(prefix="wallboard-replay-") as scratch:
        folder = (asked.folder or Path(scratch)).resolve()
        demo_city(folder, asked.frames)
        if asked.visits:
            a_big_city(folder, asked.frames, asked.visits)


if __name__ == "__main__":
    main()
