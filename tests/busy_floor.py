"""A busy floor, made up: as many queues, agents and callers as one likes, of whom some change at every tick. What the live
page's stream would say of it."""

from __future__ import annotations

from random import Random
from typing import Any

from layouts.page.live_grid import grid_rows
from layouts.wall.props import View
from wallboard.clock import Clock, system_clock

DOING = ("on_call", "on_call", "on_call", "available", "paused", "wrap_up")


class BusyFloor:
    """`view` is what everybody is sent at an instant; `tick` lets a share of the rows change."""

    def __init__(self, queues: int, agents: int, callers: int, clock: Clock = system_clock, seed: int = 311) -> None:
        self._chance, self._clock, self._queues = Random(seed), clock, queues
        self.now = clock() // 1000
        self.lost_at: int | None = None  # ms: since then nothing was told
        self._made = 0
        self.queues = {f"main/q{n:02}": self._queue(n) for n in range(queues)}
        self.agents = {f"main/Agent {n:04}": self._agent(n) for n in range(agents)}
        self.callers = dict(self._caller() for _ in range(callers))

    def tick(self, share: float = 0.2) -> None:
        """Half a second later. Callers leave from the head, and others come; nobody's row is another's."""
        if self.lost_at is not None:
            return
        self.now = self._clock() // 1000
        for n in self._some(len(self.queues), share):
            key = f"main/q{n:02}"
            self.queues[key] = self._queue(n) | {"help": self.queues[key]["help"]}
        for n in self._some(len(self.agents), share):
            key = f"main/Agent {n:04}"
            self.agents[key] = self.agents[key] | {
                "state": self._chance.choice(DOING),
                "since": self.now,
                "calls": n + self._made,
            }
        for key in list(self.callers)[: max(1, int(len(self.callers) * share / 4))]:
            del self.callers[key]
            self.callers.update([self._caller()])

    def view(self) -> View:
        return {
            "live-first": {"text": "Queue 00 needs agents: 9 waiting, 0 free", "state": "alarm"},
            **grid_rows("floor", {"main": {"tone": "lost" if self.lost_at else "none", "still": self.lost_at}}),
            **grid_rows("queues", self.queues),
            **grid_rows("agents", self.agents),
            **grid_rows("callers", self.callers),
            **{f"{name}-note": {"text": "", "hide": True} for name in ("queues", "agents", "callers")},
        }

    def _some(self, of: int, share: float) -> list[int]:
        return self._chance.sample(range(of), max(1, int(of * share)))

    def _queue(self, n: int) -> dict[str, Any]:
        chance = self._chance
        share, waiting, tone = round(chance.random(), 2), chance.randrange(12), chance.choice(("ok", "watch", "alarm"))
        in_time = [share, f"{round(share * 100)} %", tone]
        return {
            "help": n + 1, "queue": f"Queue {n:02}", "site": "Main", "state": [5, "act", tone], "why": "" if n % 3 else "Queue needs agents",
            "waiting": [waiting, str(waiting), tone], "longest": self.now - chance.randrange(200_000), "late": tone,
            "site_key": "main", "free": chance.randrange(3), "busy": chance.randrange(30), "paused": chance.randrange(4),
            "level15": in_time, "level30": in_time, "today": [share, f"{round(share * 100)} %, lost", "none"], "lost": n % 4 == 0,
            "answer": [42, "0:42", tone], "gaveup": chance.randrange(9), "rate": [0.02, "2 %", tone], "offered": chance.randrange(400),
            "usual": 200, "course": [chance.randrange(9) for _ in range(31)],
        }  # fmt: skip

    def _agent(self, n: int) -> dict[str, Any]:
        chance = self._chance
        serves = [n % self._queues, (n + 7) % self._queues]
        return {
            "agent": f"Agent {n:04}", "state": chance.choice(DOING), "since": self.now - chance.randrange(600_000), "reason": "",
            "allowed": "", "queues": ", ".join(f"Queue {queue:02}" for queue in serves), "in": [f"main/q{queue:02}" for queue in serves],
            "calls": n % 50, "talk": chance.randrange(9000), "wrap": chance.randrange(900), "idle": chance.randrange(9000), "site_key": "main",
        }  # fmt: skip

    def _caller(self) -> tuple[str, dict[str, Any]]:
        self._made += 1
        n = self._made % max(1, len(self.queues))
        facts = {
            "queue": f"Queue {n:02}",
            "in": [f"main/q{n:02}"],
            "position": 1,
            "since": self.now,
            "site_key": "main",
        }
        return f"main/pbx/c{self._made}/q{n:02}/0", facts
