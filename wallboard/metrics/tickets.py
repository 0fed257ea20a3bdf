"""The tickets' numbers: ageing, flow and promises kept. Pure; ages come from instants that are kept in order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from wallboard.metrics.registry import Metric
from wallboard.model import Micros

# A share of fewer decided requests says more of chance than of the department.
TOO_FEW = 5
# The variant of a band that counts those past their own promise.
BREACHED = "breached"


class OpenSince(Protocol):
    """When each open item was opened plus its closed time, in order, in microseconds of some clock."""

    @property
    def total(self) -> int: ...
    def __len__(self) -> int: ...
    def count_before(self, instant: Micros) -> int: ...
    def kth(self, k: int) -> Micros: ...
    def quantile(self, share: float) -> float: ...


def age_mean_days(open_since: OpenSince, now: Micros, day_us: Micros) -> float | None:
    """Summed age of the open items / their count. Unit: days of `day_us`. None when nothing is open."""
    return (now - open_since.total / len(open_since)) / day_us if len(open_since) else None


def age_quantile_days(open_since: OpenSince, share: float, now: Micros, day_us: Micros) -> float | None:
    """The age that this share of the open items has at most, interpolated linearly between neighbours.

    Unit: days of `day_us`. None when nothing is open.
    """
    return (now - open_since.quantile(1 - share)) / day_us if len(open_since) else None


def age_max_days(open_since: OpenSince, now: Micros, day_us: Micros) -> float | None:
    """Age of the oldest open item. Unit: days of `day_us`. None when nothing is open."""
    return (now - open_since.kth(0)) / day_us if len(open_since) else None


def in_bands(open_since: OpenSince, edges_days: Sequence[float], now: Micros, day_us: Micros) -> list[int]:
    """How many open items are in each age band: open below, closed above; the last is over the last edge.

    The first holds those of no age at all, too.
    """
    over = [open_since.count_before(now - round(edge * day_us)) for edge in edges_days]
    return [more - fewer for more, fewer in zip((len(open_since), *over), (*over, 0), strict=True)]


def band_names(edges_days: Sequence[float]) -> list[str]:
    """(0,1], (1,3] ... and >90 for the last."""
    texts = [f"{edge:g}" for edge in (0.0, *edges_days)]
    return [f"({low},{high}]" for low, high in pairwise(texts)] + [f">{texts[-1]}"]


def net(*, opened: int, reopened: int, moved_in: int, finished: int, moved_out: int, removed: int) -> int:
    """The change in open: opened + reopened + moved in − finished − moved out − removed."""
    return opened + reopened + moved_in - finished - moved_out - removed


def on_time_share(on_time: int, late: int) -> float | None:
    """On time / decided. Unit: ratio. None when fewer than five were decided."""
    decided = on_time + late
    return on_time / decided if decided >= TOO_FEW else None


_SCOPES = ("site", "department", "service_type", "ward")
_FLOW_WINDOWS = ("today", "7d")
_ROWS = "ticket system: its requests, every version that we received"
_PROMISES = "ticket system: its due instants; settings: promises where it tells none"
_CLOCKS = ("calendar", "business")


def _open(name: str, help: str, definition: str, source: str = _ROWS, variants: tuple[str, ...] = ()) -> Metric:
    return Metric(f"tickets.{name}", "tickets", help, definition, source, ("now",), _SCOPES, variants)


def _age(name: str, help: str, definition: str) -> Metric:
    return Metric(f"tickets.age_{name}_days", "days", help, definition, _ROWS, ("now",), _SCOPES, _CLOCKS)


def _flow(name: str, help: str, definition: str, variants: tuple[str, ...] = ()) -> Metric:
    return Metric(f"tickets.{name}", "tickets", help, definition, _ROWS, _FLOW_WINDOWS, _SCOPES, variants)


_AGE = (
    "age = now − opened, less the time between being finished and being reopened, in calendar days, or in business "
    "days (open hours / the mean open day) where the department's ages are told so"
)

TICKET_METRICS = (
    _open("open", "requests not finished now", "decided by state, never by a closing time; paused ones are open"),
    _flow("opened", "requests reported", "by the instant at which each was opened"),
    _flow(
        "finished",
        "requests finished",
        "became resolved or closed, by doing or deciding, by the instant of it; the variants tell how it ended. "
        "One that is finished, reopened and finished again counts twice here, and once as reopened",
        ("done", "rejected", "duplicate", "referred", "unable"),
    ),
    _flow(
        "reopened",
        "requests reopened",
        "finished or removed before, open again; null before we watched a source that tells no reopens",
    ),
    _flow(
        "moved_in",
        "requests moved in",
        "open ones that this group got from another; at the site, all moves between departments",
    ),
    _flow(
        "moved_out",
        "requests moved out",
        "open ones that another group got; at the site, all moves between departments",
    ),
    _flow("removed", "requests merged or deleted", "open ones that left the ticket system, when noticed"),
    _flow(
        "net",
        "change in open",
        "opened + reopened + moved in − finished − moved out − removed = change in open, always",
    ),
    _age("mean", "average age of open requests", f"summed age / count; {_AGE}"),
    _age("p50", "median age of open requests", f"linear interpolation; {_AGE}"),
    _age("p85", "85 of 100 open requests are younger", f"linear interpolation; {_AGE}"),
    _age("p95", "95 of 100 open requests are younger", f"linear interpolation; {_AGE}"),
    _age("max", "age of the oldest open request", _AGE),
    _open(
        "in_band",
        "open requests by age",
        f"bands open below, closed above; the first holds age 0 too; {_AGE}. Variant breached: how many of the band "
        "are past their own promise now",
        variants=(BREACHED,),
    ),
    _open(
        "due_soon",
        "open requests near their promise",
        "at least 75 % of the promise used and not yet past it; the clock stands while paused or finished. "
        "Variants: the steps from 75 to 90 and from 90 to 100 %",
        _PROMISES,
        ("75-90", "90-100"),
    ),
    _open(
        "breached",
        "open requests past their promise",
        "now is after due; variant 3x: three times the promise is used",
        _PROMISES,
        ("3x",),
    ),
    Metric(
        "tickets.on_time",
        "ratio",
        "share of promises kept",
        "on time / decided, of the requests decided in the last 7 x 24 h. Each is decided once, at the earlier of "
        "being finished and being due: on time if finished by then, late if not. None under five; n is how many "
        "were decided",
        _PROMISES,
        ("7d",),
        _SCOPES,
    ),
    _open(
        "undecided",
        "open requests whose promise still runs",
        "promised, open and not past due: shown beside on time",
        _PROMISES,
    ),
    _open(
        "no_promise",
        "open requests without a promise",
        "no due instant and no promise in the settings; never counted on time",
        _PROMISES,
    ),
    _open(
        "unassigned",
        "open requests that nobody has",
        "in no department, in one that the settings call unstaffed, or with nobody where the source tells who",
    ),
    _open(
        "emergency",
        "open emergencies",
        "open requests of a service type that the settings call an emergency. Variants, left out where they count "
        "none: breached, past the promise (an alarm on the wall); due_soon, at least 75 % of it used, and new, reported "
        "in the last minutes (alarm.emergency_new_min), both watched",
        variants=(BREACHED, "due_soon", "new"),
    ),
)
