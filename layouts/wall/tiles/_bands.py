"""Age bands as a department's row tells them: names, counts, and how much of each is past its promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from layouts.wall.format import edge
from layouts.wall.tile import Context


@dataclass(frozen=True)
class AgeBand:
    """Open below, closed above, in days; `high` is None for the last one."""

    low: float
    high: float | None

    @cached_property
    def scope(self) -> str:
        """As in Scope.band: (3,7] or >90."""
        return f">{self.low:g}" if self.high is None else f"({self.low:g},{self.high:g}]"

    @property
    def title(self) -> str:
        return f">{edge(self.low)}" if self.high is None else f"≤{edge(self.high)}"


def bands(edges: Sequence[float]) -> tuple[AgeBand, ...]:
    lows = (0.0, *edges)
    return tuple(AgeBand(low, high) for low, high in zip(lows, (*edges, None), strict=True))


def late_share(ctx: Context, department: str, band: AgeBand, promise: float | None, open_here: float) -> float:
    """Share of the band that is past its promise: told by the requests themselves, else by the row's one promise."""
    late = ctx.value("tickets.in_band", variant="breached", department=department, band=band.scope)
    if late is not None and open_here:
        return min(1.0, late / open_here)
    if promise is None or promise >= (band.high or float("inf")):
        return 0.0
    if promise <= band.low:
        return 1.0
    return 0.0 if band.high is None else 1 - boundary(band, promise)


def boundary(band: AgeBand, promise: float) -> float:
    """Where in the band its boundary lies, from 0 (its young side) to 1."""
    return 0.0 if band.high is None else (promise - band.low) / (band.high - band.low)


def has_boundary(band: AgeBand, promise: float | None) -> bool:
    """Whether the promise ends in this band: at its young side or within it."""
    return promise is not None and band.low <= promise and (band.high is None or promise < band.high) and promise > 0
