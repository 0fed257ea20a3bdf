"""What limited remits cost: the first view within one, and a tick with fifty of them, beside the tick of the whole.

Run: python -m tests.bench.bench_scope [OPEN TICKETS]
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Collection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import pandas as pd

from tests.bench.asking import ask_as_boards_do
from tests.bench.bench_tick_tickets import DEPARTMENTS, NOW, seconds, settings, versions
from wallboard import log
from wallboard.engine.engine import Engine
from wallboard.ledger import Ledger
from wallboard.model import SECOND, Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import SourceBase
from wallboard.source import Again, Batch, Carries, Cursor, Finding, SetAside

REMITS = [Remit.of(departments=[name]) for name in DEPARTMENTS] + [Remit.of(wards=[str(n)]) for n in range(1, 27)]
TICKS = 20


class Desk:
    """A source that brings what it is handed, once."""

    name, site = "requests", "main"
    carries: Carries = "tickets"

    def __init__(self) -> None:
        self.frames: list[pd.DataFrame] = []

    def changes(self, since: Cursor | None, now: Micros) -> Batch:
        if not self.frames:
            return Batch(since or {})
        frame = self.frames.pop(0)
        return Batch({"read": len(frame)}, tickets=frame, read=len(frame))

    def again(self, rows: Collection[SetAside], since: Cursor | None, now: Micros) -> Again:
        return Again(Batch(None), frozenset())

    def sample(self, now: Micros, most: int) -> Batch:
        return Batch(None)

    def present(self, tickets: Collection[str]) -> set[str]:
        return set(tickets)

    def check(self, now: Micros) -> list[Finding]:
        return []

    def close(self) -> None: ...


class Wall:
    def __init__(self, folder: Path, count: int) -> None:
        options = {"requests": SourceBase(kind="bench")}
        config = settings().model_copy(update={"sources": options})
        self.now, self.desk, ledger = NOW, Desk(), Ledger(f"sqlite:///{folder}/bench.db")
        ledger.migrate()
        self.desk.frames.append(versions(count))
        self.engine = Engine(config, {"requests": self.desk}, ledger, clock=lambda: self.now, only_asked=True)
        self.engine.polls.poll("requests")
        ask_as_boards_do(config, self.engine.present.snapshot)

    def change(self, n: int) -> None:
        """A poll brings one more request."""
        self.now += SECOND
        self.desk.frames.append(versions(1, first=10_000_000 + n))
        self.engine.polls.poll("requests")

    def tick(self, n: int) -> float:
        """A poll with a change, and what everybody sees of it."""
        return seconds(lambda: self.change(n)) + self.views([EVERYTHING])

    def views(self, remits: list[Remit]) -> float:
        return seconds(lambda: [self.engine.present.snapshot(remit) for remit in remits])


def longest_wait_while(wall: Wall, remit: Remit) -> tuple[float, float]:
    """How long the first view takes, and how long a tick of the whole at most waits meanwhile."""
    waits, over = [0.0], threading.Event()

    def tick_on() -> None:
        while not over.wait(0.01):
            waits.append(seconds(wall.engine.present.snapshot))

    ticking = threading.Thread(target=tick_on)
    ticking.start()
    took = wall.views([remit])
    over.set()
    ticking.join()
    return took, max(waits)


def main(count: int) -> None:
    log.set_up("WARNING")
    with TemporaryDirectory() as folder:
        begun = perf_counter()
        wall = Wall(Path(folder), count)
        print(
            f"{count:,} open requests in {len(DEPARTMENTS)} departments and 50 wards, taken in {perf_counter() - begun:.0f} s"
        )
        before = median(wall.tick(n) for n in range(TICKS))
        firsts = [longest_wait_while(wall, remit) for remit in REMITS[:3] + REMITS[-3:]]
        alone = median(wall.views([remit]) for remit in REMITS[6:12])
        wall.views(REMITS)
        whole, all_remits, again = [], [], []
        for n in range(TICKS):
            whole.append(wall.tick(TICKS + n))
            all_remits.append(wall.views(REMITS))
            again.append(wall.views(REMITS))
        both, tick, quiet = median(whole), median(all_remits), median(again)
        print(f"  first view within a remit:                {alone * 1e3:8.1f} ms, once")
        print(f"  a tick of the whole meanwhile, at most:   {max(wait for _, wait in firsts) * 1e3:8.1f} ms")
        print(f"  poll with a change, and everybody's tick: {before * 1e3:8.1f} ms")
        print(f"  the same with {len(REMITS)} remits counted too:     {both * 1e3:8.1f} ms, {both / before:.2f} times")
        print(
            f"  {len(REMITS)} remits' views after it:             {tick * 1e3:8.1f} ms, {tick / len(REMITS) / before:.2f} times each"
        )
        print(f"  {len(REMITS)} remits' views with nothing new:     {quiet * 1e3:8.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
