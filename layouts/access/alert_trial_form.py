"""The rule that somebody wants to try, and the days: as typed, and read with care."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from layouts.page.days import Days, NoSuchDays
from layouts.web.forms import Form
from wallboard.engine.reader import Reader
from wallboard.engine.trying import Trial
from wallboard.languages import _
from wallboard.metrics import METRICS
from wallboard.model import DAY, Micros
from wallboard.settings import AlertRule, BuiltInAlerts, Settings

MOST_DAYS = 28
EVERY_S = 60.0
NAMES = ("reading", "window", "side", "limit", "clear", "hold_s", "at_least", "each", "hours", "site", "since", "until")
USUAL: Mapping[str, str] = {
    "reading": "calls.longest_wait_s",
    "window": "now",
    "side": "over",
    "limit": "120",
    "clear": "",
    "hold_s": "60",
    "at_least": "0",
    "each": "queue",
    "hours": "open",
}


class NotUsable(ValueError):
    """One field is not as it must be; the text says what would be right."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(words)
        self.name = name


@dataclass(frozen=True, slots=True)
class Asked:
    """What is tried: a rule, of which days of which site."""

    rule: AlertRule
    trial: Trial


def readings_offered() -> dict[str, tuple[str, ...]]:
    """The numbers of calls and agents, each with its windows."""
    return {name: metric.windows for name, metric in METRICS.items() if not name.startswith("tickets.")}


def typed(query: Form, site: str) -> dict[str, str]:
    """What is in the fields: what was typed, or what is offered."""
    given = {name: query.text(name)[:100] for name in NAMES} if query.text("go") else {}
    return {**USUAL, "site": site, "since": "", "until": "", **given}


def address(fields: Mapping[str, str]) -> str:
    """The trial's own, to be sent to a colleague."""
    return urlencode({**{name: fields[name] for name in NAMES if fields[name]}, "go": "1"})


def read(fields: Mapping[str, str], reader: Reader, now: Micros) -> Asked:
    """Raises NotUsable."""
    site = fields["site"]
    if site not in reader.settings.sites:
        raise NotUsable("site", _("There is no such site. Choose one of the list."))
    if fields["reading"] not in readings_offered():
        raise NotUsable("reading", _("There is no such number. Choose one of the list."))
    windows = METRICS[fields["reading"]].windows
    if fields["window"] not in windows:
        raise NotUsable("window", _("This number has no such window; it has: {names}.", names=", ".join(windows)))
    side = "under" if fields["side"] == "under" else "over"
    limit, clear = _number("limit", fields["limit"]), fields["clear"] and _number("clear", fields["clear"])
    if clear != "" and (clear > limit if side == "over" else clear < limit):
        raise NotUsable("clear", _("It would be over while it fires: write a number on the other side of the limit."))
    rule = AlertRule.model_validate(
        {
            "reading": fields["reading"],
            "window": fields["window"],
            side: limit,
            "clear": None if clear == "" else clear,
            "hold_s": _number("hold_s", fields["hold_s"] or "0", most=86_400),
            "at_least": int(_number("at_least", fields["at_least"] or "0", most=1_000_000)),
            "each": "site" if fields["each"] == "site" else "queue",
            "hours": "always" if fields["hours"] == "always" else "open",
            "site": site,
        }
    )
    return Asked(rule, _trial(fields, reader, now))


def rules_with(settings: Settings, rule: AlertRule) -> Settings:
    """The settings in which this rule alone fires."""
    off = {name: {"on": False} for name in BuiltInAlerts.model_fields}
    return settings.model_copy(update={"alerts": {"tried": rule}, "built_in_alerts": BuiltInAlerts.model_validate(off)})


def as_written(rule: AlertRule) -> str:
    """The lines of the settings file that make the rule stand."""
    said: dict[str, Any] = rule.model_dump(exclude_defaults=True)
    lines = [f"{name} = {_toml(value)}" for name, value in said.items()]
    return "\n".join(["[alerts.a_name_of_yours]", *lines])


def _toml(value: Any) -> str:
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return f"{value:g}" if isinstance(value, float) else str(value)


def _number(name: str, text: str, most: float = math.inf) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if not 0 <= value <= most or math.isinf(value):
        right = _("a number from 0 on") if math.isinf(most) else _("a number from 0 to {most}", most=f"{most:g}")
        raise NotUsable(name, _("“{text}” does not do; write {right}.", text=text[:40], right=right))
    return value


def _trial(fields: Mapping[str, str], reader: Reader, now: Micros) -> Trial:
    try:
        zone = reader.settings.zone(fields["site"])
        since, until = Days(fields["since"], fields["until"]).bounds(zone, now, timedelta(days=6))
    except NoSuchDays as error:
        raise NotUsable("until", str(error)) from None
    until = min(until, now)
    if until <= since:
        raise NotUsable("since", _("These days have not begun. Choose past ones."))
    if until - since > MOST_DAYS * DAY + DAY // 12:
        raise NotUsable("since", _("These are more than {n} days. Choose fewer.", n=MOST_DAYS))
    return Trial(fields["site"], since, until, EVERY_S)
