"""The fault matrix: each fault done to a real wall, and what the wall showed each second held against the truth.

    python -m tests.faults.matrix              every fault
    python -m tests.faults.matrix clock        those of one module of this folder
    python -m tests.faults.matrix --trace ...  and each second of them

A module of this folder declares `FAULTS`: the words for a fault -> a function that is given a scratch folder, does it
to a wall and gives back an `Outcome`. Truth is counted by the module itself, never asked of the wall.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

LIVE_AT_MOST_S = 5.0  # an older number must not be shown as live


@dataclass(frozen=True, slots=True)
class Second:
    """One look at the wall: what it claimed, and how old what it showed truly was."""

    at_s: float  # since the fault began
    claims: str  # "live" or whatever else the wall said of itself: "lost", "behind", "silent", "clock" ...
    age_s: float  # by a clock that the fault cannot bend
    shown: str = ""  # such as "3 waiting, truth 5"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one fault. `lost` and `doubled` are rows after the fault is over; `told` says where and how people
    are told when rows could not be known ("" where nothing had to be told)."""

    seconds: tuple[Second, ...] = field(repr=False)
    lost: int = 0
    doubled: int = 0
    told: str = ""

    @property
    def oldest_live_s(self) -> float:
        """Age of the oldest number that was shown as live."""
        return max((second.age_s for second in self.seconds if second.claims == "live"), default=0.0)

    @property
    def holds(self) -> bool:
        return self.oldest_live_s <= LIVE_AT_MOST_S and (not (self.lost or self.doubled) or bool(self.told))


Fault = Callable[[Path], Outcome]
