"""Rules of the settings: one reading each, of a site or of each of its queues or departments."""

from __future__ import annotations

from collections.abc import Iterator

from wallboard.alerts.condition import Condition, Stands, stands
from wallboard.clock import local
from wallboard.judging.instant import CARRIES, Instant
from wallboard.model import Reading, Scope, State
from wallboard.model.alerts import AlertKey, AlertKind
from wallboard.settings import AlertRule

_CLOCKS = ("calendar", "business")  # of the ages of requests: each place has one of them
_NOT_KNOWN = (State.LOST, State.SILENT, State.LATE, State.ERROR, State.NO_DATA, State.OUT_OF_RETENTION)


def conditions(at: Instant, name: str, rule: AlertRule) -> Iterator[Condition]:
    """How each thing that the rule is about stands."""
    for scope in _scopes(at, rule):
        reading = _reading(at, rule, scope)
        yield Condition(
            key=AlertKey(name, scope),
            kind=AlertKind.READING,
            stands=_stands(at, rule, reading),
            tone=rule.tone,
            hold_s=rule.hold_s,
            clear_after_s=rule.clear_after_s,
            value=None if reading is None else reading.value,
            threshold=rule.over if rule.over is not None else rule.under,
            metric=rule.reading,
            window=rule.window,
        )


def _scopes(at: Instant, rule: AlertRule) -> Iterator[Scope]:
    if rule.queues or rule.each == "queue":
        yield from (Scope(at.site, queue=queue) for queue in rule.queues or at.queues)
    elif rule.departments or rule.each == "department":
        yield from (Scope(at.site, department=name) for name in rule.departments or at.departments)
    else:
        yield Scope(at.site)


def _reading(at: Instant, rule: AlertRule, scope: Scope) -> Reading | None:
    """Of its variant; of a number that has none but variants, the one by which the place itself goes."""
    facts = {name: value for name, value in scope.as_dict().items() if name != "site"}
    level = at.settings.queue(scope.queue).service_level if scope.queue else at.variant
    variants = (rule.variant,) if rule.variant else ("", level, *_CLOCKS)
    found = (at.get(rule.reading, rule.window, variant, **facts) for variant in variants)
    return next((reading for reading in found if reading is not None), None)


def _stands(at: Instant, rule: AlertRule, reading: Reading | None) -> Stands:
    carries = CARRIES.get(rule.reading.partition(".")[0], "")
    source = at.source(carries)
    if (source is not None and source.state in _NOT_KNOWN) or carries in at.reading_history:
        return Stands.UNKNOWN
    if not _holds_now(at, rule):
        return Stands.BACK
    if reading is None or reading.value is None or _made_of(reading, reading.value) < rule.at_least:
        return Stands.BACK  # nobody waits, nobody called, nothing to judge
    high = rule.over is not None
    past = rule.over if rule.over is not None else rule.under
    if past is None:
        return Stands.BACK
    return stands(reading.value, past, past if rule.clear is None else rule.clear, high=high)


def _made_of(reading: Reading, value: float) -> float:
    """Of how many; a count is made of what it counts."""
    return value if reading.n is None else reading.n


def _holds_now(at: Instant, rule: AlertRule) -> bool:
    if rule.hours == "open" and not at.open:
        return False
    clock = local(at.now, at.zone).time()
    return not rule.between or any(start <= clock < end for start, end in rule.between)
