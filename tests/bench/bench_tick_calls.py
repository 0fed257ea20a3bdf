"""A tick of the call side over 100,000 visits today, and over ten times the history: processor milliseconds.

    python -m tests.bench.bench_tick_calls

One tick is a second of a busy day: two visits enter, two leave, two conversations end; then the clock moves on and
every reading of nine scopes (eight queues and the site) in every window is taken.
"""

from __future__ import annotations

import random
import statistics
import time

from wallboard.calls.fold import Restart
from wallboard.engine.halves.call_readings import call_readings
from wallboard.metrics.trends import trends
from wallboard.model import DAY, HOUR, SECOND, Outcome, Visit, VisitKey
from wallboard.settings import Settings
from wallboard.state.agents import AgentBook
from wallboard.state.calls import CallState

QUEUES = [f"queue {i}" for i in range(8)]
MIDNIGHT = 20_000 * DAY
BEGIN = MIDNIGHT + 20 * HOUR
TODAY = 100_000
TICKS = 60
BOARD = frozenset({"calls.waiting", "calls.longest_wait_s", "calls.asa_s", "calls.service_level", "calls.abandon_rate"})


def visit(number: int, entered: int, chance: random.Random, *, left: bool = True, ended: bool = True) -> Visit:
    key = VisitKey("pbx", f"call {number}", chance.choice(QUEUES), 0)
    wait_s = min(900, int(chance.expovariate(1 / 40)))
    if not left:
        return Visit(key, "main", entered)
    gone = entered + wait_s * SECOND
    if chance.random() < 0.1:
        return Visit(key, "main", entered, Outcome.ABANDONED, gone, wait_s)
    agent = f"agent {chance.randrange(400)}"
    over = (gone + 240 * SECOND, True, 240) if ended else (None, False, None)
    return Visit(key, "main", entered, Outcome.ANSWERED, gone, wait_s, None, agent, *over)


def loaded(days_before: int) -> tuple[CallState, AgentBook, Settings]:
    """The state at 20:00 of a day with TODAY visits, after some days of as many."""
    queues = {queue: {"members": [f"agent {i}" for i in range(400)]} for queue in QUEUES}
    settings = Settings.model_validate({"sites": {"main": {"name": "Main", "zone": "UTC"}}, "queues": queues})
    chance, calls = random.Random(1), CallState(settings, "main")
    calls.restart(Restart("pbx", 0, MIDNIGHT - 400 * DAY))
    for day in range(days_before, -1, -1):
        start = MIDNIGHT - day * DAY
        span = DAY if day else BEGIN - start
        entered = sorted(start + int(chance.random() * span) for _ in range(TODAY))
        calls.apply(visit(day * TODAY + i, at, chance) for i, at in enumerate(entered))
        calls.advance(start + span)
        for second in range(TODAY // 100 + 1 if day else 0):  # the first seconds of a day let the day before go
            calls.advance(start + span + second)
    return calls, AgentBook(settings, "main"), settings


def block(state: tuple[CallState, AgentBook, Settings], begin: int, chance: random.Random) -> tuple[float, float]:
    """Median milliseconds of a tick, over a minute of them: with every reading, and with those that a board wants."""
    calls, agents, settings = state
    full: list[float] = []
    board: list[float] = []
    for second in range(begin, begin + TICKS):
        now = BEGIN + second * SECOND
        changed = [visit(10**9 + 2 * second + i, now, chance, left=i > 1, ended=i > 3) for i in range(6)]
        for want, spent in ((None, full), (BOARD, board)):
            begun = time.thread_time()
            calls.apply(changed)
            calls.advance(now)
            for _ in call_readings(calls, agents, settings, now, want):
                pass
            trends(calls)
            spent.append(1000 * (time.thread_time() - begun))
    return statistics.median(full), statistics.median(board)


def tick_ms(days_before: int) -> tuple[float, float]:
    """Medians of five minutes."""
    state, chance = loaded(days_before), random.Random(2)
    blocks = [block(state, minute * TICKS, chance) for minute in range(5)]
    full, board = zip(*blocks, strict=True)
    return statistics.median(full), statistics.median(board)


def main() -> None:
    (full, board), (full_10, board_10) = tick_ms(0), tick_ms(9)
    print(f"{'tick over 100,000 visits today':<42}{'1 day':>10}{'10 days':>10}{'ratio':>8}")
    print(f"{'every reading, ms':<42}{full:>10.2f}{full_10:>10.2f}{full_10 / full:>8.2f}")
    print(f"{'what a board wants, ms':<42}{board:>10.2f}{board_10:>10.2f}{board_10 / board:>8.2f}")


if __name__ == "__main__":
    main()
