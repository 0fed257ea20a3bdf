"""What single values of alerts cannot tell: numbers that there are not, thresholds that contradict each other, channels that
nobody has."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from wallboard.settings.checks.mailings import mailing_problems, no_channel
from wallboard.settings.parts.alerts import AlertRule, BuiltInAlerts, Channel
from wallboard.settings.parts.mailing import Mailing
from wallboard.settings.problems.places import Path
from wallboard.settings.problems.wording import Problem, nearest


class Number(Protocol):
    """What there is of one."""

    @property
    def unit(self) -> str: ...

    @property
    def windows(self) -> tuple[str, ...]: ...

    @property
    def variants(self) -> tuple[str, ...]: ...

    @property
    def scopes(self) -> tuple[str, ...]: ...


Numbers = Mapping[str, Number]  # every one that there is


@dataclass(frozen=True, slots=True)
class UsableAlerts:
    """Those parts that are right in themselves, and the names of channels, right or not."""

    rules: Mapping[str, AlertRule] = field(default_factory=dict)
    built_in: BuiltInAlerts | None = None
    channels: Mapping[str, Channel] = field(default_factory=dict)
    channel_names: Collection[str] = ()
    mailings: Mapping[str, Mailing] = field(default_factory=dict)


def alert_problems(alerts: UsableAlerts, numbers: Numbers | None) -> Iterator[Problem]:
    built_in = BuiltInAlerts.model_fields
    for name, rule in alerts.rules.items():
        path: Path = ("alerts", name)
        if name in built_in:
            yield Problem(
                path, f'"{name}" is the name of a built-in alert; give it another, or set [built_in_alerts.{name}]'
            )
        yield from _threshold(path, rule)
        yield from _reading(path, rule, numbers)
        yield from _notified(path, rule.notify, alerts.channel_names)
    for name in built_in if alerts.built_in else ():
        notify = getattr(alerts.built_in, name).notify
        yield from _notified(("built_in_alerts", name), notify, alerts.channel_names)
    for name, mailing in alerts.mailings.items():
        yield from mailing_problems(("mailings", name), mailing, alerts.channels, alerts.channel_names)
    for name, channel in alerts.channels.items():
        yield from _escalation(("channels", name), name, channel, alerts.channel_names)


def _threshold(path: Path, rule: AlertRule) -> Iterator[Problem]:
    if (rule.over is None) == (rule.under is None):
        both = "has over and under" if rule.over is not None else "has neither over nor under"
        yield Problem(path, f"{both}; write the one at which it fires")
    elif rule.clear is not None and rule.over is not None and rule.clear > rule.over:
        yield Problem((*path, "clear"), f"is above over ({rule.over:g}): it would be over while it fires")
    elif rule.clear is not None and rule.under is not None and rule.clear < rule.under:
        yield Problem((*path, "clear"), f"is below under ({rule.under:g}): it would be over while it fires")
    if rule.queues and rule.departments:
        yield Problem((*path, "departments"), "stands beside queues; an alert is of queues or of departments")


def _reading(path: Path, rule: AlertRule, numbers: Numbers | None) -> Iterator[Problem]:
    if numbers is None:
        return
    number = numbers.get(rule.reading)
    if number is None:
        yield Problem((*path, "reading"), f'"{rule.reading}" is no number' + nearest(rule.reading, numbers))
        return
    for name, said, there in (("window", rule.window, number.windows), ("variant", rule.variant, number.variants)):
        if said and said not in there:
            yield Problem((*path, name), f'"{said}" is no {name} of {rule.reading}' + nearest(said, there))
    for name, limit in (("over", rule.over), ("under", rule.under), ("clear", rule.clear)):
        if number.unit == "ratio" and limit is not None and limit > 1:
            yield Problem((*path, name), f"{limit:g} is no share from 0 to 1; write {limit / 100:g} for {limit:g} %")
    about = "queue" if rule.queues or rule.each == "queue" else "department"
    of_parts = about == "queue" or bool(rule.departments) or rule.each == "department"
    if of_parts and about not in number.scopes:
        others = (name for name in ("queue", "department") if name in number.scopes)
        right = "".join(f"write {name}s, or " for name in others)
        yield Problem((*path, "reading"), f"{rule.reading} is not told of {about}s; {right}leave it to the site")


def _notified(path: Path, names: Collection[str], channels: Collection[str]) -> Iterator[Problem]:
    for name in names:
        if name not in channels:
            yield Problem((*path, "notify"), no_channel(name, channels))


def _escalation(path: Path, name: str, channel: Channel, channels: Collection[str]) -> Iterator[Problem]:
    if bool(channel.escalate_to) != bool(channel.escalate_after_s):
        missing = "escalate_after_s" if channel.escalate_to else "escalate_to"
        yield Problem((*path, missing), "is missing; who is told, and after how many seconds, go together")
    elif channel.escalate_to == name:
        yield Problem((*path, "escalate_to"), "is the channel itself; name another")
    elif channel.escalate_to and channel.escalate_to not in channels:
        yield Problem((*path, "escalate_to"), no_channel(channel.escalate_to, channels))
