"""Rules tried on past days fire what they fired live, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch, entered, gave_up, settings
from tests.wallboard.engine.test_alarming import RULES, looked
from wallboard.engine.trying import Trial, try_rules
from wallboard.ledger import OutOfRetention
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Micros
from wallboard.settings import Retention, Settings

pytestmark = pytest.mark.whole


def calls(folder: Path, **more: object) -> Wall:
    """One caller who waited 10 minutes from noon, one who waited 3 an hour later."""
    told = [entered(1, NOON), gave_up(2, NOON + 10 * MINUTE, 1, 600), entered(3, NOON + HOUR)]
    told.append(gave_up(4, NOON + HOUR + 3 * MINUTE, 3, 180))
    of = settings(sources=["pbx"], alerts=RULES, **more)  # type: ignore[arg-type]
    wall = Wall(folder, FakeSource("pbx", "calls", batch(*told)), now=NOON + 2 * HOUR, of=of)
    wall.poll("pbx")
    return wall


def tried(
    wall: Wall, every_s: float = 1, of: Settings | None = None, since: Micros = NOON - MINUTE
) -> list[tuple[str, float, float]]:
    """Which rule fired, and after how many seconds since noon it fired and was over."""
    trial = Trial("main", since, NOON + HOUR + 5 * MINUTE, every_s)
    found = try_rules(wall.ledger, of or wall.settings, trial).alerts
    return [(a.key.rule, (a.raised.fired - NOON) / SECOND, ((a.cleared or NOON) - NOON) / SECOND) for a in found]


@pytest.mark.slow
def test_it_fires_after_the_hold_time_and_is_over_when_they_are_gone(tmp_path: Path) -> None:
    wall = calls(tmp_path)
    assert tried(wall) == [("slow", 131, 605), ("slow", 3731, 3785)]
    assert tried(wall, every_s=60) == [("slow", 240, 660)], "nobody looked while the second waited for long enough"
    wall.close()


@pytest.mark.slow
def test_it_fires_what_fired_live(tmp_path: Path) -> None:
    source = FakeSource("pbx", "calls", batch(entered(1, NOON)))
    wall = Wall(tmp_path, source, of=settings(sources=["pbx"], alerts=RULES))
    looked(wall)
    for second in range(1, 200):
        if second == 170:
            wall.sources["pbx"].answers.append(batch(gave_up(2, wall.now + SECOND, 1, 170)))
        looked(wall, 1)
    live = [(a.raised.fired, a.cleared) for a in wall.ledger.alerts.fired(None, 0, NOON + DAY)]
    again = try_rules(wall.ledger, wall.settings, Trial("main", NOON, NOON + 200 * SECOND, 1)).alerts
    assert [(a.raised.fired, a.cleared) for a in again] == live != []
    wall.close()


@pytest.mark.slow
def test_a_closed_site_is_not_looked_at_for_long_and_fires_again_when_it_opens(tmp_path: Path) -> None:
    hours = dict.fromkeys(("sun",), "12:00-12:05, 13:00-14:00")
    wall = calls(tmp_path, sites={"main": {"name": "Main", "zone": "UTC", "hours": [hours]}})
    found = tried(wall, every_s=10, since=NOON - 2 * HOUR)
    assert [each[:2] for each in found] == [("slow", 140), ("slow", 3740)]
    wall.close()


def test_nothing_is_kept_of_what_is_only_tried(tmp_path: Path) -> None:
    wall = calls(tmp_path)
    tried(wall, every_s=60)
    assert wall.ledger.alerts.fired(None, 0, NOON + DAY) == []
    wall.close()


def test_it_tells_how_far_it_is_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    wall, told = calls(tmp_path), list[int]()

    def progress(at: int) -> None:
        told.append(at)
        if len(told) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        try_rules(wall.ledger, wall.settings, Trial("main", NOON, NOON + HOUR, 60), progress)
    assert told == [NOON, NOON + MINUTE, NOON + 2 * MINUTE]
    wall.close()


def test_days_that_are_purged_cannot_be_tried(tmp_path: Path) -> None:
    wall = calls(tmp_path)
    wall.ledger.record("pbx", "main", batch(entered(9, NOON + 60 * DAY)), NOON + 60 * DAY)
    wall.ledger.purge(NOON + 60 * DAY, Retention(call_events_days=35))
    with pytest.raises(OutOfRetention):
        tried(wall)
    wall.close()
