"""The call side's state as readings: every metric, per queue and per site, in every window that it offers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from wallboard.metrics import calls as metric
from wallboard.metrics.calls_table import CALL_WINDOWS
from wallboard.model import SECOND, Basis, Micros, Reading, Reason, Scope, State
from wallboard.settings import SERVICE_LEVEL_VARIANTS, Settings
from wallboard.state.agents import STATES, AgentBook
from wallboard.state.calls import CallState
from wallboard.state.group import Group
from wallboard.state.tally import Tally


class _Figure(NamedTuple):
    metric: str
    unit: str
    value: float | int | None
    n: int | None = None
    variant: str = ""
    reason: str = ""


def call_readings(
    calls: CallState,
    agents: AgentBook,
    settings: Settings,
    now: Micros,
    want: Collection[str] | None = None,
    windows: Collection[str] = CALL_WINDOWS,
) -> Iterator[Reading]:
    """The readings of one site at the instant to which `calls` was advanced; `now` is what they say they are of.

    `want` restricts them to these metrics, `windows` those that have windows to these.
    """
    agents.follow(calls)
    for queue in (None, *calls.queues()):
        scope = Scope(calls.site, queue=queue or "")
        found = _calls(calls, queue, scope, now, want, windows)
        if queue is None or calls.seen(queue) or agents.heard(queue):
            yield from found
        else:
            yield from map(_never_seen, found)
        yield from _wanted(_people(agents, queue, scope, now), want)


def _calls(
    calls: CallState,
    queue: str | None,
    scope: Scope,
    now: Micros,
    want: Collection[str] | None,
    windows: Collection[str],
) -> Iterator[Reading]:
    yield from _wanted(_waiting(calls.group(queue), scope, now), want)
    for window in windows:
        known = window != "since_start" or calls.started(queue)
        yield from _counted(calls.tally(window, queue), scope, window, now, known, want)


def _never_seen(reading: Reading) -> Reading:
    """Of a queue that only the settings name: nothing was told of it, which is not the same as no calls."""
    return replace(reading, value=None, n=None, state=State.NO_DATA, basis=Basis.UNKNOWN)


def _wanted(readings: Iterator[Reading], want: Collection[str] | None) -> Iterator[Reading]:
    return readings if want is None else (reading for reading in readings if reading.metric in want)


def _waiting(group: Group, scope: Scope, now: Micros) -> Iterator[Reading]:
    waiting, oldest = len(group.entered), group.oldest
    yield Reading("calls.waiting", scope, "now", waiting, "calls", now)
    longest = None if oldest is None else (now - oldest) / SECOND
    state = State.NO_CALLS if oldest is None else State.LIVE
    yield Reading("calls.longest_wait_s", scope, "now", longest, "s", now, n=waiting, state=state, since=oldest)


def _counted(
    tally: Tally, scope: Scope, window: str, now: Micros, known: bool, want: Collection[str] | None
) -> Iterator[Reading]:
    """Everything that a tally tells; nothing, and why, where the window's beginning is not `known`."""
    for name, unit, value, n, variant, reason in _figures(tally):
        if (want is not None and name not in want) or (variant in metric.OWN_VARIANTS and window != "since_start"):
            continue
        about = _about(scope, reason) if reason else scope
        if not known:
            yield Reading(name, about, window, None, unit, now, variant, None, State.UNKNOWN, Basis.UNKNOWN)
        else:
            state = State.LIVE if value is not None else State.NO_CALLS
            yield Reading(name, about, window, value, unit, now, variant, n, state)


@lru_cache(maxsize=4096)
def _about(scope: Scope, reason: str) -> Scope:
    return scope._replace(reason=reason)


def _figures(tally: Tally) -> tuple[_Figure, ...]:
    """Worked out once for as long as the tally does not change."""
    figures: tuple[_Figure, ...] | None = tally.memo.get("figures")
    if figures is None:
        figures = tally.memo["figures"] = (*_counts(tally), *_means(tally), *_service_levels(tally))
    return figures


def _counts(tally: Tally) -> Iterator[_Figure]:
    yield _Figure("calls.offered", "calls", tally.offered)
    yield _Figure("calls.answered", "calls", tally.answered)
    yield _Figure("calls.abandoned", "calls", tally.abandoned)
    yield _Figure("calls.diverted", "calls", tally.diverted_all)
    for reason in Reason:
        yield _Figure("calls.diverted", "calls", tally.diverted.get(reason, 0), reason=reason.value)
    yield _Figure("calls.lost", "calls", tally.lost)
    yield _Figure("calls.completed", "calls", tally.completed)


def _means(tally: Tally) -> Iterator[_Figure]:
    answered = tally.answered
    yield _Figure("calls.asa_s", "s", metric.speed_of_answer(tally), answered)
    yield _Figure("calls.wait_p50_s", "s", metric.wait_percentile(tally, 0.5), answered)
    yield _Figure("calls.wait_p90_s", "s", metric.wait_percentile(tally, 0.9), answered)
    yield _Figure("calls.abandon_rate", "ratio", metric.abandon_rate(tally), metric.abandon_rate_n(tally))
    yield _Figure("calls.talk_mean_s", "s", metric.talk_mean(tally), tally.talks)


def _service_levels(tally: Tally) -> Iterator[_Figure]:
    for variant in (*SERVICE_LEVEL_VARIANTS, *metric.OWN_VARIANTS):
        share, n = metric.service_level(tally, variant), metric.service_level_n(tally, variant)
        yield _Figure("calls.service_level", "ratio", share, n, variant)


def _people(agents: AgentBook, queue: str | None, scope: Scope, now: Micros) -> Iterator[Reading]:
    known = agents.known(queue)
    yield _agents("logged_in", agents.logged_in(queue) if known else None, scope, now)
    for state in STATES:
        # Conversations are always told; who is free or paused only where somebody is known to be there.
        yield _agents(state, agents.count(state, queue) if known or state == "on_call" else None, scope, now)
    yield _agents("ringing", None, scope, now)


def _agents(state: str, people: int | None, scope: Scope, now: Micros) -> Reading:
    known = people is not None
    return Reading(
        f"agents.{state}",
        scope,
        "now",
        people,
        "agents",
        now,
        state=State.LIVE if known else State.UNKNOWN,
        basis=Basis.OBSERVED if known else Basis.UNKNOWN,
    )
