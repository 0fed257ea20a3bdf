"""The call side's state as readings: every metric, per queue and per site, in every window that it offers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from wallboard.metrics.agents import AGENT_METRICS, OnDutyIn
from wallboard.metrics.calls_table import (
    CALL_WINDOWS,
    ENTERED_IN,
    ENTERED_METRICS,
    TALLY_METRICS,
    WAITING_METRICS,
    EnteredIn,
    WaitingNow,
)
from wallboard.metrics.walk import Computed, MetricPlan, plan, readings, unknown_readings
from wallboard.model import Basis, Micros, Reading, Scope, State
from wallboard.settings import Settings
from wallboard.state.agents import AgentBook
from wallboard.state.calls import CallState
from wallboard.state.tally import Tally


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
    waiting, on_duty = plan(WAITING_METRICS, "now", want), plan(AGENT_METRICS, "now", want)
    counted = {window: plan(TALLY_METRICS, window, want) for window in windows}
    came = {window: plan(ENTERED_METRICS, window, want) for window in windows if window in ENTERED_IN}
    for queue in (None, *calls.queues()):
        scope = Scope(calls.site, queue=queue or "")
        found = [
            *_waiting(waiting, calls, queue, scope, now),
            *_counted(counted, calls, queue, scope, now),
            *_came(came, calls, queue, scope, now),
        ]
        told = queue is None or calls.seen(queue) or agents.heard(queue)
        yield from found if told else map(_never_seen, found)
        yield from readings(on_duty.compute(OnDutyIn(agents, queue, agents.known(queue))), scope, "now", now)


def _waiting(
    waiting: MetricPlan[WaitingNow], calls: CallState, queue: str | None, scope: Scope, now: Micros
) -> Iterator[Reading]:
    group = calls.group(queue)
    yield from readings(waiting.compute(WaitingNow(len(group.entered), group.oldest, now)), scope, "now", now)


def _came(
    came: Mapping[str, MetricPlan[EnteredIn]], calls: CallState, queue: str | None, scope: Scope, now: Micros
) -> Iterator[Reading]:
    minutes = calls.group(queue).minutes
    for window, each in came.items():
        if each:
            yield from readings(each.compute(EnteredIn(minutes.entered(ENTERED_IN[window]))), scope, window, now)


def _counted(
    counted: Mapping[str, MetricPlan[Tally]], calls: CallState, queue: str | None, scope: Scope, now: Micros
) -> Iterator[Reading]:
    """Everything that the tallies tell; nothing, and why, where a window's beginning is not known."""
    for window, each in counted.items():
        if each:
            known = window != "since_start" or calls.started(queue)
            told = readings if known else unknown_readings
            yield from told(_computed(each, calls.tally(window, queue)), scope, window, now)


def _computed(counted: MetricPlan[Tally], tally: Tally) -> list[Computed]:
    """Worked out once for as long as the tally does not change."""
    computed: list[Computed] | None = tally.memo.get(counted)
    if computed is None:
        computed = tally.memo[counted] = counted.compute(tally)
    return computed


def _never_seen(reading: Reading) -> Reading:
    """Of a queue that only the settings name: nothing was told of it, which is not the same as no calls."""
    return reading._replace(value=None, n=None, state=State.NO_DATA, basis=Basis.UNKNOWN)
