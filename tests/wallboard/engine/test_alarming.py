"""Alerts of a wall that polls: they fire, are shown, outlast a restart, and are over."""

from __future__ import annotations

from pathlib import Path

from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch, entered, gave_up, lost, settings
from wallboard.engine.reader import Readers
from wallboard.model import SECOND
from wallboard.model.alerts import Alert, AlertKind
from wallboard.model.remit import Remit

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
