"""Age bands as a department's row tells them: names, counts, and how much of each is past its promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layouts.wall.format import edge
from layouts.wall.tile import Context
from wallboard.settings import Promise, in_force


@dataclass(frozen=True, slots=True)
class Band:
    """Open below, closed above, in days; `high` is None for the last one."""

    low: float
    high: float | None

    @property
    def scope(self) -> str:
        """As in Scope.band: (3,7] or >90."""
        return f">{self.low:g}" if self.high is None else f"({self.low:g},{self.high:g}]"

    @property
    def title(self) -> str:
        return f">{edge(self.low)}" if self.high is None else f"≤{edge(self.high)}"


def bands(edges: Sequence[float]) -> tuple[Band, ...]:
    lows = (0.0, *edges)
    return tuple(Band(low, high) for low, high in zip(lows, (*edges, None), strict=True))


def row_promise(ctx: Context, department: str) -> float | None:
    """The promise in days, where one holds for the department's whole row and is told in the row's own days."""
    return ctx.daily(("row promise", department), lambda: _row_promise(ctx, department))


def _row_promise(ctx: Context, department: str) -> float | None:
    by_type: dict[tuple[str, str], list[Promise]] = {}
    for promise in ctx.settings.promises:
        if promise.department == department:
            by_type.setdefault((promise.service_type, promise.priority), []).append(promise)
    current = [in_force(promises, ctx.today) for promises in by_type.values()]
    days = {(promise.days, promise.business) for promise in current if promise is not None}
    if len(days) != 1:
        return None
    named = ctx.settings.departments.get(department)
    promised, business = days.pop()
    return promised if business == (named is not None and named.age_in == "business") else None


def late_share(ctx: Context, department: str, band: Band, promise: float | None, open_here: float) -> float:
    """Share of the band that is past its promise: told by the requests themselves, else by the row's one promise."""
    told = ctx.value("tickets.in_band", variant="breached", department=department, band=band.scope)
    if told is not None and open_here:
        return min(1.0, told / open_here)
    if promise is None or promise >= (band.high or float("inf")):
        return 0.0
    if promise <= band.low:
        return 1.0
    return 0.0 if band.high is None else 1 - boundary(band, promise)


def boundary(band: Band, promise: float) -> float:
    """Where in the band its boundary lies, from 0 (its young side) to 1."""
    return 0.0 if band.high is None else (promise - band.low) / (band.high - band.low)


def has_boundary(band: Band, promise: float | None) -> bool:
    """Whether the promise ends in this band: at its young side or within it."""
    return promise is not None and band.low <= promise and (band.high is None or promise < band.high) and promise > 0
