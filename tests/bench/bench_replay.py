"""The first frame of the past: milliseconds from a request for a random instant to the board's view of it.

    python -m tests.bench.bench_replay [--folder FOLDER] [--frames 50]

The ledger is that of a wall which listened to the demo city for 16 weeks, second by second (tests/lived_city.py); with
--folder it is kept there, and read again by the next run. Every frame is of an instant of its own, by a replay of its own:
nothing is left of the frame before, but what the process has loaded. A step is the next frame of a replay that is played at
60 times: a minute later.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import structlog

import app
from layouts.wall.boards import Memory, view
from tests.lived_city import lived
from wallboard.engine.replay import Replay
from wallboard.ledger import Ledger
from wallboard.metrics import WINDOWS
from wallboard.model import MINUTE, Demand, Micros
from wallboard.model.remit import EVERYTHING
from wallboard.settings import Settings
from wallboard.simulate.demo_city import WRITTEN

BOARD, STEPS = "wall", 5
ASKED_MS = 300


class Past:
    """One ledger, and the instants of which it is asked."""

    def __init__(self, settings: Settings, ledger: Ledger, began: Micros, ended: Micros) -> None:
        self._settings, self._ledger, self._began, self._ended = settings, ledger, began, ended
        self._demand = Demand(WINDOWS)

    def frames(self, count: int) -> Iterator[tuple[float, list[float]]]:
        """Of random instants: milliseconds of the first frame, and of the steps after it."""
        chance = Random(311)
        for _ in range(count):
            at = chance.randrange(self._began, self._ended - STEPS * MINUTE)
            replay = Replay(self._ledger, self._settings, app.carried(self._settings), EVERYTHING, self._demand)
            memory = Memory()
            first = self._frame(replay, at, memory)
            yield first, [self._frame(replay, at + (n + 1) * MINUTE, memory) for n in range(STEPS)]

    def _frame(self, replay: Replay, at: Micros, memory: Memory) -> float:
        begun = time.perf_counter()
        snapshot = replay.snapshot(at)
        view(BOARD, self._settings, snapshot, memory)
        while not snapshot.complete:  # the first of all: until then nobody had asked for anything
            snapshot = replay.snapshot(at)
            view(BOARD, self._settings, snapshot, memory)
        return 1000 * (time.perf_counter() - begun)


def told(what: str, past: Past, count: int, asked_ms: float) -> None:
    next(past.frames(1))  # what is loaded once
    frames = list(past.frames(count))
    first = [ms for ms, _ in frames]
    steps = [ms for _, all_ms in frames for ms in all_ms]
    print(
        f"{what}: first frame {statistics.median(first):,.0f} ms (median of {count}; {max(first):,.0f} at most; "
        f"{asked_ms:,.0f} is asked), a step of a minute {statistics.median(steps):,.0f} ms",
        flush=True,
    )


def demo_city(folder: Path, count: int) -> None:
    if not (folder / WRITTEN).exists():
        lived(folder)
    settings = app.load(folder / WRITTEN)
    with closing(Ledger(settings.ledger)) as ledger:
        ledger.migrate()
        began = ledger.first_arrival("main") or 0
        ended = ledger.last_received("phones") or 0
        told("16 weeks of the demo city", Past(settings, ledger, began, ended), count, ASKED_MS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="where the ledger is kept")
    parser.add_argument("--frames", type=int, default=50)
    asked = parser.parse_args()
    structlog.configure(processors=[], logger_factory=structlog.ReturnLoggerFactory())
    with tempfile.TemporaryDirectory(prefix="wallboard-replay-") as scratch:
        demo_city((asked.folder or Path(scratch)).resolve(), asked.frames)


if __name__ == "__main__":
    main()
