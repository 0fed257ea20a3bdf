"""Whom to tell of an alert, and when: quiet hours by the site's own clock, cool-down, escalation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from wallboard.alerts.telling import tell_cleared, tell_fired
from wallboard.clock import iso, micros
from wallboard.ledger import Telling
from wallboard.model import Micros, Scope
from wallboard.model.alerts import AlertKey, AlertKind, Raised, Why
from wallboard.settings import Settings


def settings(desk: dict[str, Any] | None = None, zone: str = "America/Chicago", **more: Any) -> Settings:
    channels = {name: {"address": "json://127.0.0.1"} for name in ("desk", "chief")}
    channels["desk"] |= desk or {}
    alerts = {"slow": {"reading": "calls.longest_wait_s", "over": 120, "notify": ["desk"]}}
    told = {"sites": {"main": {"name": "311", "zone": zone}}, "channels": channels, "alerts": alerts}
    return Settings.model_validate(told | more)


def raised(kind: AlertKind = AlertKind.READING) -> Raised:
    rule = "slow" if kind is AlertKind.READING else kind.value
    return Raised(AlertKey(rule, Scope("main")), kind, "alarm", 0, 0)


def at(text: str) -> Micros:
    return micros(datetime.fromisoformat(text).replace(tzinfo=UTC))


NOON = at("2026-11-24T18:00")  # in Chicago


def test_the_channels_of_a_rule_are_told_with_their_cool_down() -> None:
    assert list(tell_fired(settings(), raised(), NOON)) == [Telling("desk", Why.FIRED, cool_down_s=900)]


def test_a_built_in_alert_tells_the_channels_of_its_own_setting() -> None:
    told = settings(built_in_alerts={"surge": {"notify": ["chief"]}})
    assert [each.channel for each in tell_fired(told, raised(AlertKind.SURGE), NOON)] == ["chief"]
    assert list(tell_fired(told, raised(AlertKind.UNSTAFFED), NOON)) == []


def test_another_channel_is_told_where_nobody_takes_it() -> None:
    told = settings({"escalate_after_s": 300, "escalate_to": "chief"})
    _, escalated = tell_fired(told, raised(), NOON)
    assert (escalated.channel, escalated.why, escalated.after_s) == ("chief", Why.ESCALATED, 300)


def test_who_is_told_by_several_is_told_once_and_by_the_soonest() -> None:
    told = settings({"escalate_after_s": 300, "escalate_to": "chief"}, alerts={})
    ops = told.channels["desk"].model_copy(update={"escalate_after_s": 60.0})
    surge = told.built_in_alerts.surge.model_copy(update={"notify": ("desk", "ops", "desk")})
    built_in = told.built_in_alerts.model_copy(update={"surge": surge})
    told = told.model_copy(update={"channels": {**told.channels, "ops": ops}, "built_in_alerts": built_in})
    found = [(each.channel, each.why, each.after_s) for each in tell_fired(told, raised(AlertKind.SURGE), NOON)]
    assert found == [("desk", Why.FIRED, 0), ("ops", Why.FIRED, 0), ("chief", Why.ESCALATED, 60)]


def test_nobody_is_told_of_a_site_that_the_settings_have_no_more() -> None:
    gone = raised()._replace(key=AlertKey("slow", Scope("north")))
    assert list(tell_cleared(settings({"tell_cleared": True}), gone, NOON)) == []


def test_only_who_wants_to_know_is_told_when_it_is_over() -> None:
    assert list(tell_cleared(settings(), raised(), NOON)) == []
    assert [each.why for each in tell_cleared(settings({"tell_cleared": True}), raised(), NOON)] == [Why.CLEARED]


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-24T18:00", None),
        ("2026-11-25T04:30", "2026-11-25T12:00:00Z"),  # 22:30 on Tuesday, until 06:00
        ("2026-11-25T11:59:59", "2026-11-25T12:00:00Z"),
        ("2026-11-25T12:00", None),
        ("2026-11-01T05:30", "2026-11-01T12:00:00Z"),  # the night in which clocks go back
        ("2026-03-08T07:30", "2026-03-08T11:00:00Z"),  # ... and forward
    ],
)
def test_quiet_hours_go_by_the_sites_clock_and_over_midnight(now: str, until: str | None) -> None:
    (told,) = tell_fired(settings({"quiet": "22:00-24:00, 00:00-06:00"}), raised(), at(now))
    assert (None if told.waits_until is None else iso(told.waits_until)) == until


def test_quiet_hours_over_midnight_may_be_written_in_one() -> None:
    (told,) = tell_fired(settings({"quiet": "22:00-06:00"}), raised(), at("2026-11-25T04:30"))
    assert told.waits_until == at("2026-11-25T12:00")


def test_hours_that_are_always_quiet_end_all_the_same() -> None:
    (told,) = tell_fired(settings({"quiet": "00:00-24:00"}, zone="UTC"), raised(), NOON)
    assert told.waits_until is not None
    assert told.waits_until > NOON
