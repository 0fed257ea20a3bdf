"""The wall's numbers are those that a real Asterisk told of itself (tests/data/asterisk/ORIGIN.md)."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from tests.asterisk_truth import agrees
from tests.wallboard.state.call_rows import Wall, asterisk_file, asterisk_table, settings, truth
from wallboard.calls.happenings import Happening
from wallboard.engine.halves.call_readings import call_readings
from wallboard.model import SECOND, Micros, Snapshot, readings_by_key
from wallboard.settings import Settings

QUEUES = {"streets": 30, "taxes": 30, "water": 20}


def asterisk_settings(members: bool = False) -> Settings:
    first = next(truth())["queues"]
    queues: dict[str, Any]
    queues = {
        queue: {
            "targets": [{"within_s": within}],
            "members": list(first[queue]["members"]) if members else [],
            "members_persist": False,
        }
        for queue, within in QUEUES.items()
    }
    return settings(**queues)


def snapshot(wall: Wall, at: Micros) -> Snapshot:
    wall.at(at)
    return Snapshot(at, at, readings_by_key(call_readings(wall.calls, wall.agents, wall.settings, at)))


@pytest.mark.slow
@pytest.mark.parametrize("shuffled", [False, True])
def test_the_table_gives_what_asterisk_said_at_every_instant(shuffled: bool) -> None:
    """At the instant before or after asking. Shuffled: in batches, every row twice, in any order."""
    wall = Wall(asterisk_settings())
    rows = list(asterisk_table())
    if shuffled:
        rows *= 2
        random.Random(311).shuffle(rows)
    for first in range(0, len(rows), 97):
        wall.take(rows[first : first + 97])
    apart = [
        (told["t0"], queue)
        for told in truth()
        for snaps in [[snapshot(wall, int(told[t] * SECOND)) for t in ("t0", "t1")]]
        for queue in told["queues"]
        if not any(agrees(snap, queue, told["queues"][queue], longest_within_s=1) for snap in snaps)
    ]
    assert apart == []


@pytest.mark.slow
def test_the_file_gives_counts_that_were_reached_within_the_second() -> None:
    """Its times are whole seconds: the rows of a second may or may not have been there at the instant of asking."""
    rows = asterisk_file()
    apart = []
    wall, taken = Wall(asterisk_settings()), 0
    for told in truth():
        begin = bisect_left(rows, int(told["t0"]) * SECOND, key=_at)
        end = bisect_right(rows, int(told["t1"]) * SECOND, key=_at)
        wall.take(rows[taken:begin])
        taken = end
        missing = set(told["queues"])
        for batch in ([], *([event] for event in rows[begin:end])):
            wall.take(batch)
            snap = snapshot(wall, int(told["t0"] * SECOND))
            missing -= {q for q in missing if agrees(snap, q, told["queues"][q], longest_within_s=2)}
        apart += [(told["t0"], queue) for queue in missing]
    assert apart == []


def test_agents_do_what_asterisk_said_they_do() -> None:
    """But for hang-ups that the phone knows before the log does, under one in a hundred."""
    wall = Wall(asterisk_settings(members=True))
    wall.take(asterisk_table())
    found = Counter(_states(wall, truth()))
    assert found["stranger"] == 0
    assert found["paused"] == found["paused, as told"] > 500
    assert found["same"] / (found["same"] + found["other"]) > 0.99


def _at(event: Happening) -> Micros:
    return event.at


def _states(wall: Wall, told: Iterable[dict[str, Any]]) -> Iterator[str]:
    for one in told:
        wall.at(int(one["t0"] * SECOND))
        wall.agents.follow(wall.calls)
        for queue, its in one["queues"].items():
            states = wall.agents.states(queue)
            yield from ["stranger"] * len(set(states) - set(its["members"]))
            for agent, words in its["members"].items():
                word = _word(words)
                yield "same" if states[agent] == word else "other"
                if word == "paused" and states[agent] != "on_call":
                    yield "paused"
                    yield "paused, as told" if states[agent] == "paused" else "paused, not told"


def _word(words: str) -> str:
    if "in call" in words or "In use" in words:
        return "on_call"
    return "paused" if words.startswith("paused") else "available"
