"""How often an Open311 server is asked for each request that changed: `python -m tests.data_sources.open311_cost`.

Prints a line for each kind of server: what its history cost, then what an afternoon did, polled once a minute.
"""

from __future__ import annotations

import random
import sys
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from tests.data_sources.georeport_server import GeoReportServer, Request, serving
from tests.data_sources.open311_city import NOW, city, last_told, opened, poll_all
from wallboard.engine.halves.reconcile import SLICE
from wallboard.model import MINUTE, SECOND, Micros
from wallboard.source import Source

SERVERS: dict[str, dict[str, Any]] = {
    "honours updated_after, pages of 500": {},
    "honours updated_after, pages of 50": {"page_at_most": 50},
    "no updated_after, pages of 500": {"updated_after": False},
    "no updated_after, no pages, 1,000 at most": {"updated_after": False, "pages": False},
    "no updated_after, no pages, no lists of ids": {"updated_after": False, "pages": False, "lists": False},
}


@dataclass(frozen=True)
class Cost:
    """Questions for history, then questions and requests that changed while it was polled; answers that were sent at all;
    requests that were not as the server has them in the end."""

    history: int
    questions: int
    changed: int
    bodies: int
    behind: int

    @property
    def each(self) -> float:
        return self.questions / self.changed


def cost(quirks: dict[str, Any], requests: int, minutes: int, per_minute: float) -> Cost:
    """Every minute, polled once and asked once whether open ones are there, `per_minute` requests come and as many close."""
    with serving(city(requests), **quirks) as server, closing(opened(server.endpoint)) as source:
        told = poll_all(source, most=100_000)
        known = last_told(told)
        history, bodies, chance, changed, after = len(server.asked), server.bodies, random.Random(311), 0, ""
        for minute in range(1, minutes + 1):
            now = NOW + minute * MINUTE
            while changed < minute * per_minute * 2:
                changed += _change(server, now - chance.randrange(50) * SECOND, chance)
            told = poll_all(source, told[-1].cursor, now)
            known |= last_told(told)
            after = _look(source, sorted(key for key, row in known.items() if row["state"] == "open"), after)
        known |= last_told(poll_all(source, told[-1].cursor, NOW + (minutes + 1) * MINUTE))
        states = {key: row["state"] == "finished" for key, row in known.items()}
        behind = sum(states.get(str(each.number)) != each.closed for each in server.everything())
        return Cost(history, len(server.asked) - history, changed, server.bodies - bodies, behind)


def _look(source: Source, still: list[str], after: str) -> str:
    """At the next slice of the open ones, as the reconciler does. Gives back the last of it."""
    some = [key for key in still if key > after][:SLICE]
    source.present(some)
    return some[-1] if len(some) == SLICE else ""


def _change(server: GeoReportServer, at: Micros, chance: random.Random) -> int:
    """One comes and one closes, as often one of late as one of long ago."""
    server.put(Request(max(each.number for each in server.everything()) + 1, at, at))
    still = sorted((each for each in server.everything() if not each.closed), key=lambda each: -each.requested)
    closed = chance.choice(still[: max(1, len(still) // (10 if chance.random() < 0.5 else 1))])
    server.change(closed.number, closed=True, updated=at)
    return 2


def main(requests: int = 2_000, minutes: int = 120) -> None:
    say = sys.stdout.write
    say(f"{requests:,} requests of 300 days, then {minutes} minutes of it, one poll a minute\n")
    say(f"{'':45}{'history':>10}{'changed':>10}{'questions':>10}{'each':>7}{'unsent':>8}{'behind':>8}\n")
    for per_minute in (2.0, 0.1):
        for name, quirks in SERVERS.items():
            of = cost(quirks, requests, minutes, per_minute)
            numbers = f"{of.history:>10,}{of.changed:>10,}{of.questions:>10,}{of.each:>7.2f}"
            say(f"{name:45}{numbers}{of.questions - of.bodies:>8,}{of.behind:>8,}\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
