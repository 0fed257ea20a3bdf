"""What happens to a request on its way to being finished: it is handed on and comes back, or it waits for its resident."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any, NamedTuple

from wallboard.simulate import city

NEW, IN_PROGRESS, WAITING = "New", "In progress", "Waiting"
CLOSED, DUPLICATE, REJECTED, MERGED = "Closed", "Duplicate", "Rejected", "Merged"
OPEN = (NEW, IN_PROGRESS, WAITING)


class Turn(NamedTuple):
    """Once this share of the time is over that a request takes, these of its fields are others."""

    share: float
    changes: Mapping[str, Any]


def turns(chance: Random, kind: city.ServiceType) -> list[Turn]:
    """In their order. Whatever happens, in the end the department has it whose work it is, and works on it."""
    dice = chance.random()
    if dice < city.PAUSED_SHARE:
        since, until = sorted((chance.uniform(0.1, 0.9), chance.uniform(0.1, 0.9)))
        return [Turn(since, {"status": WAITING}), Turn(until, {"status": IN_PROGRESS})]
    if kind.emergency or dice >= city.PAUSED_SHARE + city.HANDED_ON_SHARE:
        return []
    there = chance.choice(city.NEIGHBOURS[kind.department])
    times = 2 if chance.random() < city.PING_PONG_SHARE else 1
    shares = sorted(chance.uniform(0.05, 0.9) for _ in range(2 * times))
    holders = [there, kind.department] * times
    return [
        Turn(share, {"department": department, "status": IN_PROGRESS})
        for share, department in zip(shares, holders, strict=True)
    ]
