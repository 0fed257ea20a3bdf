"""The metrics of callers who call again: known by a keyed hash of their number, and unknown where there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from wallboard.languages import N_
from wallboard.metrics.registry import Figure, Metric, S
from wallboard.model import SECOND, CalledAgain, Micros, State

AGAIN_WINDOWS = ("60m", "today")
OWED_DAYS = 7  # for which a call-back is looked for

_HASH = N_("phone system: queue visits folded from its log, and the keyed hash of each caller's number")


class Owed(NamedTuple):
    """The call-backs owed in one queue, or at the site: when each was asked for, the first first."""

    asked: tuple[Micros, ...]
    now: Micros


def _of_callers(
    name: str,
    unit: str,
    help: str,
    definition: str,
    figures: Callable[[S], Figure],
    windows: tuple[str, ...] = ("now",),
    scopes: tuple[str, ...] = ("queue", "site"),
) -> Metric[S]:
    return Metric(f"calls.{name}", unit, help, definition, _HASH, figures, windows, scopes, nothing=State.NO_CALLS)


def _age(owed: Owed) -> Figure:
    first = owed.asked[0] if owed.asked else None
    return Figure(None if first is None else (owed.now - first) / SECOND, len(owed.asked), since=first)


OWED_METRICS: tuple[Metric[Owed], ...] = (
    _of_callers(
        "callbacks_owed",
        "calls",
        N_("callers who asked to be called back and are still owed it"),
        N_(
            "callers of visits that were diverted with reason `callback` in the last 7 days (or since callers are "
            "recognised), of whom no visit was answered at this site since they asked last, and which nobody settled; in the "
            "queue in which they first asked. One caller counts once, however often they asked. Who withheld their number is "
            "owed for as long, for nobody can tell whether they were answered. What an agent dials out is in no queue: whoever "
            "called back settles it on the page *Call-backs*. Unknown, not 0, where callers are not recognised"
        ),
        lambda owed: Figure(len(owed.asked)),
    ),
    _of_callers(
        "callback_age_s",
        "s",
        N_("how long the first of them has been owed a call"),
        N_("time since the first of those owed first asked; nothing while none is owed"),
        _age,
    ),
)

AGAIN_METRICS: tuple[Metric[CalledAgain], ...] = (
    _of_callers(
        "called_again",
        "calls",
        N_("calls by somebody who had called before"),
        N_(
            "calls, not visits, whose caller had called the same site in the 24 hours before; `n` are the calls whose callers "
            "are known. Unknown, not 0, where callers have not been recognised for a day longer than the window"
        ),
        lambda calls: Figure(calls.again, calls.recognised),
        windows=AGAIN_WINDOWS,
        scopes=("site",),
    ),
)
