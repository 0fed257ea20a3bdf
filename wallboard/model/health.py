"""How the sources are, and the wall itself."""

from __future__ import annotations

from dataclasses import dataclass

from wallboard.model.instants import Micros
from wallboard.model.readings import State


@dataclass(frozen=True, slots=True)
class Health:
    """How one source is doing, as shown on every board and in the snapshot. `message` holds no secret."""

    source: str
    site: str
    carries: str  # "calls" | "tickets"
    state: State
    as_of: Micros | None  # when it last answered
    since: Micros  # when it came into this state
    interval_s: float
    rows: int | None = 0  # None: not told to somebody who sees only a part of them
    set_aside: int | None = 0
    lag_s: float | None = None  # how far what we read is behind the source's own clock
    catching_up: float | None = None  # share of the first read that is done, while it lasts
    message: str = ""
    notice: str = ""  # what people should know of it though it is being read; holds no secret


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is wrong with the wall itself rather than with one source. `message` holds no secret."""

    part: str  # "clock", "ledger"
    since: Micros
    message: str
