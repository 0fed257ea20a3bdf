"""Call logs to test against: rows by hand, and a real Asterisk's own (tests/data/asterisk/ORIGIN.md)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from tests.queue_log import logged
from wallboard.calls.fold import Restart, fold_call
from wallboard.calls.happenings import OF_CALLS, Happening, What
from wallboard.clock import micros
from wallboard.model import SECOND, Micros, Visit, VisitKey
from wallboard.settings import Settings
from wallboard.state.agents import AgentBook
from wallboard.state.calls import CallState

DATA = Path(__file__).parents[2] / "data" / "asterisk"


def row(
    seq: int, at: Micros, event: str, *data: str, call: str = "c1", queue: str = "roads", agent: str = "NONE"
) -> Happening:
    return logged("pbx", "main", seq, at, call, queue, agent, event, data)


def settings(zone: str = "UTC", **queues: dict[str, Any]) -> Settings:
    return Settings.model_validate({"sites": {"main": {"name": "Main", "zone": zone}}, "queues": queues})


Folded = tuple[list[Visit], dict[VisitKey, Visit], list[VisitKey]]  # new states, former ones, keys that are gone


class FoldedLog:
    """A ledger in memory: keeps every row once, and tells what a batch changed."""

    def __init__(self) -> None:
        self.happenings: dict[int, Happening] = {}
        self.by_call: dict[str, dict[int, Happening]] = {}
        self.visits: dict[VisitKey, Visit] = {}
        self.restarts: list[Restart] = []

    def record(self, events: Iterable[Happening]) -> tuple[*Folded, list[Restart]]:
        """New states, former states, keys that are gone and new restarts."""
        new = {event.seq: event for event in events if event.seq not in self.happenings}
        self.happenings.update(new)
        restarts = [Restart(e.source, e.seq, e.at) for e in new.values() if e.what is What.RESTARTED]
        self.restarts = sorted({*self.restarts, *restarts}, key=lambda restart: restart.seq)
        touched = {event.callid for event in new.values() if event.what in OF_CALLS}
        for event in new.values():
            if event.callid in touched:
                self.by_call.setdefault(event.callid, {})[event.seq] = event
        if restarts:
            touched |= set(self.by_call)
        return (*self._fold(touched), restarts)

    def _fold(self, calls: set[str]) -> Folded:
        before = {key: visit for key, visit in self.visits.items() if key.callid in calls}
        after = {v.key: v for call in calls for v in fold_call(list(self.by_call[call].values()), self.restarts)}
        self.visits = {key: visit for key, visit in self.visits.items() if key not in before} | after
        changed = [visit for visit in after.values() if before.get(visit.key) != visit]
        return changed, before, [key for key in before if key not in after]


class Wall:
    """The live state of one site, fed by batches of rows."""

    def __init__(self, of: Settings) -> None:
        self.settings = of
        self.log = FoldedLog()
        self.calls, self.agents = CallState(of, "main"), AgentBook(of, "main")

    def take(self, events: Iterable[Happening]) -> None:
        events = list(events)
        visits, former, gone, restarts = self.log.record(events)
        for restart in restarts:
            self.calls.restart(restart)
        self.calls.apply(visits, gone, former)
        self.agents.apply(events)

    def at(self, now: Micros) -> Wall:
        self.calls.advance(now)
        return self


def recount(of: Settings, visits: Iterable[Visit], restarts: Iterable[Restart], now: Micros) -> CallState:
    """A fresh state that has been told everything at once."""
    calls = CallState(of, "main")
    calls.apply(visits)
    for restart in restarts:
        calls.restart(restart)
    calls.advance(now)
    return calls


@cache
def asterisk_table(path: Path = DATA / "queue_log_table.csv") -> tuple[Happening, ...]:
    with path.open(newline="") as lines:
        return tuple(_from_table(told) for told in csv.DictReader(lines))


@cache
def asterisk_file(path: Path = DATA / "queue_log") -> tuple[Happening, ...]:
    return tuple(_from_file(number, line) for number, line in enumerate(path.read_text().splitlines()))


def truth(path: Path = DATA / "truth.jsonl") -> Iterator[dict[str, Any]]:
    for line in path.read_text().splitlines():
        yield json.loads(line)


def _from_table(told: dict[str, str]) -> Happening:
    at = micros(datetime.fromisoformat(told["time"]).replace(tzinfo=UTC))
    data = tuple([told[f"data{i}"] for i in range(1, 6)])
    names = told["callid"], told["queuename"], told["agent"], told["event"]
    return logged("pbx", "main", int(told["id"]), at, *names, data)


def _from_file(number: int, line: str) -> Happening:
    at, callid, queue, agent, event, *data = line.split("|", 9)
    return logged("pbx", "main", number, int(at) * SECOND, callid, queue, agent, event, data[:5])
