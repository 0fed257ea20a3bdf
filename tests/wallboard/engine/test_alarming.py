"""Alerts of a wall that polls: they fire, are shown, outlast a restart, and are over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.queue_log import logged
from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch, entered, gave_up, lost, settings
from wallboard.engine.engine import Engine
from wallboard.engine.reader import Readers
from wallboard.model import SECOND, Scope
from wallboard.model.alerts import Alert, AlertKey, AlertKind, Raised
from wallboard.model.remit import Remit

pytestmark = pytest.mark.whole

RULES = {"slow": {"reading": "calls.longest_wait_s", "over": 120, "each": "queue", "hold_s": 10, "clear_after_s": 5}}


def looked(wall: Wall, after_s: float = 0) -> tuple[Alert, ...]:
    """The alerts of the snapshot that is shown after one more look."""
    wall.poll("pbx", after_s)
    wall.engine.present.publish()
    wall.engine.alarming.run()
    return wall.engine.present.snapshot().alerts


def waiting(folder: Path) -> Wall:
    source = FakeSource("pbx", "calls", batch(entered(1, NOON - 60 * SECOND)))
    return Wall(folder, source, of=settings(sources=["pbx"], alerts=RULES))


def test_a_caller_who_waits_too_long_fires_after_the_hold_time_and_it_is_over_when_they_are_gone(
    tmp_path: Path,
) -> None:
    wall = waiting(tmp_path)
    assert looked(wall) == ()
    assert looked(wall, 61) == ()
    (alert,) = looked(wall, 10)
    assert (alert.key.rule, alert.key.scope.queue, alert.raised.began) == ("slow", "roads", NOON + 61 * SECOND)
    wall.sources["pbx"].answers.append(batch(gave_up(2, wall.now, 1, 132)))
    assert looked(wall, 1) == (alert,)
    assert looked(wall, 6) == ()
    (logged,) = wall.ledger.alerts.fired(None, NOON, wall.now)
    assert logged.cleared == wall.now
    wall.close()


def test_an_alert_outlasts_a_restart_of_the_wall_and_does_not_fire_twice(tmp_path: Path) -> None:
    wall = waiting(tmp_path)
    looked(wall)
    looked(wall, 61)
    (alert,) = looked(wall, 10)
    wall.again()
    assert looked(wall, 2) == (alert,)
    assert len(wall.ledger.alerts.fired(None, NOON, wall.now + 1)) == 1
    wall.close()


def test_after_a_restart_nothing_is_over_before_what_the_rules_look_at_was_read(tmp_path: Path) -> None:
    at_once = {"slow": RULES["slow"] | {"clear_after_s": 0}}
    source = FakeSource("pbx", "calls", batch(entered(1, NOON - 60 * SECOND)))
    wall = Wall(tmp_path, source, of=settings(sources=["pbx"], alerts=at_once))
    for after_s in (0, 61, 10):
        on = looked(wall, after_s)
    wall.engine = Engine(wall.settings, wall.sources, wall.ledger, clock=lambda: wall.now, only_asked=True)
    for _ in range(3):
        assert looked(wall, 1) in ((), on)
        assert wall.ledger.alerts.on() == list(on)
    assert looked(wall, 1) == on
    wall.close()


def test_a_pause_goes_on_through_a_restart_before_the_phones_have_answered(tmp_path: Path) -> None:
    rows = ("roads", "ADDMEMBER", ("",)), ("NONE", "PAUSEALL", ("Lunch",))
    told = [
        logged("pbx", "main", n, NOON, "NONE", queue, "ann", verb, data) for n, (queue, verb, data) in enumerate(rows)
    ]
    wall = Wall(tmp_path, FakeSource("pbx", "calls", batch(*told)), of=settings(sources=["pbx"], pauses={"*": 60}))
    looked(wall)
    (alert,) = looked(wall, 61)
    wall.again()
    wall.engine.present.publish()
    wall.engine.alarming.run()
    assert wall.ledger.alerts.on() == [alert]
    assert looked(wall, 1) == (alert,)
    wall.close()


def test_an_alert_of_a_site_that_the_settings_have_no_more_is_over(tmp_path: Path) -> None:
    wall = waiting(tmp_path)
    north = Raised(AlertKey("slow", Scope("north")), AlertKind.READING, "alarm", NOON, NOON)
    wall.ledger.alerts.fire(north, [], NOON)
    assert looked(wall, 1) == ()
    wall.close()


def test_a_clock_that_is_set_back_keeps_nothing_from_firing(tmp_path: Path) -> None:
    wall = waiting(tmp_path)
    for after_s in (0, 3600, -3590):
        looked(wall, after_s)
    assert [each.key.rule for each in looked(wall, 51)] == []
    assert [each.key.rule for each in looked(wall, 10)] == ["slow"]
    wall.close()


def test_a_lost_source_fires_and_ends_no_alert_over_its_figures(tmp_path: Path) -> None:
    wall = waiting(tmp_path)
    looked(wall)
    looked(wall, 61)
    (slow,) = looked(wall, 10)
    wall.sources["pbx"].answers += [lost()] * 40
    for _ in range(40):
        found = looked(wall, 5)
    assert {alert.raised.kind for alert in found} == {AlertKind.READING, AlertKind.SOURCE_LOST}
    assert slow in found
    wall.close()


def test_who_may_not_read_the_site_sees_none_of_its_alerts(tmp_path: Path) -> None:
    wall = waiting(tmp_path)
    for after_s in (0, 61, 10):
        looked(wall, after_s)
    readers = Readers(wall.engine.present, lambda: wall.now)
    assert len(readers.within(Remit()).snapshot().alerts) == 1
    assert readers.within(Remit.of(sites=["north"])).snapshot().alerts == ()
    wall.close()


def test_a_past_instant_has_the_alerts_that_were_on_then(tmp_path: Path) -> None:
    wall = waiting(tmp_path)
    for after_s in (0, 61, 10):
        looked(wall, after_s)
    reader = Readers(wall.engine.present, lambda: wall.now).within(Remit())
    assert len(reader.snapshot_at(wall.now).alerts) == 1
    assert reader.snapshot_at(wall.now - SECOND).alerts == ()
    wall.close()


def test_a_ledger_that_is_away_stops_no_wall_and_the_alert_fires_when_it_is_back(tmp_path: Path) -> None:
    wall = waiting(tmp_path)
    looked(wall)
    looked(wall, 61)
    away = tmp_path / "away.db"
    (tmp_path / "ledger.db").rename(away)
    wall.now += 10 * SECOND
    wall.engine.present.publish()
    wall.engine.alarming.run()
    away.rename(tmp_path / "ledger.db")
    assert len(looked(wall, 2)) == 1
    wall.close()
