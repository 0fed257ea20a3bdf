"""Alerts that need no setting: nobody there, a source lost, a promise lost, a surge, a pause that is too long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import sqrt

from wallboard.alerts.condition import Condition, Stands, stands
from wallboard.judging.instant import Instant
from wallboard.judging.tone import ALARM, WATCH
from wallboard.model import SECOND, Micros, Scope, State
from wallboard.model.alerts import AlertKey, AlertKind
from wallboard.model.floor import AgentNow
from wallboard.settings import BuiltInAlert

HOLD_S = {AlertKind.UNSTAFFED: 20.0, AlertKind.SOURCE_LOST: 60.0, AlertKind.SURGE: 60.0}  # of the others none
_GONE = (State.LOST, State.SILENT)


def conditions(at: Instant, agents: Sequence[AgentNow]) -> Iterator[Condition]:
    """How all of them stand at a site; `agents` are those on duty there."""
    its = at.settings.built_in_alerts
    if its.source_lost.on:
        yield from _sources(at, its.source_lost)
    if its.unstaffed.on:
        yield from _unstaffed(at, its.unstaffed)
    if its.promise_lost.on:
        yield from _promises(at, its.promise_lost)
    if its.surge.on:
        yield from _surges(at, its.surge)
    if its.overlong_pause.on:
        yield from _pauses(at, its.overlong_pause, agents)


def _condition(
    kind: AlertKind,
    how: Stands,
    scope: Scope,
    setting: BuiltInAlert,
    *,
    subject: str = "",
    tone: str = ALARM,
    clear_after_s: float = 60,
    value: float | None = None,
    threshold: float | None = None,
    since: Micros | None = None,
) -> Condition:
    hold_s = HOLD_S.get(kind, 0.0) if setting.hold_s is None else setting.hold_s
    key = AlertKey(kind.value, scope, subject)
    return Condition(key, kind, how, tone, hold_s, clear_after_s, value, threshold, since=since)


def _sources(at: Instant, setting: BuiltInAlert) -> Iterator[Condition]:
    for health in at.snapshot.health:
        # what is told by the day can wait: no floor and no department goes by it
        if health.site == at.site and health.carries != "days":
            gone = health.state in _GONE and health.catching_up is None
            how = Stands.PAST if gone else Stands.UNKNOWN if health.state is State.NO_DATA else Stands.BACK
            since = health.since if gone else None
            yield _condition(
                AlertKind.SOURCE_LOST,
                how,
                Scope(at.site),
                setting,
                subject=health.source,
                clear_after_s=10,
                since=since,
            )


def _calls_known(at: Instant) -> bool:
    source = at.source("calls")
    return not at.reading_history and (source is None or source.state is State.LIVE)


def _unstaffed(at: Instant, setting: BuiltInAlert) -> Iterator[Condition]:
    """Callers wait, the centre is open, and nobody is logged in; where nobody knows who is, nobody can tell."""
    for queue in at.queues:
        waiting, there = at.value("calls.waiting", queue=queue), at.value("agents.logged_in", queue=queue)
        how = Stands.UNKNOWN
        if _calls_known(at):
            alone = at.open and bool(waiting) and there == 0
            how = Stands.PAST if alone else Stands.BACK
        yield _condition(
            AlertKind.UNSTAFFED, how, Scope(at.site, queue=queue), setting, clear_after_s=15, value=waiting
        )


def _promises(at: Instant, setting: BuiltInAlert) -> Iterator[Condition]:
    for queue in at.queues:
        target = at.target(queue)
        if target is not None and target.share is not None:
            how, best = _promise(at, queue, target.share) if _calls_known(at) else (Stands.UNKNOWN, None)
            scope = Scope(at.site, queue=queue)
            yield _condition(
                AlertKind.PROMISE_LOST,
                how,
                scope,
                setting,
                tone=WATCH,
                clear_after_s=0,
                value=best,
                threshold=target.share,
            )


def _promise(at: Instant, queue: str, promised: float) -> tuple[Stands, float | None]:
    """How a promise stands, and the best that its half hour can come to. Of too few calls nothing is judged, such as when
    a half hour begins. One that was lost is back when the best is half way up again: it hovers with every caller."""
    variant = at.settings.queue(queue).service_level
    share = at.get("calls.service_level", "half_hour", variant, queue=queue)
    rest = at.value("calls.offered", "rest_of_half_hour", "usual", queue=queue)
    if not at.open or share is None or share.value is None or (share.n or 0) < max(1, at.settings.alarm.least_calls):
        return Stands.BACK, None
    if rest is None:
        return Stands.UNKNOWN, None  # nobody knows what is usual
    best = _best_share(at, queue, share.value, share.n or 0, rest)
    return stands(best, promised, (promised + 1) / 2, high=False), best


def _best_share(at: Instant, queue: str, share: float, n: int, rest: float) -> float:
    """What the half hour can still come to, were everybody answered in time who waits now or may come yet. More than the
    usual `rest` may come by chance: one standard deviation."""

    def count(metric: str) -> float:
        return at.value(metric, "half_hour", queue=queue) or 0

    out = sum(map(count, ("calls.answered", "calls.abandoned", "calls.diverted", "calls.lost")))
    to_come = max(0.0, count("calls.offered") - out) + rest + sqrt(rest)
    return (share * n + to_come) / (n + to_come)


def _surges(at: Instant, setting: BuiltInAlert) -> Iterator[Condition]:
    for queue in at.queues:
        came = at.value("calls.entered", "15m", queue=queue)
        surge = at.value("calls.entered", "15m", "surge", queue=queue)
        usual = at.value("calls.entered", "15m", "usual", queue=queue)
        how = Stands.UNKNOWN
        if _calls_known(at):
            how = Stands.BACK
            if at.open and came is not None and surge is not None and usual is not None:
                half_way = (usual + surge) / 2
                how = Stands.PAST if came >= surge else Stands.BACK if came < half_way else Stands.BETWEEN
        scope = Scope(at.site, queue=queue)
        yield _condition(
            AlertKind.SURGE, how, scope, setting, tone=WATCH, clear_after_s=300, value=came, threshold=surge
        )


def _pauses(at: Instant, setting: BuiltInAlert, agents: Sequence[AgentNow]) -> Iterator[Condition]:
    """Whoever pauses; of somebody who is not there any more nothing is said, and their alert is over. Where nobody knows
    who is there, it is not. Who went home without logging out is nobody's trouble by night."""
    known = _calls_known(at)
    if not known:
        yield _condition(AlertKind.OVERLONG_PAUSE, Stands.UNKNOWN, Scope(at.site), setting, tone=WATCH)
    for agent in agents:
        allowed = at.settings.pause_allowed_s(agent.reason) if agent.state == "paused" else None
        if agent.site == at.site and allowed is not None and agent.since is not None:
            paused = (at.now - agent.since) / SECOND
            too_long = at.open and paused > allowed
            how = Stands.PAST if too_long else Stands.BACK
            yield _condition(
                AlertKind.OVERLONG_PAUSE,
                how if known else Stands.UNKNOWN,
                Scope(at.site),
                setting,
                subject=agent.agent,
                tone=WATCH,
                clear_after_s=0,
                value=paused,
                threshold=allowed,
                since=agent.since + round(allowed * SECOND) if too_long else None,
            )
