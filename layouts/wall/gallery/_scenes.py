"""The states that a tile can be in, each as a made-up snapshot that brings it about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from layouts.wall.gallery._city import (
    CALM,
    CALM_REQUESTS,
    NIGHT,
    NOON,
    Calls,
    Requests,
    call_readings,
    request_readings,
    source,
    trends,
)
from wallboard.languages import N_
from wallboard.model import Health, Micros, Snapshot, State, readings_by_key

LIVE = "live"  # by which the others are told apart


@dataclass(frozen=True, slots=True)
class Scene:
    """One state: what it is called, and a snapshot that brings it about."""

    title: str
    snapshot: Snapshot
    past: bool = False


def scenes() -> Mapping[str, Scene]:
    """By name, from calm to loud, and after them what keeps a tile from being judged."""
    busy = Calls(2, 75, 36, 0.74, 0.041, 0)
    worse = Calls(4, 167, 58, 0.55, 0.09, 0)
    nobody = Calls(0, None, None, None, None, 3, ended=0, state=State.NO_CALLS)
    few = Calls(1, 14, 16, 0.75, 0.0, 2, ended=1)
    unknown = Calls(0, None, None, None, None, 0, ended=0, state=State.UNKNOWN)
    calm = _snapshot(CALM, CALM_REQUESTS)
    return {
        LIVE: Scene(N_("As promised"), calm),
        "warning": Scene(N_("Watch"), _snapshot(busy, Requests(0.86, late_by=30, new=1))),
        "alarm": Scene(N_("Act"), _snapshot(worse, Requests(0.61, late_by=90, breached=2))),
        "late": Scene(N_("Late"), _of(calm, State.LATE)),
        "silent": Scene(N_("Silent"), _of(calm, State.SILENT)),
        "lost": Scene(N_("Lost"), _of(calm, State.LOST)),
        "catching-up": Scene(N_("Reading history"), _catching_up()),
        "no-data": Scene(N_("No data yet"), Snapshot(NOON, NOON, {}, _sources(NOON, State.NO_DATA))),
        "no-calls": Scene(N_("No calls"), _snapshot(nobody, CALM_REQUESTS)),
        "too-few": Scene(N_("Too few to judge"), _snapshot(few, Requests(None, 3, state=State.TOO_FEW))),
        "unknown": Scene(N_("Not known"), _snapshot(unknown, Requests(None, 0, state=State.UNKNOWN))),
        "closed": Scene(N_("Closed"), _snapshot(replace(nobody, free=0), CALM_REQUESTS, NIGHT)),
        "past": Scene(N_("The past"), calm, past=True),
    }


def _snapshot(calls: Calls, requests: Requests, at: Micros = NOON) -> Snapshot:
    readings = [*call_readings(calls, at), *request_readings(requests, at)]
    return Snapshot(at, at, readings_by_key(readings), _sources(at), series=trends(calls))


def _sources(at: Micros, state: State = State.LIVE) -> tuple[Health, ...]:
    return source("phones", "calls", at, state), source("requests", "tickets", at, state)


def _of(snapshot: Snapshot, state: State) -> Snapshot:
    return replace(snapshot, health=_sources(snapshot.as_of, state))


def _catching_up() -> Snapshot:
    halves = (("phones", "calls"), ("requests", "tickets"))
    return Snapshot(NOON, NOON, {}, tuple(source(*half, NOON, catching_up=0.42) for half in halves))
