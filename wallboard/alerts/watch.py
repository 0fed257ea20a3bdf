"""From conditions, one instant after the other, to what fires and what is over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wallboard.alerts.condition import Condition, Stands
from wallboard.model import SECOND, Micros
from wallboard.model.alerts import Alert, AlertKey, Raised


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done at one instant."""

    fire: tuple[Raised, ...] = ()
    clear: tuple[Alert, ...] = ()


@dataclass(slots=True)
class Watch:
    """Since when something is past its threshold, or back. What is on is not remembered here: the ledger knows, and
    whoever calls says it. Not to be shared between threads."""

    _past: dict[AlertKey, Micros] = field(default_factory=dict)
    _back: dict[AlertKey, Micros] = field(default_factory=dict)

    def step(self, conditions: Iterable[Condition], on: Iterable[Alert], now: Micros) -> Change:
        """What fires and what is over at `now`. Conditions that are not told any more are over: their rule is gone, or
        what it was of. One without a subject says how all are of which nothing is said. Where the clock went back, what
        was held until then begins anew."""
        told = {each.key: each for each in conditions}
        alerts = {alert.key: alert for alert in on}
        for held in (self._past, self._back):
            for key in [key for key, since in held.items() if key not in told or since > now]:
                del held[key]
        fire = [raised for each in told.values() if each.key not in alerts and (raised := self._fires(each, now))]
        over = [alert for key, alert in alerts.items() if self._is_over(told.get(key, _of_all(told, key)), now)]
        return Change(tuple(fire), tuple(over))

    def _fires(self, each: Condition, now: Micros) -> Raised | None:
        self._back.pop(each.key, None)
        if each.stands is Stands.UNKNOWN:
            return None
        if each.stands is not Stands.PAST:
            self._past.pop(each.key, None)
            return None
        began = self._past.setdefault(each.key, now if each.since is None else min(each.since, now))
        if now - began < each.hold_s * SECOND:
            return None
        return Raised(each.key, each.kind, each.tone, began, now, each.value, each.threshold, each.metric, each.window)

    def _is_over(self, each: Condition | None, now: Micros) -> bool:
        if each is None:
            return True
        self._past.pop(each.key, None)
        if each.stands is Stands.UNKNOWN:
            return False
        if each.stands is not Stands.BACK:
            self._back.pop(each.key, None)
            return False
        return now - self._back.setdefault(each.key, now) >= each.clear_after_s * SECOND


def _of_all(told: Mapping[AlertKey, Condition], key: AlertKey) -> Condition | None:
    return told.get(key._replace(subject=""))
